//! Experiences that can never win, windows that never open, experiments that draw nothing.

use std::collections::{BTreeMap, BTreeSet};

use super::logic::{Solver, implies};
use super::{Check, walk};
use crate::diagnostic::{Diagnostic, Spanned};
use crate::ruleset::model::{Arm, Condition, Experience};

/// Earlier experiences that one is compared with. The first of a page decide; a later one is rarely the reason.
const RIVALS: usize = 24;

pub fn check(check: &mut Check) {
    let ruleset = check.ruleset;
    for experience in &ruleset.experiences {
        window(check, experience);
        variants(check, experience);
    }
    if let Some(expires) = ruleset.expires.as_ref().filter(|expires| expires.value <= check.now) {
        let found = Diagnostic::warning(
            "ruleset-expired",
            expires.span,
            "this ruleset has expired: every visitor sees the defaults",
        );
        check.add(found.hint("set `expires` to a later time, or remove it"));
    }
    shadows(check);
}

fn window(check: &mut Check, experience: &Experience) {
    let Some(schedule) = &experience.schedule else { return };
    let from = schedule.from.as_ref().or(schedule.civil_from.as_ref());
    let until = schedule.until.as_ref().or(schedule.civil_until.as_ref());
    if let (Some(from), Some(until)) = (from, until)
        && from.value >= until.value
    {
        let found = Diagnostic::error(
            "empty-window",
            until.span,
            format!("the window of `{}` ends before it starts", experience.id.value),
        );
        check.add(found.label(from.span, "it starts here").hint("swap `from` and `until`"));
        return;
    }
    let expires = check.ruleset.expires.as_ref();
    if let (Some(from), Some(expires)) =
        (from, expires.filter(|expires| from.is_some_and(|from| from.value >= expires.value)))
    {
        let found = Diagnostic::error(
            "empty-window",
            from.span,
            format!("`{}` starts after the ruleset expired", experience.id.value),
        );
        check.add(found.label(expires.span, "it expires here"));
        return;
    }
    // The last clock shows a civil time twelve hours behind Greenwich.
    let last = if schedule.civil_until.is_some() { 12 * 3_600_000 } else { 0 };
    if let Some(until) = until.filter(|until| until.value.saturating_add(last) <= check.now) {
        let found = Diagnostic::warning(
            "window-ended",
            until.span,
            format!("the window of `{}` has ended", experience.id.value),
        );
        check.add(found.hint("remove the experience, or move its window"));
    }
}

fn variants(check: &mut Check, experience: &Experience) {
    let name = &experience.id;
    if experience.variants.is_empty() {
        return;
    }
    if experience.variants.iter().all(|variant| variant.weight.value <= 0.0) {
        let message = format!("no variant of `{}` has a weight: none is ever drawn", name.value);
        check
            .add(Diagnostic::error("no-weight", name.span, message).hint("give at least one variant a weight above 0"));
    }
    let shows = |variant: &crate::ruleset::model::Variant| matches!(variant.arm, Arm::Show(_) | Arm::Redirect(_));
    if !experience.variants.iter().any(shows) {
        let message = format!("no variant of `{}` shows anything", name.value);
        let found = Diagnostic::warning("nothing-shown", name.span, message);
        check.add(found.hint("a variant besides the control needs `show:`"));
    }
}

/// The slots that an experience may hold.
fn slots(experience: &Experience) -> BTreeSet<&str> {
    let mut slots = BTreeSet::new();
    walk::contents(experience, &mut |_, slot, _| {
        slots.insert(slot.value.as_str());
    });
    slots
}

/// Whether nothing but its pages and its condition keeps an experience from holding its slots.
fn always_holds(experience: &Experience) -> bool {
    let full = |share: &Option<Spanned<f64>>| share.as_ref().is_none_or(|share| share.value >= 1.0);
    let [variant] = experience.variants.as_slice() else { return false };
    matches!(variant.arm, Arm::Show(_))
        && variant.weight.value > 0.0
        && experience.schedule.is_none()
        && experience.limits.is_none()
        && !experience.nudge
        && experience.experiment.is_none()
        && experience.prerequisites.is_empty()
        && experience.unit.is_empty()
        && experience.purpose.is_none()
        && full(&experience.rollout)
}

fn shadows(check: &mut Check) {
    let ruleset = check.ruleset;
    // With a holdout over everything, some visitors see no experience of ours, the earlier one included.
    let held_out =
        ruleset.holdout.as_ref().is_some_and(|holdout| holdout.covers.as_ref().is_some_and(|one| one.value == "all"));
    // With a guardrail, a page may be full before the earlier one is asked; a slot of several places has room for both.
    let roomy = ruleset.slots.iter().any(|slot| slot.take.is_some());
    if held_out || roomy || ruleset.guardrails.is_some() || ruleset.purpose.is_some() {
        return;
    }
    let mut order: Vec<&Experience> = ruleset.experiences.iter().collect();
    let priority = |one: &Experience| one.priority.as_ref().map_or(0.0, |priority| priority.value);
    order.sort_by(|a, b| priority(b).total_cmp(&priority(a)));
    let all: Vec<BTreeSet<&str>> = order.iter().map(|one| slots(one)).collect();

    let mut holders: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    let mut touched: BTreeMap<&str, usize> = BTreeMap::new();
    let mut first_touch: Vec<bool> = Vec::new();
    let mut found = Vec::new();
    let mut solver = Solver::new(&check.scope);
    for (at, (later, wanted)) in order.iter().zip(&all).enumerate() {
        let rivals = wanted.first().and_then(|slot| holders.get(slot)).map_or(&[][..], Vec::as_slice);
        let rival = rivals.iter().take(RIVALS).find(|rival| {
            let (Some(earlier), Some(held)) = (order.get(**rival), all.get(**rival)) else { return false };
            // The earlier one may itself lose a slot that the later one does not want. Then it does not hold the rest.
            let sure = held == wanted || first_touch.get(**rival) == Some(&true);
            // A redirect needs no slot.
            let redirects = later.variants.iter().any(|variant| matches!(variant.arm, Arm::Redirect(_)));
            sure && !redirects
                && wanted.is_subset(held)
                && covers_pages(earlier, later)
                && follows(&mut solver, later, earlier)
        });
        let broken = later.when.as_ref().is_some_and(|when| check.has_error_in(walk::condition_span(when)));
        if let Some(earlier) = rival.and_then(|rival| order.get(*rival)).filter(|_| !broken) {
            found.push(shadowed(later, earlier));
        }
        first_touch.push(wanted.iter().all(|slot| !touched.contains_key(slot)));
        for slot in wanted {
            touched.entry(slot).or_insert(at);
            if always_holds(later) {
                holders.entry(slot).or_default().push(at);
            }
        }
    }
    found.into_iter().for_each(|one| check.add(one));
}

fn shadowed(later: &Experience, earlier: &Experience) -> Diagnostic {
    let message =
        format!("`{}` can never win: `{}` holds its slots whenever it could", later.id.value, earlier.id.value);
    Diagnostic::warning("never-wins", later.id.span, message)
        .label(earlier.id.span, "this one comes first")
        .hint("move it before the other, give it a higher `priority`, or narrow the other one's `when`")
}

fn covers_pages(earlier: &Experience, later: &Experience) -> bool {
    let held: BTreeSet<&str> = earlier.pages.iter().map(|page| page.value.as_str()).collect();
    let all = held.is_empty() || held.contains("/*") || held.contains("*");
    !later.pages.is_empty() && later.pages.iter().all(|page| all || held.contains(page.value.as_str()))
        || held.is_empty()
}

fn follows<'a>(solver: &mut Solver<'_, 'a>, later: &'a Experience, earlier: &'a Experience) -> bool {
    match (&later.when, &earlier.when) {
        (_, None) => true,
        (None, Some(Condition::And(all, _))) => all.is_empty(),
        (None, Some(_)) => false,
        (Some(later), Some(earlier)) => implies(solver, later, earlier),
    }
}
