//! Facts → signals: what a browser or a request says, turned into named, typed values.
//!
//! A *fact* is what a host reads (a header's value, the time zone's name, a user agent string); a *signal* is what a
//! rule may ask for. The way from one to the other is a pure function, the same natively, in browsers and at edges.
//! Only signals of a program's read set are ever made, and only the facts they need are ever read.

pub(crate) mod calendar;
pub mod catalogue;
pub mod context;
mod device;
pub mod facts;
#[cfg(feature = "edge")]
pub mod fields;
mod geo;
pub(crate) mod locale;
mod observe;
mod private;
mod referral;
mod scan;
#[cfg(feature = "edge")]
mod table;
#[cfg(test)]
mod tests;
mod time;
mod url;
#[cfg(feature = "edge")]
mod visit;

pub use facts::{Fact, Facts, Known};
#[cfg(feature = "tools")]
pub use observe::sources;
pub use observe::{needs, observe, see};
#[cfg(feature = "tools")]
pub use private::is_click;
#[cfg(feature = "edge")]
pub use visit::Visit;

use crate::value::Value;

/// Whether a text is a region's code as `geo.region` has it: of the country's own form in ISO 3166-2.
#[cfg(feature = "tools")]
pub(crate) fn is_region(code: &str) -> bool {
    let mut written = Vec::new();
    geo::subdivision(code.as_bytes(), geo::Region::NOWHERE, &mut written);
    written == code.as_bytes()
}

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
    /// Drawn from a unit.
    Draw = 13,
    /// One of the ruleset's calendars.
    Calendar = 14,
}

impl Source {
    /// In the order of their numbers.
    pub const ALL: [Source; 15] = [
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
        Source::Draw,
        Source::Calendar,
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
            Source::Draw => "draw",
            Source::Calendar => "calendar",
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

/// What a signal's value is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// The signal is missing.
    Nothing,
    Text,
    List,
    Number,
    Flag,
}

/// An observation on its way: one for all signals of a visit, so that its texts keep their room.
#[derive(Debug, Clone)]
pub struct Seen {
    /// A text; the members of a list, each behind its length in four bytes, little-endian. Whoever makes a link can
    /// write bytes that are no UTF-8.
    pub text: Vec<u8>,
    pub number: f64,
    pub flag: bool,
    pub source: Source,
    pub trust: Trust,
    /// What was taken out of the facts, on its way into the text.
    word: Vec<u8>,
    #[cfg(feature = "edge")]
    memo: device::Memo,
}

impl Seen {
    #[expect(clippy::new_without_default, reason = "there is no source of nothing")]
    pub fn new() -> Seen {
        let (source, trust) = (Source::Site, Trust::Inferred);
        Seen {
            text: Vec::new(),
            number: 0.0,
            flag: false,
            source,
            trust,
            word: Vec::new(),
            #[cfg(feature = "edge")]
            memo: device::Memo::default(),
        }
    }

    /// What was seen in a form, with a copy of its own.
    pub fn observation(&self, form: Form) -> Option<Observation> {
        let text = |bytes: &[u8]| Some(Value::Text(String::from(std::str::from_utf8(bytes).ok()?)));
        let value = match form {
            Form::Nothing => None,
            Form::Text => text(&self.text),
            Form::List => Some(Value::List(Members(&self.text).filter_map(text).collect())),
            Form::Number => Some(Value::Number(self.number)),
            Form::Flag => Some(Value::Bool(self.flag)),
        };
        Some(Observation { value: value?, source: self.source, trust: self.trust })
    }

    /// The text, if there is any.
    #[cfg(feature = "edge")]
    fn said(&self) -> Form {
        if self.text.is_empty() { Form::Nothing } else { Form::Text }
    }

    fn answer(&mut self, flag: bool) -> Form {
        self.flag = flag;
        Form::Flag
    }
}

/// The members of a list in its form for crossing borders: each behind its length in four bytes, little-endian.
#[derive(Debug, Clone)]
pub struct Members<'a>(pub &'a [u8]);

impl<'a> Iterator for Members<'a> {
    type Item = &'a [u8];

    #[inline(never)]
    fn next(&mut self) -> Option<&'a [u8]> {
        let (len, rest) = self.0.split_first_chunk()?;
        let (member, rest) = rest.split_at_checked(u32::from_le_bytes(*len) as usize)?;
        self.0 = rest;
        Some(member)
    }
}

/// Adds to a list. Empty members are none.
#[inline(never)]
fn add(list: &mut Vec<u8>, member: &[u8]) {
    let member = scan::trim(member);
    if !member.is_empty() {
        list.extend_from_slice(&(member.len() as u32).to_le_bytes());
        list.extend_from_slice(member);
    }
}
