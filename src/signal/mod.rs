//! Facts → signals: what a browser or a request says, turned into named, typed values.
//!
//! A *fact* is what a host reads (a header's value, the time zone's name, a user agent string); a *signal* is what a
//! rule may ask for. The way from one to the other is a pure function, the same natively, in browsers and at edges.
//! Only signals of a program's read set are ever made, and only the facts they need are ever read.

pub mod catalogue;
pub mod context;
mod device;
pub mod facts;
mod geo;
mod locale;
mod observe;
mod page;
mod referral;
mod scan;
#[cfg(test)]
mod tests;
mod time;
mod url;

pub use facts::{Fact, Facts};
pub use observe::{needs, observe};

use crate::limits::SIGNAL_LIST;
use crate::value::Value;

/// How much a value can be relied upon.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[repr(u8)]
pub enum Trust {
    /// Concluded from something else (a country from a time zone).
    Inferred = 0,
    /// Said by the visitor or the site.
    Declared = 1,
    /// Measured by the platform or a device API.
    Known = 2,
}

impl Trust {
    pub fn word(self) -> &'static str {
        match self {
            Trust::Inferred => "inferred",
            Trust::Declared => "declared",
            Trust::Known => "known",
        }
    }
}

/// What a value was read from; shown by `explain` and to the visitor.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub enum Source {
    /// Handed in by the site (`decide({ … })`, `custom.*`).
    Site = 0,
    /// A header or object that the edge platform adds.
    Platform = 1,
    /// The device's clock and offset.
    Clock = 2,
    /// The device's time zone.
    TimeZone = 3,
    ClientHints = 4,
    UserAgent = 5,
    MediaQuery = 6,
    /// `Accept-Language` or `navigator.languages`.
    Languages = 7,
    Referrer = 8,
    Url = 9,
    Document = 10,
    /// Kept on this device.
    Memory = 11,
    /// Another navigator property or request header.
    Device = 12,
}

impl Source {
    /// In the order of their numbers.
    pub const ALL: [Source; 13] = [
        Source::Site,
        Source::Platform,
        Source::Clock,
        Source::TimeZone,
        Source::ClientHints,
        Source::UserAgent,
        Source::MediaQuery,
        Source::Languages,
        Source::Referrer,
        Source::Url,
        Source::Document,
        Source::Memory,
        Source::Device,
    ];

    pub fn word(self) -> &'static str {
        match self {
            Source::Site => "site",
            Source::Platform => "platform",
            Source::Clock => "clock",
            Source::TimeZone => "time zone",
            Source::ClientHints => "client hints",
            Source::UserAgent => "user agent",
            Source::MediaQuery => "media query",
            Source::Languages => "languages",
            Source::Referrer => "referrer",
            Source::Url => "address",
            Source::Document => "document",
            Source::Memory => "memory",
            Source::Device => "device",
        }
    }
}

/// A signal's value with where it comes from. There is no observation of a missing signal.
#[derive(Debug, Clone, PartialEq)]
pub struct Observation {
    /// A text, a number, a flag or a list of texts.
    pub value: Value,
    pub source: Source,
    pub trust: Trust,
}

#[expect(clippy::unnecessary_wraps, reason = "every signal ends in one of these, and is an option")]
impl Observation {
    // Each is one function and stays one: forty signals end here, and in every copy is an allocation.

    /// An empty text says nothing, nor do bytes that are no text.
    #[inline(never)]
    fn text(text: &[u8], source: Source, trust: Trust) -> Option<Observation> {
        if text.is_empty() { None } else { Observation::any_text(text, source, trust) }
    }

    /// The same where an empty text is an answer.
    #[inline(never)]
    fn any_text(text: &[u8], source: Source, trust: Trust) -> Option<Observation> {
        let text = std::str::from_utf8(text).ok()?;
        Some(Observation { value: Value::Text(String::from(text)), source, trust })
    }

    #[inline(never)]
    fn number(number: f64, source: Source, trust: Trust) -> Option<Observation> {
        Some(Observation { value: Value::Number(number), source, trust })
    }

    #[inline(never)]
    fn flag(flag: bool, source: Source, trust: Trust) -> Option<Observation> {
        Some(Observation { value: Value::Bool(flag), source, trust })
    }

    /// Empty members are none; an empty list says nothing.
    #[inline(never)]
    fn list<'a>(next: &mut dyn FnMut() -> Option<&'a [u8]>, source: Source) -> Option<Observation> {
        let mut list = Vec::new();
        for _ in 0..SIGNAL_LIST {
            let Some(text) = next() else { break };
            if let Some(member) = Observation::text(text, source, Trust::Known) {
                list.push(member.value);
            }
        }
        if list.is_empty() { None } else { Some(Observation { value: Value::List(list), source, trust: Trust::Known }) }
    }
}
