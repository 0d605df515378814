//! A profile as people read and write it: exports, fixtures, `--profile`. Times are RFC 3339, or milliseconds since 1970.
//!
//! ```json
//! { "visit": { "started": "2026-11-26T10:00:00Z", "viewed": "2026-11-26T10:05:00Z", "nudges": 1 },
//!   "experiences": { "cart": { "shown": 4, "times": ["2026-11-26T10:00:00Z"], "variant": "reminder", "phase": 1 } },
//!   "events": { "purchase": { "last": "2026-11-20T09:00:00Z", "topics": { "running": "2026-11-20T09:00:00Z" } } } }
//! ```
//! `pkg/src/profile/json.ts` does the same in a browser.

use jiff::Timestamp;
use serde_json::{Map, Value as Json};

use super::{Happened, NEVER, Profile, Shown, Visit};
use crate::limits;
use crate::program::Program;
use crate::program::records::NONE;

type Object = Map<String, Json>;

impl Profile {
    /// Reads the JSON form for a bundle. What the bundle does not know is left out.
    ///
    /// # Errors
    /// A sentence that says what is wrong, and where.
    pub fn from_json(program: &Program, json: &Json) -> Result<Profile, String> {
        let mut profile = Profile::default();
        let all = object(json, "the profile")?;
        known(all, &["visit", "experiences", "events"], "the profile")?;
        if let Some(visit) = all.get("visit") {
            let visit = object(visit, "visit")?;
            known(visit, &["started", "viewed", "nudges"], "visit")?;
            let viewed = moment(visit, "viewed", "visit")?;
            let started = moment(visit, "started", "visit")?;
            profile.visit = Visit { started, viewed, nudges: count(visit, "nudges", "visit")? };
        }
        for (name, experience) in sections(all, "experiences")? {
            let at = format!("experiences.{name}");
            let experience = object(experience, &at)?;
            known(experience, &["shown", "times", "clicked", "dismissed", "variant", "phase", "unit"], &at)?;
            profile.read_experience(program, name, experience, &at)?;
        }
        for (name, event) in sections(all, "events")? {
            let at = format!("events.{name}");
            let event = object(event, &at)?;
            known(event, &["last", "topics"], &at)?;
            let last = moment(event, "last", &at)?;
            let mut topics = Vec::new();
            for (topic, when) in sections(event, "topics")?.into_iter().take(limits::TOPICS) {
                topics.push((topic.as_bytes().to_vec(), time(when, &format!("{at}.topics.{topic}"))?));
            }
            let event = program.find(name.as_bytes());
            if event != NONE && profile.happened(event).is_none() {
                profile.events.push(Happened { event, last, topics });
            }
        }
        Ok(profile)
    }

    fn read_experience(&mut self, program: &Program, name: &str, json: &Object, at: &str) -> Result<(), String> {
        let mut times = Vec::new();
        for when in json.get("times").and_then(Json::as_array).into_iter().flatten() {
            times.push(time(when, &format!("{at}.times"))?);
        }
        times.sort_unstable();
        let spare = times.len().saturating_sub(limits::TIMES);
        times.drain(..spare);
        let count = count(json, "shown", at)?.max(times.len() as u32);
        let [clicked, dismissed] = [moment(json, "clicked", at)?, moment(json, "dismissed", at)?];
        let variant = json.get("variant").and_then(Json::as_str).unwrap_or_default().as_bytes().to_vec();
        let phase = self::count(json, "phase", at)?;
        let unit = json.get("unit").map_or(Ok(0), |unit| print(unit, at))?;
        let id = program.find(name.as_bytes());
        let index = program.experiences().iter().position(|one| one.name == id && id != NONE);
        if let Some(entry) = index.and_then(|index| self.entry(index as u32)) {
            *entry = Shown { experience: entry.experience, count, times, clicked, dismissed, variant, phase, unit };
        }
        Ok(())
    }

    /// The JSON form.
    pub fn to_json(&self, program: &Program) -> Json {
        let mut all = Object::new();
        let mut visit = Object::new();
        put_moment(&mut visit, "started", self.visit.started);
        put_moment(&mut visit, "viewed", self.visit.viewed);
        put_count(&mut visit, "nudges", self.visit.nudges);
        let mut experiences = Object::new();
        for shown in &self.experiences {
            let Some(experience) = program.experiences().get(shown.experience as usize) else { continue };
            let mut one = Object::new();
            put_count(&mut one, "shown", shown.count);
            if !shown.times.is_empty() {
                one.insert("times".into(), shown.times.iter().map(|at| text(*at)).collect());
            }
            put_moment(&mut one, "clicked", shown.clicked);
            put_moment(&mut one, "dismissed", shown.dismissed);
            if !shown.variant.is_empty() {
                one.insert("variant".into(), String::from_utf8_lossy(&shown.variant).into_owned().into());
            }
            put_count(&mut one, "phase", shown.phase);
            if shown.unit != 0 {
                one.insert("unit".into(), format!("{:016x}", shown.unit).into());
            }
            experiences.insert(program.text(experience.name).to_owned(), one.into());
        }
        let mut events = Object::new();
        for happened in &self.events {
            let mut one = Object::new();
            put_moment(&mut one, "last", happened.last);
            let topics =
                happened.topics.iter().map(|(topic, at)| (String::from_utf8_lossy(topic).into_owned(), text(*at)));
            if !happened.topics.is_empty() {
                one.insert("topics".into(), Json::Object(topics.collect()));
            }
            events.insert(program.text(happened.event).to_owned(), one.into());
        }
        for (name, section) in [("visit", visit), ("experiences", experiences), ("events", events)] {
            if !section.is_empty() {
                all.insert(name.into(), section.into());
            }
        }
        all.into()
    }
}

fn object<'j>(json: &'j Json, at: &str) -> Result<&'j Object, String> {
    json.as_object().ok_or_else(|| format!("{at} is not an object"))
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

fn count(json: &Object, key: &str, at: &str) -> Result<u32, String> {
    let Some(value) = json.get(key) else { return Ok(0) };
    let count = value.as_u64().and_then(|count| u32::try_from(count).ok());
    count.ok_or_else(|| format!("{at}.{key} is {value}, not a whole number"))
}

/// A unit's hash, in sixteen hexadecimal digits.
fn print(json: &Json, at: &str) -> Result<i64, String> {
    let read = json.as_str().and_then(|text| u64::from_str_radix(text, 16).ok());
    read.map(u64::cast_signed).ok_or_else(|| format!("{at}.unit is {json}, not sixteen hexadecimal digits"))
}

fn moment(json: &Object, key: &str, at: &str) -> Result<i64, String> {
    json.get(key).map_or(Ok(NEVER), |value| time(value, &format!("{at}.{key}")))
}

fn time(json: &Json, at: &str) -> Result<i64, String> {
    let written = json.as_str().and_then(|text| text.parse::<Timestamp>().ok()).map(Timestamp::as_millisecond);
    let ms = written.or_else(|| json.as_i64()).filter(|ms| *ms >= 0);
    ms.ok_or_else(|| format!("{at} is {json}, not a time\n  hint: 2026-11-26T10:00:00Z, or milliseconds since 1970"))
}

fn put_count(json: &mut Object, key: &str, count: u32) {
    if count > 0 {
        json.insert(key.into(), count.into());
    }
}

fn put_moment(json: &mut Object, key: &str, at: i64) {
    if at != NEVER {
        json.insert(key.into(), text(at));
    }
}

/// As JavaScript's `toISOString` has it.
fn text(at: i64) -> Json {
    let at = Timestamp::from_millisecond(at).unwrap_or(Timestamp::UNIX_EPOCH);
    format!("{at:.3}").into()
}
