//! Draws are fair: over a million units, through holdout, group, rollout, coverage and experiments that want each other's
//! slots, every share is what was asked for, within what chance allows; and draws do not know of each other.

use std::collections::BTreeMap;

use nearside::compile::{Options, compile};
use nearside::decide::{Decisions, Reason, Request, decide};
use nearside::program::{Program, write};
use nearside::ruleset;
use nearside::signal::context::Context;

use crate::support::NOW;

const UNITS: u32 = 1_000_000;
/// Standard deviations that a share may be off. One in half a million is further by chance, and nothing here is chance:
/// the units are the same each time.
const SIGMAS: f64 = 4.75;

const RULESET: &str = r"
nearside: 1
id: fair.example
holdout: { share: 10% }
groups: { pair: { ranges: { left: [0%, 50%], right: [50%, 80%] } } }
slots: { hero: { value: none }, side: { value: none }, free: { value: none }, ten: { value: 0 }, fifty: { value: 0 }, again: { value: none } }
experiences:
  - { id: first, rollout: 60%, experiment: { coverage: 50% }, variants: { control: default, a: { weight: 2, show: { hero: a } }, pass: { pass: true } } }
  - { id: left, experiment: { group: pair }, variants: { a: { show: { side: a } }, b: { show: { side: b } } } }
  - { id: right, experiment: { group: pair }, variants: { a: { show: { side: c, hero: c } }, b: { weight: 3, show: { side: d } } } }
  - { id: second, variants: { control: default, x: { show: { hero: x } }, y: { show: { hero: y } } } }
  - { id: free, variants: { a: { show: { free: a } }, b: { show: { free: b } } } }
  - { id: again, experiment: { seed: another }, variants: { a: { show: { again: a } }, b: { show: { again: b } } } }
  - { id: ten, rollout: 10%, experiment: { seed: grow }, show: { ten: 1 } }
  - { id: fifty, rollout: 50%, experiment: { seed: grow }, show: { fifty: 1 } }
";

fn program() -> Program {
    let files = BTreeMap::from([("ruleset.yaml".to_owned(), RULESET.as_bytes().to_vec())]);
    let reading = ruleset::read(&files);
    assert!(!reading.has_errors(), "{:#?}", reading.diagnostics);
    let options = Options { bundle_version: 1, now: NOW, keep_names: false };
    Program::read(write(&compile(&reading.ruleset.unwrap(), &reading.sources, &options).unwrap().draft)).unwrap()
}

/// How many units got what: by slot and arm.
#[derive(Default)]
struct Counts {
    alone: BTreeMap<(String, String), u32>,
}

impl Counts {
    fn of(&self, slot: &str, outcome: &str) -> f64 {
        self.alone.get(&(slot.to_owned(), outcome.to_owned())).copied().unwrap_or(0).into()
    }
}

/// `count` of `of` draws is what a share of `p` gives.
fn fair(what: &str, count: f64, of: f64, p: f64) {
    let allowed = SIGMAS * (of * p * (1.0 - p)).sqrt();
    assert!((count - of * p).abs() <= allowed, "{what}: {count} of {of}, expected {} ± {allowed:.0}", of * p);
}

#[test]
fn a_million_units_are_drawn_in_the_shares_that_were_asked_for() {
    let program = program();
    let slots: Vec<String> = program.slots().iter().map(|slot| program.text(slot.name).to_owned()).collect();
    let (mut context, mut decisions) = (Context::new(&program), Decisions::default());
    let arms: Vec<String> = program
        .arms()
        .iter()
        .map(|arm| {
            let owner = program.experience(arm.experience).unwrap();
            format!("{}:{}", program.text(owner.name), program.text(arm.name))
        })
        .collect();
    // By slot and arm, `arms.len()` is none; by arm of `free` and arm of `again`.
    let mut alone = vec![vec![0_u32; arms.len() + 1]; slots.len()];
    let mut both = BTreeMap::<(u32, u32), u32>::new();
    let place = |name: &str| slots.iter().position(|slot| slot == name).unwrap() as u32;
    let (free, again, ten, fifty) = (place("free"), place("again"), place("ten"), place("fifty"));
    let mut unit = String::new();
    for n in 0..UNITS {
        unit.clear();
        std::fmt::Write::write_fmt(&mut unit, format_args!("unit-{n}")).unwrap();
        context.put_unit(&program, 0, unit.as_bytes());
        decide(&program, &mut context, &Request { now: NOW, ..Request::default() }, &mut decisions, None);
        for (slot, decision) in decisions.slots.iter().enumerate() {
            alone[slot][(decision.arm as usize).min(arms.len())] += 1;
        }
        let arm = |slot: u32| decisions.slot(slot).unwrap().arm;
        *both.entry((arm(free), arm(again))).or_default() += 1;
        // What a rollout has reached stays reached when it grows.
        let reached = |slot: u32| decisions.slot(slot).unwrap().reason == Reason::Matched;
        assert!(!reached(ten) || reached(fifty), "{unit}");
    }
    let counts = Counts {
        alone: (0..slots.len())
            .flat_map(|slot| (0..=arms.len()).map(move |arm| (slot, arm)))
            .map(|(slot, arm)| ((slots[slot].clone(), arms.get(arm).cloned().unwrap_or_default()), alone[slot][arm]))
            .collect(),
    };
    let all = f64::from(UNITS);
    let of = |slot: &str, arm: &str| counts.of(slot, arm);

    // Nine tenths are in no holdout; of the rest, the shares of the ruleset.
    let drawn = all * 0.9;
    fair("free:a", of("free", "free:a"), drawn, 0.5);
    fair("nobody in the holdout", of("free", ""), all, 0.1);
    fair("ten", of("ten", "ten:show"), drawn, 0.1);
    fair("fifty", of("fifty", "fifty:show"), drawn, 0.5);
    // Rollout, then half of each arm's weight.
    fair("first:control", of("hero", "first:control"), drawn, 0.6 * 0.5 / 4.0);
    fair("first:a", of("hero", "first:a"), drawn, 0.6 * 0.5 / 2.0);
    // A group: its stretches, and in each the weights. `right` wants the hero, too, so who has it already is not in it.
    fair("left:a", of("side", "left:a"), drawn, 0.5 * 0.5);
    fair("left:b", of("side", "left:b"), drawn, 0.5 * 0.5);
    let hero_is_free = 1.0 - 0.6 * 0.5 * 0.75;
    fair("right:a", of("side", "right:a"), drawn, 0.3 * 0.25 * hero_is_free);
    fair("right:b", of("side", "right:b"), drawn, 0.3 * 0.75 * hero_is_free);
    // Who came too late to the first got a chance at the second, and each of its arms the same.
    let late = of("hero", "second:control") + of("hero", "second:x") + of("hero", "second:y");
    for arm in ["second:control", "second:x", "second:y"] {
        fair(arm, of("hero", arm), late, 1.0 / 3.0);
    }
    // Two experiments know nothing of each other: a quarter of those that are in both have each pair of arms.
    let pairs: Vec<(&(u32, u32), &u32)> = both.iter().filter(|((one, _), _)| (*one as usize) < arms.len()).collect();
    let in_both: f64 = pairs.iter().map(|(_, count)| f64::from(**count)).sum();
    assert_eq!(pairs.len(), 4);
    for (pair, count) in pairs {
        fair(&format!("{pair:?}"), f64::from(*count), in_both, 0.25);
    }
}
