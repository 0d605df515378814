//! Calendars against a second opinion: jiff's civil time, minute by minute, with no table of changes and no search.

use std::collections::BTreeMap;

use jiff::civil::{Date, DateTime};
use jiff::tz::{Offset, TimeZone};
use jiff::{Timestamp, ToSpan};
use nearside::compile::{Options, compile};
use nearside::decide::{Decisions, Place, Request, decide};
use nearside::program::{Program, write};
use nearside::ruleset;
use nearside::signal::context::Context;
use nearside::signal::{Source, Trust};
use nearside::value::Value;
use proptest::prelude::*;
use proptest::sample::{Index, select};
use serde_json::{Value as Json, json};

use crate::support::NOW;

const DAYS: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
const MINUTE: i64 = 60_000;
/// Clocks are set back by less than this.
const WINDOW: usize = 180;
/// So many minutes are looked at one by one.
const SEEN: usize = 2 * 24 * 60;

/// Whole and half hours of summer time, two hours of it, none, odd offsets, jumps at midnight, Ramadan.
const ZONES: [&str; 16] = [
    "Europe/Berlin",
    "America/New_York",
    "Australia/Lord_Howe",
    "Asia/Kathmandu",
    "UTC",
    "Pacific/Chatham",
    "America/St_Johns",
    "Africa/Casablanca",
    "Pacific/Apia",
    "America/Havana",
    "Atlantic/Azores",
    "Africa/Cairo",
    "Antarctica/Troll",
    "Asia/Beirut",
    "America/Santiago",
    "visitor",
];

type Stretches = Vec<(u32, u32)>;

#[derive(Debug, Clone)]
struct Shop {
    zone: &'static str,
    offset: i32,
    week: [Stretches; 7],
    except: BTreeMap<Date, Stretches>,
}

/// Stretches of one day that do not overlap; the last may run past midnight.
fn stretches() -> impl Strategy<Value = Stretches> {
    // Clocks are changed at night.
    let cuts =
        proptest::collection::btree_set(prop_oneof![0_u32..=24 * 12, 0_u32..=4 * 12, 22 * 12_u32..=24 * 12], 0..6);
    (cuts, proptest::option::weighted(0.3, 1_u32..24 * 12)).prop_map(|(cuts, late)| {
        let cuts: Vec<u32> = cuts.into_iter().map(|cut| cut * 5).collect();
        let mut all: Stretches = cuts.chunks_exact(2).map(|pair| (pair[0], pair[1])).collect();
        if let (Some(late), Some(last)) = (late, all.last_mut()) {
            // Until a time before it began, on the next day.
            last.1 = 1440 + (late * 5).min(last.0.saturating_sub(5));
        }
        all
    })
}

fn shop() -> impl Strategy<Value = Shop> {
    let week = proptest::array::uniform7(prop_oneof![4 => stretches(), 1 => Just(vec![(0, 1440)]), 1 => Just(vec![])]);
    let except = proptest::collection::btree_map(0_i32..30, stretches(), 0..6);
    (select(&ZONES[..]), -14_i32..=14, week, except, any::<Index>()).prop_map(|(zone, offset, week, except, near)| {
        let mut shop = Shop { zone, offset: offset * 60, week, except: BTreeMap::new() };
        let date = Timestamp::from_millisecond(shop.change(near)).unwrap().to_zoned(TimeZone::UTC).date();
        shop.except = except.into_iter().map(|(day, hours)| (date.saturating_add((day - 15).days()), hours)).collect();
        shop
    })
}

/// Which change of clocks, how many minutes from it, and what to add for a moment that has nothing to do with any.
fn instants() -> impl Strategy<Value = Vec<(Index, i64, i64)>> {
    let far = prop_oneof![3 => Just(0), 1 => 0..300 * 24 * 60_i64];
    proptest::collection::vec((any::<Index>(), -40 * 60_i64..6 * 60, far), 6)
}

fn text(hours: &Stretches) -> String {
    let clock = |minutes: u32| format!("{:02}:{:02}", minutes / 60, minutes % 60);
    let one = |(from, until): &(u32, u32)| {
        format!("{}-{}", clock(*from), clock(if *until > 1440 { until - 1440 } else { *until }))
    };
    if hours.is_empty() { "closed".to_owned() } else { hours.iter().map(one).collect::<Vec<_>>().join(", ") }
}

impl Shop {
    fn program(&self) -> Program {
        let open: BTreeMap<&str, String> = DAYS.into_iter().zip(self.week.iter().map(text)).collect();
        let except: BTreeMap<String, String> =
            self.except.iter().map(|(date, hours)| (date.to_string(), text(hours))).collect();
        let asks = |part: &str| json!({ format!("calendar.shop.{part}"): { "$exists": true } });
        let ruleset = json!({
            "nearside": 1,
            "id": "calendars.example",
            "signals": { "custom.moment": { "type": "time" } },
            "calendars": { "shop": { "zone": self.zone, "open": open, "except": except } },
            "slots": { "v": { "value": false }, "d": { "value": false }, "m": { "value": false } },
            "experiences": [
                { "id": "v", "when": { "$and": [asks("state"), asks("opens"), asks("closes"), asks("changes")] }, "show": { "v": true } },
                { "id": "d", "schedule": { "during": "shop" }, "show": { "d": true } },
                { "id": "m", "when": { "custom.moment": { "$during": "shop" } }, "show": { "m": true } },
            ],
        });
        program(&ruleset)
    }

    /// One of the moments in two years at which its clocks are changed.
    fn change(&self, which: Index) -> i64 {
        let start = Timestamp::from_millisecond(NOW - 60 * 24 * 60 * MINUTE).unwrap();
        let zone = self.zone();
        let changes: Vec<i64> =
            zone.following(start).map(|change| change.timestamp().as_millisecond()).take(4).collect();
        if changes.is_empty() { NOW } else { changes[which.index(changes.len())] }
    }

    fn instant(&self, (change, minutes, far): (Index, i64, i64)) -> i64 {
        self.change(change) + (minutes + far) * MINUTE
    }

    fn zone(&self) -> TimeZone {
        TimeZone::get(self.zone).unwrap_or_else(|_| TimeZone::fixed(Offset::from_seconds(self.offset * 60).unwrap()))
    }

    /// Whether it is open in each of the minutes from `now` on: whether some clock showed the beginning by then, and
    /// some clock will still show a time before the end.
    fn states(&self, now: i64) -> Vec<bool> {
        let zone = self.zone();
        let first = now.div_euclid(MINUTE) - WINDOW as i64;
        let civil = |minute: i64| zone.to_datetime(Timestamp::from_second(minute * 60).unwrap());
        let clock: Vec<DateTime> = (0..(SEEN + 2 * WINDOW) as i64).map(|more| civil(first + more)).collect();
        // The latest that clocks have shown by then, and the earliest that they will still show.
        let reached: Vec<DateTime> = clock
            .iter()
            .scan(clock[0], |most, at| {
                *most = *at.max(most);
                Some(*most)
            })
            .collect();
        let mut left: Vec<DateTime> = clock
            .iter()
            .rev()
            .scan(*clock.last().unwrap(), |least, at| {
                *least = *at.min(least);
                Some(*least)
            })
            .collect();
        left.reverse();
        (WINDOW..WINDOW + SEEN)
            .map(|at| {
                let (reached, left) = (&reached[at], &left[at]);
                let days = (-3..=1).map(|day: i32| clock[at].date().saturating_add(day.days()));
                days.into_iter().any(|date| {
                    let week = &self.week[date.weekday().to_monday_zero_offset() as usize];
                    let hours = self.except.get(&date).unwrap_or(week);
                    let on = |minutes: u32| {
                        date.to_datetime(jiff::civil::Time::midnight()).saturating_add(i64::from(minutes).minutes())
                    };
                    hours.iter().any(|(from, until)| on(*from) <= *reached && *left < on(*until))
                })
            })
            .collect()
    }
}

fn program(ruleset: &Json) -> Program {
    let files = BTreeMap::from([("ruleset.json".to_owned(), ruleset.to_string().into_bytes())]);
    let reading = ruleset::read(&files);
    assert!(!reading.has_errors(), "{ruleset}: {:#?}", reading.diagnostics);
    let options = Options { bundle_version: 1, now: NOW, keep_names: false };
    Program::read(write(&compile(&reading.ruleset.unwrap(), &reading.sources, &options).unwrap().draft)).unwrap()
}

/// What the engine says: state, opens, closes, changes; whether an experience runs during it; whether that moment was in it.
fn told(program: &Program, shop: &Shop, now: i64) -> ([Option<Value>; 4], bool, bool) {
    let mut context = Context::new(program);
    for (index, signal) in (0..).zip(program.signals()) {
        let given = match program.text(signal.name) {
            "time.offset" => f64::from(shop.offset),
            "custom.moment" => now as f64,
            _ => continue,
        };
        context.put(program, index, &Value::Number(given), Source::Site, Trust::Known);
    }
    let mut decisions = Decisions::default();
    decide(program, &mut context, &Request { now, place: Place::Edge, ..Request::default() }, &mut decisions, None);
    let signals = ["state", "opens", "closes", "changes"].map(|part| {
        let name = format!("calendar.shop.{part}");
        let at = program.signals().iter().position(|signal| program.text(signal.name) == name).unwrap();
        context.values().value(program, at as u32)
    });
    let shown = |slot: &str| {
        let at = program.slots().iter().position(|known| program.text(known.name) == slot).unwrap();
        decisions.slots[at].content != nearside::program::records::NONE
    };
    (signals, shown("d"), shown("m"))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    #[test]
    fn a_calendar_says_what_clocks_say_minute_by_minute(shop in shop(), instants in instants(), within in any::<Index>()) {
        let program = shop.program();
        for instant in instants {
            let now = shop.instant(instant) + within.index(60_000) as i64;
            let states = shop.states(now);
            let ([state, opens, closes, changes], during, moment) = told(&program, &shop, now);
            let word = if states[0] { "open" } else { "closed" };
            prop_assert_eq!(&state, &Some(Value::Text(word.into())), "{} at {}", shop.zone, Timestamp::from_millisecond(now).unwrap());
            prop_assert_eq!((during, moment), (states[0], states[0]));
            prop_assert_eq!(&changes, if states[0] { &closes } else { &opens });
            // The first minute that is another than the one before it, in each direction.
            let turn = |to: bool| states.windows(2).position(|pair| pair[0] != to && pair[1] == to).map(|at| {
                (now.div_euclid(MINUTE) + at as i64 + 1) * MINUTE
            });
            let beyond = (now.div_euclid(MINUTE) + SEEN as i64) * MINUTE;
            for (said, found, what) in [(opens, turn(true), "opens"), (closes, turn(false), "closes")] {
                match found {
                    Some(found) => prop_assert_eq!(said, Some(Value::Number(found as f64)), "{} {} of {}", shop.zone, what, now),
                    None => prop_assert!(
                        said.as_ref().is_none_or(|said| matches!(said, Value::Number(at) if *at >= beyond as f64)),
                        "{} {what} at {now}: {said:?}", shop.zone
                    ),
                }
            }
        }
    }

    /// Far ones too: whatever is said of the next change is one.
    #[test]
    fn what_is_said_to_come_next_comes(shop in shop(), instants in instants()) {
        let now = shop.instant(instants[0]);
        let program = shop.program();
        let ([_, opens, closes, _], ..) = told(&program, &shop, now);
        for (moment, open) in [(opens, true), (closes, false)] {
            let Some(Value::Number(moment)) = moment else { continue };
            let before = shop.states(moment as i64 - MINUTE);
            prop_assert_eq!((before[0], before[1]), (!open, open), "{} at {}", shop.zone, moment);
        }
    }
}

#[test]
fn a_bundle_built_again_tomorrow_has_the_same_bytes() {
    let files = BTreeMap::from([(
        "ruleset.yaml".to_owned(),
        b"nearside: 1\nid: x\ncalendars: { a: { zone: Europe/Berlin, open: { mon: \"10:00-12:00\" } } }\nslots: { s: { value: 1 } }\nexperiences: [{ id: e, schedule: { during: a }, show: { s: 2 } }]\n".to_vec(),
    )]);
    let built = |now: i64| {
        let reading = ruleset::read(&files);
        let options = Options { bundle_version: 1, now, keep_names: false };
        write(&compile(&reading.ruleset.unwrap(), &reading.sources, &options).unwrap().draft)
    };
    assert_eq!(built(NOW), built(NOW + 24 * 60 * MINUTE));
    assert_ne!(built(NOW), built(NOW + 400 * 24 * 60 * MINUTE));
}

/// Bytes that calendars add, for the record.
#[test]
fn a_calendar_is_small() {
    let of = |calendars: &[&str]| {
        let all: BTreeMap<String, Json> = calendars
            .iter()
            .enumerate()
            .map(|(at, zone)| {
                (format!("c{at}"), json!({ "zone": zone, "open": { "mon-fri": "10:00-20:00", "sat": "10:00-18:00" }, "except": { "2026-12-25": "closed", "2026-12-26": "closed", "2027-01-01": "closed" } }))
            })
            .collect();
        let experiences: Vec<Json> = (0..3)
            .map(|at| match all.get(&format!("c{at}")) {
                Some(_) => {
                    json!({ "id": format!("e{at}"), "schedule": { "during": format!("c{at}") }, "show": { "s": true } })
                }
                None => json!({ "id": format!("e{at}"), "show": { "s": true } }),
            })
            .collect();
        let ruleset = json!({ "nearside": 1, "id": "x", "expires": "2028-01-01T00:00:00Z", "calendars": all, "slots": { "s": { "value": false } }, "experiences": experiences });
        program(&ruleset).bytes().len()
    };
    let sizes = [
        of(&[]),
        of(&["Europe/Berlin"]),
        of(&["Europe/Berlin", "Europe/Berlin"]),
        of(&["Europe/Berlin", "Europe/Berlin", "America/New_York"]),
    ];
    println!("bundles without a calendar, with one, two of its zone, one more of another: {sizes:?} bytes");
    assert!(sizes[1] - sizes[0] <= 240, "{sizes:?}");
    assert!(sizes[2] - sizes[1] <= 24, "{sizes:?}");
}

/// The experience of a real ruleset, as its team wrote it; the rest of that ruleset needs what this release lacks.
#[test]
fn store_hours_of_five_teams_compile_and_decide() {
    let files = crate::support::files(std::path::Path::new("tests/cases/rulesets/five-teams"));
    let reading = ruleset::read(&files);
    let mut rules = reading.ruleset.unwrap();
    rules.experiences.retain(|experience| experience.id.value == "store-hours");
    let options = Options { bundle_version: 1, now: NOW, keep_names: false };
    let program = Program::read(write(&compile(&rules, &reading.sources, &options).unwrap().draft)).unwrap();
    let shown = |country: &str, now: &str| {
        let mut context = Context::new(&program);
        for (index, signal) in (0..).zip(program.signals()) {
            if program.text(signal.name) == "geo.country" {
                context.put(&program, index, &Value::Text(country.into()), Source::Platform, Trust::Known);
            }
        }
        let now = now.parse::<Timestamp>().unwrap().as_millisecond();
        let mut decisions = Decisions::default();
        decide(
            &program,
            &mut context,
            &Request { now, place: Place::Edge, ..Request::default() },
            &mut decisions,
            None,
        );
        let json = nearside::decide::json::decisions(&program, context.values(), &decisions, &|_| true);
        let all: Json = serde_json::from_str(&json).unwrap();
        all["hours"]["ops"][0]["text"].as_str().map(str::to_owned)
    };
    let at = |moment: &str| moment.parse::<Timestamp>().unwrap().as_millisecond();
    assert_eq!(
        shown("DE", "2026-12-24T12:00:00Z"),
        Some(format!("Berlin is open until {}", at("2026-12-24T13:00:00Z")))
    );
    assert_eq!(shown("DE", "2026-12-24T13:00:00Z"), Some(format!("Berlin opens {}", at("2026-12-26T09:00:00Z"))));
    assert_eq!(shown("NO", "2026-12-24T13:00:00Z"), Some(format!("Oslo is open until {}", at("2026-12-24T17:00:00Z"))));
    assert_eq!(shown("FR", "2026-12-24T12:00:00Z"), None);
    // Both shops' clocks show the same, so one text does, and says whose clock it is.
    let ops = (0..program.content_count()).map(|id| program.content(id as u32).to_json(&|_| "")).collect::<String>();
    assert!(ops.contains(r#""filter":"time","argument":"Europe/Berlin""#), "{ops}");
}
