//! From a signal's number to its value: the one place where the catalogue's numbers meet the code that knows them.
//!
//! One table says of each signal which way leads to it; of each way is known which facts it takes, and how to go it.

use super::catalogue::id;
use super::facts::{Facts, number};
use super::time::Part;
use super::{Observation, Source, Trust, device, geo, locale, page, referral, time};

/// How a signal is made. In the table it has a number beside it, said here in brackets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Way {
    Country,
    Continent,
    Eu,
    TimeZone,
    Class,
    System,
    Browser,
    Touch,
    Screen,
    /// (fact)
    Flag,
    /// (part of the time)
    Local,
    /// (part of the time)
    Utc,
    Weekend,
    Offset,
    /// Where the visitor came from.
    Referral,
    Service,
    Referrer,
    /// (index in `CAMPAIGN`)
    Campaign,
    Click,
    Language,
    Languages,
    Region,
    Rtl,
    Units,
    Path,
    Host,
    Query,
    /// (fact)
    Document,
    Topics,
}

use Way::{
    Browser, Campaign, Class, Click, Continent, Country, Document, Eu, Flag, Host, Language, Languages, Local, Offset,
    Path, Query, Referral, Referrer, Region, Rtl, Screen, Service, System, TimeZone, Topics, Touch, Units, Utc,
    Weekend,
};

const fn row(id: u16, way: Way, with: u8) -> (u8, Way, u8) {
    (id as u8, way, with)
}

#[rustfmt::skip]
static WAYS: [(u8, Way, u8); 48] = [
    row(id::GEO_COUNTRY, Country, 0), row(id::GEO_CONTINENT, Continent, 0), row(id::GEO_TIMEZONE, TimeZone, 0),
    row(id::GEO_EU, Eu, 0),

    row(id::DEVICE_TYPE, Class, 0), row(id::DEVICE_OS, System, 0), row(id::DEVICE_BROWSER, Browser, 0),
    row(id::DEVICE_TOUCH, Touch, 0), row(id::DEVICE_SCREEN, Screen, 0), row(id::DEVICE_DARK, Flag, number::DARK),
    row(id::DEVICE_REDUCED_MOTION, Flag, number::REDUCED_MOTION), row(id::DEVICE_SAVE_DATA, Flag, number::SAVE_DATA),

    row(id::TIME_HOUR, Local, Part::Hour as u8), row(id::TIME_MINUTE, Local, Part::Minute as u8),
    row(id::TIME_WEEKDAY, Local, Part::Weekday as u8), row(id::TIME_WEEKEND, Weekend, Part::Weekend as u8),
    row(id::TIME_DAYPART, Local, Part::Daypart as u8), row(id::TIME_DATE, Local, Part::Date as u8),
    row(id::TIME_MONTH, Local, Part::Month as u8), row(id::TIME_DAY, Local, Part::Day as u8),
    row(id::TIME_OFFSET, Offset, 0),
    row(id::TIME_UTC_HOUR, Utc, Part::Hour as u8), row(id::TIME_UTC_MINUTE, Utc, Part::Minute as u8),
    row(id::TIME_UTC_WEEKDAY, Utc, Part::Weekday as u8), row(id::TIME_UTC_DATE, Utc, Part::Date as u8),
    row(id::TIME_UTC_MONTH, Utc, Part::Month as u8), row(id::TIME_UTC_DAY, Utc, Part::Day as u8),

    row(id::REFERRAL_SOURCE, Referral, 0), row(id::REFERRAL_NAME, Service, 0), row(id::REFERRAL_HOST, Referrer, 0),
    row(id::REFERRAL_UTM_SOURCE, Campaign, 0), row(id::REFERRAL_UTM_MEDIUM, Campaign, 1),
    row(id::REFERRAL_UTM_CAMPAIGN, Campaign, 2), row(id::REFERRAL_UTM_TERM, Campaign, 3),
    row(id::REFERRAL_UTM_CONTENT, Campaign, 4), row(id::REFERRAL_CLICK, Click, 0),

    row(id::LOCALE_LANGUAGE, Language, 0), row(id::LOCALE_LANGUAGES, Languages, 0), row(id::LOCALE_REGION, Region, 0),
    row(id::LOCALE_RTL, Rtl, 0), row(id::LOCALE_UNITS, Units, 0),

    row(id::PAGE_PATH, Path, 0), row(id::PAGE_HOST, Host, 0), row(id::PAGE_QUERY, Query, 0),
    row(id::PAGE_TYPE, Document, number::PAGE_TYPE), row(id::PAGE_TITLE, Document, number::TITLE),
    row(id::PAGE_TOPICS, Topics, 0), row(id::PRIVACY_GPC, Flag, number::GPC),
];

const CAMPAIGN: [&str; 5] = ["utm_source", "utm_medium", "utm_campaign", "utm_term", "utm_content"];

fn way(signal: u16) -> Option<(Way, u8)> {
    let row = WAYS.iter().find(|row| u16::from(row.0) == signal)?;
    Some((row.1, row.2))
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

/// Which facts a signal is made from (bit = number of the fact). Nothing else is read for it.
pub fn needs(signal: u16) -> u64 {
    use number::{
        CH_BRANDS, CH_FORM_FACTORS, CH_MOBILE, CH_PLATFORM, LANGUAGES, NOW, OFFSET, PAGE_TOPICS, PLATFORM_COUNTRY,
        PLATFORM_OFFSET, PLATFORM_TIME_ZONE, REFERRER, TIME_ZONE, TOUCH_POINTS, URL, USER_AGENT, VIEWPORT_WIDTH,
    };
    const COUNTRY: u32 = bits(&[PLATFORM_COUNTRY, TIME_ZONE]);
    const CLOCK: u32 = bits(&[NOW, OFFSET, PLATFORM_OFFSET]);
    const SYSTEM: u32 = bits(&[USER_AGENT, CH_PLATFORM, TOUCH_POINTS]);
    let Some((way, with)) = way(signal) else { return 0 };
    u64::from(match way {
        Country | Continent | Eu => COUNTRY,
        TimeZone => bits(&[TIME_ZONE, PLATFORM_TIME_ZONE]),
        Class => SYSTEM | bits(&[CH_MOBILE, CH_FORM_FACTORS]),
        System => SYSTEM,
        Browser => bits(&[USER_AGENT, CH_BRANDS]),
        Touch => bits(&[TOUCH_POINTS]),
        Screen => bits(&[VIEWPORT_WIDTH]),
        Flag | Document => 1 << with,
        Local => CLOCK,
        Weekend => CLOCK | COUNTRY,
        Offset => bits(&[OFFSET, PLATFORM_OFFSET]),
        Utc => bits(&[NOW]),
        Referral | Service => bits(&[REFERRER, URL]),
        Referrer => bits(&[REFERRER]),
        Campaign | Click | Path | Host | Query => bits(&[URL]),
        Region | Units => COUNTRY | bits(&[LANGUAGES]),
        Language | Languages | Rtl => bits(&[LANGUAGES]),
        Topics => bits(&[PAGE_TOPICS]),
    })
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
    let (way, with) = way(signal)?;
    match way {
        Country | Continent | Eu => of_region(way, geo::country(facts)?),
        Region | Units => of_region(way, locale::region(facts)?),
        TimeZone => geo::time_zone(facts),
        Class => device::class(facts),
        System => device::system(facts),
        Browser => device::browser(facts),
        Touch => device::touch(facts),
        Screen => device::screen(facts),
        Flag => device::flag(facts, with),
        Local | Weekend | Utc => time::read(facts, with, way == Utc),
        Offset => time::offset(facts),
        Referral => referral::source(facts),
        Service => referral::name(facts),
        Referrer => lower(referral::referrer(facts), Source::Referrer),
        Campaign => referral::utm(facts, CAMPAIGN.get(usize::from(with))?.as_bytes()),
        Click => Observation::text(referral::click(&page::url(facts)), Source::Url, Trust::Declared),
        Language => locale::language(facts),
        Languages => locale::languages(facts),
        Rtl => locale::rtl(facts),
        Path => Observation::text(page::url(facts).path, Source::Url, Trust::Known),
        Host => lower(page::url(facts).host, Source::Url),
        Query => page::query(facts, argument?.as_bytes()),
        Document => Observation::text(facts.text(with).trim_ascii(), Source::Document, Trust::Known),
        Topics => page::topics(facts),
    }
}

fn of_region(way: Way, (region, source, trust): (geo::Region, Source, Trust)) -> Option<Observation> {
    match way {
        Continent => Observation::text(region.continent().as_bytes(), source, trust),
        Eu => Observation::flag(region.in_eu(), source, trust),
        Units => Observation::text(region.units().as_bytes(), source, trust),
        _ => Observation::text(&region.code(), source, trust),
    }
}

/// A host, without its port. Browsers write it in lower case.
fn lower(host: &[u8], source: Source) -> Option<Observation> {
    #[cfg(feature = "edge")]
    let host = &host.to_ascii_lowercase();
    Observation::text(host, source, Trust::Known)
}
