//! The laws of `laws.rs` where experiences have all that a decision asks: calendars, holdouts, groups, rollouts, limits, stops, nudges,
//! lists of testers, places, prerequisites, phases, and a profile that earlier views have filled.

use std::collections::BTreeMap;

use nearside::condition::seen::Seen;
use nearside::decide::{Decisions, Only, Place, Request, decide, json};
use nearside::explain::explain;
use nearside::profile::{Answer, Profile};
use nearside::program::Program;
use proptest::prelude::*;
use serde_json::{Value as Json, json};

use crate::laws::{Term, Visitor, context, fill, head, program, term, visitor};
use crate::support::NOW;

const SLOTS: usize = 3;

/// What an experience has besides a slot and a condition, by bits.
const HOURS: u32 = 1;
const ROLLOUT: u32 = 1 << 1;
const HOLDOUT: u32 = 1 << 2;
const GROUP: u32 = 1 << 3;
const LIMIT: u32 = 1 << 4;
const PAUSE: u32 = 1 << 5;
const STOP: u32 = 1 << 6;
const STICKY: u32 = 1 << 7;
const NUDGE: u32 = 1 << 8;
const FORCE: u32 = 1 << 9;
const PREREQUISITE: u32 = 1 << 10;
const BLOCKED: u32 = 1 << 11;
const OLD_HASH: u32 = 1 << 12;
const ALL: u32 = (1 << 13) - 1;

/// A group of slots that nobody outside wants, the first of its slots, whether the next too, condition, arms, features.
type Piece = (usize, usize, bool, Term, usize, u32);

fn pieces() -> impl Strategy<Value = Vec<Piece>> {
    let anybody = Term::Or(vec![Term::Exists("custom.a", true), Term::Exists("custom.a", false)]);
    let when = prop_oneof![2 => Just(anybody), 1 => term(0)];
    // Two features of three are missing, or nobody would get through.
    let features = (0..=ALL, 0..=ALL).prop_map(|(one, other)| one & other);
    proptest::collection::vec((0_usize..3, 0..SLOTS, any::<bool>(), when, 1_usize..4, features), 1..12)
}

fn experience(index: usize, (group, slot, both, when, arms, features): &Piece) -> Json {
    let has = |feature: u32| features & feature == feature;
    let next = both.then_some((slot + 1) % SLOTS);
    let show = |arm: usize| -> Json {
        let slots = std::iter::once(*slot).chain(next);
        slots
            .map(|slot| (format!("g{group}s{slot}"), json!(format!("{index}.{arm}"))))
            .collect::<serde_json::Map<_, _>>()
            .into()
    };
    let mut all = vec![when.json()];
    if has(PREREQUISITE) && index > 0 {
        all.push(json!({ format!("variant.e{}", index - 1): { "$exists": index.is_multiple_of(2) } }));
    }
    let counts = has(LIMIT) || has(PAUSE) || has(STOP) || has(STICKY) || has(NUDGE);
    let variants: serde_json::Map<_, _> = (0..*arms)
        .map(|i| {
            let mut arm = match i {
                2 if !counts => json!({ "pass": true }),
                1 => json!({ "weight": 2 }),
                _ => json!({ "show": show(i) }),
            };
            if has(FORCE) && i == 0 {
                arm["force"] = json!(["xy"]);
            }
            (format!("a{i}"), arm)
        })
        .collect();
    let mut one = json!({ "id": format!("e{index}"), "when": { "$and": all }, "unit": "text", "variants": variants });
    let mut experiment = json!({});
    if has(STICKY) {
        experiment["sticky"] = json!(true);
        experiment["phase"] = json!(index % 3);
        if has(BLOCKED) && !index.is_multiple_of(3) {
            experiment["blocked_below"] = json!(index % 3);
        }
    }
    if has(GROUP) {
        experiment["group"] = json!(format!("x{group}"));
    }
    if has(HOLDOUT) {
        experiment["holdout"] = json!("30%");
    }
    if has(OLD_HASH) {
        experiment["hash_version"] = json!(1);
    }
    one["experiment"] = experiment;
    if has(ROLLOUT) {
        one["rollout"] = json!("60%");
    }
    if has(HOURS) {
        one["schedule"] = json!({ "during": if index.is_multiple_of(2) { "evening" } else { "morning" } });
    }
    if has(NUDGE) {
        one["nudge"] = json!(true);
    }
    let mut limits = json!({});
    if has(LIMIT) {
        limits["show"] =
            [json!("1 per view"), json!("2 per day"), json!("3 ever"), json!(["1 per session", "2 per week"])]
                [index % 4]
                .clone();
    }
    if has(PAUSE) {
        limits["cooldown"] =
            [json!("4h since shown"), json!("1h since clicked"), json!("2d since dismissed")][index % 3].clone();
    }
    if has(STOP) {
        limits["stop_after"] = [
            json!({ "event": "buy", "for": "2d" }),
            json!([{ "event": "dismissed", "for": "1d" }, { "event": "session", "for": "10m" }]),
        ][index % 2]
            .clone();
    }
    if limits != json!({}) {
        one["limits"] = limits;
    }
    one
}

fn ruleset(experiences: Vec<Json>, guardrails: bool) -> Json {
    let mut all = head();
    all["units"] = json!({ "text": { "signal": "custom.t" } });
    all["events"] = json!({ "buy": {} });
    all["calendars"] = json!({
        "evening": { "zone": "Europe/Berlin", "open": { "fri": "18:00-23:00", "sat": "00:00-12:00" } },
        "morning": { "zone": "UTC", "open": { "mon-sun": "08:00-12:00" } },
    });
    all["groups"] = json!({ "x0": {}, "x1": {}, "x2": {} });
    all["holdout"] = json!({ "share": "10%", "unit": "text", "covers": "drawn" });
    if guardrails {
        all["guardrails"] = json!({ "max_personalised_slots": 1, "max_nudges": 1 });
    }
    let slot = |i: usize| {
        let (group, slot) = (i / SLOTS, i % SLOTS);
        // A place, a value, and a slot of two places.
        let kind =
            [json!({ "target": format!("#g{group}") }), json!({ "value": "" }), json!({ "value": "", "take": 2 })];
        (format!("g{group}s{slot}"), kind[slot].clone())
    };
    all["slots"] = (0..3 * SLOTS).map(slot).collect();
    all["experiences"] = experiences.into_iter().map(places).collect();
    all
}

/// In a page a text is an operation.
fn places(mut experience: Json) -> Json {
    for variant in experience["variants"].as_object_mut().unwrap().values_mut() {
        for (slot, content) in variant.get_mut("show").and_then(Json::as_object_mut).into_iter().flatten() {
            if slot.ends_with("s0") {
                *content = json!({ "text": content });
            }
        }
    }
    experience
}

fn built(pieces: &[Piece], guardrails: bool) -> Program {
    program(&ruleset(pieces.iter().enumerate().map(|(i, piece)| experience(i, piece)).collect(), guardrails))
}

/// An earlier view: who it was, how long ago, which experience was answered and how, whether something was bought.
type View = (Visitor, i64, Option<(u32, bool)>, bool);

fn views() -> impl Strategy<Value = Vec<View>> {
    let ago = prop_oneof![Just(0), 1_i64..60, 60_i64..3_000, 3_000_i64..20_000].prop_map(|minutes| minutes * 60_000);
    let answer = proptest::option::weighted(0.3, (0_u32..12, any::<bool>()));
    proptest::collection::vec((visitor(), ago, answer, any::<bool>()), 0..6).prop_map(|mut views| {
        views.sort_by_key(|view| std::cmp::Reverse(view.1));
        views
    })
}

/// What these views left behind, those before the last in the phase before this one.
fn profile(program: &Program, earlier: &Program, views: &[View]) -> Profile {
    let Some((last, before)) = views.split_last() else { return Profile::default() };
    let kept = filled(earlier, Profile::default(), before).write();
    filled(program, Profile::read(program, &kept).unwrap(), std::slice::from_ref(last))
}

/// The same experiences in their first phase.
fn earlier(pieces: &[Piece], guardrails: bool) -> Program {
    let first = |(i, piece): (usize, &Piece)| {
        let mut one = experience(i, piece);
        one["experiment"]["phase"] = json!(0);
        one["experiment"].as_object_mut().unwrap().remove("blocked_below");
        one
    };
    program(&ruleset(pieces.iter().enumerate().map(first).collect(), guardrails))
}

fn filled(program: &Program, mut profile: Profile, views: &[View]) -> Profile {
    for (visitor, ago, answer, bought) in views {
        let now = NOW - ago;
        let mut context = context(program, visitor, "");
        profile.view(program, context.values(), now);
        let mut decisions = Decisions::default();
        let request = Request { now, profile: Some(&profile), ..Request::default() };
        decide(program, &mut context, &request, &mut decisions, None);
        let arms: Vec<u32> = decisions.shown().collect();
        profile.commit_all(program, context.values(), arms.into_iter(), now);
        if let Some((experience, clicked)) = answer {
            profile.answer(
                program,
                context.values(),
                *experience,
                if *clicked { Answer::Clicked } else { Answer::Dismissed },
                now,
            );
        }
        if *bought {
            profile.track(program, context.values(), b"buy", now);
        }
    }
    profile
}

fn request(profile: Option<&Profile>) -> Request<'_> {
    Request { now: NOW, profile, ..Request::default() }
}

fn decisions(program: &Program, visitor: &Visitor, profile: &Profile) -> BTreeMap<String, Json> {
    let mut context = context(program, visitor, "");
    let mut decisions = Decisions::default();
    decide(program, &mut context, &request(Some(profile)), &mut decisions, None);
    serde_json::from_str(&json::decisions(program, context.values(), &decisions, &|_| true)).unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, failure_persistence: None, ..ProptestConfig::default() })]

    /// Whoever watches sees all experiences, without the index; here and at an edge, with memory and without, and again over the
    /// same context. Nothing of it is written down.
    #[test]
    fn the_index_changes_nothing_and_nothing_is_written(
        pieces in pieces(),
        guardrails in any::<bool>(),
        views in views(),
        visitors in proptest::collection::vec(visitor(), 1..12),
        previewed in proptest::option::weighted(0.2, 0_u32..12),
    ) {
        let program = built(&pieces, guardrails);
        let kept = profile(&program, &earlier(&pieces, guardrails), &views);
        let before = kept.clone();
        let arm = |experience: u32| program.experience(experience).map(|one| [experience, one.arms.start]);
        let previews: Vec<[u32; 2]> = previewed.and_then(arm).into_iter().collect();
        let (mut quick, mut slow) = (Decisions::default(), Decisions::default());
        for visitor in &visitors {
            let mut context = context(&program, visitor, "");
            for (place, profile) in [(Place::Device, Some(&kept)), (Place::Device, None), (Place::Edge, None)] {
                let request = Request { place, wishes: &previews, ..request(profile) };
                decide(&program, &mut context, &request, &mut quick, None);
                decide(&program, &mut context, &request, &mut slow, Some(&mut Seen { mute: true, ..Seen::default() }));
                prop_assert_eq!(&quick.slots, &slow.slots, "{:?} {:?}", place, visitor);
            }
        }
        prop_assert_eq!(&kept, &before);
        // What is kept is what was kept, as bytes and as JSON.
        prop_assert_eq!(&Profile::read(&program, &kept.write()).unwrap(), &kept);
        prop_assert_eq!(Profile::from_json(&program, &kept.to_json()).unwrap().to_json(), kept.to_json());
    }

    /// One slot asked for alone is what a decision says that is asked for this slot and no other: whatever the whole page was
    /// decided for before, and from one question to the next.
    #[test]
    fn one_slot_is_decided_as_if_it_were_the_only_one(
        pieces in pieces(),
        guardrails in any::<bool>(),
        views in views(),
        visitors in proptest::collection::vec(visitor(), 2..8),
        previewed in proptest::option::weighted(0.2, 0_u32..12),
        later in prop_oneof![Just(0_i64), 0..20_000_000_i64],
    ) {
        let program = built(&pieces, guardrails);
        let kept = profile(&program, &earlier(&pieces, guardrails), &views);
        let arm = |experience: u32| program.experience(experience).map(|one| [experience, one.arms.start]);
        let previews: Vec<[u32; 2]> = previewed.and_then(arm).into_iter().collect();
        let slots = program.slots().len();
        let (mut known, mut single, mut named) = (Decisions::default(), Decisions::default(), Decisions::default());
        let mut context = context(&program, &visitors[0], "");
        for (at, visitor) in visitors.iter().enumerate() {
            context.clear();
            fill(&program, visitor, "", &mut context);
            // Every second visitor only is decided for before, and not the first: whoever asks for a slot may ask for it first.
            if at % 2 == 1 {
                decide(&program, &mut context, &request(Some(&kept)), &mut known, None);
            }
            for slot in 0..slots {
                for (place, profile) in [(Place::Device, Some(&kept)), (Place::Edge, None), (Place::Device, None)] {
                    let request = Request { now: NOW + later, place, wishes: &previews, ..request(profile) };
                    let only = Some(Only { slot: slot as u32, known: &known });
                    decide(&program, &mut context, &Request { only, ..request }, &mut single, None);
                    let marks: Vec<u32> = (0..slots).map(|one| u32::from(one == slot)).collect();
                    decide(&program, &mut context, &Request { slots: Some(&marks), ..request }, &mut named, None);
                    prop_assert_eq!(single.slot(slot as u32), named.slot(slot as u32), "{:?} {} {:?}", place, slot, visitor);
                }
            }
        }
    }

    #[test]
    fn the_order_of_experiences_that_share_no_slot_does_not_matter(pieces in pieces(), views in views(), visitor in visitor()) {
        let mixed: Vec<Json> = pieces.iter().enumerate().map(|(i, piece)| experience(i, piece)).collect();
        let mut apart: Vec<(usize, Json)> = pieces.iter().map(|piece| piece.0).zip(mixed.clone()).collect();
        apart.sort_by_key(|(group, _)| std::cmp::Reverse(*group));
        let apart = apart.into_iter().map(|(_, experience)| experience).collect();
        let (one, other) = (program(&ruleset(mixed, false)), program(&ruleset(apart, false)));
        // Answers are given by an experience's number, which is another there.
        let views: Vec<View> = views.into_iter().map(|(visitor, ago, _, bought)| (visitor, ago, None, bought)).collect();
        let first = earlier(&pieces, false);
        let (mine, theirs) = (profile(&one, &first, &views), profile(&other, &first, &views));
        let sorted = |json: &Json| json["experiences"].as_object().map(|all| all.clone().into_iter().collect::<BTreeMap<_, _>>());
        prop_assert_eq!(sorted(&mine.to_json()), sorted(&theirs.to_json()));
        prop_assert_eq!(decisions(&one, &visitor, &mine), decisions(&other, &visitor, &theirs));
    }

    #[test]
    fn an_explanation_tells_the_decision(pieces in pieces(), guardrails in any::<bool>(), views in views(), visitor in visitor()) {
        let program = built(&pieces, guardrails);
        let kept = profile(&program, &earlier(&pieces, guardrails), &views);
        let mut context = context(&program, &visitor, "");
        for (slot, decision) in decisions(&program, &visitor, &kept) {
            let told = explain(&program, &mut context, &request(Some(&kept)), &slot, &()).unwrap();
            let [experience, variant, reason] = ["experience", "variant", "reason"].map(|key| decision[key].clone());
            prop_assert_eq!((json!(told.experience), json!(told.variant), json!(told.reason)), (experience, variant, reason));
            match &told.experience {
                Some(winner) => {
                    let considered = told.considered.iter().find(|one| one.experience == *winner).unwrap();
                    prop_assert_eq!(considered.reason, told.reason);
                }
                // Nobody is said to show here, and be wanted by everybody, where nobody does.
                None => prop_assert!(!told.summary.contains("gets this") && !told.summary.contains("drawn among"), "{}", told.summary),
            }
        }
    }

    /// Each experience by itself: whoever is in at a share is in, in the same variant, at every larger one, whatever else is asked.
    #[test]
    fn rollouts_only_grow(
        pieces in pieces(),
        shares in proptest::collection::btree_set(0_u32..=100, 2..5),
        views in views(),
        visitor in visitor(),
    ) {
        let at = |share: u32| {
            let alone = |(i, piece): (usize, &Piece)| {
                let piece = (piece.0, piece.1, false, piece.3.clone(), piece.4, piece.5 & !PREREQUISITE & !GROUP);
                let mut one = experience(i, &piece);
                one["rollout"] = json!(format!("{share}%"));
                for variant in one["variants"].as_object_mut().unwrap().values_mut() {
                    if let Some(show) = variant.get_mut("show") {
                        *show = json!({ format!("v{i}"): "shown" });
                    }
                }
                one
            };
            let mut all = ruleset(pieces.iter().enumerate().map(alone).collect(), false);
            for i in 0..pieces.len() {
                all["slots"][format!("v{i}")] = json!({ "value": "" });
            }
            program(&all)
        };
        // One memory, of the first: a limit may end what a larger share began.
        let programs: Vec<Program> = shares.into_iter().map(at).collect();
        let kept = profile(&programs[0], &programs[0], &views).write();
        let mut before: Option<BTreeMap<String, Json>> = None;
        for program in &programs {
            let now = decisions(program, &visitor, &Profile::read(program, &kept).unwrap());
            for (slot, was) in before.iter().flatten().filter(|(_, was)| !was["experience"].is_null()) {
                prop_assert_eq!((&was["experience"], &was["variant"]), (&now[slot]["experience"], &now[slot]["variant"]), "{}", slot);
            }
            before = Some(now);
        }
    }

    /// What Kleene's logic says of any two conditions, whatever is unknown.
    #[test]
    fn conditions_obey_the_laws_of_three_values(a in term(0), b in term(0), c in term(0), visitors in proptest::collection::vec(visitor(), 8)) {
        let not = |term: &Term| Term::Not(Box::new(term.clone()));
        let and = |terms: &[&Term]| Term::And(terms.iter().map(|term| (*term).clone()).collect());
        let or = |terms: &[&Term]| Term::Or(terms.iter().map(|term| (*term).clone()).collect());
        let pairs = [
            (a.clone(), not(&not(&a))),
            (not(&and(&[&a, &b])), or(&[&not(&a), &not(&b)])),
            (not(&or(&[&a, &b])), and(&[&not(&a), &not(&b)])),
            (Term::Nor(vec![a.clone(), b.clone()]), not(&or(&[&a, &b]))),
            (and(&[&a, &or(&[&b, &c])]), or(&[&and(&[&a, &b]), &and(&[&a, &c])])),
            (or(&[&a, &and(&[&b, &c])]), and(&[&or(&[&a, &b]), &or(&[&a, &c])])),
            (a.clone(), or(&[&a, &and(&[&a, &b])])),
            (a.clone(), and(&[&a, &or(&[&a, &b])])),
            (and(&[&a, &b, &c]), and(&[&c, &and(&[&b, &a])])),
        ];
        let never = and(&[&a, &not(&a)]);
        let conditions: Vec<Term> = pairs.iter().flat_map(|(one, other)| [one.clone(), other.clone()]).chain([never]).collect();
        let mut all = head();
        all["slots"] = (0..conditions.len()).map(|i| (format!("v{i}"), json!({ "value": false }))).collect();
        let asking = |(i, term): (usize, &Term)| json!({ "id": format!("e{i}"), "when": term.json(), "show": { format!("v{i}"): true } });
        all["experiences"] = conditions.iter().enumerate().map(asking).collect();
        let program = program(&all);
        for visitor in &visitors {
            let got = decisions(&program, visitor, &Profile::default());
            let holds = |i: usize| got[&format!("v{i}")]["value"] == json!(true);
            for (i, (one, other)) in pairs.iter().enumerate() {
                prop_assert_eq!(holds(2 * i), holds(2 * i + 1), "{} and {} for {:?}", one.json(), other.json(), visitor);
            }
            prop_assert!(!holds(2 * pairs.len()), "{} and its opposite for {:?}", a.json(), visitor);
        }
    }
}

/// The generator reaches what it is there for.
#[test]
fn these_rulesets_come_to_every_reason() {
    use proptest::strategy::ValueTree as _;
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let mut seen = std::collections::BTreeSet::new();
    for round in 0..400 {
        let tree = (pieces(), views(), visitor()).new_tree(&mut runner).unwrap();
        let (pieces, views, visitor) = tree.current();
        let guardrails = round % 2 == 0;
        let program = built(&pieces, guardrails);
        let kept = profile(&program, &earlier(&pieces, guardrails), &views);
        let mut context = context(&program, &visitor, "");
        let all = nearside::explain::reasons(&program, &mut context, &request(Some(&kept)));
        seen.extend(all.experiences.values().filter_map(|word| word.as_str().map(str::to_owned)));
    }
    for word in [
        "split",
        "not_matched",
        "slot_taken",
        "no_unit",
        "rollout",
        "pass",
        "holdout",
        "other_group",
        "off_hours",
        "limit",
        "cooldown",
        "stop_event",
        "stopped",
        "page_full",
        "nudge_limit",
        "forced",
        "sticky",
        "blocked",
    ] {
        assert!(seen.contains(word), "{word} is not among {seen:?}");
    }
}
