//! From a signal's number to its value: the one place where the catalogue's numbers meet the code that knows them.

use super::catalogue::id;
use super::facts::{Facts, number};
use super::time::Part;
use super::{Observation, device, geo, locale, page, referral, time};

/// What the facts say of one signal; `None` when they say nothing, or when it is not made from facts (`custom.*` is
/// the site's to give, memory the profile's). `argument` is the variable part of the name, as `lookup` returns it.
///
/// Pure: the same facts give the same observation on every platform. Never panics; time is linear in the facts.
///
/// ```
/// use nearside::signal::{Fact, Facts, catalogue::id, facts::number, observe};
/// let facts = Facts { known: vec![(number::TIME_ZONE, Fact::Text("Europe/Oslo".into()))] };
/// let country = observe(id::GEO_COUNTRY, None, &facts).unwrap();
/// assert_eq!(country.trust.word(), "inferred");
/// ```
pub fn observe(signal: u16, argument: Option<&str>, facts: &Facts) -> Option<Observation> {
    match signal {
        id::GEO_COUNTRY => geo::country_code(facts),
        id::GEO_CONTINENT => geo::continent(facts),
        id::GEO_TIMEZONE => geo::time_zone(facts),
        id::GEO_EU => geo::eu(facts),

        id::DEVICE_TYPE => device::class(facts),
        id::DEVICE_OS => device::system(facts),
        id::DEVICE_BROWSER => device::browser(facts),
        id::DEVICE_TOUCH => device::touch(facts),
        id::DEVICE_SCREEN => device::screen(facts),
        id::DEVICE_DARK => device::preference(facts, number::DARK, "dark"),
        id::DEVICE_REDUCED_MOTION => device::preference(facts, number::REDUCED_MOTION, "reduce"),
        id::DEVICE_SAVE_DATA => device::setting(facts, number::SAVE_DATA, "on"),
        id::PRIVACY_GPC => device::setting(facts, number::GPC, "1"),

        id::TIME_HOUR => time::local(facts, Part::Hour),
        id::TIME_MINUTE => time::local(facts, Part::Minute),
        id::TIME_WEEKDAY => time::local(facts, Part::Weekday),
        id::TIME_WEEKEND => time::weekend(facts),
        id::TIME_DAYPART => time::local(facts, Part::Daypart),
        id::TIME_DATE => time::local(facts, Part::Date),
        id::TIME_MONTH => time::local(facts, Part::Month),
        id::TIME_DAY => time::local(facts, Part::Day),
        id::TIME_OFFSET => time::offset(facts),
        id::TIME_UTC_HOUR => time::utc(facts, Part::Hour),
        id::TIME_UTC_MINUTE => time::utc(facts, Part::Minute),
        id::TIME_UTC_WEEKDAY => time::utc(facts, Part::Weekday),
        id::TIME_UTC_DATE => time::utc(facts, Part::Date),
        id::TIME_UTC_MONTH => time::utc(facts, Part::Month),
        id::TIME_UTC_DAY => time::utc(facts, Part::Day),

        id::REFERRAL_SOURCE => referral::source(facts),
        id::REFERRAL_NAME => referral::name(facts),
        id::REFERRAL_HOST => referral::host(facts),
        id::REFERRAL_UTM_SOURCE => referral::utm(facts, "utm_source"),
        id::REFERRAL_UTM_MEDIUM => referral::utm(facts, "utm_medium"),
        id::REFERRAL_UTM_CAMPAIGN => referral::utm(facts, "utm_campaign"),
        id::REFERRAL_UTM_TERM => referral::utm(facts, "utm_term"),
        id::REFERRAL_UTM_CONTENT => referral::utm(facts, "utm_content"),
        id::REFERRAL_CLICK => referral::click(facts),

        id::LOCALE_LANGUAGE => locale::language(facts),
        id::LOCALE_LANGUAGES => locale::languages(facts),
        id::LOCALE_REGION => locale::region(facts),
        id::LOCALE_RTL => locale::rtl(facts),
        id::LOCALE_UNITS => locale::units(facts),

        id::PAGE_PATH => page::path(facts),
        id::PAGE_HOST => page::host(facts),
        id::PAGE_QUERY => page::query(facts, argument?),
        id::PAGE_TYPE => page::text(facts, number::PAGE_TYPE),
        id::PAGE_TITLE => page::text(facts, number::TITLE),
        id::PAGE_TOPICS => page::topics(facts),
        _ => None,
    }
}
