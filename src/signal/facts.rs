//! Facts: what a host can read, each by its number.
//!
//! A fact is raw: a header's text as it came, or a browser's own answer. Both arrive under the same number, so that
//! `Sec-CH-UA-Mobile: ?1` and `userAgentData.mobile === true` are one fact in two spellings; the accessors here read
//! either. The surprise: an *empty* text is an answer ("there is no referrer"), a missing fact is none.

#[cfg(feature = "edge")]
use super::fields::{self, Bare};
use super::geo::Region;
use super::locale;
#[cfg(feature = "edge")]
use super::referral::Service;
use super::url::Url;
use crate::limits::{SIGNAL_LIST, SIGNAL_TEXT};

#[cfg(feature = "tools")]
pub mod headers;
#[cfg(feature = "tools")]
pub mod offset;
#[cfg(any(feature = "tools", all(feature = "web", target_arch = "wasm32")))]
pub mod platforms;

#[cfg(all(feature = "web", target_arch = "wasm32"))]
pub mod browser;
#[cfg(all(feature = "web", target_arch = "wasm32"))]
pub mod request;

/// One fact as read.
#[derive(Debug, Clone, PartialEq)]
pub enum Fact {
    Text(String),
    Number(f64),
    Bool(bool),
    Texts(Vec<String>),
}

macro_rules! facts {
    ($($(#[$doc:meta])* $name:ident = $number:literal,)*) => {
        /// Numbers of facts. They cross the boundary and stand in masks (bit = number): below 64, never changed.
        pub mod number {
            $($(#[$doc])* pub const $name: u8 = $number;)*
        }

        /// Every fact: name, number.
        pub static NUMBERS: &[(&str, u8)] = &[$((stringify!($name), $number),)*];
    };
}

facts! {
    /// Milliseconds since 1970-01-01T00:00Z.
    NOW = 0,
    /// The device's offset at that moment, in minutes east of UTC.
    OFFSET = 1,
    /// The device's IANA time zone.
    TIME_ZONE = 2,
    /// From the platform that the host names, as it says it.
    PLATFORM_COUNTRY = 3,
    PLATFORM_REGION = 4,
    PLATFORM_CITY = 5,
    /// IANA time zone of the platform's geography.
    PLATFORM_TIME_ZONE = 6,
    /// Offset of that zone, in minutes east of UTC.
    PLATFORM_OFFSET = 7,
    USER_AGENT = 8,
    /// `?1` or a boolean.
    CH_MOBILE = 9,
    /// `"Android"`, quoted or bare.
    CH_PLATFORM = 10,
    /// `Sec-CH-UA` as it came, or the list of brands, each with its version: `Chromium/124`.
    CH_BRANDS = 11,
    /// `Sec-CH-UA-Form-Factors` as it came, or the list.
    CH_FORM_FACTORS = 12,
    CH_MODEL = 13,
    CH_PLATFORM_VERSION = 14,
    CH_FULL_VERSIONS = 15,
    TOUCH_POINTS = 16,
    /// CSS pixels of the viewport; a browser gives the lower bound of its class (0, 600, 1024, 1440).
    VIEWPORT_WIDTH = 17,
    /// A boolean, or `Sec-CH-Prefers-Color-Scheme`.
    DARK = 18,
    /// A boolean, or `Sec-CH-Prefers-Reduced-Motion`.
    REDUCED_MOTION = 19,
    /// `more`, `less`, `custom`, `none`.
    CONTRAST = 20,
    /// A boolean, or `Save-Data`.
    SAVE_DATA = 21,
    /// `ECT`: `slow-2g`, `2g`, `3g`, `4g`.
    NETWORK = 22,
    /// GB.
    MEMORY = 23,
    /// `Accept-Language` as it came, or the list.
    LANGUAGES = 24,
    /// `h11`, `h12`, `h23`, `h24`.
    HOUR_CYCLE = 25,
    /// Empty: there is none.
    REFERRER = 26,
    /// The page's whole address.
    URL = 27,
    TITLE = 28,
    /// `<meta name="nearside:type">`.
    PAGE_TYPE = 29,
    /// `<meta name="nearside:topics">`, separated by commas.
    PAGE_TOPICS = 30,
    /// A boolean, or `Sec-GPC`.
    GPC = 31,
    /// The first language with the script and the region that go with it, as the browser's own tables have it:
    /// `zh-Hant-TW` of `zh-TW`.
    LIKELY = 40,
}

/// The facts of one visit, by number.
#[derive(Debug, Clone)]
pub struct Facts {
    known: Vec<Fact>,
    /// Of each number, where its fact is, plus one.
    places: [u8; 64],
}

impl Default for Facts {
    fn default() -> Facts {
        Facts { known: Vec::new(), places: [0; 64] }
    }
}

impl Facts {
    /// The last one given under a number counts.
    pub fn insert(&mut self, number: u8, fact: Fact) {
        let Some(place) = self.places.get_mut(usize::from(number)) else { return };
        if let Some(old) = usize::from(*place).checked_sub(1).and_then(|at| self.known.get_mut(at)) {
            *old = fact;
            return;
        }
        self.known.push(fact);
        *place = self.known.len() as u8;
    }

    pub fn remove(&mut self, number: u8) {
        if let Some(place) = self.places.get_mut(usize::from(number)) {
            *place = 0;
        }
    }

    pub fn get(&self, number: u8) -> Option<&Fact> {
        let place = *self.places.get(usize::from(number))?;
        self.known.get(usize::from(place).checked_sub(1)?)
    }
}

impl Extend<(u8, Fact)> for Facts {
    fn extend<I: IntoIterator<Item = (u8, Fact)>>(&mut self, facts: I) {
        facts.into_iter().for_each(|(number, fact)| self.insert(number, fact));
    }
}

impl FromIterator<(u8, Fact)> for Facts {
    fn from_iter<I: IntoIterator<Item = (u8, Fact)>>(facts: I) -> Facts {
        let mut all = Facts::default();
        all.extend(facts);
        all
    }
}

/// Facts wherever they lie: the runtime's are bytes that JavaScript wrote, and are looked at in their place.
///
/// `given_*` say what there is; the others read it as signals do.
pub trait Known: Sized {
    fn given_text(&self, number: u8) -> Option<&[u8]>;
    fn given_number(&self, number: u8) -> Option<f64>;
    fn given_flag(&self, number: u8) -> Option<bool>;
    /// One text of a list; `None` behind the last.
    fn member(&self, number: u8, index: usize) -> Option<&[u8]>;

    /// Appends the texts of a list, quoted as in a header. Nothing that has lists has quotes in its texts.
    #[cfg_attr(not(feature = "edge"), inline(never))]
    fn join(&self, number: u8, out: &mut Vec<u8>) {
        let mut index = 0;
        while let (Some(text), 0..SIGNAL_LIST) = (self.member(number, index), index) {
            quote(text, out);
            index += 1;
        }
    }

    /// A text's bytes; of one too long, or missing, none.
    #[cfg_attr(not(feature = "edge"), inline(never))]
    fn text(&self, number: u8) -> &[u8] {
        self.given_text(number).filter(|text| text.len() <= SIGNAL_TEXT).unwrap_or_default()
    }

    /// A number, or a text that is one as headers have it.
    /// NaN: there is none.
    #[cfg_attr(not(feature = "edge"), inline(never))]
    fn number(&self, number: u8) -> f64 {
        #[cfg(feature = "edge")]
        if let Some(text) = self.given_text(number) {
            return numeral(text).unwrap_or(f64::NAN);
        }
        self.given_number(number).filter(|value| value.is_finite()).unwrap_or(f64::NAN)
    }

    /// The page's address, or that of its referrer.
    #[cfg_attr(not(feature = "edge"), inline(never))]
    fn address(&self, number: u8) -> Url<'_> {
        Url::read(self.text(number))
    }

    /// The service at a host in small letters.
    #[cfg(feature = "edge")]
    fn service(&self, host: &[u8]) -> Option<Service<'static>> {
        Service::at(host)
    }

    /// Appends the visitor's languages in quotes, most wanted first, each once.
    fn languages(&self, out: &mut Vec<u8>) {
        locale::languages(self, out);
    }

    /// The first region that the languages name; `word` is where they are looked at.
    fn named_region(&self, word: &mut Vec<u8>) -> Region {
        word.clear();
        self.languages(word);
        locale::region(word)
    }

    /// Appends the first language with the script and the region that go with it, in quotes.
    fn likely(&self, out: &mut Vec<u8>) {
        locale::likely(self, out);
    }

    /// A boolean, or a header's text that means yes when it is a certain one (in quotes or not) and no when it is
    /// another. A browser has no other spelling than the boolean.
    fn flag(&self, number: u8) -> Option<bool> {
        #[cfg(feature = "edge")]
        if let Some(text) = self.given_text(number) {
            let yes = match number {
                number::CH_MOBILE => "?1",
                number::DARK => "dark",
                number::REDUCED_MOTION => "reduce",
                number::SAVE_DATA => "on",
                _ => "1",
            };
            return Some(unquoted(text) == yes.as_bytes());
        }
        self.given_flag(number)
    }
}

/// Appends a text in quotes.
pub(super) fn quote(text: &[u8], out: &mut Vec<u8>) {
    out.push(b'"');
    out.extend_from_slice(text);
    out.push(b'"');
}

impl Known for Facts {
    fn given_text(&self, number: u8) -> Option<&[u8]> {
        if let Fact::Text(text) = self.get(number)? { Some(text.as_bytes()) } else { None }
    }

    fn given_number(&self, number: u8) -> Option<f64> {
        if let Fact::Number(value) = self.get(number)? { Some(*value) } else { None }
    }

    fn given_flag(&self, number: u8) -> Option<bool> {
        if let Fact::Bool(value) = self.get(number)? { Some(*value) } else { None }
    }

    fn member(&self, number: u8, index: usize) -> Option<&[u8]> {
        if let Fact::Texts(list) = self.get(number)? { list.get(index).map(String::as_bytes) } else { None }
    }
}

/// A number of a structured field that no quantity here is above.
#[cfg(feature = "edge")]
fn numeral(text: &[u8]) -> Option<f64> {
    let number = match fields::item(text)?.bare {
        Bare::Integer(whole) => whole as f64,
        Bare::Decimal(thousandths) => thousandths as f64 / 1_000.0,
        _ => return None,
    };
    (0.0..1e9).contains(&number).then_some(number)
}

/// A structured field's string or token: what is between the quotes.
#[cfg(feature = "edge")]
pub(super) fn unquoted(text: &[u8]) -> &[u8] {
    let text = text.trim_ascii();
    match text {
        [b'"', inner @ .., b'"'] => inner,
        _ => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::program::records::AT_EDGE;
    use crate::signal::catalogue::{self, id};
    use crate::signal::needs;

    #[test]
    fn every_active_signal_needs_facts_and_no_other_does() {
        for entry in catalogue::all() {
            let told = id::CALENDAR_STATE..=id::CALENDAR_CHANGES;
            let given = matches!(entry.id, id::CUSTOM | id::HOLDOUT | id::VARIANT | id::CONSENT)
                || entry.memory
                || told.contains(&entry.id)
                || cfg!(not(feature = "edge")) && entry.place == AT_EDGE;
            assert_eq!(needs(entry.id) != 0, entry.active && !given, "{}", entry.name);
        }
    }

    #[test]
    fn numbers_are_distinct_and_fit_a_mask() {
        let mut mask = 0u64;
        for (name, number) in NUMBERS {
            assert!(*number < 64 && mask & (1 << number) == 0, "{name}");
            mask |= 1 << number;
        }
    }

    #[test]
    fn a_text_too_long_is_missing() {
        let mut facts = Facts::default();
        facts.insert(number::URL, Fact::Text("x".repeat(SIGNAL_TEXT)));
        assert!(!facts.text(number::URL).is_empty());
        facts.insert(number::URL, Fact::Text("x".repeat(SIGNAL_TEXT + 1)));
        assert!(facts.text(number::URL).is_empty());
    }

    #[cfg(feature = "edge")]
    #[test]
    fn headers_and_browsers_spell_one_fact_differently() {
        let mut facts = Facts::default();
        for (fact, expected) in [
            (Fact::Bool(true), Some(true)),
            (Fact::Text("\"dark\"".into()), Some(true)),
            (Fact::Text(" dark ".into()), Some(true)),
            (Fact::Text("light".into()), Some(false)),
            (Fact::Number(1.0), None),
        ] {
            facts.insert(number::DARK, fact);
            assert_eq!(facts.flag(number::DARK), expected);
        }
    }
}
