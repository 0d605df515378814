//! A visitor on the command line: flags, a file of signals, the headers of a request.

use jiff::civil::{Date, DateTime, Time, Weekday};
use jiff::tz::{Offset, TimeZone};
use jiff::{Timestamp, ToSpan};

use super::args::Visit as Flags;
use super::host::Host;
use super::style;
use crate::check::suggest::nearest;
use crate::decide::json;
use crate::profile::{Leave, Profile};
use crate::program::Program;
use crate::program::records::NONE;
use crate::signal::catalogue::{all, lookup};
use crate::signal::context::Context;
use crate::signal::facts::{headers, number, offset, platforms};
use crate::signal::{Fact, Facts, Source, Trust, observe};
use crate::value::{Kind, Value};

/// What is known of the visitor.
pub struct Visit {
    pub now: i64,
    facts: Facts,
    /// Signals that were given by name; they win over facts.
    given: Vec<(String, Given)>,
    units: Vec<(String, String)>,
    profile: Option<serde_json::Value>,
    pub leave: Leave,
    previews: serde_json::Map<String, serde_json::Value>,
    objected: Vec<String>,
}

/// As written on the command line (its type is the signal's), or as JSON.
enum Given {
    Word(String),
    Json(serde_json::Value),
}

/// # Errors
/// When a flag can't be understood or a file can't be read.
pub fn read(flags: &Flags, host: &mut dyn Host) -> Result<Visit, String> {
    let platform = flags.platform.as_deref();
    is_known(platform)?;
    let facts = match &flags.headers {
        Some(file) => request(file, platform, host)?,
        None => Facts::default(),
    };
    // Where a platform names the visitor's zone, the visitor's clock is there; otherwise it is this machine's.
    let zone = offset::zone(&facts).and_then(|zone| TimeZone::get(zone).ok());
    let here = || TimeZone::fixed(Offset::from_seconds(host.offset() * 60).unwrap_or(Offset::UTC));
    let is_named = zone.is_some();
    let (now, minutes) = moment(flags.at.as_deref(), host.now(), &zone.unwrap_or_else(here))?;
    let leave = Leave::of(flags.consent.iter().map(String::as_str));
    let profile = match &flags.profile {
        _ if flags.no_memory || flags.edge || !leave.may_remember() => None,
        None => Some(serde_json::json!({})),
        Some(file) => {
            let read = serde_json::from_slice(&host.read(file)?);
            Some(read.map_err(|error| {
                format!(
                    "`{file}` is not JSON: {error}\n  hint: {{ \"experiences\": {{ \"cart\": {{ \"shown\": 2 }} }} }}"
                )
            })?)
        }
    };
    let previews = flags.preview.iter().map(|pair| previewed(pair, "--preview ")).collect::<Result<_, String>>()?;
    let objected = flags.object.clone();
    let mut visit = Visit { now, facts, given: Vec::new(), units: Vec::new(), profile, leave, previews, objected };
    visit.facts.insert(number::NOW, Fact::Number(now as f64));
    offset::add(&mut visit.facts, now);
    if !is_named {
        visit.facts.insert(number::OFFSET, Fact::Number(f64::from(minutes)));
    }
    visit.flags(flags)?;
    if let Some(file) = &flags.signals {
        visit.signals_file(&host.read(file)?, file)?;
    }
    for pair in &flags.set {
        let (name, value) =
            pair.split_once('=').ok_or_else(|| format!("`--set {pair}` has no `=`\n  hint: --set custom.plan=pro"))?;
        known(name, Some(value)).map_err(|problem| format!("`--set {pair}`: {problem}"))?;
        visit.given.push((name.to_owned(), Given::Word(value.to_owned())));
    }
    for pair in &flags.unit {
        let (name, value) =
            pair.split_once('=').ok_or_else(|| format!("`--unit {pair}` has no `=`\n  hint: --unit account=4711"))?;
        visit.units.push((name.to_owned(), value.to_owned()));
    }
    Ok(visit)
}

impl Visit {
    fn flags(&mut self, flags: &Flags) -> Result<(), String> {
        // As people write it, too: `--country no`.
        let country = flags.country.as_ref().map(|code| (code, code.to_ascii_uppercase()));
        let device = flags.device.as_ref().map(|class| (class, class.clone()));
        for (flag, name, given) in [("country", "geo.country", country), ("device", "device.type", device)] {
            if let Some((written, value)) = given {
                known(name, Some(&value)).map_err(|problem| format!("`--{flag} {written}`: {problem}"))?;
                self.given.push((name.to_owned(), Given::Word(value)));
            }
        }
        if let Some(languages) = &flags.language {
            self.facts.insert(number::LANGUAGES, Fact::Text(languages.clone()));
        }
        if let Some(referrer) = &flags.referrer {
            // Empty: there is none.
            if !referrer.is_empty() && !referrer.contains("://") {
                return Err(format!(
                    "`--referrer {referrer}` is no address\n  hint: --referrer https://www.google.com/"
                ));
            }
            self.facts.insert(number::REFERRER, Fact::Text(referrer.clone()));
        }
        // Without a page, rules for certain pages could never be tried: the front page is the likeliest.
        if flags.path.is_some() || self.facts.get(number::URL).is_none() {
            let path = flags.path.as_deref().unwrap_or("/");
            if !path.starts_with(['/', '?', '#']) && !path.contains("://") {
                return Err(format!("`--path {path}` is neither a path nor an address\n  hint: --path /{path}"));
            }
            let url = if path.contains("://") { path.to_owned() } else { format!("https://site.example{path}") };
            self.facts.insert(number::URL, Fact::Text(url));
        }
        Ok(())
    }

    fn signals_file(&mut self, bytes: &[u8], file: &str) -> Result<(), String> {
        const EXAMPLE: &str = "\n  hint: { \"geo.country\": \"NO\", \"time.hour\": 19 }";
        let json: serde_json::Value = match serde_json::from_slice(bytes) {
            Ok(json) => json,
            Err(_) if bytes.trim_ascii().is_empty() => return Err(format!("`{file}` is empty{EXAMPLE}")),
            Err(error) => return Err(format!("`{file}` is not JSON: {error}{EXAMPLE}")),
        };
        let Some(object) = json.as_object() else {
            return Err(format!("`{file}` is not an object of signals{EXAMPLE}"));
        };
        for (name, value) in object {
            known(name, value.as_str()).map_err(|problem| format!("`{file}`: `{name}: {value}`: {problem}"))?;
            self.given.push((name.clone(), Given::Json(value.clone())));
        }
        Ok(())
    }

    /// What the device remembers of this visitor.
    ///
    /// # Errors
    /// When the profile says what none can.
    pub fn profile(&self, program: &Program) -> Result<Option<Profile>, String> {
        self.profile.as_ref().map(|json| Profile::from_json(program, json)).transpose()
    }

    /// The variants that are to be seen, and the slots that nothing personal may have.
    ///
    /// # Errors
    /// When there is no such variant, or slot.
    pub fn wishes(&self, program: &Program) -> Result<Vec<[u32; 2]>, String> {
        let mut wishes = previews(program, &self.previews)?;
        super::decide::named(program, &self.objected)?;
        wishes.extend(json::objections(program, self.objected.iter().map(String::as_str)));
        Ok(wishes)
    }

    /// The context of this visitor for a program.
    ///
    /// # Errors
    /// When a value was given that the signal's type does not take.
    pub fn context(&self, program: &Program) -> Result<Context, String> {
        let mut context = Context::new(program);
        for (index, signal) in (0..).zip(program.signals()) {
            let argument = (signal.argument != NONE).then(|| program.text(signal.argument));
            if let Some(seen) = observe(signal.id, argument, &self.facts) {
                context.put_observation(program, index, &seen);
            }
            let name = program.text(signal.name);
            if let Some((_, given)) = self.given.iter().rev().find(|(known, _)| known == name) {
                let value = typed(name, signal.kind, given)?;
                context.put(program, index, &value, Source::Site, Trust::Declared);
            }
        }
        for (index, unit) in (0..).zip(program.units()) {
            if let Some((_, value)) = self.units.iter().rev().find(|(name, _)| name == program.text(unit.name)) {
                context.put_unit(program, index, value.as_bytes());
            }
        }
        Ok(context)
    }
}

/// `EXPERIENCE=VARIANT`, behind a flag or by itself.
///
/// # Errors
/// When it is no such pair.
pub fn previewed(pair: &str, flag: &str) -> Result<(String, serde_json::Value), String> {
    let (experience, variant) =
        pair.split_once('=').ok_or_else(|| format!("`{flag}{pair}` has no `=`\n  hint: {flag}cart=reminder"))?;
    Ok((experience.to_owned(), variant.into()))
}

/// Variants by experience, in a program's numbers.
///
/// # Errors
/// When there is no such variant.
pub fn previews(
    program: &Program,
    wanted: &serde_json::Map<String, serde_json::Value>,
) -> Result<Vec<[u32; 2]>, String> {
    let found = json::previews(program, wanted);
    if found.len() == wanted.len() {
        return Ok(found);
    }
    let all: Vec<String> = program
        .arms()
        .iter()
        .filter_map(|arm| {
            let owner = program.experience(arm.experience)?;
            Some(format!("{}={}", program.text(owner.name), program.text(arm.name)))
        })
        .collect();
    let pairs =
        wanted.iter().map(|(experience, variant)| format!("{experience}={}", variant.as_str().unwrap_or_default()));
    let wrong: Vec<String> = pairs.filter(|pair| !all.contains(pair)).collect();
    Err(format!("there is no variant `{}`\n  hint: the variants are {}", wrong.join("`, `"), all.join(", ")))
}

/// A word as the signal's type reads it.
fn typed(name: &str, kind: Kind, given: &Given) -> Result<Value, String> {
    let word = match given {
        Given::Json(json) => return Ok(Value::from(json)),
        Given::Word(word) => word,
    };
    let wrong = |expected: &str| format!("`{name}` takes {expected}, not `{word}`");
    match kind {
        Kind::Bool => word.parse().map(Value::Bool).map_err(|_| wrong("true or false")),
        Kind::Number | Kind::Duration => word.parse().map(Value::Number).map_err(|_| wrong("a number")),
        Kind::Time => {
            let time: Timestamp = word.parse().map_err(|_| wrong("a time like 2026-11-20T19:30:00Z"))?;
            Ok(Value::Number(time.as_millisecond() as f64))
        }
        Kind::List => Ok(Value::List(word.split(',').map(|part| Value::Text(part.trim().to_owned())).collect())),
        _ => Ok(Value::Text(word.clone())),
    }
}

/// Whether there is such a signal, and it can have this text.
fn known(name: &str, text: Option<&str>) -> Result<(), String> {
    let Some((entry, _)) = lookup(name) else {
        let names = all().iter().filter(|entry| !entry.is_family()).map(|entry| entry.name);
        let hint = nearest(name, names).map_or_else(
            || {
                "names are dotted, as in `geo.country` (`nearside signals` lists them); your own start with `custom.`"
                    .to_owned()
            },
            |near| format!("did you mean `{near}`?"),
        );
        return Err(format!("there is no signal `{name}`\n  hint: {hint}"));
    };
    let Some(text) = text.filter(|text| !entry.values.is_empty() && !entry.values.contains(text)) else {
        return Ok(());
    };
    let hint = match (entry.values.len(), nearest(text, entry.values.iter().copied())) {
        (..=20, _) => format!("one of {}", entry.values.join(", ")),
        (_, Some(near)) if near.eq_ignore_ascii_case(text) => format!("did you mean `{near}`?"),
        _ if entry.unit.is_empty() => format!("`nearside signals {name} --json` lists the values"),
        _ => format!("a code of {}, as in `{name}=NO`", entry.unit),
    };
    Err(format!("that is no value of `{name}`\n  hint: {hint}"))
}

/// The facts of a request that is written down as it is sent: `GET /path HTTP/1.1`, if it is there, then its headers.
///
/// # Errors
/// When nobody knows the platform, and when nothing in the file is a header.
pub fn request(file: &str, platform: Option<&str>, host: &mut dyn Host) -> Result<Facts, String> {
    is_known(platform)?;
    let bytes = host.read(file)?;
    let text = &String::from_utf8_lossy(&bytes);
    let is_request = |line: &str| line.rsplit_once(' ').is_some_and(|(_, version)| version.starts_with("HTTP/"));
    let hint = "a header is a line `Name: value`, as in `Accept-Language: nb, en;q=0.8`";
    if lines(text).next().is_none() && !text.lines().next().is_some_and(is_request) {
        return Err(format!("`{file}` has no header in it\n  hint: {hint}"));
    }
    let mut passed = (1..)
        .zip(text.lines())
        .filter(|(at, line)| !line.trim().is_empty() && header(line).is_none() && !(*at == 1 && is_request(line)));
    if let Some((at, line)) = passed.next() {
        let more = match passed.count() {
            0 => String::new(),
            more => format!(", and {more} more"),
        };
        let start: String = line.trim().chars().take(60).flat_map(char::escape_debug).collect();
        let message = format!("`{file}` line {at} is no header and is passed over{more}: `{start}`\n  hint: {hint}");
        host.warn(&style::warning(&message, host.colour().err));
    }
    let mut facts = headers::read(lines(text), platform);
    let host = lines(text).find(|(name, _)| name.eq_ignore_ascii_case("host")).map(|(_, host)| host);
    let line: Vec<&str> = text.lines().next().unwrap_or_default().split(' ').collect();
    if let ([_, target, version], Some(host)) = (line.as_slice(), host)
        && version.starts_with("HTTP/")
    {
        facts.insert(number::URL, Fact::Text(format!("https://{host}{target}")));
    }
    Ok(facts)
}

fn is_known(platform: Option<&str>) -> Result<(), String> {
    let Some(name) = platform.filter(|name| platforms::convention(name).is_none()) else { return Ok(()) };
    let known: Vec<&str> = platforms::PLATFORMS.iter().map(|known| known.name).collect();
    let own = "or headers of your own, country=x-my-country,timezone=x-my-zone";
    Err(format!("there is no platform `{name}`\n  hint: one of {}; {own}", known.join(", ")))
}

/// Lines `name: value`; a request line and anything without a colon are passed over.
fn lines(text: &str) -> impl Iterator<Item = (&str, &str)> {
    text.lines().filter_map(header)
}

fn header(line: &str) -> Option<(&str, &str)> {
    let (name, value) = line.split_once(':')?;
    let name = name.trim();
    (!name.is_empty() && !name.contains(char::is_whitespace)).then_some((name, value.trim()))
}

/// `--at` as milliseconds since 1970 and an offset in minutes.
fn moment(at: Option<&str>, now: i64, here: &TimeZone) -> Result<(i64, i32), String> {
    let now = Timestamp::from_millisecond(now).unwrap_or(Timestamp::UNIX_EPOCH).to_zoned(here.clone());
    let Some(text) = at else { return Ok((now.timestamp().as_millisecond(), now.offset().seconds() / 60)) };
    if let Ok(pieces) = jiff::fmt::temporal::DateTimeParser::new().parse_timestamp(text) {
        let offset = text.rfind(['+', '-']).filter(|at| *at > 10).and_then(|at| text.get(at..)).map_or(0, minutes);
        return Ok((pieces.as_millisecond(), offset));
    }
    let civil = civil(text, now.date()).ok_or_else(|| {
        format!(
            "`{text}` is not a time\n  hint: \"Fri 19:30\", \"19:30\", 2026-11-20T19:30, or 2026-11-20T19:30:00+01:00"
        )
    })?;
    let zoned = civil.to_zoned(here.clone()).map_err(|error| error.to_string())?;
    Ok((zoned.timestamp().as_millisecond(), zoned.offset().seconds() / 60))
}

/// `+01:00` in minutes.
fn minutes(offset: &str) -> i32 {
    let sign = if offset.starts_with('-') { -1 } else { 1 };
    let digits: String = offset.chars().filter(char::is_ascii_digit).collect();
    let hours = digits.get(..2).and_then(|h| h.parse::<i32>().ok()).unwrap_or(0);
    let rest = digits.get(2..4).and_then(|m| m.parse::<i32>().ok()).unwrap_or(0);
    sign * (hours * 60 + rest)
}

/// A civil time; a weekday is the next one, today included.
fn civil(text: &str, today: Date) -> Option<DateTime> {
    if let Ok(whole) = text.replace(' ', "T").parse::<DateTime>() {
        return Some(whole);
    }
    let (day, time) = text.trim().split_once(' ').map_or((None, text.trim()), |(day, time)| (Some(day), time.trim()));
    let time: Time = format!("{time}{}", if time.matches(':').count() == 1 { ":00" } else { "" }).parse().ok()?;
    let date = match day {
        None => today,
        Some(day) => {
            let wanted = weekday(day)?;
            let ahead = (i64::from(wanted.to_monday_zero_offset())
                - i64::from(today.weekday().to_monday_zero_offset()))
            .rem_euclid(7);
            today.checked_add(ahead.days()).ok()?
        }
    };
    Some(date.to_datetime(time))
}

fn weekday(text: &str) -> Option<Weekday> {
    let days = [
        ("mon", Weekday::Monday),
        ("tue", Weekday::Tuesday),
        ("wed", Weekday::Wednesday),
        ("thu", Weekday::Thursday),
        ("fri", Weekday::Friday),
        ("sat", Weekday::Saturday),
        ("sun", Weekday::Sunday),
    ];
    let text = text.to_ascii_lowercase();
    days.into_iter().find(|(short, _)| text.starts_with(short)).map(|(_, day)| day)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_weekday_is_the_next_one_and_a_zone_is_kept() {
        // 2026-11-22 is a Sunday.
        let now = "2026-11-22T12:00:00Z".parse::<Timestamp>().unwrap().as_millisecond();
        let zone = TimeZone::fixed(Offset::constant(1));
        let at = |text: &str| {
            let (ms, offset) = moment(Some(text), now, &zone).unwrap();
            (Timestamp::from_millisecond(ms).unwrap().to_string(), offset)
        };
        assert_eq!(at("Fri 19:30"), ("2026-11-27T18:30:00Z".to_owned(), 60));
        assert_eq!(at("sunday 08:00"), ("2026-11-22T07:00:00Z".to_owned(), 60));
        assert_eq!(at("19:30"), ("2026-11-22T18:30:00Z".to_owned(), 60));
        assert_eq!(at("2026-12-24 10:00"), ("2026-12-24T09:00:00Z".to_owned(), 60));
        assert_eq!(at("2026-12-24T10:00:00+05:30"), ("2026-12-24T04:30:00Z".to_owned(), 330));
        assert!(moment(Some("soon"), now, &zone).is_err());
    }
}
