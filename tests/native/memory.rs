//! What a device remembers, tried with happenings that nobody wrote: what is merged, halved, exported, bounded.

use std::sync::LazyLock;

use nearside::limits;
use nearside::profile::{Answer, Profile};
use nearside::program::Program;
use nearside::signal::context::Context;
use nearside::value::Value;
use proptest::prelude::*;

use crate::support::{self, NOW};

const HOUR: i64 = 3_600_000;
const DAY: i64 = 24 * HOUR;

static PROGRAM: LazyLock<Program> =
    LazyLock::new(|| Program::read(support::bundle("tests/cases/decide/memory")).unwrap());
/// One with limits and sticky assignments.
static LIMITS: LazyLock<Program> =
    LazyLock::new(|| Program::read(support::bundle("tests/cases/decide/limits")).unwrap());

/// Something that a profile is told, so long after the one before.
#[derive(Debug, Clone)]
enum Told {
    View(Vec<usize>),
    Event(usize, f64, usize),
    Declare(usize),
    Answer(u32, bool),
    Saw(usize),
    Erased,
}

const EVENTS: [&str; 6] = ["purchase", "add_to_cart", "cart_emptied", "signup", "export", "unknown"];
const TOPICS: [&str; 4] = ["running", "hiking", "politics", "__proto__"];
const ANSWERS: [(&str, &str); 4] = [("role", "student"), ("role", "engineer"), ("role", "admin"), ("nobody", "asked")];

fn told() -> impl Strategy<Value = (i64, Told)> {
    let what = prop_oneof![
        proptest::collection::vec(0..TOPICS.len(), 0..3).prop_map(Told::View),
        (0..EVENTS.len(), -100.0..1000.0_f64, 0..TOPICS.len())
            .prop_map(|(event, value, topic)| Told::Event(event, value, topic)),
        (0..ANSWERS.len()).prop_map(Told::Declare),
        (0..4_u32, any::<bool>()).prop_map(|(experience, clicked)| Told::Answer(experience, clicked)),
        (0..300_usize).prop_map(Told::Saw),
    ];
    (prop_oneof![0..HOUR, 0..3 * DAY], what)
}

/// Within some days, so that nothing is forgotten.
fn days() -> impl Strategy<Value = Vec<(i64, Told)>> {
    proptest::collection::vec(told().prop_map(|(after, told)| (after % HOUR, told)), 0..40)
}

fn story() -> impl Strategy<Value = Vec<(i64, Told)>> {
    proptest::collection::vec(told(), 0..40)
}

/// Lives through a story; when it ends.
fn live(program: &Program, profile: &mut Profile, story: &[(i64, Told)], begun: i64) -> i64 {
    let mut context = Context::new(program);
    let mut now = begun;
    for (after, told) in story {
        now += after;
        match told {
            Told::View(topics) => {
                profile.view(program, context.values(), now);
                topics
                    .iter()
                    .for_each(|topic| profile.about(program, context.values(), TOPICS[*topic].as_bytes(), now));
            }
            Told::Event(event, value, topic) => {
                let [event, topic] = [EVENTS[*event], TOPICS[*topic]].map(str::as_bytes);
                profile.track(program, context.values(), event, now);
                profile.number_of(program, event, b"value", *value, now);
                profile.topic_of(program, event, b"topic", topic, now);
            }
            Told::Declare(answer) => {
                let (question, answer) = ANSWERS[*answer];
                let answer = context.keep(program, &Value::Text(answer.into()));
                profile.declare(program, context.values(), question.as_bytes(), answer, now);
            }
            Told::Answer(experience, clicked) => {
                profile.answer(
                    program,
                    context.values(),
                    *experience,
                    if *clicked { Answer::Clicked } else { Answer::Dismissed },
                    now,
                );
            }
            Told::Erased => profile.erase(now),
            Told::Saw(item) => profile.saw(program, format!("item{item}").as_bytes(), now),
        }
    }
    now
}

fn lived(story: &[(i64, Told)], writer: u8) -> Profile {
    let mut profile = Profile::default();
    profile.writer = writer;
    live(&PROGRAM, &mut profile, story, NOW);
    profile
}

fn merged<'p>(all: impl IntoIterator<Item = &'p Profile>) -> Profile {
    let mut whole = Profile::default();
    all.into_iter().for_each(|one| whole.merge(one.clone()));
    whole.in_order()
}

/// The count of an event, as the export tells it.
fn count(profile: &Profile, event: &str) -> u64 {
    profile.to_json()["events"][event]["count"].as_u64().unwrap_or(0)
}

/// A story in which all of it is erased, once or twice, or begun at a moment that several share.
fn erased() -> impl Strategy<Value = Vec<(i64, Told)>> {
    let piece = || proptest::collection::vec(told().prop_map(|(after, told)| (after % HOUR, told)), 0..12);
    proptest::collection::vec((piece(), 0..3_i64), 0..3).prop_map(|pieces| {
        let mut story = Vec::new();
        for (piece, hours) in pieces {
            story.push((hours, Told::Erased));
            story.extend(piece);
        }
        story
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn whatever_was_erased_profiles_merge_in_any_order_and_any_number_of_times(a in erased(), b in erased(), c in erased(), writers: [u8; 3]) {
        let [a, b, c] = [(a, 0), (b, 1), (c, 2)].map(|(story, at)| {
            let mut kept = lived(&story, writers[at] % 3);
            kept.passing = false;
            kept
        });
        let ab = merged([&a, &b]);
        let bc = merged([&b, &c]);
        prop_assert_eq!(&ab, &merged([&b, &a]));
        prop_assert_eq!(merged([&ab, &c]), merged([&a, &bc]));
        prop_assert_eq!(merged([&a, &a]), merged([&a]));
        prop_assert_eq!(merged([&ab, &a]), ab.clone());
        // Bytes merge as profiles do, and an export carries when it was begun.
        let mut bytes = Profile::read(&PROGRAM, &a.write()).unwrap();
        prop_assert!(bytes.absorb(&PROGRAM, &b.write()));
        prop_assert_eq!(merged([&bytes]), ab);
        let brought = Profile::from_json(&PROGRAM, &a.to_json()).unwrap();
        prop_assert_eq!(brought.to_json(), a.to_json());
    }

    #[test]
    fn what_was_erased_stays_so_whoever_writes_what_they_knew(before in days(), late in days(), after in days(), clock in -3 * DAY..3 * DAY) {
        let mut here = lived(&before, 0);
        let mut there = here.clone();
        there.writer = 1;
        // Whatever the clock says when it is erased.
        here.erase(NOW + clock);
        here.passing = false;
        live(&PROGRAM, &mut here, &after, NOW + 3 * DAY);
        live(&PROGRAM, &mut there, &late, NOW + 3 * DAY);
        let only = merged([&here]);
        prop_assert_eq!(merged([&there, &here]), only.clone());
        prop_assert_eq!(merged([&here, &there]), only);
    }

    #[test]
    fn profiles_merge_in_any_order_and_any_number_of_times(a in story(), b in story(), c in story(), writers: [u8; 3]) {
        let [a, b, c] = [(a, 0), (b, 1), (c, 2)].map(|(story, at)| lived(&story, writers[at] % 3));
        let ab = merged([&a, &b]);
        let bc = merged([&b, &c]);
        prop_assert_eq!(&ab, &merged([&b, &a]));
        prop_assert_eq!(merged([&ab, &c]), merged([&a, &bc]));
        prop_assert_eq!(merged([&a, &a]), merged([&a]));
        prop_assert_eq!(merged([&ab, &a]), ab);
    }

    #[test]
    fn tabs_that_write_at_once_lose_no_event(before in days(), a in days(), b in days()) {
        let mut first = lived(&before, 0);
        let mut second = first.clone();
        second.writer = 1;
        let now = NOW + 3 * DAY;
        live(&PROGRAM, &mut first, &a, now);
        live(&PROGRAM, &mut second, &b, now);
        let whole = merged([&first, &second]);
        for event in EVENTS {
            let of = |story: &[(i64, Told)]| {
                story.iter().filter(|(_, told)| matches!(told, Told::Event(index, ..) if EVENTS[*index] == event)).count() as u64
            };
            let expected = if event == "unknown" { 0 } else { of(&before) + of(&a) + of(&b) };
            prop_assert_eq!(count(&whole, event), expected, "{}", event);
        }
    }

    #[test]
    fn an_export_brought_in_is_the_same(story in story()) {
        let profile = lived(&story, 0);
        let json = profile.to_json();
        let brought = Profile::from_json(&PROGRAM, &json).unwrap();
        prop_assert_eq!(brought.to_json(), json);
        let kept = Profile::read(&PROGRAM, &profile.write()).unwrap();
        prop_assert_eq!(kept.write(), profile.write());
    }

    #[test]
    fn interest_halves_the_same_in_two_steps_as_in_one(story in story(), first in 0..20 * DAY, second in 0..20 * DAY) {
        let mut straight = lived(&story, 0);
        let now = NOW + 200 * DAY;
        live(&PROGRAM, &mut straight, &[(0, Told::View(vec![0]))], now);
        let mut halting = Profile::read(&PROGRAM, &straight.write()).unwrap();
        let context = Context::new(&PROGRAM);
        halting.view(&PROGRAM, context.values(), now + first);
        let halting = Profile::read(&PROGRAM, &halting.write()).unwrap();
        let topic = PROGRAM.find(b"running");
        let end = now + first + second;
        prop_assert_eq!(straight.interest(topic, end).to_bits(), halting.interest(topic, end).to_bits());
        let whole = straight.interest(topic, end);
        let step = straight.interest(topic, now + first);
        if whole > 0.0 && step < 1.0 {
            #[allow(clippy::disallowed_methods, reason = "compared with, to five digits")]
            let half = step * (-(second as f64) / (14.0 * DAY as f64)).exp2();
            prop_assert!((whole - half).abs() < 1e-5, "{} {}", whole, half);
        }
    }

    #[test]
    fn any_bytes_are_a_profile_or_none(bytes in proptest::collection::vec(any::<u8>(), 0..400), story in story()) {
        for bytes in [bytes.clone(), [vec![2], bytes.clone()].concat(), [vec![3, 8, 0, 0, 0, 0, 0, 0, 0, 9], bytes.clone()].concat(), [vec![1], bytes].concat()] {
            if let Some(mut profile) = Profile::read(&PROGRAM, &bytes) {
                live(&PROGRAM, &mut profile, &story, NOW);
                profile.merge(lived(&story, 1));
                prop_assert!(Profile::read(&PROGRAM, &profile.save()).is_some());
                profile.to_json();
            }
        }
    }
}

/// What this device remembers of one name.
fn at(profile: &Profile, section: &str, name: &str) -> serde_json::Value {
    profile.to_json()[section][name].clone()
}

/// As another device hands it over, and this one takes it in at a moment.
fn brought(profile: &mut Profile, json: &serde_json::Value, now: i64) -> bool {
    let theirs = Profile::from_json(&PROGRAM, json).unwrap();
    profile.bring(&PROGRAM, &theirs.write(), now)
}

/// Happens to the basket, after the visitor's clock went so far, or was set so far back.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Basket {
    Opens,
    Closes,
    View,
}

fn basket() -> impl Strategy<Value = Vec<(i64, Basket)>> {
    let after = prop_oneof![Just(0), Just(1), -2 * HOUR..2 * HOUR];
    let what = prop_oneof![Just(Basket::Opens), Just(Basket::Closes), Just(Basket::View)];
    proptest::collection::vec((after, what), 1..24)
}

/// Items, each with the day on which it was seen, in hours.
fn items() -> impl Strategy<Value = Vec<(usize, i64)>> {
    proptest::collection::vec((0..400_usize, 0..90_i64), 0..300)
}

fn seen(items: &[(usize, i64)]) -> Vec<u8> {
    let seen: serde_json::Map<String, serde_json::Value> =
        items.iter().map(|(item, day)| (format!("i{item}"), (NOW + day * DAY).into())).collect();
    Profile::from_json(&PROGRAM, &serde_json::json!({ "seen": seen })).unwrap().write()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(100))]

    #[test]
    fn a_state_is_what_its_last_event_made_it_whatever_the_clock_says(story in basket()) {
        let context = Context::new(&PROGRAM);
        let mut profile = Profile::default();
        let (mut now, mut is_open) = (NOW, false);
        profile.view(&PROGRAM, context.values(), now);
        for (after, what) in story {
            now += after;
            match what {
                Basket::Opens => profile.track(&PROGRAM, context.values(), b"add_to_cart", now),
                Basket::Closes => profile.track(&PROGRAM, context.values(), b"cart_emptied", now),
                Basket::View => { profile.view(&PROGRAM, context.values(), now); true }
            };
            if what != Basket::View {
                is_open = what == Basket::Opens;
            }
            let cart = at(&profile, "states", "cart");
            let moments = ["opened", "closed"].map(|key| cart[key].as_str().unwrap_or_default().to_owned());
            prop_assert_eq!(moments[0] > moments[1], is_open, "{:?}", cart);
        }
    }

    #[test]
    fn the_last_answer_counts_in_every_tab_whatever_the_clock_says(
        answers in proptest::collection::vec((prop_oneof![Just(0), -2 * HOUR..2 * HOUR], 0..3_usize, any::<bool>()), 1..12),
    ) {
        let mut context = Context::new(&PROGRAM);
        let (mut here, mut there) = (Profile::default(), Profile::default());
        there.writer = 1;
        let mut now = NOW;
        let mut last = serde_json::Value::Null;
        for (after, answer, hears) in answers {
            now += after;
            let said = [Value::Text("student".into()), Value::Text("engineer".into()), Value::Null];
            let datum = context.keep(&PROGRAM, &said[answer]);
            prop_assert!(here.declare(&PROGRAM, context.values(), b"role", datum, now));
            last = ["student".into(), "engineer".into(), serde_json::Value::Null][answer].clone();
            if hears {
                there.merge(here.clone());
            }
        }
        // The other tab, which has not heard of all, writes last.
        here.merge(there.clone());
        prop_assert_eq!(at(&here, "declared", "role").get("answer").cloned().unwrap_or_default(), last);
    }

    #[test]
    fn whatever_comes_in_of_what_was_seen_the_latest_stay(a in items(), b in items(), first: bool) {
        let mut profile = Profile::default();
        let [first, second] = if first { [&a, &b] } else { [&b, &a] };
        prop_assert!(profile.absorb(&PROGRAM, &seen(first)) && profile.absorb(&PROGRAM, &seen(second)));
        let json = profile.to_json();
        let kept = json["seen"].as_object().cloned().unwrap_or_default();
        let mut latest = std::collections::BTreeMap::<String, i64>::new();
        for of in [&a, &b] {
            // Of one item in one list the last word counts.
            let days: std::collections::BTreeMap<_, _> = of.iter().copied().collect();
            for (item, day) in days {
                let known = latest.entry(format!("i{item}")).or_default();
                *known = (*known).max(day);
            }
        }
        prop_assert_eq!(kept.len(), latest.len().min(limits::SEEN));
        let oldest = latest.iter().filter(|(item, _)| kept.contains_key(*item)).map(|(_, day)| *day).min();
        for (item, day) in &latest {
            prop_assert!(kept.contains_key(item) || Some(*day) <= oldest, "{} of day {}, {:?}", item, day, oldest);
        }
    }

    #[test]
    fn whatever_another_device_hands_over_nothing_here_makes_room_and_nothing_is_to_come(
        here in days(), more in items(), there in days(), clock in -3 * DAY..400 * DAY,
    ) {
        let mut profile = lived(&here, 1);
        let context = Context::new(&PROGRAM);
        let now = NOW + 4 * DAY;
        profile.view(&PROGRAM, context.values(), now);
        let before = profile.to_json();
        let mut theirs = Profile::default();
        live(&PROGRAM, &mut theirs, &there, NOW + clock);
        theirs.absorb(&PROGRAM, &seen(&more));
        profile.bring(&PROGRAM, &theirs.write(), now);
        let after = profile.to_json();
        for section in ["experiences", "events", "states", "affinities", "declared", "seen"] {
            for name in before[section].as_object().into_iter().flatten().map(|(name, _)| name) {
                prop_assert!(!after[section][name].is_null(), "{} {}", section, name);
            }
        }
        for key in ["started", "viewed", "pageviews"] {
            prop_assert_eq!(&after["visit"][key], &before["visit"][key], "{}", key);
        }
        for event in EVENTS {
            prop_assert_eq!(&after["events"][event]["session_count"], &before["events"][event]["session_count"], "{}", event);
        }
        prop_assert!(after["visit"]["count"].as_u64() >= before["visit"]["count"].as_u64());
        prop_assert!(after["seen"].as_object().is_none_or(|seen| seen.len() <= limits::SEEN));
        prop_assert!(profile.save().len() <= limits::PROFILE_KEPT);
        let moment = |json: &serde_json::Value| json.as_str().map(str::to_owned).unwrap_or_default();
        for said in after["declared"].as_object().into_iter().flatten().map(|(_, said)| said) {
            prop_assert!(moment(&said["at"]) <= moment(&after["visit"]["viewed"]), "{}", said);
        }
    }
}

#[test]
fn a_visit_ends_after_half_an_hour_without_the_visitor_and_not_a_millisecond_sooner() {
    let half = 30 * 60_000;
    let context = Context::new(&PROGRAM);
    let mut context_of_answers = Context::new(&PROGRAM);
    let student = context_of_answers.keep(&PROGRAM, &Value::Text("student".into()));
    let limits = Context::new(&LIMITS);
    let visits = |profile: &Profile| profile.to_json()["visit"]["count"].as_u64().unwrap_or(0);
    type Acts<'a> = &'a dyn Fn(&mut Profile, i64);
    let acts: [(&Program, Acts); 5] = [
        (&PROGRAM, &|profile, now| profile.view(&PROGRAM, context.values(), now)),
        (&PROGRAM, &|profile, now| {
            profile.track(&PROGRAM, context.values(), b"unknown", now);
        }),
        (&PROGRAM, &|profile, now| profile.about(&PROGRAM, context.values(), b"running", now)),
        (&PROGRAM, &|profile, now| {
            profile.declare(&PROGRAM, context_of_answers.values(), b"role", student, now);
        }),
        (&LIMITS, &|profile, now| profile.answer(&LIMITS, limits.values(), 0, Answer::Clicked, now)),
    ];
    for (which, (program, act)) in acts.into_iter().enumerate() {
        // Without a page that was viewed there is no visit.
        let mut profile = Profile::default();
        act(&mut profile, NOW);
        assert_eq!(visits(&profile), u64::from(which == 0), "{which}");
        for (pause, begins) in [(half - 1, false), (half, true)] {
            let context = Context::new(program);
            let mut profile = Profile::default();
            profile.view(program, context.values(), NOW);
            // It goes on for as long as something is done, and begins with what is done.
            act(&mut profile, NOW + half - 1);
            act(&mut profile, NOW + half - 1 + pause);
            assert_eq!(visits(&profile), 1 + u64::from(begins), "{which} {pause}");
            let visit = at(&profile, "visit", "pageviews");
            let views = if begins { 1 } else { 3 };
            assert_eq!(visit.as_u64().unwrap_or(0), if which == 0 { views } else { u64::from(!begins) }, "{which}");
            // A view after that goes on from there.
            profile.view(program, context.values(), NOW + half - 1 + pause + half - 1);
            assert_eq!(visits(&profile), 1 + u64::from(begins), "{which} {pause}");
            let brought = Profile::from_json(program, &profile.to_json()).unwrap();
            assert_eq!(brought.to_json(), profile.to_json());
        }
    }
}

#[test]
fn an_event_hours_after_the_last_view_is_of_a_visit_of_its_own() {
    let context = Context::new(&PROGRAM);
    let mut profile = Profile::default();
    profile.view(&PROGRAM, context.values(), NOW);
    profile.track(&PROGRAM, context.values(), b"export", NOW + 10);
    profile.track(&PROGRAM, context.values(), b"export", NOW + 5 * HOUR);
    let json = profile.to_json();
    assert_eq!([&json["events"]["export"]["session_count"], &json["events"]["export"]["count"]], [1, 2]);
    assert_eq!(
        [&json["visit"]["count"], &json["visit"]["pageviews"]],
        [&serde_json::json!(2), &serde_json::Value::Null]
    );
    // The view is the one that it was, for limits within a view.
    assert_eq!([profile.viewed(), profile.started()], [NOW, NOW + 5 * HOUR]);
    assert!(json["visit"]["before"].as_str().unwrap().ends_with(":00.010Z"), "{json}");
}

#[test]
fn what_another_device_counted_leaves_the_visit_that_goes_on_as_it_is() {
    let context = Context::new(&PROGRAM);
    let mut profile = Profile::default();
    profile.writer = 3;
    profile.view(&PROGRAM, context.values(), NOW);
    profile.view(&PROGRAM, context.values(), NOW + 10);
    profile.track(&PROGRAM, context.values(), b"export", NOW + 20);
    let before = profile.to_json();
    let theirs = serde_json::json!({ "visit": { "started": NOW - 9 * DAY, "viewed": NOW - 9 * DAY, "count": 9 } });
    assert!(brought(&mut profile, &theirs, NOW + 30));
    let mut after = profile.to_json();
    assert_eq!(after["visit"]["count"], 9);
    let first = after["visit"]["first"].take();
    assert!(first.as_str().unwrap() < before["visit"]["first"].as_str().unwrap());
    after["visit"]["count"] = 1.into();
    after["visit"]["first"] = before["visit"]["first"].clone();
    assert_eq!(after, before);
    // The next is counted from there.
    profile.view(&PROGRAM, context.values(), NOW + DAY);
    assert_eq!(profile.to_json()["visit"]["count"], 10);
}

#[test]
fn where_there_is_no_room_it_is_told_and_what_is_remembered_stays() {
    let mut profile = lived(&[(0, Told::View(vec![0])), (0, Told::Declare(0)), (0, Told::Answer(0, false))], 0);
    let before = profile.to_json();
    for (first, fits) in [(0, true), (limits::SEEN, false)] {
        let seen: serde_json::Map<String, serde_json::Value> =
            (0..limits::SEEN).map(|item| (format!("x{}", first + item), "2099-01-01T00:00:00Z".into())).collect();
        assert_eq!(brought(&mut profile, &serde_json::json!({ "seen": seen }), NOW + HOUR), fits);
    }
    let mut after = profile.to_json();
    assert_eq!(after["seen"].as_object().unwrap().len(), limits::SEEN);
    assert!(!after.to_string().contains("2099"));
    after.as_object_mut().unwrap().remove("seen");
    assert_eq!(after, before);
    // As many bytes as may be: what goes beyond stays outside, whole.
    let topics: serde_json::Map<String, serde_json::Value> =
        (0..400).map(|topic| (format!("{topic:x>60}"), NOW.into())).collect();
    assert!(!brought(
        &mut profile,
        &serde_json::json!({ "events": { "purchase": { "last": NOW, "topics": topics } } }),
        NOW
    ));
    let kept = profile.write().len();
    assert!(kept > limits::PROFILE_KEPT - 100 && kept <= limits::PROFILE_KEPT, "{kept}");
    assert_eq!(profile.save().len(), kept);
    let after = profile.to_json();
    assert_eq!([&after["declared"], &after["visit"]], [&before["declared"], &before["visit"]]);
}

#[test]
fn visits_are_counted_up_to_what_fits() {
    let context = Context::new(&PROGRAM);
    for count in [u32::MAX - 1, u32::MAX] {
        let json = serde_json::json!({ "visit": { "started": NOW - DAY, "viewed": NOW - DAY, "count": count } });
        let mut profile = Profile::from_json(&PROGRAM, &json).unwrap();
        profile.view(&PROGRAM, context.values(), NOW);
        let visit = &profile.to_json()["visit"];
        assert_eq!([&visit["count"], &visit["pageviews"]], [&serde_json::json!(u32::MAX), &serde_json::json!(1)]);
    }
}

/// As it comes by chance, but the same each time.
fn chance(seed: u64) -> u64 {
    let mut x = seed.wrapping_add(1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    x = (x ^ (x >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    (x ^ (x >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb) >> 20
}

#[test]
fn ten_thousand_events_stay_small() {
    // Sixty-four events with fields, thirty-two topics: as many as there may be.
    let names: Vec<String> = (0..63).map(|at| format!("event_number_{at}")).collect();
    let topics: Vec<String> = (0..32).map(|at| format!("topic-{at}")).collect();
    let events: serde_json::Map<String, serde_json::Value> = names
        .iter()
        .map(|name| (name.clone(), serde_json::json!({ "fields": { "value": "number", "topic": "topic" } })))
        .collect();
    let asks: Vec<serde_json::Value> = names
        .iter()
        .map(|name| serde_json::json!({ (format!("event.{name}.count_30d")): { "$gt": 3 }, (format!("event.{name}.sum.value")): { "$gt": 3 } }))
        .chain([serde_json::json!({ "affinity.top": { "$exists": true } })])
        .collect();
    let ruleset = serde_json::json!({
        "nearside": 1, "id": "large.example", "events": events, "topics": { "allow": topics },
        "slots": { "a": { "value": 0 } },
        "experiences": [{ "id": "a", "because": "x", "when": { "$or": asks }, "show": { "a": 1 } }],
    });
    let program = crate::laws::program(&ruleset);
    // One tab, and three that write at once.
    for (tabs, most) in [(1, 64_000), (3, 128_000)] {
        stay_small(&program, &names, &topics, tabs, most);
    }
}

fn stay_small(program: &Program, names: &[String], topics: &[String], tabs: u64, most: usize) {
    let context = Context::new(program);
    let mut profile = Profile::default();
    profile.identify(program, b"device", b"0123456789abcdef", NOW);
    let mut sizes = Vec::new();
    for event in 0..10_000_u64 {
        let now = NOW + event as i64 * 10 * 60_000;
        if event % 7 == 0 {
            profile.view(program, context.values(), now);
        }
        profile.writer = (chance(event) % tabs) as u8;
        let name = &names[chance(event ^ 0x55) as usize % names.len()];
        let topic = &topics[chance(event ^ 0xaa) as usize % topics.len()];
        let (name, topic) = (name.as_bytes(), topic.as_bytes());
        profile.track(program, context.values(), name, now);
        profile.number_of(program, name, b"value", chance(event) as f64 % 100.0, now);
        profile.topic_of(program, name, b"topic", topic, now);
        if event % 2_500 == 2_499 {
            let bytes = profile.save();
            sizes.push((bytes.len(), profile.memory()));
            profile = Profile::read(program, &bytes).unwrap();
        }
    }
    assert!(sizes.iter().all(|(kept, held)| *kept <= 16_000 && *held <= most), "{sizes:?}");
    // Whoever draws by it would be drawn anew.
    assert_eq!(profile.to_json()["units"]["device"]["value"], "0123456789abcdef");
}

#[test]
fn names_that_nobody_declared_are_not_remembered_however_many_and_long() {
    let mut profile = Profile::default();
    let context = Context::new(&PROGRAM);
    profile.view(&PROGRAM, context.values(), NOW);
    let before = profile.write();
    for event in 0..10_000 {
        profile.track(&PROGRAM, context.values(), format!("event {event}").as_bytes(), NOW);
    }
    profile.track(&PROGRAM, context.values(), &vec![b'x'; 1 << 20], NOW);
    profile.about(&PROGRAM, context.values(), &vec![b'y'; 1 << 20], NOW);
    profile.identify(&PROGRAM, b"device", &vec![b'z'; 1 << 20], NOW);
    assert_eq!(profile.write(), before);
}

#[test]
fn of_what_was_seen_the_latest_is_known_and_only_by_the_day() {
    let mut profile = Profile::default();
    let digest = |item: i64| format!("{item:x}");
    for item in 0..1_000 {
        profile.saw(&PROGRAM, digest(item).as_bytes(), NOW + item * HOUR);
    }
    let known = |profile: &Profile| (0..1_000).filter(|item| profile.has_seen(digest(*item).as_bytes())).count();
    assert_eq!((known(&profile), profile.has_seen(digest(999).as_bytes())), (limits::SEEN, true));
    // Whatever goes of a day of which not all can stay, all later days are there.
    assert!((900..1_000).all(|item| profile.has_seen(digest(item).as_bytes())));
    let json = profile.to_json();
    assert!(json["seen"].as_object().unwrap().values().all(|day| day.as_str().unwrap().ends_with("T00:00:00.000Z")));
    // What was seen again stays.
    profile.saw(&PROGRAM, digest(900).as_bytes(), NOW + 2_000 * HOUR);
    assert_eq!(known(&profile), limits::SEEN);
    // No digest, and none of ours.
    profile.saw(&PROGRAM, b"", NOW);
    profile.saw(&PROGRAM, &[b'x'; limits::DIGEST + 1], NOW);
    assert!(!profile.has_seen(b"") && !profile.has_seen(&[b'x'; limits::DIGEST + 1]));
    profile.saw(&PROGRAM, &[b'x'; limits::DIGEST], NOW + 2_000 * HOUR);
    assert!(profile.has_seen(&[b'x'; limits::DIGEST]));
    // Where no interests are kept, nothing is seen.
    let mut other = Profile::default();
    other.saw(&LIMITS, b"a", NOW);
    assert_eq!(other.to_json(), serde_json::json!({}));
}

#[test]
fn a_clock_that_was_ahead_leaves_nothing_to_come() {
    for program in [&*PROGRAM, &*LIMITS] {
        let context = Context::new(program);
        let mut profile = Profile::default();
        for ahead in [0, 400 * DAY, 3 * HOUR] {
            profile.view(program, context.values(), NOW + ahead);
            profile.track(program, context.values(), b"export", NOW + ahead);
            profile.about(program, context.values(), b"running", NOW + ahead);
            profile.saw(program, b"item", NOW + ahead);
            profile.answer(program, context.values(), 0, Answer::Dismissed, NOW + ahead);
        }
        profile.view(program, context.values(), NOW);
        let later = Profile::read(program, &profile.write()).unwrap().to_json().to_string();
        assert!(!later.contains("2027") && !later.contains("2028"), "{later}");
    }
}

#[test]
fn everything_is_forgotten_in_half_a_year_and_what_says_so_sooner() {
    let mut profile = lived(
        &[(0, Told::View(vec![0])), (0, Told::Event(0, 3.0, 0)), (0, Told::Event(4, 3.0, 0)), (0, Told::Declare(0))],
        0,
    );
    profile.identify(&PROGRAM, b"device", b"one", NOW);
    let context = Context::new(&PROGRAM);
    // Purchases and roles are kept for ninety days.
    profile.view(&PROGRAM, context.values(), NOW + 91 * DAY);
    let json = profile.to_json();
    assert_eq!(json["events"].as_object().unwrap().keys().collect::<Vec<_>>(), ["export"]);
    assert!(json["declared"].is_null() && json["affinities"].is_object(), "{json}");
    profile.view(&PROGRAM, context.values(), NOW + 181 * DAY);
    let json = profile.to_json();
    assert_eq!(json.as_object().unwrap().keys().collect::<Vec<_>>(), ["visit"], "{json}");
}

#[test]
fn a_state_is_forgotten_after_its_own_time() {
    // The cart, after fourteen days.
    let mut profile = Profile::default();
    let context = Context::new(&PROGRAM);
    profile.view(&PROGRAM, context.values(), NOW);
    profile.track(&PROGRAM, context.values(), b"add_to_cart", NOW);
    let states = |profile: &Profile| profile.to_json()["states"]["cart"].clone();
    let kept = |profile: &mut Profile, at: i64| {
        profile.view(&PROGRAM, context.values(), at);
        !states(profile).is_null()
    };
    assert!(kept(&mut profile.clone(), NOW + 14 * DAY - 1) && !kept(&mut profile.clone(), NOW + 14 * DAY));
    // Counted from the last event, as it was closed.
    profile.track(&PROGRAM, context.values(), b"cart_emptied", NOW + 10 * DAY);
    assert!(kept(&mut profile.clone(), NOW + 24 * DAY - 1) && !kept(&mut profile, NOW + 24 * DAY));
}

#[test]
fn who_was_assigned_before_they_answered_still_was_when_brought_in() {
    let json = serde_json::json!({ "experiences": { "day": {
        "dismissed": "2026-11-20T19:30:00.000Z", "variant": "a", "assigned": "2026-11-20T16:59:00.000Z",
    } } });
    assert_eq!(Profile::from_json(&LIMITS, &json).unwrap().to_json(), json);
}

/// The program of a ruleset as if somebody had made its bundle for children, past every check.
fn for_children(folder: &str) -> Program {
    let bundle = support::bundle(folder);
    let word = |at: usize| u32::from_le_bytes(bundle[at..at + 4].try_into().unwrap()) as usize;
    let meta = (0..word(12)).map(|row| 96 + 12 * row).find(|at| word(*at) == 1).map(|at| word(at + 4)).unwrap();
    let mut bundle = bundle.clone();
    bundle[meta + 4 * 8] |= 2;
    nearside::program::seal(&mut bundle);
    Program::read(bundle).unwrap()
}

proptest! {
    #[test]
    fn of_children_nothing_is_remembered_whatever_is_told(story in story(), before in story()) {
        for (folder, own) in [("tests/cases/decide/memory", &*PROGRAM), ("tests/cases/decide/limits", &*LIMITS)] {
            let program = for_children(folder);
            let mut adult = Profile::default();
            live(own, &mut adult, &before, NOW);
            adult.identify(own, b"device", b"one", NOW);
            // What was remembered before is not taken in, either.
            let mut profile = Profile::read(&program, &adult.write()).unwrap();
            prop_assert_eq!(&profile, &Profile::of(&program));
            live(&program, &mut profile, &story, NOW);
            profile.identify(&program, b"device", b"one", NOW);
            (0..8).for_each(|arm| profile.commit(&program, Context::new(&program).values(), arm, NOW));
            prop_assert!(profile.absorb(&program, &adult.write()));
            prop_assert_eq!(profile.to_json(), serde_json::json!({}));
            let empty = Profile::from_json(&program, &adult.to_json()).unwrap();
            prop_assert_eq!(empty.to_json(), serde_json::json!({}));
        }
    }
}

#[test]
fn of_children_nothing_personal_is_shown_whatever_they_agreed_to() {
    use nearside::decide::{Decisions, Reason, Request, decide};
    use nearside::profile::Leave;
    use nearside::program::records::PERSONAL;
    for folder in ["tests/cases/decide/memory", "tests/cases/decide/limits"] {
        let program = for_children(folder);
        // Of somebody else's making: it holds something.
        let json = serde_json::json!({ "visit": { "started": "2026-11-20T19:00:00Z", "count": 3 } });
        let profile = Profile::from_json(&Program::read(support::bundle(folder)).unwrap(), &json).unwrap();
        for leave in [0, Leave::PERSONALIZATION, Leave::PERSONALIZATION | Leave::MEASUREMENT, Leave::NO_PERSONALIZATION]
        {
            let request = Request { now: NOW, profile: Some(&profile), leave: Leave(leave), ..Request::default() };
            let mut decisions = Decisions::default();
            decide(&program, &mut Context::new(&program), &request, &mut decisions, None);
            for slot in &decisions.slots {
                let owner = program.arm(slot.arm).and_then(|arm| program.experience(arm.experience));
                assert!(owner.is_none_or(|owner| owner.flags & PERSONAL == 0 && owner.rules.len == 0), "{folder}");
                assert!(slot.reason != Reason::Sticky, "{folder}");
            }
        }
    }
}
