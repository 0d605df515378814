//! Bad input for those who visit: clocks that are wrong, units that are none or too long, numbers at their ends. Each ends in a
//! decision with a reason.

use std::collections::BTreeMap;

use nearside::compile::{Options, compile};
use nearside::decide::{Decisions, Place, Reason, Request, decide};
use nearside::profile::{Answer, Profile};
use nearside::program::{Program, write};
use nearside::ruleset;
use nearside::signal::context::Context;
use nearside::signal::{Source, Trust};
use nearside::value::Value;
use nearside::{check, limits};
use serde_json::json;

use crate::support::NOW;

const DAY: i64 = 86_400_000;
const YEAR: i64 = 365 * DAY;

const RULES: &str = "
nearside: 1
id: extremes.example
expires: 2027-11-20T00:00:00Z
signals: { custom.n: { type: number }, custom.t: { type: string } }
units: { account: { cookie: acct } }
calendars: { berlin: { zone: Europe/Berlin, open: { mon-sun: \"10:00-20:00\" } } }
guardrails: { max_nudges: 2 }
slots:
  number: { value: 0 }
  text: { value: 0 }
  split: { value: none }
  daily: { value: 0 }
  pause: { value: 0 }
  view: { value: 0 }
  away: { value: 0 }
  visit: { value: 0 }
  window: { value: 0 }
  open: { value: 0 }
  stuck: { value: none }
  nudge: { value: 0 }
experiences:
  - { id: number, when: { custom.n: { $gte: 7 } }, show: { number: 1 } }
  - { id: text, when: { custom.t: \"7\" }, show: { text: 1 } }
  - { id: split, unit: account, variants: { a: { show: { split: a } }, b: { show: { split: b } } } }
  - { id: daily, limits: { show: 1 per day }, show: { daily: 1 } }
  - { id: pause, limits: { cooldown: 4h since shown }, show: { pause: 1 } }
  - { id: view, limits: { show: 1 per view }, show: { view: 1 } }
  - { id: away, limits: { stop_after: { event: dismissed, for: 14d } }, show: { away: 1 } }
  - { id: visit, limits: { stop_after: { event: session, for: 2h } }, show: { visit: 1 } }
  - { id: window, schedule: { from: 2026-11-01T00:00:00Z, until: 2026-12-01T00:00:00Z }, show: { window: 1 } }
  - { id: open, schedule: { during: berlin }, show: { open: 1 } }
  - { id: stuck, unit: account, experiment: { sticky: true }, variants: { a: { show: { stuck: a } }, b: { show: { stuck: b } } } }
  - { id: nudge, nudge: true, show: { nudge: 1 } }
";

fn program() -> Program {
    let mut reading = ruleset::read(&BTreeMap::from([("ruleset.yaml".to_owned(), RULES.as_bytes().to_vec())]));
    check::complete(&mut reading, NOW);
    assert!(!reading.has_errors(), "{:#?}", reading.diagnostics);
    let options = Options { bundle_version: 1, now: NOW, keep_names: false };
    Program::read(write(&compile(&reading.ruleset.unwrap(), &reading.sources, &options).unwrap().draft)).unwrap()
}

struct Visitor<'p> {
    program: &'p Program,
    context: Context,
    profile: Profile,
    decisions: Decisions,
}

impl<'p> Visitor<'p> {
    fn new(program: &'p Program) -> Visitor<'p> {
        let context = Context::new(program);
        Visitor { program, context, profile: Profile::default(), decisions: Decisions::default() }
    }

    fn signal(&mut self, name: &str, value: &Value) -> &mut Self {
        let index = self.program.signals().iter().position(|signal| self.program.text(signal.name) == name).unwrap();
        self.context.put(self.program, index as u32, value, Source::Site, Trust::Declared);
        self
    }

    fn unit(&mut self, text: &[u8]) -> &mut Self {
        let index = self.program.units().iter().position(|unit| self.program.text(unit.name) == "account").unwrap();
        self.context.put_unit(self.program, index as u32, text);
        self
    }

    fn decide(&mut self, now: i64) -> &mut Self {
        let before = self.profile.clone();
        let request = Request { now, profile: Some(&self.profile), ..Request::default() };
        decide(self.program, &mut self.context, &request, &mut self.decisions, None);
        assert_eq!(before, self.profile);
        self
    }

    fn reason(&self, slot: &str) -> Reason {
        let index = self.program.slots().iter().position(|known| self.program.text(known.name) == slot).unwrap();
        self.decisions.slots[index].reason
    }

    /// A page view: begun, decided, shown.
    fn view(&mut self, now: i64) -> &mut Self {
        self.profile.view(self.program, self.context.values(), now);
        self.decide(now);
        let arms: Vec<u32> = self.decisions.shown().collect();
        self.profile.commit_all(self.program, self.context.values(), arms.into_iter(), now);
        self
    }
}

#[test]
fn numbers_that_are_none_are_missing_and_infinities_are_numbers() {
    let program = program();
    let mut visitor = Visitor::new(&program);
    let mut number = |value: Value| visitor.signal("custom.n", &value).decide(NOW).reason("number");
    for value in [f64::INFINITY, f64::MAX, 9_007_199_254_740_993.0, 7.0] {
        assert_eq!(number(Value::Number(value)), Reason::Matched, "{value}");
    }
    for value in [f64::NAN, f64::NEG_INFINITY, f64::MIN, f64::MIN_POSITIVE, -0.0] {
        assert_eq!(number(Value::Number(value)), Reason::Default, "{value}");
    }
    // A text is no number, whatever it says; and a number no text.
    assert_eq!(number(Value::Text("7".into())), Reason::Default);
    assert_eq!(number(Value::Number(8.0)), Reason::Matched);
    assert_eq!(number(Value::List(vec![Value::Number(7.0)])), Reason::Default);
    let text = |value: Value| Visitor::new(&program).signal("custom.t", &value).decide(NOW).reason("text");
    assert_eq!((text(Value::Text("7".into())), text(Value::Number(7.0))), (Reason::Matched, Reason::Default));
}

#[test]
fn a_unit_that_is_none_or_too_long_draws_nothing() {
    let program = program();
    let mut visitor = Visitor::new(&program);
    let mut split = |unit: &[u8]| visitor.unit(unit).decide(NOW).reason("split");
    assert_eq!(split(b"somebody"), Reason::Split);
    assert_eq!(split(&[b'x'; limits::SIGNAL_TEXT]), Reason::Split);
    for none in [&b""[..], &[b'x'; limits::SIGNAL_TEXT + 1], &vec![b'x'; 10_000_000], b"\xff\xfe", b"a\xed\xa0\x80"] {
        assert_eq!(split(none), Reason::Default, "{} bytes", none.len());
    }
    // Identifiers of 64 bits are texts: neighbours are told apart.
    let arm = |unit: u64| {
        let mut visitor = Visitor::new(&program);
        visitor.unit(unit.to_string().as_bytes()).decide(NOW);
        visitor.decisions.slots[program.slots().iter().position(|slot| program.text(slot.name) == "split").unwrap()].arm
    };
    let neighbours: Vec<u32> = (0..64).map(|more| arm(u64::MAX - more)).collect();
    assert!(neighbours.contains(&neighbours[0]) && neighbours.iter().any(|other| *other != neighbours[0]));
}

#[test]
fn a_clock_that_jumps_holds_nothing_for_longer_than_it_says() {
    let program = program();
    let mut visitor = Visitor::new(&program);
    visitor.unit(b"somebody");
    visitor.view(NOW);
    visitor.decide(NOW);
    let limited = ["daily", "pause", "view"];
    assert!(limited.iter().all(|slot| visitor.reason(slot) == Reason::Default));
    // Backwards: what was shown was shown just now, and its limits end no later than they say.
    for back in [1, DAY, YEAR, 10 * YEAR] {
        let mut visitor = Visitor { profile: visitor.profile.clone(), ..Visitor::new(&program) };
        visitor.unit(b"somebody").view(NOW - back);
        assert!(limited.iter().filter(|slot| **slot != "view").all(|slot| visitor.reason(slot) == Reason::Default));
        visitor.decide(NOW - back + DAY);
        assert_eq!([visitor.reason("daily"), visitor.reason("pause")], [Reason::Matched; 2], "{back}");
    }
    // A year ahead and back again.
    let mut visitor = Visitor::new(&program);
    visitor.unit(b"somebody").view(NOW + YEAR - DAY);
    for experience in 0..program.experiences().len() as u32 {
        visitor.profile.answer(&program, visitor.context.values(), experience, Answer::Dismissed, NOW + YEAR - DAY);
    }
    visitor.view(NOW);
    assert_eq!(visitor.reason("away"), Reason::Stopped);
    visitor.view(NOW + 14 * DAY);
    assert_eq!([visitor.reason("away"), visitor.reason("daily")], [Reason::Matched; 2]);
    // Whoever stays in a variant stays, whatever the clock says.
    assert_eq!(visitor.decide(NOW - YEAR).reason("stuck"), Reason::Sticky);
}

#[test]
fn moments_beyond_all_calendars_are_decided() {
    let program = program();
    let ends = [
        i64::MIN,
        i64::MIN + 1,
        -8_640_000_000_000_001,
        -YEAR,
        -1,
        0,
        1,
        NOW,
        8_640_000_000_000_001,
        i64::MAX - 1,
        i64::MAX,
    ];
    for begun in ends {
        let mut visitor = Visitor::new(&program);
        visitor.unit(b"somebody").view(begun);
        visitor.profile.track(&program, visitor.context.values(), b"session", begun);
        visitor.profile.answer(&program, visitor.context.values(), 6, Answer::Dismissed, begun);
        for now in ends {
            visitor.view(now);
            for place in [Place::Device, Place::Edge] {
                let request = Request { now, place, profile: Some(&visitor.profile), ..Request::default() };
                decide(&program, &mut visitor.context, &request, &mut visitor.decisions, None);
            }
            let kept = visitor.profile.write();
            assert_eq!(Profile::read(&program, &kept).as_ref(), Some(&visitor.profile), "{begun} {now}");
            assert!(Profile::from_json(&program, &visitor.profile.to_json()).is_ok(), "{begun} {now}");
        }
        assert_eq!(visitor.decide(i64::MAX).reason("number"), Reason::Expired);
    }
    let mut visitor = Visitor::new(&program);
    assert_eq!(visitor.decide(i64::MIN).reason("window"), Reason::Default);
}

#[test]
fn what_is_no_profile_is_refused_with_a_hint() {
    let program = program();
    let wrong = [
        json!(3),
        json!("profile"),
        json!([1]),
        json!({ "visit": 3 }),
        json!({ "experiences": { "daily": null } }),
        json!({ "experiences": { "daily": { "shown": -1 } } }),
        json!({ "experiences": { "daily": { "times": ["soon"] } } }),
        json!({ "experiences": { "daily": { "unit": "x" } } }),
        json!({ "events": { "session": { "last": 1e300 } } }),
        json!({ "memory": {} }),
    ];
    for wrong in wrong {
        let said = Profile::from_json(&program, &wrong).unwrap_err();
        assert!(said.contains("hint: "), "{said}");
    }
}
