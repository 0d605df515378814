//! What values a signal plausibly has: ranges of numbers, forms of codes, and what people write instead.

/// The numbers that a signal can be; all of them whole.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Domain {
    pub least: f64,
    pub most: f64,
    pub whole: bool,
}

/// The range of a signal's numbers, where it has one.
pub fn domain(signal: &str) -> Option<Domain> {
    let whole = |least, most| Some(Domain { least, most, whole: true });
    match signal.strip_prefix("time.utc.").or_else(|| signal.strip_prefix("time.")) {
        Some("hour") => return whole(0.0, 23.0),
        Some("minute") => return whole(0.0, 59.0),
        Some("month") => return whole(1.0, 12.0),
        Some("day") => return whole(1.0, 31.0),
        Some("offset") => return whole(-840.0, 840.0),
        _ => {}
    }
    let counts =
        ["visit.count", "visit.pageviews", "visit.seconds", "visit.days_since_last", "visit.days_since_first", "$size"];
    let is_count = |part: &str| matches!(part, "count" | "count_7d" | "count_30d" | "session_count");
    if counts.contains(&signal)
        || signal.strip_prefix("event.").and_then(|rest| rest.rsplit('.').next()).is_some_and(is_count)
    {
        return whole(0.0, f64::INFINITY);
    }
    if signal.starts_with("affinity.") {
        return Some(Domain { least: 0.0, most: 1.0, whole: false });
    }
    let is_age =
        signal.strip_prefix("state.").and_then(|rest| rest.split_once('.')).is_some_and(|(_, part)| part == "age");
    is_age.then_some(Domain { least: 0.0, most: f64::INFINITY, whole: false })
}

/// Whether `$between: [18, 2]` goes round.
pub fn goes_round(signal: &str) -> bool {
    matches!(signal, "time.hour" | "time.utc.hour")
}

/// What somebody meant who wrote `found` for a signal with a closed set of values.
pub fn meant(signal: &str, found: &str, values: &[&str]) -> Option<String> {
    if let Some(value) = values.iter().find(|value| value.eq_ignore_ascii_case(found)) {
        return Some(format!("did you mean `{value}`? letter case counts"));
    }
    let lower = found.to_ascii_lowercase();
    let other = match (signal, lower.as_str()) {
        ("geo.country" | "locale.region", code) => return Some(country(code)),
        ("device.type", "phone" | "smartphone" | "iphone" | "cell" | "handset") => "mobile",
        ("device.type", "computer" | "pc" | "laptop" | "mac") => "desktop",
        ("device.type", "ipad") => "tablet",
        ("device.type", "television" | "smarttv") => "tv",
        ("device.type", "crawler" | "robot") => "bot",
        ("device.type", "watch") => "wearable",
        ("device.os", "iphone" | "ipados" | "ipad") => "ios",
        ("device.os", "mac" | "osx" | "mac os" | "mac os x") => "macos",
        ("device.os", "win" | "win10" | "win11" | "windows 10" | "windows 11") => "windows",
        ("device.screen", "small") => "s",
        ("device.screen", "medium") => "m",
        ("device.screen", "large") => "l",
        ("time.daypart", "noon" | "midday") => "afternoon",
        ("referral.source", "google" | "bing" | "duckduckgo") => return Some(by_name("search", found)),
        (
            "referral.source",
            "facebook" | "instagram" | "twitter" | "x" | "linkedin" | "reddit" | "tiktok" | "pinterest",
        ) => {
            return Some(by_name("social", found));
        }
        ("referral.source", "chatgpt" | "perplexity" | "claude" | "gemini") => return Some(by_name("chat", found)),
        ("referral.source", "newsletter" | "mail") => "email",
        ("referral.source", "ad" | "ads" | "cpc" | "ppc" | "sem") => "paid",
        ("referral.source", "seo" | "organic") => "search",
        ("referral.source", "none") => "direct",
        ("locale.units", "si") => "metric",
        ("locale.units", "imperial") => {
            return Some("did you mean `us` or `uk`? miles are not the same everywhere".to_owned());
        }
        ("time.weekday" | "time.utc.weekday" | "locale.first_weekday", day) => day.get(..3)?,
        ("geo.continent", "europe") => "EU",
        ("geo.continent", "asia") => "AS",
        ("geo.continent", "africa") => "AF",
        ("geo.continent", "north america") => "NA",
        ("geo.continent", "south america") => "SA",
        ("geo.continent", "oceania" | "australia") => "OC",
        _ => return None,
    };
    values.contains(&other).then(|| format!("did you mean `{other}`?"))
}

fn by_name(source: &str, name: &str) -> String {
    format!("did you mean `{source}`, or `referral.name: {}`?", name.to_ascii_lowercase())
}

fn country(code: &str) -> String {
    let iso = match code {
        "uk" | "england" | "en" => "GB",
        "eu" => return "the European Union is `geo.eu: true`, the continent `geo.continent: EU`".to_owned(),
        "usa" => "US",
        "deu" | "ger" | "germany" => "DE",
        "fra" | "france" => "FR",
        "aut" | "austria" => "AT",
        "che" | "sui" | "switzerland" => "CH",
        "nor" | "norway" => "NO",
        "swe" | "sweden" => "SE",
        "dnk" | "denmark" => "DK",
        "esp" | "spain" => "ES",
        "ita" | "italy" => "IT",
        "pol" | "poland" => "PL",
        "nld" | "netherlands" => "NL",
        "el" => "GR",
        "jpn" | "japan" => "JP",
        "chn" | "china" => "CN",
        "gbr" => "GB",
        _ => return "expected a code of two capital letters, ISO 3166-1: `DE`, `GB`, `US`".to_owned(),
    };
    format!("did you mean `{iso}`? countries are ISO 3166-1 codes")
}

/// A hint when `found` is no value of this signal at all, though it is text as they are.
pub fn impossible(signal: &str, found: &str) -> Option<&'static str> {
    let is_wrong = matches!(signal, "time.date" | "time.utc.date") && !is_date(found);
    is_wrong.then_some("dates are `YYYY-MM-DD`, and days of the calendar")
}

/// A message and a hint when `found` does not have the form of this signal's values.
pub fn unlikely(signal: &str, found: &str) -> Option<(String, String)> {
    let hint = match signal {
        "geo.region" if found.is_empty() || !crate::signal::is_region(found) => {
            "regions are ISO 3166-2 codes: `US-CA`, `DE-BE`".to_owned()
        }
        "locale.language" => language(found)?,
        "locale.script" if !(found.len() == 4 && is_titled(found)) => {
            "scripts are ISO 15924 codes: `Latn`, `Cyrl`, `Arab`".to_owned()
        }
        "locale.currency" if !(found.len() == 3 && found.bytes().all(|byte| byte.is_ascii_uppercase())) => {
            "currencies are ISO 4217 codes: `EUR`, `USD`".to_owned()
        }
        "geo.timezone" if found != "UTC" && jiff::tz::TimeZone::get(found).is_err() => {
            "zones are IANA names: `Europe/Berlin`, `America/New_York`".to_owned()
        }
        "page.path" | "visit.entry" if !found.starts_with('/') => "paths start with `/`".to_owned(),
        "page.host" | "referral.host" if found.contains("://") || found.contains('/') => {
            "a host is a name alone: `shop.example`".to_owned()
        }
        "referral.name" if found.bytes().any(|byte| byte.is_ascii_uppercase()) => {
            format!("names are lower case: `{}`", found.to_lowercase())
        }
        _ => return None,
    };
    Some((format!("`{signal}` is hardly ever `{found}`"), hint))
}

fn language(found: &str) -> Option<String> {
    let meant = match found {
        "jp" => "ja",
        "cz" => "cs",
        "dk" => "da",
        "gr" => "el",
        "cn" => "zh",
        "ua" => "uk",
        "iw" => "he",
        "english" => "en",
        "german" | "ger" => "de",
        _ if (2..=3).contains(&found.len()) && found.bytes().all(|byte| byte.is_ascii_lowercase()) => return None,
        _ => match found.split_once(['-', '_']) {
            Some((language, region)) => {
                let (language, region) = (language.to_lowercase(), region.to_uppercase());
                return Some(format!("a language alone, `{language}`; the region is `locale.region: {region}`"));
            }
            None => return Some("languages are ISO 639 codes in lower case: `en`, `de`, `pt`".to_owned()),
        },
    };
    Some(format!("did you mean `{meant}`? languages are ISO 639 codes"))
}

fn is_titled(found: &str) -> bool {
    let mut bytes = found.bytes();
    bytes.next().is_some_and(|byte| byte.is_ascii_uppercase()) && bytes.all(|byte| byte.is_ascii_lowercase())
}

fn is_date(found: &str) -> bool {
    found.len() == 10 && found.parse::<jiff::civil::Date>().is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_that_people_write_instead_have_a_hint() {
        let country = |found| meant("geo.country", found, &["GB", "DE"]).unwrap();
        assert!(country("UK").contains("`GB`"));
        assert!(country("de").contains("`DE`"));
        assert!(country("EU").contains("geo.eu"));
        assert!(meant("device.type", "phone", &["mobile"]).unwrap().contains("`mobile`"));
        assert!(meant("time.weekday", "Monday", &["mon"]).unwrap().contains("`mon`"));
        assert_eq!(meant("time.weekday", "é", &["mon"]), None);
    }

    #[test]
    fn a_date_that_does_not_exist_is_none() {
        for found in ["2026-12-24", "2028-02-29", "0001-01-01", "9999-12-31"] {
            assert_eq!(impossible("time.date", found), None, "{found}");
        }
        for found in [
            "24.12.2026",
            "2026-02-29",
            "2026-13-01",
            "2026-12-32",
            "2026-1-1",
            "20261224",
            "2026-12",
            "",
            "+02026-12-24",
        ] {
            assert!(impossible("time.utc.date", found).is_some(), "{found}");
        }
        assert_eq!(impossible("page.path", "2026-02-29"), None);
    }

    #[test]
    fn the_form_of_codes_is_judged_and_right_ones_pass() {
        for (signal, right, wrong) in [
            ("geo.region", "US-CA", "California"),
            ("geo.region", "GB-ENG", "GB-EN"),
            ("geo.region", "JP-13", "US-06"),
            ("geo.region", "AT-9", "us-ca"),
            ("locale.language", "no", "en-US"),
            ("locale.language", "pt", "jp"),
            ("geo.timezone", "Europe/Oslo", "CET/Oslo"),
            ("page.path", "/sale", "sale"),
            ("locale.currency", "EUR", "euro"),
        ] {
            assert_eq!(unlikely(signal, right), None, "{signal} {right}");
            assert!(unlikely(signal, wrong).is_some(), "{signal} {wrong}");
        }
    }
}
