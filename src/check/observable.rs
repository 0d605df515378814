//! Arms must not differ in what they load: an arm's own picture tells its server who was shown it.
//!
//! This holds for what the device decides: where a request already says whom an experience is for, its server learns
//! nothing by another one. `docs/observable.md` says what is compared with what, and what cannot be seen from here.

mod addresses;
mod css;
mod faces;
mod forms;
mod loads;
mod page;
mod ranked;
mod styles;
mod unsaid;

use std::collections::{BTreeMap, BTreeSet};

use super::Check;
use crate::diagnostic::{Diagnostic, Span};
use crate::ruleset::model::Experience;
use faces::{Face, Key, Link, Place, Told, View};
use loads::Act;
use page::Templates;
use unsaid::{Hidden, Unsaid};

/// Addresses that one finding names; the others are counted.
const NAMED: usize = 3;
/// What is unknown is taken for what loads.
const NAME_IT: &str = "the target may find anything: say what it is, `a.cta`, `button#buy`, if that does not load";

pub fn check(check: &mut Check) {
    compare(check, &Templates::default());
}

/// What is found where a page is known too, its templates and what is ranked in it, and was not found without.
pub fn on_page(check: &mut Check, html: &[u8], known: &[Diagnostic]) -> Vec<Diagnostic> {
    compare(check, &Templates::in_page(html));
    ranked::check(check, html);
    let mut found = std::mem::take(&mut check.found);
    found.retain(|one| {
        one.code != "observable-nothing" && !known.iter().any(|other| other.code == one.code && other.span == one.span)
    });
    found
}

fn compare(check: &mut Check, templates: &Templates) {
    let ruleset = check.ruleset;
    let unsaid = Unsaid::new(check);
    for (at, experience) in ruleset.experiences.iter().enumerate() {
        if check.full() {
            return;
        }
        let view = View { check, unsaid: &unsaid, templates };
        let arms: Vec<Face> = experience.variants.iter().map(|one| faces::arm(&view, one)).collect();
        let hidden = unsaid.of(at);
        tell(check, &unsaid, experience, &arms);
        let (loaded, sent): (Vec<_>, Vec<_>) =
            differences(&arms, &hidden).into_iter().partition(|one| one.act == Act::Load);
        let marked = marked(&arms, hidden.which.is_some());
        if !experience.observable {
            if !loaded.is_empty() {
                check.add(content(experience, &hidden, &loaded, &arms));
            }
            sent.iter().for_each(|one| check.add(field(one)));
            marked.into_iter().for_each(|(link, other)| check.add(follow(link, other)));
        } else if is_nothing(&arms, &hidden) {
            let message = format!("`{}` is observable, and there is nothing to observe", experience.id.value);
            let found = Diagnostic::warning("observable-nothing", experience.id.span, message);
            check.add(found.hint("take `observable: true` out: nothing differs in what the page loads"));
        }
    }
}

/// The addresses that tell a server who gets an experience, by its index; whether or not it says `observable`.
pub fn addresses(check: &Check) -> Vec<Vec<String>> {
    let (unsaid, templates) = (Unsaid::new(check), Templates::default());
    let view = View { check, unsaid: &unsaid, templates: &templates };
    let mut all = Vec::new();
    for (at, experience) in check.ruleset.experiences.iter().enumerate() {
        let arms: Vec<Face> = experience.variants.iter().map(|one| faces::arm(&view, one)).collect();
        let loaded = differences(&arms, &unsaid.of(at)).into_iter().filter(|one| one.act == Act::Load);
        let addresses: BTreeSet<String> = loaded.map(|one| one.address).collect();
        all.push(addresses.into_iter().collect());
    }
    all
}

/// An address that some alternatives load and others do not, or a field, where it is written, and the arms that have it.
struct Difference {
    act: Act,
    address: String,
    manner: String,
    place: Place,
    arms: Vec<usize>,
}

/// What all arms load, whatever chooses in them.
fn shared<'f>(arms: &'f [Face]) -> BTreeSet<&'f Key> {
    let first = arms.first().map(|arm| arm.always.iter()).into_iter().flatten();
    first.filter(|key| arms.iter().all(|arm| arm.always.contains(key))).collect()
}

/// What differs between alternatives among which something chooses that no request says.
fn differences(arms: &[Face], hidden: &Hidden) -> Vec<Difference> {
    let shared = match hidden {
        // The default is one of them, and loads nothing of its own.
        Hidden { who: Some(_), .. } => Some(BTreeSet::new()),
        Hidden { which: Some(_), .. } => Some(shared(arms)),
        _ => None,
    };
    let mut found: BTreeMap<(Act, &str, &str), Difference> = BTreeMap::new();
    for (at, arm) in arms.iter().enumerate() {
        for (key, place) in &arm.ever {
            let is_shared = shared.as_ref().map_or_else(|| arm.always.contains(key), |shared| shared.contains(key));
            if !is_shared {
                let Key { act, address, manner, .. } = key;
                let new = || Difference {
                    act: *act,
                    address: address.clone(),
                    manner: manner.clone(),
                    place: *place,
                    arms: Vec::new(),
                };
                let one = found.entry((*act, address, manner)).or_insert_with(new);
                if one.arms.last() != Some(&at) {
                    one.arms.push(at);
                }
            }
        }
    }
    found.into_values().collect()
}

/// Whether all that can be seen is the same for everybody. (Against the default, where there is one arm.)
fn is_nothing(arms: &[Face], hidden: &Hidden) -> bool {
    let shared = if hidden.who.is_some() || arms.len() < 2 { BTreeSet::new() } else { shared(arms) };
    let is_same = |arm: &Face| arm.ever.keys().all(|key| shared.contains(key));
    let is_plain = |arm: &Face| !arm.hidden && arm.told.is_empty();
    arms.iter().all(|arm| is_same(arm) && is_plain(arm)) && marked(arms, true).is_empty()
}

/// Links that lead where another alternative's lead, but for what stands behind the `?`; with the other one's place.
fn marked<'f>(arms: &'f [Face], is_drawn_unsaid: bool) -> Vec<(&'f Link, Span)> {
    type Leaf<'f> = (usize, &'f str);
    type Queries<'f> = BTreeMap<&'f str, (BTreeSet<Leaf<'f>>, &'f Link)>;
    let mut groups: BTreeMap<(&str, &str, usize), Queries> = BTreeMap::new();
    for (at, arm) in arms.iter().enumerate() {
        for link in &arm.links {
            // Arms that a request tells apart are not compared.
            let group = (link.given.as_str(), link.path.as_str(), if is_drawn_unsaid { 0 } else { at });
            let queries = groups.entry(group).or_default();
            queries.entry(&link.query).or_insert_with(|| (BTreeSet::new(), link)).0.insert((at, &link.leaf));
        }
    }
    let mut found = Vec::new();
    for queries in groups.values() {
        let all: BTreeSet<&Leaf> = queries.values().flat_map(|(leaves, _)| leaves).collect();
        let one = queries.values().rev().find(|(leaves, link)| leaves.len() < all.len() && !link.query.is_empty());
        let Some((_, link)) = one else { continue };
        let other = queries.values().find(|(_, other)| other.query != link.query);
        found.extend(other.map(|(_, other)| (*link, other.span)));
    }
    found
}

/// Signals in addresses and fields: their value would be told to whoever is asked.
fn tell<'a>(check: &mut Check<'a>, unsaid: &Unsaid<'a>, experience: &Experience, arms: &[Face<'a>]) {
    for Told { act, signal, vague } in arms.iter().flat_map(|arm| &arm.told) {
        let Some(cause) = unsaid.signal(check, signal) else { continue };
        let why = cause.text;
        let (code, what) = match act {
            Act::Load => ("signal-in-address", "this address would tell it to the server that it is loaded from"),
            Act::Send => ("signal-in-address", "this field would tell it unseen to whom its form is sent"),
            Act::Follow => ("observable-link", "whoever follows this link tells it to the server"),
            Act::Enter => ("observable-link", "whoever sends this field's form tells it to the server"),
        };
        let message = format!("{why}, and {what}");
        let found = if code == "signal-in-address" {
            let same = "load the same address for everybody, and show the value as text";
            let hint = if *act == Act::Load { same } else { "leave it out; the server knows what it needs" };
            Diagnostic::error(code, signal.span, message).hint(hint)
        } else if experience.observable {
            continue;
        } else {
            Diagnostic::warning(code, signal.span, message).hint("leave it out, or say `observable: true`")
        };
        check.add(if *vague { found.hint(NAME_IT) } else { found });
    }
}

fn content(experience: &Experience, hidden: &Hidden, different: &[Difference], arms: &[Face]) -> Diagnostic {
    let is_alone = arms.len() == 1;
    let arms_of = |one: &Difference| {
        let names = one.arms.iter().filter_map(|at| experience.variants.get(*at));
        names.map(|variant| format!("`{}`", variant.name.value)).collect::<Vec<_>>().join(", ")
    };
    let name = |one: &Difference| {
        let manner = if one.manner.is_empty() { String::new() } else { format!(" with `{}`", one.manner) };
        let arms = if is_alone { String::new() } else { format!(" (in {})", arms_of(one)) };
        format!("`{}`{manner}{arms}", one.address)
    };
    let mut named = different.iter().take(NAMED).map(name).collect::<Vec<_>>().join(", ");
    if let Some(more) = different.len().checked_sub(NAMED).filter(|more| *more > 0) {
        named.push_str(&format!(" and {more} more"));
    }
    let id = &experience.id;
    let message = format!("what `{}` loads tells a server what only the device knows: {named}", id.value);
    let mut found = Diagnostic::error("observable-content", id.span, message);
    for one in different.iter().take(NAMED) {
        let text = if is_alone { "loaded here".to_owned() } else { format!("loaded in {}", arms_of(one)) };
        found = found.label(one.place.span, text);
    }
    let chosen = arms.iter().find_map(|arm| arm.cause.as_ref());
    if let Some(cause) = hidden.who.as_ref().or(hidden.which.as_ref()).or(chosen) {
        found = found.label(cause.span, cause.text.as_str());
    }
    let same = if hidden.who.is_some() { "" } else { "load the same in all arms; or " };
    found = found.hint(format!(
        "{same}write the picture inline (`data:image/…`), or say `observable: true`, which the manifest shows"
    ));
    if different.iter().any(|one| one.place.vague) { found.hint(NAME_IT) } else { found }
}

fn field(one: &Difference) -> Diagnostic {
    let message =
        format!("`{}` is sent with a form, and not by everybody: it tells the server who was shown it", one.address);
    let found = Diagnostic::warning("observable-link", one.place.span, message)
        .hint("send the same for everybody, or say `observable: true`");
    if one.place.vague { found.hint(NAME_IT) } else { found }
}

fn follow(link: &Link, other: Span) -> Diagnostic {
    let message = format!(
        "this link differs from another arm's in `?{}` alone: whoever follows it tells the server which",
        link.query
    );
    Diagnostic::warning("observable-link", link.span, message)
        .label(other, "leads to the same place")
        .hint("write the same link in all arms, or say `observable: true`")
}

#[cfg(test)]
mod tests;
