//! The catalogue of signals: one table, from which everything that lists signals is generated.
//!
//! Ruleset checks, documentation, schema, types and the manifest ask this table; a running program does not. It holds
//! numbers ([`id`]) and the names that its own rules use, so a visit never links a single name of this table. The
//! surprise: a number is part of the bundle format. It is given once and never used again, even for a signal that is
//! gone.

pub mod id;
#[cfg(feature = "why")]
mod phrases;
pub mod values;

use crate::program::records::{AT_EDGE, ON_DEVICE};
use crate::value::Kind;

/// How much a value says about a person. Ordered: a charter names the highest that it allows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[repr(u8)]
pub enum Sensitivity {
    /// About this visit only; gone with the page.
    Contextual = 0,
    /// From what the visitor did here.
    Behavioural = 1,
    /// What the visitor said.
    Declared = 2,
    /// Narrow enough to find a household.
    Precise = 3,
    /// Health, faith, politics and the like.
    Sensitive = 4,
}

impl Sensitivity {
    pub const ALL: [Sensitivity; 5] = [
        Sensitivity::Contextual,
        Sensitivity::Behavioural,
        Sensitivity::Declared,
        Sensitivity::Precise,
        Sensitivity::Sensitive,
    ];

    /// The word that rulesets and charters use.
    pub fn word(self) -> &'static str {
        match self {
            Sensitivity::Contextual => "contextual",
            Sensitivity::Behavioural => "behavioural",
            Sensitivity::Declared => "declared",
            Sensitivity::Precise => "precise",
            Sensitivity::Sensitive => "sensitive",
        }
    }

    pub fn from_word(word: &str) -> Option<Sensitivity> {
        Sensitivity::ALL.into_iter().find(|s| s.word() == word)
    }
}

/// One signal, or one family of signals when its name holds a `*`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Entry {
    /// Number in bundles; never 0 (that is an attribute of `matches()`), never used twice.
    pub id: u16,
    /// Dotted name. A `*` inside stands for one part, a `*` at the end for all that follows.
    pub name: &'static str,
    /// [`Kind::Any`]: what the ruleset declares for the name.
    pub kind: Kind,
    /// All that a [`Kind::Enum`] can be; of a list, all that its elements can be. Empty: open.
    pub values: &'static [&'static str],
    pub sensitivity: Sensitivity,
    /// Kept on the device; needs consent for `personalization`.
    pub memory: bool,
    /// Text that whoever makes a link can choose. It may be compared, but not shown as it is.
    pub url_text: bool,
    /// [`AT_EDGE`], [`ON_DEVICE`]: where it can be known.
    pub place: u8,
    /// Made by this release. Others are reserved: their names and types are checked, their use is an error.
    pub active: bool,
    /// Unit, range or form, for people: `0–23`, `YYYY-MM-DD`, `minutes east of UTC`.
    pub unit: &'static str,
}

impl Entry {
    /// The name ends in, or holds, a part that the ruleset chooses.
    pub fn is_family(&self) -> bool {
        self.name.contains('*')
    }

    /// The first part of the name: `geo` of `geo.country`.
    pub fn group(&self) -> &'static str {
        self.name.split('.').next().unwrap_or(self.name)
    }

    /// What the signal is, in words for the visitor: "the country you are in".
    #[cfg(feature = "why")]
    pub fn phrase(&self) -> &'static str {
        phrases::of(self.id).0
    }

    /// Where the value comes from and what it can reveal, for the team.
    #[cfg(feature = "why")]
    pub fn about(&self) -> &'static str {
        phrases::of(self.id).1
    }

    const fn new(id: u16, name: &'static str, kind: Kind) -> Entry {
        Entry {
            id,
            name,
            kind,
            values: &[],
            sensitivity: Sensitivity::Contextual,
            memory: false,
            url_text: false,
            place: AT_EDGE | ON_DEVICE,
            active: true,
            unit: "",
        }
    }

    const fn of(self, values: &'static [&'static str]) -> Entry {
        Entry { values, ..self }
    }

    const fn unit(self, unit: &'static str) -> Entry {
        Entry { unit, ..self }
    }

    const fn device_only(self) -> Entry {
        Entry { place: ON_DEVICE, ..self }
    }

    const fn link_text(self) -> Entry {
        Entry { url_text: true, ..self }
    }

    /// Not made by this release.
    const fn later(self) -> Entry {
        Entry { active: false, ..self }
    }

    const fn sensitivity(self, sensitivity: Sensitivity) -> Entry {
        Entry { sensitivity, ..self }
    }

    const fn remembered(self) -> Entry {
        Entry { memory: true, sensitivity: Sensitivity::Behavioural, place: ON_DEVICE, ..self }
    }
}

/// Every signal, in the order in which the documentation lists them.
pub fn all() -> &'static [Entry] {
    TABLE
}

pub fn by_id(id: u16) -> Option<&'static Entry> {
    TABLE.iter().find(|entry| entry.id == id)
}

/// The entry of a signal's name, and the part of the name that the ruleset chose: from where the entry has its first
/// `*` to where it has its last. `ref` of `page.query.ref`, `store.name` of `table.store.name`, `buy.sum.value` of
/// `event.buy.sum.value`.
///
/// ```
/// use nearside::signal::catalogue::lookup;
/// let (entry, argument) = lookup("event.purchase.count").unwrap();
/// assert_eq!((entry.name, argument), ("event.*.count", Some("purchase")));
/// ```
pub fn lookup(name: &str) -> Option<(&'static Entry, Option<&str>)> {
    if let Some(entry) = TABLE.iter().find(|entry| entry.name == name && !entry.is_family()) {
        return Some((entry, None));
    }
    TABLE.iter().filter(|entry| entry.is_family()).find_map(|entry| Some((entry, Some(argument(entry.name, name)?))))
}

/// What `name` has where `pattern` has its stars.
fn argument<'a>(pattern: &str, name: &'a str) -> Option<&'a str> {
    let (head, tail) = pattern.split_once('*')?;
    let rest = name.strip_prefix(head)?;
    let fixed = match tail.split_once('*') {
        None => tail,
        Some((between, _)) => {
            let (first, last) = rest.split_once(between)?;
            return (is_part(first) && !last.is_empty()).then_some(rest);
        }
    };
    let chosen = rest.strip_suffix(fixed)?;
    let fits = if fixed.is_empty() { !chosen.is_empty() } else { is_part(chosen) };
    fits.then_some(chosen)
}

/// One part of a dotted name.
fn is_part(text: &str) -> bool {
    !text.is_empty() && !text.contains('.')
}

use Kind::{Any, Bool, Duration, Enum, List, Number, Text, Time, Topic, Version};
use Sensitivity::{Declared, Precise};

#[rustfmt::skip]
static TABLE: &[Entry] = &[
    Entry::new(id::GEO_COUNTRY, "geo.country", Enum).of(values::COUNTRIES).unit("ISO 3166-1 alpha-2"),
    Entry::new(id::GEO_REGION, "geo.region", Text).unit("ISO 3166-2").later(),
    Entry::new(id::GEO_CITY, "geo.city", Text).sensitivity(Precise).later(),
    Entry::new(id::GEO_CONTINENT, "geo.continent", Enum).of(values::CONTINENTS),
    Entry::new(id::GEO_TIMEZONE, "geo.timezone", Text).unit("IANA time zone"),
    Entry::new(id::GEO_EU, "geo.eu", Bool),

    Entry::new(id::DEVICE_TYPE, "device.type", Enum).of(values::DEVICES),
    Entry::new(id::DEVICE_OS, "device.os", Enum).of(values::SYSTEMS),
    Entry::new(id::DEVICE_OS_VERSION, "device.os_version", Version).later(),
    Entry::new(id::DEVICE_BROWSER, "device.browser", Enum).of(values::BROWSERS),
    Entry::new(id::DEVICE_BROWSER_VERSION, "device.browser_version", Version).later(),
    Entry::new(id::DEVICE_TOUCH, "device.touch", Bool).device_only(),
    Entry::new(id::DEVICE_SCREEN, "device.screen", Enum).of(values::SCREENS).unit("s below 600 CSS px of viewport width, m below 1024, l below 1440, xl"),
    Entry::new(id::DEVICE_DARK, "device.dark", Bool),
    Entry::new(id::DEVICE_REDUCED_MOTION, "device.reduced_motion", Bool),
    Entry::new(id::DEVICE_CONTRAST, "device.contrast", Enum).of(values::CONTRASTS).device_only().later(),
    Entry::new(id::DEVICE_SAVE_DATA, "device.save_data", Bool),
    Entry::new(id::DEVICE_NETWORK, "device.network", Enum).of(values::NETWORKS).later(),
    Entry::new(id::DEVICE_MEMORY, "device.memory", Number).unit("GB, rounded by the browser").later(),

    Entry::new(id::TIME_HOUR, "time.hour", Number).unit("0–23"),
    Entry::new(id::TIME_MINUTE, "time.minute", Number).unit("0–59"),
    Entry::new(id::TIME_WEEKDAY, "time.weekday", Enum).of(values::WEEKDAYS),
    Entry::new(id::TIME_WEEKEND, "time.weekend", Bool),
    Entry::new(id::TIME_DAYPART, "time.daypart", Enum).of(values::DAYPARTS).unit("morning from 5:00, afternoon from 12:00, evening from 17:00, night from 22:00"),
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

    Entry::new(id::CALENDAR_STATE, "calendar.*.state", Enum).of(values::OPEN_CLOSED).later(),
    Entry::new(id::CALENDAR_OPENS, "calendar.*.opens", Time).later(),
    Entry::new(id::CALENDAR_CLOSES, "calendar.*.closes", Time).later(),

    Entry::new(id::REFERRAL_SOURCE, "referral.source", Enum).of(values::REFERRALS),
    Entry::new(id::REFERRAL_NAME, "referral.name", Text).unit("lower case: google, facebook, chatgpt"),
    Entry::new(id::REFERRAL_HOST, "referral.host", Text).link_text(),
    Entry::new(id::REFERRAL_TERM, "referral.term", Text).link_text().later(),
    Entry::new(id::REFERRAL_UTM_SOURCE, "referral.utm.source", Text).link_text(),
    Entry::new(id::REFERRAL_UTM_MEDIUM, "referral.utm.medium", Text).link_text(),
    Entry::new(id::REFERRAL_UTM_CAMPAIGN, "referral.utm.campaign", Text).link_text(),
    Entry::new(id::REFERRAL_UTM_TERM, "referral.utm.term", Text).link_text(),
    Entry::new(id::REFERRAL_UTM_CONTENT, "referral.utm.content", Text).link_text(),
    Entry::new(id::REFERRAL_CLICK, "referral.click", Enum).of(values::CLICKS),

    Entry::new(id::LOCALE_LANGUAGE, "locale.language", Text).unit("ISO 639 code, lower case: en, no, pt"),
    Entry::new(id::LOCALE_LANGUAGES, "locale.languages", List).unit("BCP 47 tags, most wanted first"),
    Entry::new(id::LOCALE_REGION, "locale.region", Enum).of(values::COUNTRIES).unit("ISO 3166-1 alpha-2"),
    Entry::new(id::LOCALE_SCRIPT, "locale.script", Text).unit("ISO 15924").later(),
    Entry::new(id::LOCALE_RTL, "locale.rtl", Bool),
    Entry::new(id::LOCALE_UNITS, "locale.units", Enum).of(values::UNITS),
    Entry::new(id::LOCALE_FIRST_WEEKDAY, "locale.first_weekday", Enum).of(values::WEEKDAYS).later(),
    Entry::new(id::LOCALE_HOUR12, "locale.hour12", Bool).later(),
    Entry::new(id::LOCALE_CURRENCY, "locale.currency", Text).unit("ISO 4217").later(),

    Entry::new(id::PAGE_PATH, "page.path", Text).link_text(),
    Entry::new(id::PAGE_HOST, "page.host", Text),
    Entry::new(id::PAGE_QUERY, "page.query.*", Text).link_text(),
    Entry::new(id::PAGE_TYPE, "page.type", Text).device_only(),
    Entry::new(id::PAGE_TITLE, "page.title", Text).device_only().link_text(),
    Entry::new(id::PAGE_TOPICS, "page.topics", List).device_only(),

    Entry::new(id::VISIT_COUNT, "visit.count", Number).remembered().later(),
    Entry::new(id::VISIT_NEW, "visit.new", Bool).remembered().later(),
    Entry::new(id::VISIT_PAGEVIEWS, "visit.pageviews", Number).remembered().later(),
    Entry::new(id::VISIT_SECONDS, "visit.seconds", Number).unit("seconds").remembered().later(),
    Entry::new(id::VISIT_ENTRY, "visit.entry", Text).link_text().remembered().later(),
    Entry::new(id::VISIT_DAYS_SINCE_LAST, "visit.days_since_last", Number).unit("days").remembered().later(),
    Entry::new(id::VISIT_DAYS_SINCE_FIRST, "visit.days_since_first", Number).unit("days").remembered().later(),
    Entry::new(id::VISIT_LAST_ACTION, "visit.last_action", Text).unit("name of a declared event").remembered().later(),

    Entry::new(id::EVENT_COUNT, "event.*.count", Number).remembered().later(),
    Entry::new(id::EVENT_COUNT_7D, "event.*.count_7d", Number).remembered().later(),
    Entry::new(id::EVENT_COUNT_30D, "event.*.count_30d", Number).remembered().later(),
    Entry::new(id::EVENT_SESSION_COUNT, "event.*.session_count", Number).remembered().later(),
    Entry::new(id::EVENT_LAST, "event.*.last", Time).remembered().later(),
    Entry::new(id::EVENT_SUM, "event.*.sum.*", Number).remembered().later(),
    Entry::new(id::EVENT_AVG, "event.*.avg.*", Number).remembered().later(),

    Entry::new(id::STATE_OPEN, "state.*.open", Bool).remembered().later(),
    Entry::new(id::STATE_SINCE, "state.*.since", Time).remembered().later(),
    Entry::new(id::STATE_AGE, "state.*.age", Duration).remembered().later(),
    Entry::new(id::STAGE, "stage.*", Text).unit("a step of the stage").remembered().later(),

    Entry::new(id::AFFINITY_TOP, "affinity.top", Topic).remembered().later(),
    Entry::new(id::AFFINITY, "affinity.*", Number).unit("0–1, decaying").remembered().later(),
    Entry::new(id::DECLARED, "declared.*", Any).remembered().sensitivity(Declared).later(),

    Entry::new(id::TABLE, "table.*.*", Any).later(),

    Entry::new(id::HOLDOUT, "holdout", Bool).remembered().sensitivity(Sensitivity::Contextual).later(),
    Entry::new(id::VARIANT, "variant.*", Text).unit("id of a variant").remembered().sensitivity(Sensitivity::Contextual).later(),

    Entry::new(id::CONSENT, "consent.*", Bool).device_only().later(),
    Entry::new(id::PRIVACY_GPC, "privacy.gpc", Bool),

    Entry::new(id::MODEL, "model.*", Number).remembered().later(),
    Entry::new(id::CUSTOM, "custom.*", Any),
];

#[cfg(test)]
mod tests {
    use super::*;

    fn found(name: &str) -> Option<(&'static str, Option<String>)> {
        lookup(name).map(|(entry, argument)| (entry.name, argument.map(String::from)))
    }

    #[test]
    fn a_number_is_used_once_and_is_not_zero() {
        for (at, entry) in all().iter().enumerate() {
            assert_ne!(entry.id, 0, "{}", entry.name);
            for other in all().iter().skip(at + 1) {
                assert_ne!(entry.id, other.id, "{} and {}", entry.name, other.name);
                assert_ne!(entry.name, other.name);
            }
        }
    }

    #[test]
    fn closed_sets_belong_to_enums_and_enums_have_one() {
        for entry in all() {
            assert_eq!(entry.kind == Kind::Enum, !entry.values.is_empty(), "{}", entry.name);
            assert_ne!(entry.place, 0, "{}", entry.name);
        }
    }

    #[test]
    fn memory_is_never_at_the_edge() {
        assert!(all().iter().all(|entry| !entry.memory || entry.place == ON_DEVICE));
    }

    #[test]
    fn ok_lookup_exact_before_family() {
        assert_eq!(found("geo.country"), Some(("geo.country", None)));
        assert_eq!(found("affinity.top"), Some(("affinity.top", None)));
        assert_eq!(found("affinity.running"), Some(("affinity.*", Some("running".into()))));
    }

    #[test]
    fn ok_lookup_argument() {
        assert_eq!(found("page.query.a.b"), Some(("page.query.*", Some("a.b".into()))));
        assert_eq!(found("state.cart.age"), Some(("state.*.age", Some("cart".into()))));
        assert_eq!(found("table.store.name"), Some(("table.*.*", Some("store.name".into()))));
        assert_eq!(found("event.buy.sum.value"), Some(("event.*.sum.*", Some("buy.sum.value".into()))));
    }

    #[test]
    fn err_lookup_unknown() {
        for name in [
            "",
            ".",
            "geo",
            "geo.",
            "geo.*.x",
            "custom.",
            "custom",
            "event..count",
            "event.buy",
            "event.a.b.sum.c",
            "event.a.b.count",
            "table.store",
            "é.*",
        ] {
            assert_eq!(found(name), None, "{name}");
        }
    }

    #[cfg(feature = "why")]
    #[test]
    fn every_signal_can_be_said_to_a_visitor() {
        for entry in all() {
            assert!(!entry.phrase().is_empty(), "{}", entry.name);
            assert!(!entry.about().is_empty(), "{}", entry.name);
        }
    }
}
