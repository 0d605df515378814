//! Comparisons stay fair when visitors come back: a million page views of two hundred thousand visitors, through
//! experiments that want each other's places, limits, pauses, stops and guardrails, where what visitors do depends on
//! what they are shown. On every page and in every state, whoever has an experiment's places has its variants in the
//! shares that were asked for.

use std::collections::BTreeMap;

use nearside::compile::{Options, compile};
use nearside::decide::bucket::hash_v2;
use nearside::decide::{Decisions, Request, decide};
use nearside::profile::{Answer, Profile};
use nearside::program::{Program, write};
use nearside::ruleset;
use nearside::signal::context::{Context, Values};
use nearside::signal::{Source, Trust};
use nearside::value::Value;

use crate::support::NOW;

const UNITS: u32 = 200_000;
/// As in `fairness`.
const SIGMAS: f64 = 4.75;
/// States with fewer visitors tell nothing.
const FEW: f64 = 60.0;

/// Hours from one page view to the next.
const PAUSES: [i64; 5] = [0, 1, 3, 22, 30];

const RULESET: &str = r##"
nearside: 1
id: fair.example
guardrails: { max_personalised_slots: 3, max_nudges: 2 }
events: { purchase: {} }
signals: { custom.page: { type: enum, values: [home, list, item] } }
slots:
  a: { target: "#a" }
  b: { target: "#b" }
  c: { target: "#c" }
  d: { target: "#d" }
  tile: { target: .tile, take: 2 }
experiences:
  - { id: daily, when: { custom.page: { $ne: item } }, limits: { show: [1 per day, 3 ever] }, variants: { control: default, new: { weight: 2, show: { a: { text: new } } } } }
  - { id: sent-away, limits: { cooldown: 2h since shown, stop_after: { event: dismissed, for: 1d } }, variants: { control: default, loud: { show: { a: { text: loud }, b: { text: loud } } } } }
  - { id: nudge, nudge: true, limits: { show: 2 per session }, experiment: { coverage: 80% }, variants: { control: default, y: { show: { c: { text: y } } }, z: { show: { c: { text: z } } } } }
  - { id: clicked, limits: { stop_after: [{ event: clicked }, { event: purchase, for: 1d }] }, variants: { control: default, shop: { weight: 3, show: { d: { text: shop }, c: { text: shop } } } } }
  - { id: kept, experiment: { sticky: true }, variants: { control: default, k: { show: { b: { text: k } } } } }
  - { id: tile, limits: { show: 3 ever }, rollout: 70%, variants: { control: default, t: { show: { tile: { text: t } } } } }
  - { id: second-tile, variants: { control: default, t: { show: { tile: { text: u } } } } }
  - { id: filler, limits: { cooldown: 4h since shown }, show: { d: { text: filler } } }
"##;

fn program() -> Program {
    let files = BTreeMap::from([("ruleset.yaml".to_owned(), RULESET.as_bytes().to_vec())]);
    let mut reading = ruleset::read(&files);
    nearside::check::complete(&mut reading, NOW);
    assert!(!reading.has_errors(), "{:#?}", reading.diagnostics);
    let options = Options { bundle_version: 1, now: NOW, keep_names: false };
    Program::read(write(&compile(&reading.ruleset.unwrap(), &reading.sources, &options).unwrap().draft)).unwrap()
}

/// Chance that is none: what somebody does is the same each time the test runs.
fn by_chance(unit: &str, what: &str, percent: u32) -> bool {
    hash_v2(what.as_bytes(), unit.as_bytes()) < percent * 100
}

/// What is known of a visitor before an arm is: nothing here may tell one arm from another.
type State = (usize, u32, u32, usize);

#[test]
fn on_every_page_and_in_every_state_variants_have_their_shares() {
    let program = program();
    let name = |id: u32| program.text(program.experience(id).unwrap().name).to_owned();
    let (mut context, mut decisions) = (Context::new(&program), Decisions::default());
    let mut found: BTreeMap<(u32, State), BTreeMap<u32, u32>> = BTreeMap::new();
    for n in 0..UNITS {
        let unit = format!("visitor-{n}");
        let mut profile = Profile::default();
        let mut now = NOW;
        for (view, pause) in PAUSES.iter().enumerate() {
            now += pause * 3_600_000;
            let page = ["home", "list", "item"][hash_v2(b"page", format!("{unit}-{view}").as_bytes()) as usize % 3];
            context.clear();
            context.put_unit(&program, 0, unit.as_bytes());
            context.put(&program, 0, &Value::Text(page.into()), Source::Site, Trust::Declared);
            profile.view(&program, context.values(), now);
            let request = Request { now, profile: Some(&profile), ..Request::default() };
            decide(&program, &mut context, &request, &mut decisions, None);
            let mut arms: Vec<u32> = decisions.shown().collect();
            arms.sort_unstable();
            arms.dedup();
            let nudges = profile.nudges();
            for id in &arms {
                let arm = program.arm(*id).unwrap();
                let seen = profile.shown(arm.experience).map_or(0, nearside::profile::Shown::count);
                let state = (view, seen, nudges, arms.len());
                *found.entry((arm.experience, state)).or_default().entry(*id).or_default() += 1;
            }
            profile.commit_all(&program, context.values(), arms.iter().copied(), now);
            act(&program, context.values(), &mut profile, &arms, &unit, view, now);
        }
    }
    let mut states = BTreeMap::<u32, u32>::new();
    for ((experience, state), by_arm) in &found {
        let all: u32 = by_arm.values().sum();
        for (arm, share) in shares(&program, *experience) {
            let (of, count) = (f64::from(all), f64::from(by_arm.get(&arm).copied().unwrap_or(0)));
            if of * share < FEW || of * (1.0 - share) < FEW {
                continue;
            }
            *states.entry(*experience).or_default() += 1;
            let allowed = SIGMAS * (of * share * (1.0 - share)).sqrt();
            let what = format!("{} arm {arm} in {state:?}", name(*experience));
            assert!((count - of * share).abs() <= allowed, "{what}: {count} of {of}, expected {}", of * share);
        }
    }
    // Every experiment was found in several states.
    for (id, experience) in (0..).zip(program.experiences()) {
        let several = states.get(&id).copied().unwrap_or(0);
        assert!(experience.arms.len == 1 || several >= 8, "{} in {several} states", name(id));
    }
}

/// What visitors do depends on what they are shown: nobody sends a control away.
fn act(program: &Program, values: &Values, profile: &mut Profile, arms: &[u32], unit: &str, view: usize, now: i64) {
    for id in arms {
        let arm = program.arm(*id).unwrap();
        let chance = |what: &str, percent: u32| by_chance(unit, &format!("{what} {id} {view}"), percent);
        match program.text(arm.name) {
            "loud" if chance("dismissed", 60) => {
                profile.answer(program, values, arm.experience, Answer::Dismissed, now);
            }
            "shop" if chance("clicked", 40) => profile.answer(program, values, arm.experience, Answer::Clicked, now),
            _ => {}
        }
    }
    if by_chance(unit, &format!("purchase {view}"), 10) {
        profile.track(program, values, b"purchase", now);
    }
}

/// The arms of an experience with their shares of those that are drawn at all.
fn shares(program: &Program, experience: u32) -> Vec<(u32, f64)> {
    let experience = program.experience(experience).unwrap();
    let width = |arm: nearside::program::records::Arm| f64::from(arm.until - arm.from);
    let all: f64 = program.arms().stretch(experience.arms).map(width).sum();
    (experience.arms.start..)
        .zip(program.arms().stretch(experience.arms))
        .map(|(id, arm)| (id, width(arm) / all))
        .collect()
}
