//! The script and the region that go with a language: CLDR's likely subtags (`scripts/languages.mjs`). A browser knows
//! them itself, and says so in a fact.

use super::Tag;
use crate::signal::facts::quote;
use crate::signal::scan::cut;
use crate::signal::table::Index;

/// `zh-TW=Hant-TW`, a line each, in the order of the keys' bytes.
static LIKELY: &str = include_str!("likely.txt");
static INDEX: Index<1024> = Index::of(LIKELY);

/// The likely script and region of what a tag names; what it names itself stays (UTS #35, "Likely Subtags").
pub(crate) fn likely<'a>(language: &str, script: &'a str, region: &'a str) -> Option<(&'a str, &'a str)> {
    let find = |parts: &[&str]| {
        let mut key = String::with_capacity(16);
        for part in parts {
            if part.is_empty() {
                return None;
            }
            key.push_str(if key.is_empty() { "" } else { "-" });
            key.push_str(part);
        }
        line(&key)
    };
    let value = find(&[language, script, region])
        .or_else(|| find(&[language, script]))
        .or_else(|| find(&[language, region]))
        .or_else(|| find(&[language]))?;
    let (likely_script, likely_region) = value.split_once('-')?;
    let first = |named: &'a str, likely: &'static str| if named.is_empty() { likely } else { named };
    Some((first(script, likely_script), first(region, likely_region)))
}

/// The regions that go with something of their own in a language.
#[cfg(feature = "tools")]
pub(crate) fn regions_of(language: &str) -> impl Iterator<Item = &'static str> {
    let keys = LIKELY.lines().filter_map(move |line| line.split('=').next()?.strip_prefix(language)?.strip_prefix('-'));
    keys.filter_map(|rest| rest.rsplit('-').next())
}

/// The scripts that are likely in a language, somewhere.
#[cfg(feature = "tools")]
pub(crate) fn scripts_of(language: &str) -> impl Iterator<Item = &'static str> {
    let values = LIKELY.lines().filter_map(move |line| line.strip_prefix(language)?.split_once('='));
    let values = values.filter(|(rest, _)| rest.is_empty() || rest.starts_with('-'));
    values.filter_map(|(_, value)| value.split('-').next())
}

/// Writes the tag with all three, in quotes; nothing for a language that nobody knows.
pub(super) fn write(tag: &str, out: &mut Vec<u8>) {
    let tag = Tag::read(tag.as_bytes());
    let [language, script, region] =
        [tag.language, tag.script, tag.region].map(|part| str::from_utf8(part).unwrap_or_default());
    if let Some((script, region)) = likely(language, script, region) {
        quote([language, script, region].join("-").as_bytes(), out);
    }
}

/// What stands behind a key.
fn line(key: &str) -> Option<&'static str> {
    let (_, after) = INDEX.find(key.as_bytes())?;
    str::from_utf8(cut(after.strip_prefix(b"=")?, b'\n').0).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_is_found() {
        assert!(LIKELY.lines().count() > 600);
        for known in LIKELY.lines() {
            let (key, value) = known.split_once('=').unwrap();
            assert_eq!(line(key), Some(value), "{key}");
        }
        for key in ["", "a", "zz", "de-", "zh-ZZ", "~"] {
            assert_eq!(line(key), None, "{key}");
        }
    }

    #[test]
    fn ok_likely() {
        assert_eq!(likely("zh", "", "TW"), Some(("Hant", "TW")));
        assert_eq!(likely("zh", "Hant", ""), Some(("Hant", "TW")));
        assert_eq!(likely("zh", "", "DE"), Some(("Hans", "DE")));
        assert_eq!(likely("sr", "", ""), Some(("Cyrl", "RS")));
        assert_eq!(likely("pa", "", "PK"), Some(("Arab", "PK")));
        assert_eq!(likely("en", "Cyrl", ""), Some(("Cyrl", "US")));
        assert_eq!(likely("xx", "", "DE"), None);
        assert_eq!(likely("", "", ""), None);
    }
}
