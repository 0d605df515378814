//! A profile as people read and write it: exports, fixtures, `--profile`. Times are RFC 3339, or milliseconds since 1970.
//!
//! ```json
//! { "since": "2026-11-01T08:00:00Z", "visit": { "started": "2026-11-26T10:00:00Z", "viewed": "2026-11-26T10:05:00Z", "count": 3, "nudges": 1 },
//!   "experiences": { "cart": { "shown": 4, "times": ["2026-11-26T10:00:00Z"], "variant": "reminder", "phase": 1 } },
//!   "events": { "purchase": { "last": "2026-11-20T09:00:00Z", "count": 2, "days": { "2026-11-20": 2 },
//!     "topics": { "running": "2026-11-20T09:00:00Z" }, "fields": { "value": { "added": 59.8, "count": 2 } } } },
//!   "states": { "cart": { "opened": "2026-11-26T09:00:00Z" } }, "affinities": { "running": "2026-11-20T00:00:00Z" },
//!   "declared": { "role": { "answer": "student", "at": "2026-11-26T09:00:00Z" } } }
//! ```
//! `since` is when all of it was begun, or erased last. An affinity is the moment at which it is one; `seen` has the days of items by digests of their keys. What several tabs counted is added up. `pkg/src/profile/codec.ts` does the
//! same in a browser.

use jiff::Timestamp;
use serde_json::{Map, Value as Json};

use super::codec::id;
use super::entry::{
    ABOVE, ACTION, AFFINITY, BEFORE, BELOW, BITS, BY, CLICKED, CLOSED, COUNT, DAYS, DECLARED, DISMISSED, ENTRY, EVENT,
    Entry, FIELD, FIRST, GIVEN, GOAL, IN_VISIT, LAST, NUDGES, OPENED, PHASE, RING, SEEN, SHOWN, STARTED, STATE, STICKY,
    TALLY, TIMES, TIMES_SHOWN, TOPIC, UNIT, VIEWS, VISIT, VISITS, counted_in, packed, under,
};
use super::number::{Kept, MILLION, millionths};
use super::{LATEST, Profile, moment, tick};
use crate::limits;
use crate::program::Program;
use crate::signal::context::Datum;

type Object = Map<String, Json>;

const EXAMPLE: &str = r#"{ "experiences": { "cart": { "shown": 2 } } }, as `profile.toJSON()` gives it"#;

impl Profile {
    /// Reads the JSON form for a bundle. What the bundle does not know is kept, and written back.
    ///
    /// # Errors
    /// A sentence that says what is wrong, and where.
    pub fn from_json(program: &Program, json: &Json) -> Result<Profile, String> {
        let mut profile = Profile::of(program);
        let all = object(json, "the profile")?;
        profile.since = moment_of(all, "since", "the profile")?.saturating_sub(1);
        let mut push = |kind, name: &str, text: &str, numbers: Vec<u64>| {
            let (name, text) = (name.as_bytes().to_vec(), text.as_bytes().to_vec());
            profile.take(
                Entry { kind, id: id(program, kind, &name), name, text, numbers, writer: 0 },
                Entry::join,
                true,
            );
        };
        let sections =
            ["since", "visit", "experiences", "events", "states", "affinities", "declared", "units", "goals", "seen"];
        known(all, &sections, "the profile")?;
        let mut visits = 0;
        if let Some(visit) = all.get("visit") {
            let at = "visit";
            let visit = object(visit, at)?;
            let keys = [
                "started",
                "viewed",
                "active",
                "before",
                "first",
                "count",
                "pageviews",
                "nudges",
                "entry",
                "action",
                "acted",
            ];
            known(visit, &keys, at)?;
            let when = |key: &str| moment_of(visit, key, at);
            let (started, viewed) = (when("started")?, when("viewed")?);
            let first = if visit.contains_key("first") { when("first")? } else { started };
            visits = count(visit, "count", at)?.max(u64::from(started > 0));
            let first = if first == 0 { 0 } else { LATEST.saturating_sub(first) };
            push(VISIT, "", "", vec![viewed, started, when("before")?, visits, first]);
            let tally = [count(visit, "pageviews", at)?, count(visit, "nudges", at)?];
            let active = when("active")?;
            if tally != [0, 0] || active > 0 {
                let [views, nudges] = tally.map(|count| packed(visits as u32, count as u32));
                push(TALLY, "", "", vec![viewed.max(active), views, nudges]);
            }
            if let Some(page) = visit.get("entry").and_then(Json::as_str) {
                push(ENTRY, "", page, vec![started]);
            }
            if let Some(action) = visit.get("action").and_then(Json::as_str) {
                push(ACTION, "", action, vec![when("acted")?]);
            }
        }
        for (name, experience) in sections_of(all, "experiences")? {
            let at = format!("experiences.{name}");
            let experience = object(experience, &at)?;
            known(
                experience,
                &["shown", "times", "clicked", "dismissed", "variant", "phase", "unit", "assigned"],
                &at,
            )?;
            let numbers = shown(experience, &at)?;
            let last = numbers.iter().enumerate().filter(|(at, _)| *at != TIMES_SHOWN).map(|(_, number)| *number).max();
            if numbers.iter().any(|number| *number > 0) {
                push(SHOWN, name, "", numbers);
            }
            let unit = experience.get("unit").map_or(Ok(0), |unit| print(unit, &at))?;
            if let Some(variant) = experience.get("variant").and_then(Json::as_str) {
                let assigned = match experience.get("assigned") {
                    Some(when) => time(when, &format!("{at}.assigned"))?,
                    None => last.unwrap_or(0),
                };
                push(STICKY, name, variant, vec![assigned, count(experience, "phase", &at)?, unit]);
            }
        }
        for (name, event) in sections_of(all, "events")? {
            let at = format!("events.{name}");
            let event = object(event, &at)?;
            known(event, &["last", "count", "session_count", "days", "topics", "fields"], &at)?;
            let last = moment_of(event, "last", &at)?;
            let [all, now] = [count(event, "count", &at)?, count(event, "session_count", &at)?];
            let mut numbers = vec![last, all.max(now).max(u64::from(last > 0))];
            if now > 0 {
                numbers.push(packed(visits as u32, now as u32));
            }
            for (day, on) in sections_of(event, "days")? {
                let at = format!("{at}.days.{day}");
                let day = date(day, &at)?;
                let on = on.as_u64().ok_or_else(|| format!("{at} is {on}, not a whole number\n  hint: 0, or more"))?;
                let place = DAYS + day as usize % RING;
                numbers.resize(numbers.len().max(place + 1), 0);
                if let Some(number) = numbers.get_mut(place) {
                    *number = packed(day, on as u32).max(*number);
                }
            }
            push(EVENT, name, "", numbers);
            for (topic, when) in sections_of(event, "topics")? {
                push(TOPIC, name, topic, vec![time(when, &format!("{at}.topics.{topic}"))?]);
            }
            for (field, sum) in sections_of(event, "fields")? {
                let at = format!("{at}.fields.{field}");
                let sum = object(sum, &at)?;
                known(sum, &["added", "taken", "count"], &at)?;
                let [added, taken] = ["added", "taken"].map(|key| sum.get(key).and_then(Json::as_f64).unwrap_or(0.0));
                push(FIELD, name, field, vec![last, millionths(added), millionths(taken), count(sum, "count", &at)?]);
            }
        }
        for (name, state) in sections_of(all, "states")? {
            let at = format!("states.{name}");
            let state = object(state, &at)?;
            known(state, &["opened", "closed"], &at)?;
            let [opened, closed] = [moment_of(state, "opened", &at)?, moment_of(state, "closed", &at)?];
            push(STATE, name, "", vec![opened.max(closed), opened, closed]);
        }
        for (topic, when) in sections_of(all, "affinities")? {
            push(AFFINITY, topic, "", vec![time(when, &format!("affinities.{topic}"))?]);
        }
        for (name, said) in sections_of(all, "declared")? {
            let at = format!("declared.{name}");
            let said = object(said, &at)?;
            known(said, &["answer", "at"], &at)?;
            let when = moment_of(said, "at", &at)?;
            let (text, bits) = answer(said.get("answer").unwrap_or(&Json::Null), &at)?;
            push(DECLARED, name, &text, vec![when, bits]);
        }
        for (name, unit) in sections_of(all, "units")? {
            let at = format!("units.{name}");
            let unit = object(unit, &at)?;
            known(unit, &["value", "at"], &at)?;
            let value = unit.get("value").and_then(Json::as_str).unwrap_or_default();
            push(UNIT, name, value, vec![moment_of(unit, "at", &at)?]);
        }
        for (name, goal) in sections_of(all, "goals")? {
            let at = format!("goals.{name}");
            let goal = object(goal, &at)?;
            known(goal, &["last", "count"], &at)?;
            push(GOAL, name, "", vec![moment_of(goal, "last", &at)?, count(goal, "count", &at)?]);
        }
        for (digest, when) in sections_of(all, "seen")? {
            push(SEEN, digest, "", vec![time(when, &format!("seen.{digest}"))?]);
        }
        Ok(profile)
    }

    /// The JSON form.
    pub fn to_json(&self) -> Json {
        let mut all = Object::new();
        if self.since > 0 {
            all.insert("since".into(), written(self.since.saturating_add(1)));
        }
        let sections = [
            (&[VISIT, TALLY, ENTRY, ACTION][..], "visit"),
            (&[SHOWN, STICKY], "experiences"),
            (&[EVENT, TOPIC, FIELD], "events"),
            (&[STATE], "states"),
            (&[AFFINITY], "affinities"),
            (&[DECLARED], "declared"),
            (&[UNIT], "units"),
            (&[GOAL], "goals"),
            (&[SEEN], "seen"),
        ];
        // In the order of the form, whatever was remembered first.
        for (kinds, section) in sections {
            let mut done: Vec<&[u8]> = Vec::new();
            for entry in self.entries.iter().filter(|entry| kinds.contains(&entry.kind)) {
                if done.contains(&entry.name.as_slice()) {
                    continue;
                }
                done.push(&entry.name);
                let said = self.said(kinds, &entry.name);
                if section == "visit" {
                    all.insert(section.into(), said);
                } else {
                    let name = String::from_utf8_lossy(&entry.name).into_owned();
                    let place = all.entry(section).or_insert_with(|| Object::new().into());
                    put(place, &name, said);
                }
            }
        }
        all.retain(|_, section| section.as_object().is_none_or(|section| !section.is_empty()));
        all.into()
    }

    /// What is said of one name.
    fn said(&self, kinds: &[u8], name: &[u8]) -> Json {
        let rows = |kind: u8| self.entries.iter().filter(move |row| row.kind == kind && row.name == name);
        let last = |kind: u8, at: usize| rows(kind).map(|row| row.number(at)).max().unwrap_or(0);
        let sum = |kind: u8, at: usize| rows(kind).map(|row| row.number(at)).sum::<u64>();
        let visits = self.visits();
        let in_visit =
            |kind: u8, at: usize| rows(kind).map(|row| u64::from(counted_in(row.number(at), visits))).sum::<u64>();
        let mut said: Json = Object::new().into();
        match kinds {
            [VISIT, ..] => {
                put(&mut said, "started", written(last(VISIT, STARTED)));
                put(&mut said, "viewed", written(last(VISIT, LAST)));
                let active = last(TALLY, LAST);
                put(&mut said, "active", if active > last(VISIT, LAST) { written(active) } else { Json::Null });
                put(&mut said, "before", written(last(VISIT, BEFORE)));
                let first = match last(VISIT, FIRST) {
                    0 => 0,
                    first => LATEST.saturating_sub(first),
                };
                put(&mut said, "first", written(first));
                put(&mut said, "count", counted(last(VISIT, VISITS)));
                put(&mut said, "pageviews", counted(in_visit(TALLY, VIEWS)));
                put(&mut said, "nudges", counted(in_visit(TALLY, NUDGES)));
                put(&mut said, "entry", text_of(rows(ENTRY).next()));
                put(&mut said, "action", text_of(rows(ACTION).next()));
                put(&mut said, "acted", written(last(ACTION, LAST)));
            }
            [SHOWN, ..] => {
                put(&mut said, "shown", counted(sum(SHOWN, TIMES_SHOWN)));
                let mut times: Vec<u64> =
                    rows(SHOWN).flat_map(|row| row.numbers.iter().skip(TIMES)).copied().filter(|at| *at > 0).collect();
                times.sort_unstable();
                times.drain(..times.len().saturating_sub(limits::TIMES));
                let times: Vec<Json> = times.into_iter().map(written).collect();
                put(&mut said, "times", if times.is_empty() { Json::Null } else { times.into() });
                put(&mut said, "clicked", written(last(SHOWN, CLICKED)));
                put(&mut said, "dismissed", written(last(SHOWN, DISMISSED)));
                if let Some(assigned) = rows(STICKY).next() {
                    put(&mut said, "variant", text_of(Some(assigned)));
                    put(&mut said, "phase", counted(assigned.number(PHASE)));
                    let unit = assigned.number(BY);
                    put(&mut said, "unit", if unit == 0 { Json::Null } else { format!("{unit:08x}").into() });
                    put(&mut said, "assigned", written(assigned.number(LAST)));
                }
            }
            [EVENT, ..] => {
                put(&mut said, "last", written(last(EVENT, LAST)));
                put(&mut said, "count", counted(sum(EVENT, COUNT)));
                put(&mut said, "session_count", counted(in_visit(EVENT, IN_VISIT)));
                let mut days = std::collections::BTreeMap::new();
                for number in rows(EVENT).flat_map(|row| row.numbers.iter().skip(DAYS)).filter(|number| **number > 0) {
                    let on = under(*number);
                    *days.entry(on).or_insert(0) += counted_in(*number, on);
                }
                let days: Object = days.into_iter().map(|(on, count)| (dated(on), count.into())).collect();
                put(&mut said, "days", days.into());
                let topics = rows(TOPIC).map(|row| (lossy(&row.text), written(row.number(LAST)))).collect::<Object>();
                put(&mut said, "topics", topics.into());
                let mut fields: Json = Object::new().into();
                for row in rows(FIELD) {
                    let of = |at| {
                        rows(FIELD).filter(|other| other.text == row.text).map(|other| other.number(at)).sum::<u64>()
                    };
                    let mut sum: Json = Object::new().into();
                    for (key, at) in [("added", ABOVE), ("taken", BELOW)] {
                        put(&mut sum, key, if of(at) == 0 { Json::Null } else { (of(at) as f64 / MILLION).into() });
                    }
                    put(&mut sum, "count", counted(of(GIVEN)));
                    put(&mut fields, &lossy(&row.text), sum);
                }
                put(&mut said, "fields", fields);
            }
            [STATE] => {
                put(&mut said, "opened", written(last(STATE, OPENED)));
                put(&mut said, "closed", written(last(STATE, CLOSED)));
            }
            [kind @ (AFFINITY | SEEN)] => return written(last(*kind, LAST)),
            [DECLARED] => {
                put(&mut said, "answer", rows(DECLARED).next().map_or(Json::Null, answered));
                put(&mut said, "at", written(last(DECLARED, LAST)));
            }
            [UNIT] => {
                put(&mut said, "value", text_of(rows(UNIT).next()));
                put(&mut said, "at", written(last(UNIT, LAST)));
            }
            _ => {
                put(&mut said, "last", written(last(GOAL, LAST)));
                put(&mut said, "count", counted(sum(GOAL, COUNT)));
            }
        }
        said
    }
}

/// The numbers of what was shown.
fn shown(json: &Object, at: &str) -> Result<Vec<u64>, String> {
    let mut times = Vec::new();
    for when in json.get("times").and_then(Json::as_array).into_iter().flatten() {
        times.push(time(when, &format!("{at}.times"))?);
    }
    times.sort_unstable();
    times.drain(..times.len().saturating_sub(limits::TIMES));
    let shown = count(json, "shown", at)?.max(times.len() as u64);
    let [clicked, dismissed] = [moment_of(json, "clicked", at)?, moment_of(json, "dismissed", at)?];
    let last = times.iter().chain([&clicked, &dismissed]).copied().max().unwrap_or(0);
    let mut all = vec![last, clicked, dismissed, shown];
    all.append(&mut times);
    Ok(all)
}

/// An answer as it is kept: a text, a list by lines; a number, a flag.
fn answer(json: &Json, at: &str) -> Result<(String, u64), String> {
    let refused =
        || format!("{at}.answer is {json}, no answer\n  hint: a text, a number, true or false, a list of texts");
    Ok(match json {
        Json::Null => (String::new(), 0),
        Json::Bool(flag) => (String::new(), Kept::flag(*flag).0),
        Json::Number(number) => (String::new(), number.as_f64().and_then(Kept::of).ok_or_else(refused)?.0),
        Json::String(text) => (text.clone(), 0),
        Json::Array(list) => {
            let texts: Option<Vec<&str>> = list.iter().map(Json::as_str).collect();
            (texts.ok_or_else(refused)?.join("\n"), 0)
        }
        Json::Object(_) => return Err(refused()),
    })
}

fn answered(said: &Entry) -> Json {
    let text = lossy(&said.text);
    match Kept(said.number(BITS)) {
        Kept(0) if text.contains('\n') => text.split('\n').collect::<Vec<&str>>().into(),
        Kept(0) => text_of(Some(said)),
        kept => match kept.datum() {
            Datum::Bool(flag) => flag.into(),
            // Whole numbers as people write them.
            Datum::Number(number) if number == number.trunc() => (number as i64).into(),
            Datum::Number(number) => number.into(),
            _ => Json::Null,
        },
    }
}

fn lossy(text: &[u8]) -> String {
    String::from_utf8_lossy(text).into_owned()
}

fn text_of(row: Option<&Entry>) -> Json {
    match row.map(|row| lossy(&row.text)) {
        Some(text) if !text.is_empty() => text.into(),
        _ => Json::Null,
    }
}

/// Puts what says something.
fn put(json: &mut Json, name: &str, value: Json) {
    let says = !value.is_null() && value.as_object().is_none_or(|object| !object.is_empty());
    if let Some(object) = json.as_object_mut().filter(|_| says) {
        object.insert(name.into(), value);
    }
}

fn dated(day: u32) -> String {
    let at = Timestamp::from_second(i64::from(day) * 86_400).unwrap_or_default();
    at.strftime("%Y-%m-%d").to_string()
}

fn date(text: &str, at: &str) -> Result<u32, String> {
    let day = format!("{text}T00:00:00Z").parse::<Timestamp>().ok().map(|day| day.as_second() / 86_400);
    day.and_then(|day| u32::try_from(day).ok()).ok_or_else(|| format!("{at} is no day\n  hint: 2026-11-26"))
}

fn counted(count: u64) -> Json {
    if count == 0 { Json::Null } else { count.into() }
}

/// As JavaScript's `toISOString` has it.
fn written(tick: u64) -> Json {
    match Timestamp::from_millisecond(moment(tick)) {
        Ok(at) => format!("{at:.3}").into(),
        // Beyond the year 9999, where clocks are wrong.
        Err(_) if tick > 0 => moment(tick).into(),
        Err(_) => Json::Null,
    }
}

fn object<'j>(json: &'j Json, at: &str) -> Result<&'j Object, String> {
    json.as_object().ok_or_else(|| format!("{at} is not an object\n  hint: {EXAMPLE}"))
}

fn sections_of<'j>(json: &'j Object, name: &str) -> Result<Vec<(&'j String, &'j Json)>, String> {
    json.get(name).map_or(Ok(Vec::new()), |section| Ok(object(section, name)?.iter().collect()))
}

fn known(json: &Object, keys: &[&str], at: &str) -> Result<(), String> {
    match json.keys().find(|key| !keys.contains(&key.as_str())) {
        Some(key) => Err(format!("there is no `{key}` in {at}\n  hint: what it may hold is {}", keys.join(", "))),
        None => Ok(()),
    }
}

fn count(json: &Object, key: &str, at: &str) -> Result<u64, String> {
    let Some(value) = json.get(key) else { return Ok(0) };
    let count = value.as_u64().filter(|count| u32::try_from(*count).is_ok());
    count.ok_or_else(|| format!("{at}.{key} is {value}, not a whole number\n  hint: 0, or more"))
}

/// A unit's hash, in eight hexadecimal digits.
fn print(json: &Json, at: &str) -> Result<u64, String> {
    let read = json.as_str().filter(|text| text.len() == 8).and_then(|text| u32::from_str_radix(text, 16).ok());
    read.map(u64::from)
        .ok_or_else(|| format!("{at}.unit is {json}, not eight hexadecimal digits\n  hint: leave it out, for any unit"))
}

fn moment_of(json: &Object, key: &str, at: &str) -> Result<u64, String> {
    json.get(key).map_or(Ok(0), |value| time(value, &format!("{at}.{key}")))
}

/// A moment as milliseconds and one more.
fn time(json: &Json, at: &str) -> Result<u64, String> {
    let said = json.as_str().and_then(|text| text.parse::<Timestamp>().ok()).map(Timestamp::as_millisecond);
    let ms = said.or_else(|| json.as_i64()).filter(|ms| *ms >= 0);
    ms.map(tick)
        .ok_or_else(|| format!("{at} is {json}, not a time\n  hint: 2026-11-26T10:00:00Z, or milliseconds since 1970"))
}
