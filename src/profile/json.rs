//! A profile as people read and write it: exports, fixtures, `--profile`. Times are RFC 3339, or milliseconds since 1970.
//!
//! ```json
//! { "visit": { "started": "2026-11-26T10:00:00Z", "viewed": "2026-11-26T10:05:00Z", "nudges": 1 },
//!   "experiences": { "cart": { "shown": 4, "times": ["2026-11-26T10:00:00Z"], "variant": "reminder", "phase": 1 } },
//!   "events": { "purchase": { "last": "2026-11-20T09:00:00Z", "topics": { "running": "2026-11-20T09:00:00Z" } } } }
//! ```
//! `pkg/src/profile/codec.ts` does the same in a browser.

use jiff::Timestamp;
use serde_json::{Map, Value as Json};

use super::codec::id;
use super::{CLICKED, COUNT, DISMISSED, EVENT, EXPERIENCE, Entry, PHASE, Profile, TIMES, UNIT, VISIT, moment, tick};
use crate::limits;
use crate::program::Program;

type Object = Map<String, Json>;

const EXAMPLE: &str = r#"{ "experiences": { "cart": { "shown": 2 } } }, as `profile.toJSON()` gives it"#;

impl Profile {
    /// Reads the JSON form for a bundle. What the bundle does not know is kept, and written back.
    ///
    /// # Errors
    /// A sentence that says what is wrong, and where.
    pub fn from_json(program: &Program, json: &Json) -> Result<Profile, String> {
        let mut profile = Profile::default();
        let mut push = |kind, name: &str, text: &str, numbers: Vec<u64>| {
            let (name, text) = (name.as_bytes().to_vec(), text.as_bytes().to_vec());
            profile.0.push(Entry { kind, id: id(program, kind, &name), name, text, numbers });
        };
        let all = object(json, "the profile")?;
        known(all, &["visit", "experiences", "events"], "the profile")?;
        if let Some(visit) = all.get("visit") {
            let visit = object(visit, "visit")?;
            known(visit, &["started", "viewed", "nudges"], "visit")?;
            let [started, viewed] = [moment_of(visit, "started", "visit")?, moment_of(visit, "viewed", "visit")?];
            push(VISIT, "", "", vec![started, viewed, count(visit, "nudges", "visit")?]);
        }
        for (name, experience) in sections(all, "experiences")? {
            let at = format!("experiences.{name}");
            let experience = object(experience, &at)?;
            known(experience, &["shown", "times", "clicked", "dismissed", "variant", "phase", "unit"], &at)?;
            let variant = experience.get("variant").and_then(Json::as_str).unwrap_or_default();
            push(EXPERIENCE, name, variant, numbers(experience, &at)?);
        }
        for (name, event) in sections(all, "events")? {
            let at = format!("events.{name}");
            let event = object(event, &at)?;
            known(event, &["last", "topics"], &at)?;
            push(EVENT, name, "", vec![moment_of(event, "last", &at)?]);
            for (topic, when) in sections(event, "topics")? {
                push(EVENT, name, topic, vec![time(when, &format!("{at}.topics.{topic}"))?]);
            }
        }
        profile.0.truncate(limits::ENTRIES);
        Ok(profile)
    }

    /// The JSON form.
    pub fn to_json(&self) -> Json {
        let mut all = Object::new();
        // In the order of the form, whatever was remembered first.
        for (kind, section) in [(VISIT, "visit"), (EXPERIENCE, "experiences"), (EVENT, "events")] {
            for entry in self.0.iter().filter(|entry| entry.kind == kind) {
                let mut place = all.entry(section).or_insert_with(|| Object::new().into());
                if kind != VISIT {
                    place = member(place, &String::from_utf8_lossy(&entry.name));
                }
                entry.say(place);
            }
        }
        all.retain(|_, section| section.as_object().is_some_and(|section| !section.is_empty()));
        all.into()
    }
}

impl Entry {
    fn say(&self, place: &mut Json) {
        let text = String::from_utf8_lossy(&self.text).into_owned();
        match (self.kind, text.as_str()) {
            (VISIT, _) => {
                put(place, "started", written(self.number(0)));
                put(place, "viewed", written(self.number(1)));
                put(place, "nudges", counted(self.number(2)));
            }
            (EVENT, "") => put(place, "last", written(self.number(0))),
            (EVENT, topic) => put(member(place, "topics"), topic, written(self.number(0))),
            (_, variant) => {
                put(place, "shown", counted(self.number(COUNT)));
                let times: Vec<Json> = self.numbers.iter().skip(TIMES).map(|at| written(*at)).collect();
                put(place, "times", if times.is_empty() { Json::Null } else { times.into() });
                put(place, "clicked", written(self.number(CLICKED)));
                put(place, "dismissed", written(self.number(DISMISSED)));
                put(place, "variant", if variant.is_empty() { Json::Null } else { variant.into() });
                put(place, "phase", counted(self.number(PHASE)));
                let unit = self.number(UNIT);
                put(place, "unit", if unit == 0 { Json::Null } else { format!("{unit:08x}").into() });
            }
        }
    }
}

/// The numbers of an experience's entry.
fn numbers(json: &Object, at: &str) -> Result<Vec<u64>, String> {
    let mut times = Vec::new();
    for when in json.get("times").and_then(Json::as_array).into_iter().flatten() {
        times.push(time(when, &format!("{at}.times"))?);
    }
    times.sort_unstable();
    times.drain(..times.len().saturating_sub(limits::TIMES));
    let shown = count(json, "shown", at)?.max(times.len() as u64);
    let [clicked, dismissed] = [moment_of(json, "clicked", at)?, moment_of(json, "dismissed", at)?];
    let unit = json.get("unit").map_or(Ok(0), |unit| print(unit, at))?;
    let mut all = vec![shown, clicked, dismissed, count(json, "phase", at)?, unit];
    all.append(&mut times);
    Ok(all)
}

/// The object of a name in another, made if there is none.
fn member<'j>(json: &'j mut Json, name: &str) -> &'j mut Json {
    if json.is_null() {
        *json = Object::new().into();
    }
    match json {
        Json::Object(object) => object.entry(name).or_insert_with(|| Object::new().into()),
        other => other,
    }
}

/// Puts what says something.
fn put(json: &mut Json, name: &str, value: Json) {
    if let Some(object) = json.as_object_mut().filter(|_| !value.is_null()) {
        object.insert(name.into(), value);
    }
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

fn sections<'j>(json: &'j Object, name: &str) -> Result<Vec<(&'j String, &'j Json)>, String> {
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
