//! The table itself, in the order in which the documentation lists the signals.

use super::Sensitivity::{Declared, Precise};
use super::{Entry, id, values};
use crate::value::Kind::{Any, Bool, Duration, Enum, List, Number, Text, Time, Topic, Version};

#[rustfmt::skip]
pub(super) static TABLE: &[Entry] = &[
    Entry::new(id::GEO_COUNTRY, "geo.country", Enum).of(values::COUNTRIES).unit("ISO 3166-1 alpha-2"),
    Entry::new(id::GEO_REGION, "geo.region", Text).unit("ISO 3166-2").edge_only(),
    Entry::new(id::GEO_CITY, "geo.city", Text).sensitivity(Precise).edge_only(),
    Entry::new(id::GEO_CONTINENT, "geo.continent", Enum).of(values::CONTINENTS),
    Entry::new(id::GEO_TIMEZONE, "geo.timezone", Text).unit("IANA time zone"),
    Entry::new(id::GEO_EU, "geo.eu", Bool),

    Entry::new(id::DEVICE_TYPE, "device.type", Enum).of(values::DEVICES),
    Entry::new(id::DEVICE_OS, "device.os", Enum).of(values::SYSTEMS),
    Entry::new(id::DEVICE_OS_VERSION, "device.os_version", Version).unit("numbers and dots; 17.0 is 17"),
    Entry::new(id::DEVICE_BROWSER, "device.browser", Enum).of(values::BROWSERS),
    Entry::new(id::DEVICE_BROWSER_VERSION, "device.browser_version", Version).unit("numbers and dots; 124.0.0.0 is 124"),
    Entry::new(id::DEVICE_TOUCH, "device.touch", Bool).device_only(),
    Entry::new(id::DEVICE_SCREEN, "device.screen", Enum).of(values::SCREENS).unit("s below 600 CSS px of viewport width, m below 1024, l below 1440, xl"),
    Entry::new(id::DEVICE_DARK, "device.dark", Bool),
    Entry::new(id::DEVICE_REDUCED_MOTION, "device.reduced_motion", Bool),
    Entry::new(id::DEVICE_CONTRAST, "device.contrast", Enum).of(values::CONTRASTS).device_only(),
    Entry::new(id::DEVICE_SAVE_DATA, "device.save_data", Bool),
    Entry::new(id::DEVICE_NETWORK, "device.network", Enum).of(values::NETWORKS),
    Entry::new(id::DEVICE_MEMORY, "device.memory", Number).unit("GB, rounded by the browser"),

    Entry::new(id::TIME_HOUR, "time.hour", Number).unit("0–23"),
    Entry::new(id::TIME_MINUTE, "time.minute", Number).unit("0–59"),
    Entry::new(id::TIME_WEEKDAY, "time.weekday", Enum).of(values::WEEKDAYS),
    Entry::new(id::TIME_WEEKEND, "time.weekend", Bool),
    Entry::new(id::TIME_DAYPART, "time.daypart", Enum).of(values::DAYPARTS).unit("morning from 5:00, afternoon from 12:00, evening from 17:00, night from 22:00, or as `dayparts` says"),
    Entry::new(id::TIME_DATE, "time.date", Text).unit("YYYY-MM-DD"),
    Entry::new(id::TIME_MONTH, "time.month", Number).unit("1–12"),
    Entry::new(id::TIME_DAY, "time.day", Number).unit("1–31"),
    Entry::new(id::TIME_OFFSET, "time.offset", Number).unit("minutes east of UTC"),
    Entry::new(id::TIME_UTC_HOUR, "time.utc.hour", Number).unit("0–23"),
    Entry::new(id::TIME_UTC_MINUTE, "time.utc.minute", Number).unit("0–59"),
    Entry::new(id::TIME_UTC_WEEKDAY, "time.utc.weekday", Enum).of(values::WEEKDAYS),
    Entry::new(id::TIME_UTC_DATE, "time.utc.date", Text).unit("YYYY-MM-DD"),
    Entry::new(id::TIME_UTC_MONTH, "time.utc.month", Number).unit("1–12"),
    Entry::new(id::TIME_UTC_DAY, "time.utc.day", Number).unit("1–31"),

    Entry::new(id::CALENDAR_STATE, "calendar.*.state", Enum).of(values::OPEN_CLOSED),
    Entry::new(id::CALENDAR_OPENS, "calendar.*.opens", Time),
    Entry::new(id::CALENDAR_CLOSES, "calendar.*.closes", Time),
    Entry::new(id::CALENDAR_CHANGES, "calendar.*.changes", Time),

    Entry::new(id::REFERRAL_SOURCE, "referral.source", Enum).of(values::REFERRALS),
    Entry::new(id::REFERRAL_NAME, "referral.name", Text).unit("lower case: google, facebook, chatgpt"),
    Entry::new(id::REFERRAL_HOST, "referral.host", Text).link_text(),
    Entry::new(id::REFERRAL_TERM, "referral.term", Text).link_text(),
    Entry::new(id::REFERRAL_UTM_SOURCE, "referral.utm.source", Text).link_text(),
    Entry::new(id::REFERRAL_UTM_MEDIUM, "referral.utm.medium", Text).link_text(),
    Entry::new(id::REFERRAL_UTM_CAMPAIGN, "referral.utm.campaign", Text).link_text(),
    Entry::new(id::REFERRAL_UTM_TERM, "referral.utm.term", Text).link_text(),
    Entry::new(id::REFERRAL_UTM_CONTENT, "referral.utm.content", Text).link_text(),
    Entry::new(id::REFERRAL_CLICK, "referral.click", Enum).of(values::CLICKS),

    Entry::new(id::LOCALE_LANGUAGE, "locale.language", Text).unit("one of the ruleset's `locales`; else ISO 639 code, lower case: en, no, pt"),
    Entry::new(id::LOCALE_LANGUAGES, "locale.languages", List).unit("BCP 47 tags, most wanted first"),
    Entry::new(id::LOCALE_REGION, "locale.region", Enum).of(values::COUNTRIES).unit("ISO 3166-1 alpha-2"),
    Entry::new(id::LOCALE_SCRIPT, "locale.script", Text).unit("ISO 15924"),
    Entry::new(id::LOCALE_RTL, "locale.rtl", Bool),
    Entry::new(id::LOCALE_UNITS, "locale.units", Enum).of(values::UNITS),
    Entry::new(id::LOCALE_FIRST_WEEKDAY, "locale.first_weekday", Enum).of(values::WEEKDAYS),
    Entry::new(id::LOCALE_HOUR12, "locale.hour12", Bool),
    Entry::new(id::LOCALE_CURRENCY, "locale.currency", Text).unit("ISO 4217"),

    Entry::new(id::PAGE_PATH, "page.path", Text).link_text(),
    Entry::new(id::PAGE_HOST, "page.host", Text),
    Entry::new(id::PAGE_QUERY, "page.query.*", Text).link_text(),
    Entry::new(id::PAGE_TYPE, "page.type", Text).device_only(),
    Entry::new(id::PAGE_TITLE, "page.title", Text).device_only().link_text(),
    Entry::new(id::PAGE_TOPICS, "page.topics", List).device_only(),

    Entry::new(id::VISIT_COUNT, "visit.count", Number).remembered(),
    Entry::new(id::VISIT_NEW, "visit.new", Bool).remembered(),
    Entry::new(id::VISIT_PAGEVIEWS, "visit.pageviews", Number).remembered(),
    Entry::new(id::VISIT_SECONDS, "visit.seconds", Number).unit("seconds").remembered(),
    Entry::new(id::VISIT_ENTRY, "visit.entry", Text).link_text().remembered(),
    Entry::new(id::VISIT_DAYS_SINCE_LAST, "visit.days_since_last", Number).unit("days").remembered(),
    Entry::new(id::VISIT_DAYS_SINCE_FIRST, "visit.days_since_first", Number).unit("days").remembered(),
    Entry::new(id::VISIT_LAST_ACTION, "visit.last_action", Text).unit("name of a declared event").remembered(),

    Entry::new(id::EVENT_COUNT, "event.*.count", Number).remembered(),
    Entry::new(id::EVENT_COUNT_7D, "event.*.count_7d", Number).remembered(),
    Entry::new(id::EVENT_COUNT_30D, "event.*.count_30d", Number).remembered(),
    Entry::new(id::EVENT_SESSION_COUNT, "event.*.session_count", Number).remembered(),
    Entry::new(id::EVENT_LAST, "event.*.last", Time).remembered(),
    Entry::new(id::EVENT_SUM, "event.*.sum.*", Number).remembered(),
    Entry::new(id::EVENT_AVG, "event.*.avg.*", Number).remembered(),

    Entry::new(id::STATE_OPEN, "state.*.open", Bool).remembered(),
    Entry::new(id::STATE_SINCE, "state.*.since", Time).remembered(),
    Entry::new(id::STATE_AGE, "state.*.age", Duration).remembered(),
    Entry::new(id::STAGE, "stage.*", Text).unit("a step of the stage").remembered(),

    Entry::new(id::AFFINITY_TOP, "affinity.top", Topic).remembered(),
    Entry::new(id::AFFINITY, "affinity.*", Number).unit("0–1, decaying").remembered(),
    Entry::new(id::DECLARED, "declared.*", Any).remembered().sensitivity(Declared),

    Entry::new(id::TABLE, "table.*.*", Any).later(),

    Entry::new(id::HOLDOUT, "holdout", Bool),
    Entry::new(id::VARIANT, "variant.*", Text).unit("id of a variant"),

    Entry::new(id::CONSENT, "consent.*", Bool).device_only(),
    Entry::new(id::PRIVACY_GPC, "privacy.gpc", Bool),

    Entry::new(id::MODEL, "model.*", Number).remembered().later(),
    Entry::new(id::CUSTOM, "custom.*", Any),
];
