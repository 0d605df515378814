//! From a signal's number to its value: the one place where the catalogue's numbers meet the code that knows them.
//!
//! One table says of each signal how to come by it, in rows: take something out of the facts, make a value of it. The
//! first row that has an answer counts. What can be taken and what can be made are two short lists, so that a signal
//! costs a visitor five bytes and seldom any code.

use super::catalogue::id;
use super::facts::{Facts, Known, number};
#[cfg(feature = "edge")]
use super::geo;
use super::geo::Region;
use super::scan::{Test, Word, meaning, parts, trim};
use super::url;
use super::{Form, Members, Observation, Seen, Source, Trust, add, device, locale, page, private, referral, time};
use crate::limits::SIGNAL_LIST;
use crate::value::Value;

/// What is taken out of the facts. A fact as it is, or one of these.
mod from {
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
    /// Codes of a country: of the settings, of the time zone, and what the platform says.
    pub const REGION: u8 = 51;
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
}

const PARAMETERS: [&str; 5] = ["utm_source", "utm_medium", "utm_campaign", "utm_term", "utm_content"];

/// What is made of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Step {
    /// The text itself.
    Say,
    /// The same of what an address says, for which an empty text may be an answer, unless it is nobody's business.
    Link,
    /// The texts between commas, and between quotes.
    Topics,
    Quotes,
    /// The first language.
    Language,
    /// The number or flag itself.
    Count,
    Answer,
    // What a table says of the text, see `meaning`.
    #[cfg(feature = "edge")]
    Robot,
    Loud,
    Class,
    #[cfg(feature = "edge")]
    FormFactor,
    FireOs,
    System,
    Platform,
    Browser,
    Brand,
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
    /// Whether there is such a row.
    Rtl,
    // Of a country's code.
    Continent,
    Eu,
    Units,
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
struct Row {
    signal: u8,
    from: u8,
    step: Step,
    source: Source,
    trust: Trust,
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
    #[cfg(feature = "edge")] row(id::GEO_CONTINENT, from::PLATFORM_COUNTRY, Step::Continent, Platform, Sure),
    row(id::GEO_CONTINENT, from::COUNTRY, Step::Continent, TimeZone, Inferred),
    #[cfg(feature = "edge")] row(id::GEO_EU, from::PLATFORM_COUNTRY, Step::Eu, Platform, Sure),
    row(id::GEO_EU, from::COUNTRY, Step::Eu, TimeZone, Inferred),
    // The device's own zone before the platform's idea of it. A browser knows no name that is none.
    #[cfg(not(feature = "edge"))] row(id::GEO_TIMEZONE, number::TIME_ZONE, Step::Say, TimeZone, Sure),
    #[cfg(feature = "edge")] row(id::GEO_TIMEZONE, from::ZONE, Step::Say, TimeZone, Sure),
    #[cfg(feature = "edge")] row(id::GEO_TIMEZONE, from::PLATFORM_ZONE, Step::Say, Platform, Inferred),

    #[cfg(feature = "edge")] row(id::DEVICE_TYPE, from::AGENT, Step::Robot, UserAgent, Inferred),
    row(id::DEVICE_TYPE, from::AGENT, Step::Loud, UserAgent, Inferred),
    #[cfg(feature = "edge")] row(id::DEVICE_TYPE, from::FORMS, Step::FormFactor, ClientHints, Sure),
    row(id::DEVICE_TYPE, from::MOBILITY, Step::Class, ClientHints, Sure),
    row(id::DEVICE_TYPE, from::MODEL, Step::Class, UserAgent, Inferred),
    // Amazon's Android is an Android to its hints.
    row(id::DEVICE_OS, from::AGENT, Step::FireOs, UserAgent, Inferred),
    row(id::DEVICE_OS, from::PLATFORM, Step::Platform, ClientHints, Sure),
    row(id::DEVICE_OS, from::MODEL, Step::System, UserAgent, Inferred),
    row(id::DEVICE_BROWSER, from::BRANDS, Step::Brand, ClientHints, Sure),
    row(id::DEVICE_BROWSER, from::AGENT, Step::Browser, UserAgent, Inferred),
    row(id::DEVICE_TOUCH, from::NUMBER | number::TOUCH_POINTS, Step::Touch, Device, Sure),
    row(id::DEVICE_SCREEN, from::NUMBER | number::VIEWPORT_WIDTH, Step::Screen, MediaQuery, Sure),
    row(id::DEVICE_DARK, from::FLAG | number::DARK, Step::Answer, MediaQuery, Sure),
    row(id::DEVICE_REDUCED_MOTION, from::FLAG | number::REDUCED_MOTION, Step::Answer, MediaQuery, Sure),
    row(id::DEVICE_SAVE_DATA, from::FLAG | number::SAVE_DATA, Step::Answer, Device, Sure),

    row(id::TIME_HOUR, from::LOCAL, Step::Hour, Clock, Sure),
    row(id::TIME_MINUTE, from::LOCAL, Step::Minute, Clock, Sure),
    row(id::TIME_WEEKDAY, from::LOCAL, Step::Weekday, Clock, Sure),
    row(id::TIME_WEEKEND, from::LOCAL, Step::Weekend, Clock, Sure),
    row(id::TIME_DAYPART, from::LOCAL, Step::Daypart, Clock, Sure),
    row(id::TIME_DATE, from::LOCAL, Step::Date, Clock, Sure),
    row(id::TIME_MONTH, from::LOCAL, Step::Month, Clock, Sure),
    row(id::TIME_DAY, from::LOCAL, Step::Day, Clock, Sure),
    row(id::TIME_OFFSET, from::OFFSET, Step::Count, Clock, Sure),
    #[cfg(feature = "edge")] row(id::TIME_HOUR, from::PLATFORM_LOCAL, Step::Hour, Platform, Inferred),
    #[cfg(feature = "edge")] row(id::TIME_MINUTE, from::PLATFORM_LOCAL, Step::Minute, Platform, Inferred),
    #[cfg(feature = "edge")] row(id::TIME_WEEKDAY, from::PLATFORM_LOCAL, Step::Weekday, Platform, Inferred),
    #[cfg(feature = "edge")] row(id::TIME_WEEKEND, from::PLATFORM_LOCAL, Step::Weekend, Platform, Inferred),
    #[cfg(feature = "edge")] row(id::TIME_DAYPART, from::PLATFORM_LOCAL, Step::Daypart, Platform, Inferred),
    #[cfg(feature = "edge")] row(id::TIME_DATE, from::PLATFORM_LOCAL, Step::Date, Platform, Inferred),
    #[cfg(feature = "edge")] row(id::TIME_MONTH, from::PLATFORM_LOCAL, Step::Month, Platform, Inferred),
    #[cfg(feature = "edge")] row(id::TIME_DAY, from::PLATFORM_LOCAL, Step::Day, Platform, Inferred),
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

    row(id::LOCALE_LANGUAGE, from::LANGUAGES, Step::Language, Languages, Sure),
    row(id::LOCALE_LANGUAGES, from::LANGUAGES, Step::Quotes, Languages, Sure),
    row(id::LOCALE_RTL, from::LANGUAGES, Step::Rtl, Languages, Sure),
    row(id::LOCALE_REGION, from::REGION, Step::Say, Languages, Sure),
    #[cfg(feature = "edge")] row(id::LOCALE_REGION, from::PLATFORM_COUNTRY, Step::Say, Platform, Inferred),
    row(id::LOCALE_REGION, from::COUNTRY, Step::Say, TimeZone, Inferred),
    row(id::LOCALE_UNITS, from::REGION, Step::Units, Languages, Sure),
    #[cfg(feature = "edge")] row(id::LOCALE_UNITS, from::PLATFORM_COUNTRY, Step::Units, Platform, Inferred),
    row(id::LOCALE_UNITS, from::COUNTRY, Step::Units, TimeZone, Inferred),

    row(id::PAGE_PATH, from::PATH, Step::Link, Source::Url, Sure),
    row(id::PAGE_HOST, from::HOST, Step::Say, Source::Url, Sure),
    row(id::PAGE_QUERY, from::ARGUMENT, Step::Link, Source::Url, Declared),
    row(id::PAGE_TYPE, number::PAGE_TYPE, Step::Say, Document, Sure),
    row(id::PAGE_TITLE, number::TITLE, Step::Say, Document, Sure),
    row(id::PAGE_TOPICS, number::PAGE_TOPICS, Step::Topics, Document, Sure),
    row(id::PRIVACY_GPC, from::FLAG | number::GPC, Step::Answer, Device, Sure),
];

fn rows(signal: u16) -> impl Iterator<Item = &'static Row> {
    ROWS.iter().filter(move |row| u16::from(row.signal) == signal)
}

/// Which facts a signal is made from (bit = number of the fact). Nothing else is read for it.
pub fn needs(signal: u16) -> u64 {
    rows(signal).fold(0, |mask, row| mask | u64::from(needs_of(*row)))
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
        from::LANGUAGES | from::REGION => bits(&[number::LANGUAGES]),
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
        fact => 1 << (fact & 31),
    };
    match row.step {
        Step::Weekend => taken | COUNTRY,
        Step::App | Step::AppName => taken | bits(&[number::REFERRER]),
        _ => taken,
    }
}

/// What the facts say of one signal; `None` when they say nothing, or when it is not made from facts (`custom.*` is
/// the site's to give, memory the profile's). `argument` is the variable part of the name, as `lookup` returns it.
///
/// Pure: the same facts give the same observation on every platform. Never panics; time is linear in the facts.
/// Without the feature `edge` it knows what a browser asks of itself: facts in a browser's spelling, no platform's, and
/// shorter lists of devices and services.
///
/// ```
/// use nearside::signal::{Fact, Facts, catalogue::id, facts::number, observe};
/// let facts = Facts { known: vec![(number::TIME_ZONE, Fact::Text("Europe/Oslo".into()))] };
/// let country = observe(id::GEO_COUNTRY, None, &facts).unwrap();
/// assert_eq!(country.trust.word(), "inferred");
/// ```
pub fn observe(signal: u16, argument: Option<&str>, facts: &Facts) -> Option<Observation> {
    let mut seen = Seen::new();
    let text = |bytes: &[u8]| Some(Value::Text(String::from(std::str::from_utf8(bytes).ok()?)));
    let value = match see(signal, argument.unwrap_or_default().as_bytes(), facts, &mut seen) {
        Form::Nothing => None,
        Form::Text => text(&seen.text),
        Form::List => Some(Value::List(Members(&seen.text).filter_map(text).collect())),
        Form::Number => Some(Value::Number(seen.number)),
        Form::Flag => Some(Value::Bool(seen.flag)),
    };
    Some(Observation { value: value?, source: seen.source, trust: seen.trust })
}

/// The same without a copy of its own: the answer says which field of `seen` holds the value.
pub fn see(signal: u16, argument: &[u8], facts: &impl Known, seen: &mut Seen) -> Form {
    for row in rows(signal) {
        seen.text.clear();
        seen.source = row.source;
        seen.trust = row.trust;
        // Header or answer of the browser: both are one fact.
        #[cfg(feature = "edge")]
        if row.source == MediaQuery && facts.given_text(row.from & 31).is_some() {
            seen.source = ClientHints;
        }
        if take(row.from, argument, facts, seen) {
            let form = make(*row, facts, seen);
            if form != Form::Nothing {
                return form;
            }
        }
    }
    Form::Nothing
}

/// Takes it out of the facts: a text into `word`, others where they belong. Whether there is any.
fn take(from: u8, argument: &[u8], facts: &impl Known, seen: &mut Seen) -> bool {
    let word = &mut seen.word;
    word.clear();
    let text: &[u8] = match from {
        from::AGENT => device::agent(facts),
        from::MODEL => device::model(facts),
        from::PLATFORM => device::platform(facts),
        from::MOBILITY => device::mobility(facts),
        from::BRANDS => {
            device::list(facts, number::CH_BRANDS, word);
            &[]
        }
        from::REFERRER_HOST..=from::ARGUMENT => {
            let fact = if from == from::REFERRER_HOST { number::REFERRER } else { number::URL };
            let url = page::address(facts, fact);
            match from {
                from::REFERRER_HOST | from::HOST => url.host,
                from::PATH => url.path,
                from::QUERY => url.query,
                // Whoever builds a ruleset is told; a bundle made by hand gets nothing.
                #[cfg(feature = "edge")]
                from::ARGUMENT if private::is_click(argument) => return false,
                _ => {
                    let name = PARAMETERS.get(usize::from(from - from::PARAMETER));
                    return url::parameter(url.query, name.map_or(argument, |name| name.as_bytes()), word);
                }
            }
        }
        from::DIRECT => referral::direct(facts),
        from::INTERNAL | from::STRANGER => referral::relation(facts, from == from::INTERNAL, argument),
        from::LANGUAGES => {
            locale::languages(facts, word);
            &[]
        }
        from::REGION => {
            locale::languages(facts, word);
            locale::region(word).write(word);
            &[]
        }
        from::COUNTRY => {
            Region::of_zone(facts.text(number::TIME_ZONE)).write(word);
            &[]
        }
        from::LOCAL | from::OFFSET => return time::local(facts, number::OFFSET, from == from::LOCAL, &mut seen.number),
        #[cfg(feature = "edge")]
        from::PLATFORM_COUNTRY => {
            geo::platform(facts).write(word);
            &[]
        }
        #[cfg(feature = "edge")]
        from::PLATFORM_LOCAL | from::PLATFORM_OFFSET => {
            return time::local(facts, number::PLATFORM_OFFSET, from == from::PLATFORM_LOCAL, &mut seen.number);
        }
        #[cfg(feature = "edge")]
        from::ZONE => geo::zone(facts, number::TIME_ZONE),
        #[cfg(feature = "edge")]
        from::PLATFORM_ZONE => geo::zone(facts, number::PLATFORM_TIME_ZONE),
        #[cfg(feature = "edge")]
        from::FORMS => {
            device::list(facts, number::CH_FORM_FACTORS, word);
            &[]
        }
        from::NUMBER.. => {
            seen.number = facts.number(from & 31);
            return !seen.number.is_nan();
        }
        from::FLAG.. => {
            let flag = facts.flag(from & 31);
            seen.flag = flag == Some(true);
            return flag.is_some();
        }
        _ => facts.text(from),
    };
    word.extend_from_slice(text);
    // A browser writes hosts in small letters.
    #[cfg(feature = "edge")]
    if matches!(from, from::HOST | from::REFERRER_HOST) {
        word.make_ascii_lowercase();
    }
    !word.is_empty()
}

/// Makes a value of it.
fn make(row: Row, facts: &impl Known, seen: &mut Seen) -> Form {
    let (table, test, asked) = match row.step {
        #[cfg(feature = "edge")]
        Step::Robot => (device::ROBOTS, Test::Robot, Word::Row),
        Step::Loud => (device::LOUD, Test::Part, Word::Row),
        Step::Class => (device::CLASSES, Test::Part, Word::Row),
        #[cfg(feature = "edge")]
        Step::FormFactor => (device::FORMS, device::ITEM, Word::Row),
        Step::FireOs => (device::FIRE, Test::Part, Word::Row),
        Step::System => (device::SYSTEMS, Test::Part, Word::Row),
        Step::Platform => (device::PLATFORMS, Test::Part, Word::Row),
        Step::Browser => (device::BROWSERS, Test::Part, Word::Row),
        Step::Brand => (device::BRANDS, device::ITEM, Word::Row),
        Step::Click => (referral::CLICKS, Test::Parameter, Word::Row),
        Step::ClickKind => (referral::CLICKS, Test::Parameter, Word::Token),
        Step::Facebook => (referral::FACEBOOK, Test::Parameter, Word::Row),
        Step::FacebookKind => (referral::FACEBOOK, Test::Parameter, Word::Token),
        Step::Campaign => (referral::CAMPAIGN, Test::Parameter, Word::Row),
        Step::Paid => (referral::PAID, Test::Whole, Word::Row),
        Step::Medium => (referral::MEDIA, Test::Whole, Word::Row),
        Step::Mention => (referral::MENTIONS, Test::Whole, Word::Row),
        Step::App | Step::AppName if referral::direct(facts).is_empty() => return Form::Nothing,
        Step::App => (referral::APPS, Test::Part, Word::Row),
        Step::AppName => (referral::APPS, Test::Part, Word::Token),
        Step::Host => return found(referral::service(facts, Word::Row, seen)),
        Step::Service => return found(referral::service(facts, Word::Token, seen)),
        #[cfg(feature = "edge")]
        Step::Guess => return found(referral::guess(Word::Row, seen)),
        #[cfg(feature = "edge")]
        Step::GuessName => return found(referral::guess(Word::Token, seen)),
        Step::Term => return found(referral::term(facts, seen)),
        Step::Rtl => (locale::RTL, Test::Whole, Word::Row),
        step => return derive(step, row.from == from::ARGUMENT, facts, seen),
    };
    if row.step == Step::Rtl {
        seen.text.extend_from_slice(locale::first(&seen.word, true));
        std::mem::swap(&mut seen.text, &mut seen.word);
        seen.text.clear();
    }
    let is_found = meaning(table, test, asked, seen);
    if row.step == Step::Rtl {
        return seen.answer(is_found);
    }
    found(is_found)
}

fn found(is_found: bool) -> Form {
    if is_found { Form::Text } else { Form::Nothing }
}

/// The same without a table.
fn derive(step: Step, may_be_empty: bool, facts: &impl Known, seen: &mut Seen) -> Form {
    let region = Region::named(&seen.word);
    let text: &[u8] = match step {
        Step::Topics | Step::Quotes => {
            let at = if step == Step::Topics { b',' } else { b'"' };
            let members = parts(&seen.word, at).filter(|member| !member.is_empty());
            members.take(SIGNAL_LIST).for_each(|member| add(&mut seen.text, member));
            return if seen.text.is_empty() { Form::Nothing } else { Form::List };
        }
        Step::Language => locale::first(&seen.word, false),
        Step::Count => return Form::Number,
        Step::Answer => return Form::Flag,
        Step::Touch => return seen.answer(seen.number > 0.0),
        Step::Eu => return seen.answer(region.in_eu()),
        Step::Continent => region.continent().as_bytes(),
        Step::Units => region.units().as_bytes(),
        Step::Screen => device::screen(seen.number).as_bytes(),
        Step::Link if private::is_private(&seen.word) => return Form::Nothing,
        Step::Link => &seen.word,
        Step::Say => trim(&seen.word),
        _ => return time::read(step, facts, seen),
    };
    seen.text.extend_from_slice(text);
    if text.is_empty() && !may_be_empty { Form::Nothing } else { Form::Text }
}
