//! What the visitor allows. Nobody guesses: what is not known is neither granted nor refused.

use crate::decide::Reason;
use crate::signal::context::Datum;

/// Bits: two a purpose, and what goes before all purposes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Leave(pub u32);

impl Leave {
    /// To personalise by what is remembered: granted, refused.
    pub const PERSONALIZATION: u32 = 1;
    pub const NO_PERSONALIZATION: u32 = 2;
    /// To report.
    pub const MEASUREMENT: u32 = 4;
    pub const NO_MEASUREMENT: u32 = 8;
    /// The visitor wants none of it.
    pub const OPTED_OUT: u32 = 16;
    /// The browser says that data may not be passed on, and the visitor has not said otherwise here.
    pub const GPC: u32 = 32;

    /// The words of the command line and of fixtures.
    #[cfg(feature = "tools")]
    pub const WORDS: [(&'static str, u32); 6] = [
        ("personalization", Leave::PERSONALIZATION),
        ("no-personalization", Leave::NO_PERSONALIZATION),
        ("measurement", Leave::MEASUREMENT),
        ("no-measurement", Leave::NO_MEASUREMENT),
        ("opted-out", Leave::OPTED_OUT),
        ("gpc", Leave::GPC),
    ];

    /// Of such words; what is no such word says nothing.
    #[cfg(feature = "tools")]
    pub fn of<'w>(words: impl IntoIterator<Item = &'w str>) -> Leave {
        let bit = |said: &str| Leave::WORDS.iter().find(|(word, _)| *word == said).map_or(0, |(_, bit)| *bit);
        Leave(words.into_iter().fold(0, |bits, word| bits | bit(word)))
    }

    pub fn has(self, bit: u32) -> bool {
        self.0 & bit != 0
    }

    /// Why nothing may be personalised by what is remembered.
    pub fn refusal(self) -> Option<Reason> {
        if self.has(Leave::GPC) {
            Some(Reason::Gpc)
        } else {
            self.has(Leave::NO_PERSONALIZATION).then_some(Reason::NoConsent)
        }
    }

    /// Whether anything may be remembered, be it for this page only.
    #[cfg(feature = "tools")]
    pub fn may_remember(self) -> bool {
        !self.has(Leave::NO_PERSONALIZATION | Leave::OPTED_OUT | Leave::GPC)
    }

    /// Whether a purpose is granted; missing when nobody knows.
    pub fn says(self, purpose: &[u8]) -> Datum {
        let (granted, refused) = match purpose {
            b"personalization" => (Leave::PERSONALIZATION, Leave::NO_PERSONALIZATION),
            b"measurement" => (Leave::MEASUREMENT, Leave::NO_MEASUREMENT),
            _ => return Datum::Missing,
        };
        if self.has(refused | Leave::GPC | Leave::OPTED_OUT) {
            Datum::Bool(false)
        } else if self.has(granted) {
            Datum::Bool(true)
        } else {
            Datum::Missing
        }
    }
}
