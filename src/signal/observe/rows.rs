//! The table: of each signal, what is taken out of the facts and what is made of it, with the source and the trust of that.
//!
//! Rows of a signal stand together, first choice first. Which facts a signal needs, and where its value may come from, is
//! read off its rows, so neither can be another than what is done.

use crate::signal::catalogue::id;
use crate::signal::facts::number;
use crate::signal::{Source, Trust};

/// What is taken out of the facts. A fact as it is, or one of these.
pub(super) mod from {
    /// A fact's text has the fact's number; its flag and its number have that and a bit.
    pub const FLAG: u8 = 64;
    pub const NUMBER: u8 = 96;

    /// The user agent.
    pub const AGENT: u8 = 32;
    /// The same, but for iPads that call themselves a Mac.
    pub const MODEL: u8 = 33;
    /// The hinted platform.
    pub const PLATFORM: u8 = 34;
    /// What the hints tell of the class: that it is mobile, or the platform if it is not.
    pub const MOBILITY: u8 = 35;
    /// The hinted brands.
    pub const BRANDS: u8 = 36;
    pub const REFERRER_HOST: u8 = 37;
    // Parts of the page's address.
    pub const HOST: u8 = 38;
    pub const PATH: u8 = 39;
    pub const QUERY: u8 = 40;
    /// Its parameters: those of `PARAMETERS`, and the one that the signal names.
    pub const PARAMETER: u8 = 41;
    pub const ARGUMENT: u8 = 46;
    /// How the referrer stands to the page, in a word.
    pub const DIRECT: u8 = 47;
    pub const INTERNAL: u8 = 48;
    pub const STRANGER: u8 = 49;
    /// The languages, quoted.
    pub const LANGUAGES: u8 = 50;
    /// Codes of a country: of the time zone, and what the platform says.
    pub const COUNTRY: u8 = 55;
    /// The visitor's clock, as milliseconds since 1970 on it, and what it is ahead of Greenwich.
    pub const LOCAL: u8 = 56;
    pub const OFFSET: u8 = 57;
    #[cfg(feature = "edge")]
    pub const PLATFORM_COUNTRY: u8 = 58;
    #[cfg(feature = "edge")]
    pub const PLATFORM_LOCAL: u8 = 59;
    #[cfg(feature = "edge")]
    pub const PLATFORM_OFFSET: u8 = 60;
    #[cfg(feature = "edge")]
    pub const ZONE: u8 = 61;
    #[cfg(feature = "edge")]
    pub const PLATFORM_ZONE: u8 = 62;
    #[cfg(feature = "edge")]
    pub const FORMS: u8 = 63;

    // Behind the numbers of facts, which end with 127.
    /// The code of the region where the settings are at home.
    pub const HOME: u8 = 128;
    /// The ruleset's language for the visitor, or the visitor's own.
    pub const LANGUAGE: u8 = 129;
    /// The first language with what goes with it, quoted.
    pub const LIKELY: u8 = 130;
    /// What is customary at home, by the table that a bundle brings with the signal.
    pub const CUSTOM: u8 = 131;
    // Of the hints: brands with whole versions, the model as an Android says it, the system's version.
    #[cfg(feature = "edge")]
    pub const VERSIONS: u8 = 132;
    #[cfg(feature = "edge")]
    pub const HINTED_MODEL: u8 = 133;
    #[cfg(feature = "edge")]
    pub const HINTED_VERSION: u8 = 134;
}

/// What is made of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::signal) enum Step {
    /// The text itself.
    Say,
    /// The same of what an address says, for which an empty text may be an answer, unless it is nobody's business.
    Link,
    /// The texts between commas, and between quotes.
    Topics,
    Quotes,
    /// The script of the first language, and whether it goes from right to left.
    Script,
    Rtl,
    /// The number or flag itself.
    Count,
    Answer,
    // What a table says of the text, see `meaning`.
    Loud,
    Class,
    #[cfg(feature = "edge")]
    Model,
    #[cfg(feature = "edge")]
    Kind,
    #[cfg(feature = "edge")]
    FormFactor,
    FireOs,
    System,
    Platform,
    Browser,
    Brand,
    #[cfg(feature = "edge")]
    Network,
    #[cfg(feature = "edge")]
    Contrast,
    Click,
    ClickKind,
    Facebook,
    FacebookKind,
    Campaign,
    Paid,
    Medium,
    Mention,
    // Apps, while there is no referrer.
    App,
    AppName,
    // Of a host, or what a link calls it.
    Host,
    Service,
    #[cfg(feature = "edge")]
    Guess,
    #[cfg(feature = "edge")]
    GuessName,
    Term,
    // Of a country's code.
    Continent,
    Eu,
    Home,
    Units,
    // Of a platform's text.
    #[cfg(feature = "edge")]
    Subdivision,
    #[cfg(feature = "edge")]
    City,
    /// Of a clock's cycle, or of its hours.
    Twelve,
    // Of a user agent, or of hints.
    SystemVersion,
    BrowserVersion,
    #[cfg(feature = "edge")]
    BrandVersion,
    // Of a number.
    Touch,
    Screen,
    // Of a clock.
    Hour,
    Minute,
    Weekday,
    Daypart,
    Date,
    Month,
    Day,
    Weekend,
}

#[derive(Debug, Clone, Copy)]
pub(super) struct Row {
    signal: u8,
    pub from: u8,
    pub step: Step,
    pub source: Source,
    pub trust: Trust,
}

const fn row(signal: u16, from: u8, step: Step, source: Source, trust: Trust) -> Row {
    Row { signal: signal as u8, from, step, source, trust }
}

#[cfg(feature = "edge")]
use Source::Platform;
use Source::{ClientHints, Clock, Device, Document, Languages, MediaQuery, Referrer, TimeZone, UserAgent};
use Trust::{Declared, Inferred, Known as Sure};

#[rustfmt::skip]
static ROWS: &[Row] = &[
    #[cfg(feature = "edge")] row(id::GEO_COUNTRY, from::PLATFORM_COUNTRY, Step::Say, Platform, Sure),
    row(id::GEO_COUNTRY, from::COUNTRY, Step::Say, TimeZone, Inferred),
    #[cfg(feature = "edge")] row(id::GEO_REGION, number::PLATFORM_REGION, Step::Subdivision, Platform, Sure),
    #[cfg(feature = "edge")] row(id::GEO_CITY, number::PLATFORM_CITY, Step::City, Platform, Sure),
    #[cfg(feature = "edge")] row(id::GEO_CONTINENT, from::PLATFORM_COUNTRY, Step::Continent, Platform, Sure),
    row(id::GEO_CONTINENT, from::COUNTRY, Step::Continent, TimeZone, Inferred),
    #[cfg(feature = "edge")] row(id::GEO_EU, from::PLATFORM_COUNTRY, Step::Eu, Platform, Sure),
    row(id::GEO_EU, from::COUNTRY, Step::Eu, TimeZone, Inferred),
    // The device's own zone before the platform's idea of it. A browser knows no name that is none.
    #[cfg(not(feature = "edge"))] row(id::GEO_TIMEZONE, number::TIME_ZONE, Step::Say, TimeZone, Sure),
    #[cfg(feature = "edge")] row(id::GEO_TIMEZONE, from::ZONE, Step::Say, TimeZone, Sure),
    #[cfg(feature = "edge")] row(id::GEO_TIMEZONE, from::PLATFORM_ZONE, Step::Say, Platform, Inferred),

    row(id::DEVICE_TYPE, from::AGENT, Step::Loud, UserAgent, Inferred),
    #[cfg(feature = "edge")] row(id::DEVICE_TYPE, from::FORMS, Step::FormFactor, ClientHints, Sure),
    #[cfg(feature = "edge")] row(id::DEVICE_TYPE, from::HINTED_MODEL, Step::Model, ClientHints, Inferred),
    row(id::DEVICE_TYPE, from::MOBILITY, Step::Class, ClientHints, Sure),
    #[cfg(feature = "edge")] row(id::DEVICE_TYPE, from::MODEL, Step::Kind, UserAgent, Inferred),
    #[cfg(not(feature = "edge"))] row(id::DEVICE_TYPE, from::MODEL, Step::Class, UserAgent, Inferred),
    // Amazon's Android is an Android to its hints.
    row(id::DEVICE_OS, from::AGENT, Step::FireOs, UserAgent, Inferred),
    row(id::DEVICE_OS, from::PLATFORM, Step::Platform, ClientHints, Sure),
    row(id::DEVICE_OS, from::MODEL, Step::System, UserAgent, Inferred),
    #[cfg(feature = "edge")] row(id::DEVICE_OS_VERSION, from::HINTED_VERSION, Step::Say, ClientHints, Sure),
    row(id::DEVICE_OS_VERSION, from::MODEL, Step::SystemVersion, UserAgent, Inferred),
    row(id::DEVICE_BROWSER, from::BRANDS, Step::Brand, ClientHints, Sure),
    row(id::DEVICE_BROWSER, from::AGENT, Step::Browser, UserAgent, Inferred),
    #[cfg(feature = "edge")] row(id::DEVICE_BROWSER_VERSION, from::VERSIONS, Step::BrandVersion, ClientHints, Sure),
    #[cfg(feature = "edge")] row(id::DEVICE_BROWSER_VERSION, from::BRANDS, Step::BrandVersion, ClientHints, Sure),
    #[cfg(not(feature = "edge"))] row(id::DEVICE_BROWSER_VERSION, from::BRANDS, Step::BrowserVersion, ClientHints, Sure),
    row(id::DEVICE_BROWSER_VERSION, from::AGENT, Step::BrowserVersion, UserAgent, Inferred),
    row(id::DEVICE_TOUCH, from::NUMBER | number::TOUCH_POINTS, Step::Touch, Device, Sure),
    row(id::DEVICE_SCREEN, from::NUMBER | number::VIEWPORT_WIDTH, Step::Screen, MediaQuery, Sure),
    row(id::DEVICE_DARK, from::FLAG | number::DARK, Step::Answer, MediaQuery, Sure),
    row(id::DEVICE_REDUCED_MOTION, from::FLAG | number::REDUCED_MOTION, Step::Answer, MediaQuery, Sure),
    row(id::DEVICE_SAVE_DATA, from::FLAG | number::SAVE_DATA, Step::Answer, Device, Sure),
    // A browser's answers are of the set; what a header says must be looked up.
    #[cfg(feature = "edge")] row(id::DEVICE_CONTRAST, number::CONTRAST, Step::Contrast, MediaQuery, Sure),
    #[cfg(feature = "edge")] row(id::DEVICE_NETWORK, number::NETWORK, Step::Network, Device, Sure),
    #[cfg(not(feature = "edge"))] row(id::DEVICE_CONTRAST, number::CONTRAST, Step::Say, MediaQuery, Sure),
    #[cfg(not(feature = "edge"))] row(id::DEVICE_NETWORK, number::NETWORK, Step::Say, Device, Sure),
    row(id::DEVICE_MEMORY, from::NUMBER | number::MEMORY, Step::Count, Device, Sure),

    row(id::TIME_HOUR, from::LOCAL, Step::Hour, Clock, Sure),
    #[cfg(feature = "edge")] row(id::TIME_HOUR, from::PLATFORM_LOCAL, Step::Hour, Platform, Inferred),
    row(id::TIME_MINUTE, from::LOCAL, Step::Minute, Clock, Sure),
    #[cfg(feature = "edge")] row(id::TIME_MINUTE, from::PLATFORM_LOCAL, Step::Minute, Platform, Inferred),
    row(id::TIME_WEEKDAY, from::LOCAL, Step::Weekday, Clock, Sure),
    #[cfg(feature = "edge")] row(id::TIME_WEEKDAY, from::PLATFORM_LOCAL, Step::Weekday, Platform, Inferred),
    row(id::TIME_WEEKEND, from::LOCAL, Step::Weekend, Clock, Sure),
    #[cfg(feature = "edge")] row(id::TIME_WEEKEND, from::PLATFORM_LOCAL, Step::Weekend, Platform, Inferred),
    row(id::TIME_DAYPART, from::LOCAL, Step::Daypart, Clock, Sure),
    #[cfg(feature = "edge")] row(id::TIME_DAYPART, from::PLATFORM_LOCAL, Step::Daypart, Platform, Inferred),
    row(id::TIME_DATE, from::LOCAL, Step::Date, Clock, Sure),
    #[cfg(feature = "edge")] row(id::TIME_DATE, from::PLATFORM_LOCAL, Step::Date, Platform, Inferred),
    row(id::TIME_MONTH, from::LOCAL, Step::Month, Clock, Sure),
    #[cfg(feature = "edge")] row(id::TIME_MONTH, from::PLATFORM_LOCAL, Step::Month, Platform, Inferred),
    row(id::TIME_DAY, from::LOCAL, Step::Day, Clock, Sure),
    #[cfg(feature = "edge")] row(id::TIME_DAY, from::PLATFORM_LOCAL, Step::Day, Platform, Inferred),
    row(id::TIME_OFFSET, from::OFFSET, Step::Count, Clock, Sure),
    #[cfg(feature = "edge")] row(id::TIME_OFFSET, from::PLATFORM_OFFSET, Step::Count, Platform, Inferred),
    row(id::TIME_UTC_HOUR, from::NUMBER | number::NOW, Step::Hour, Clock, Sure),
    row(id::TIME_UTC_MINUTE, from::NUMBER | number::NOW, Step::Minute, Clock, Sure),
    row(id::TIME_UTC_WEEKDAY, from::NUMBER | number::NOW, Step::Weekday, Clock, Sure),
    row(id::TIME_UTC_DATE, from::NUMBER | number::NOW, Step::Date, Clock, Sure),
    row(id::TIME_UTC_MONTH, from::NUMBER | number::NOW, Step::Month, Clock, Sure),
    row(id::TIME_UTC_DAY, from::NUMBER | number::NOW, Step::Day, Clock, Sure),

    row(id::REFERRAL_SOURCE, from::QUERY, Step::Click, Source::Url, Declared),
    row(id::REFERRAL_SOURCE, from::PARAMETER + 1, Step::Paid, Source::Url, Declared),
    row(id::REFERRAL_SOURCE, from::PARAMETER + 1, Step::Medium, Source::Url, Declared),
    row(id::REFERRAL_SOURCE, from::PARAMETER, Step::Medium, Source::Url, Declared),
    row(id::REFERRAL_SOURCE, from::PARAMETER, Step::Host, Source::Url, Declared),
    row(id::REFERRAL_SOURCE, from::PARAMETER + 1, Step::Mention, Source::Url, Declared),
    row(id::REFERRAL_SOURCE, from::QUERY, Step::Campaign, Source::Url, Declared),
    row(id::REFERRAL_SOURCE, from::QUERY, Step::Facebook, Source::Url, Declared),
    row(id::REFERRAL_SOURCE, from::AGENT, Step::App, UserAgent, Inferred),
    row(id::REFERRAL_SOURCE, from::DIRECT, Step::Say, Referrer, Inferred),
    row(id::REFERRAL_SOURCE, from::INTERNAL, Step::Say, Referrer, Sure),
    row(id::REFERRAL_SOURCE, from::REFERRER_HOST, Step::Host, Referrer, Sure),
    #[cfg(feature = "edge")] row(id::REFERRAL_SOURCE, from::REFERRER_HOST, Step::Guess, Referrer, Inferred),
    row(id::REFERRAL_SOURCE, from::STRANGER, Step::Say, Referrer, Sure),
    row(id::REFERRAL_NAME, from::REFERRER_HOST, Step::Service, Referrer, Sure),
    #[cfg(feature = "edge")] row(id::REFERRAL_NAME, from::REFERRER_HOST, Step::GuessName, Referrer, Inferred),
    row(id::REFERRAL_NAME, from::PARAMETER, Step::Service, Source::Url, Declared),
    row(id::REFERRAL_NAME, from::AGENT, Step::AppName, UserAgent, Inferred),
    row(id::REFERRAL_HOST, from::REFERRER_HOST, Step::Say, Referrer, Sure),
    row(id::REFERRAL_TERM, from::REFERRER_HOST, Step::Term, Referrer, Declared),
    row(id::REFERRAL_UTM_SOURCE, from::PARAMETER, Step::Link, Source::Url, Declared),
    row(id::REFERRAL_UTM_MEDIUM, from::PARAMETER + 1, Step::Link, Source::Url, Declared),
    row(id::REFERRAL_UTM_CAMPAIGN, from::PARAMETER + 2, Step::Link, Source::Url, Declared),
    row(id::REFERRAL_UTM_TERM, from::PARAMETER + 3, Step::Link, Source::Url, Declared),
    row(id::REFERRAL_UTM_CONTENT, from::PARAMETER + 4, Step::Link, Source::Url, Declared),
    row(id::REFERRAL_CLICK, from::QUERY, Step::ClickKind, Source::Url, Declared),
    row(id::REFERRAL_CLICK, from::QUERY, Step::FacebookKind, Source::Url, Declared),

    row(id::LOCALE_LANGUAGE, from::LANGUAGE, Step::Say, Languages, Sure),
    row(id::LOCALE_LANGUAGES, from::LANGUAGES, Step::Quotes, Languages, Sure),
    row(id::LOCALE_SCRIPT, from::LANGUAGES, Step::Script, Languages, Sure),
    row(id::LOCALE_SCRIPT, from::LIKELY, Step::Script, Languages, Inferred),
    row(id::LOCALE_RTL, from::LANGUAGES, Step::Rtl, Languages, Sure),
    row(id::LOCALE_RTL, from::LIKELY, Step::Rtl, Languages, Sure),
    row(id::LOCALE_REGION, from::HOME, Step::Home, Languages, Sure),
    row(id::LOCALE_UNITS, from::HOME, Step::Units, Languages, Sure),
    row(id::LOCALE_FIRST_WEEKDAY, from::CUSTOM, Step::Say, Languages, Sure),
    row(id::LOCALE_CURRENCY, from::CUSTOM, Step::Say, Languages, Sure),
    row(id::LOCALE_HOUR12, number::HOUR_CYCLE, Step::Twelve, Device, Sure),
    // A browser says it itself.
    #[cfg(feature = "edge")] row(id::LOCALE_HOUR12, from::CUSTOM, Step::Twelve, Languages, Sure),

    row(id::PAGE_PATH, from::PATH, Step::Link, Source::Url, Sure),
    row(id::PAGE_HOST, from::HOST, Step::Say, Source::Url, Sure),
    row(id::PAGE_QUERY, from::ARGUMENT, Step::Link, Source::Url, Declared),
    row(id::PAGE_TYPE, number::PAGE_TYPE, Step::Say, Document, Sure),
    row(id::PAGE_TITLE, number::TITLE, Step::Say, Document, Sure),
    row(id::PAGE_TOPICS, number::PAGE_TOPICS, Step::Topics, Document, Sure),
    row(id::PRIVACY_GPC, from::FLAG | number::GPC, Step::Answer, Device, Sure),
];

/// Where the rows of each signal begin; they stand together.
#[cfg(feature = "edge")]
static STARTS: [u8; 256] = starts();

#[cfg(feature = "edge")]
#[allow(clippy::indexing_slicing, reason = "worked out while compiling, which would fail")]
const fn starts() -> [u8; 256] {
    let mut starts = [0; 256];
    let mut at = ROWS.len();
    while at > 0 {
        at -= 1;
        starts[ROWS[at].signal as usize] = at as u8;
    }
    starts
}

/// A browser makes a handful of signals; an edge all that its rules name, for each request.
pub(super) fn rows(signal: u16) -> impl Iterator<Item = &'static Row> {
    let is_its = move |row: &&Row| u16::from(row.signal) == signal;
    #[cfg(feature = "edge")]
    let its = {
        let start = usize::from(STARTS.get(usize::from(signal)).copied().unwrap_or(0));
        ROWS.get(start..).unwrap_or_default().iter().skip_while(move |row| !is_its(row)).take_while(is_its)
    };
    #[cfg(not(feature = "edge"))]
    let its = ROWS.iter().filter(is_its);
    its
}

/// Where a signal's value may come from, first choice first, each with how sure it is then.
#[cfg(feature = "tools")]
pub fn sources(signal: u16) -> Vec<(Source, Trust)> {
    let mut found = Vec::new();
    for row in rows(signal) {
        // No request says which contrast is preferred.
        let is_hinted = row.source == MediaQuery && row.step != Step::Contrast;
        let hint = is_hinted.then_some((ClientHints, row.trust));
        // Where the languages name no region: the country, else where the first language is at home.
        let is_home = matches!(row.from, from::HOME | from::CUSTOM);
        let home = [Platform, TimeZone, Languages].map(|source| is_home.then_some((source, Inferred)));
        for one in [Some((row.source, row.trust)), hint].into_iter().chain(home).flatten() {
            if !found.contains(&one) {
                found.push(one);
            }
        }
    }
    found
}

/// Which facts a signal is made from (bit = number of the fact). Nothing else is read for it.
pub fn needs(signal: u16) -> u64 {
    rows(signal).fold(0, |mask, row| mask | u64::from(needs_of(*row)) | likely(*row))
}

const fn bits(numbers: &[u8]) -> u32 {
    let mut mask = 0;
    let mut rest = numbers;
    while let [first, others @ ..] = rest {
        mask |= 1 << *first;
        rest = others;
    }
    mask
}

/// The fact behind all that one mask of 32 bits holds.
fn likely(row: Row) -> u64 {
    u64::from(matches!(row.from, from::HOME | from::LIKELY | from::CUSTOM)) << number::LIKELY
}

fn needs_of(row: Row) -> u32 {
    #[cfg(feature = "edge")]
    const COUNTRY: u32 = bits(&[number::TIME_ZONE, number::PLATFORM_COUNTRY]);
    #[cfg(not(feature = "edge"))]
    const COUNTRY: u32 = bits(&[number::TIME_ZONE]);
    let taken = match row.from {
        from::AGENT => bits(&[number::USER_AGENT]),
        from::MODEL => bits(&[number::USER_AGENT, number::TOUCH_POINTS]),
        from::PLATFORM => bits(&[number::CH_PLATFORM]),
        from::MOBILITY => bits(&[number::CH_MOBILE, number::CH_PLATFORM]),
        from::BRANDS => bits(&[number::CH_BRANDS]),
        from::REFERRER_HOST | from::DIRECT => bits(&[number::REFERRER]),
        from::INTERNAL | from::STRANGER => bits(&[number::REFERRER, number::URL]),
        from::HOST..=from::ARGUMENT => bits(&[number::URL]),
        from::LANGUAGES | from::LANGUAGE | from::LIKELY => bits(&[number::LANGUAGES]),
        from::HOME | from::CUSTOM => bits(&[number::LANGUAGES]) | COUNTRY,
        from::COUNTRY => bits(&[number::TIME_ZONE]),
        from::LOCAL => bits(&[number::NOW, number::OFFSET]),
        from::OFFSET => bits(&[number::OFFSET]),
        #[cfg(feature = "edge")]
        from::PLATFORM_COUNTRY => bits(&[number::PLATFORM_COUNTRY]),
        #[cfg(feature = "edge")]
        from::PLATFORM_LOCAL => bits(&[number::NOW, number::PLATFORM_OFFSET]),
        #[cfg(feature = "edge")]
        from::PLATFORM_OFFSET => bits(&[number::PLATFORM_OFFSET]),
        #[cfg(feature = "edge")]
        from::ZONE => bits(&[number::TIME_ZONE]),
        #[cfg(feature = "edge")]
        from::PLATFORM_ZONE => bits(&[number::PLATFORM_TIME_ZONE]),
        #[cfg(feature = "edge")]
        from::FORMS => bits(&[number::CH_FORM_FACTORS]),
        #[cfg(feature = "edge")]
        from::VERSIONS => bits(&[number::CH_FULL_VERSIONS]),
        #[cfg(feature = "edge")]
        from::HINTED_MODEL => bits(&[number::CH_MODEL]),
        #[cfg(feature = "edge")]
        from::HINTED_VERSION => bits(&[number::CH_PLATFORM_VERSION, number::CH_PLATFORM]),
        fact => 1 << (fact & 31),
    };
    #[cfg(feature = "edge")]
    if row.step == Step::Subdivision {
        return taken | bits(&[number::PLATFORM_COUNTRY]);
    }
    match row.step {
        Step::Weekend => taken | COUNTRY,
        Step::App | Step::AppName => taken | bits(&[number::REFERRER]),
        _ => taken,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_of_a_signal_stand_together_and_are_found() {
        assert!(ROWS.len() < 256);
        for signal in 0..300 {
            let all = ROWS.iter().filter(|row| u16::from(row.signal) == signal);
            assert!(rows(signal).map(std::ptr::from_ref).eq(all.map(std::ptr::from_ref)), "{signal}");
        }
    }
}
