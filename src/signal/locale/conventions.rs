//! What is customary where, by region (CLDR, `scripts/regions.mjs`). A browser has none of it: a ruleset that asks has its
//! line in the bundle, as the signal's argument.

use crate::signal::catalogue::id;

static LINES: &str = include_str!("conventions.txt");

/// The table of a signal's convention, as `scan::meaning` reads it; nothing for a signal that is none.
pub(crate) fn convention(signal: u16) -> &'static str {
    let line = match signal {
        id::LOCALE_FIRST_WEEKDAY => 0,
        id::LOCALE_HOUR12 => 1,
        id::LOCALE_CURRENCY => 2,
        _ => return "",
    };
    LINES.lines().nth(line).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::signal::catalogue::values;
    use crate::signal::facts::number;
    use crate::signal::{Fact, Facts, observe};
    use crate::value::Value;

    fn of(signal: u16, region: &str) -> String {
        let facts = Facts::from_iter(vec![(number::LANGUAGES, Fact::Text(format!("en-{region}")))]);
        match observe(signal, None, &facts).map(|seen| seen.value) {
            Some(Value::Text(text)) => text,
            Some(Value::Bool(flag)) => flag.to_string(),
            _ => String::new(),
        }
    }

    #[test]
    fn one_pays_with_what_is_tender_today() {
        let cases = "CH CHF LI CHF DE EUR BG EUR US USD EC USD GB GBP SN XOF ZW ZWG IC EUR";
        for pair in cases.split(' ').collect::<Vec<_>>().chunks(2) {
            assert_eq!(of(id::LOCALE_CURRENCY, pair[0]), pair[1], "{}", pair[0]);
        }
        for region in ["AQ", "XX", "ZZ", "419"] {
            assert_eq!(of(id::LOCALE_CURRENCY, region), "", "{region}");
        }
        for code in values::COUNTRIES.iter().filter(|code| **code != "AQ") {
            let currency = of(id::LOCALE_CURRENCY, code);
            assert!(currency.len() == 3 && currency.bytes().all(|byte| byte.is_ascii_uppercase()), "{code}");
        }
    }

    #[test]
    fn weeks_begin_and_clocks_go_round_as_they_do_there() {
        for (region, day, twelve) in [
            ("DE", "mon", "false"),
            ("US", "sun", "true"),
            ("EG", "sat", "true"),
            ("MV", "fri", "false"),
            ("IC", "mon", "false"),
        ] {
            assert_eq!(of(id::LOCALE_FIRST_WEEKDAY, region), day, "{region}");
            assert_eq!(of(id::LOCALE_HOUR12, region), twelve, "{region}");
        }
    }
}
