//! A language's tag (BCP 47), as far as matching asks: language, script, region, and the rest.

use super::data::DATA;
use crate::signal::locale::likely::likely;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tag {
    /// As it was written.
    pub text: String,
    /// `und` where the tag names none.
    pub language: String,
    /// Empty where the tag names none.
    pub script: String,
    pub region: String,
    /// Variants and extensions.
    pub rest: Vec<String>,
}

impl Tag {
    /// Reads a tag; `None` where it is not well-formed (RFC 5646, §2.1, less extended languages; grandfathered tags are
    /// their replacements). Retired codes are read as what they became.
    pub fn read(text: &str) -> Option<Tag> {
        let mut tag = Tag::parse(&text.to_ascii_lowercase())?;
        text.clone_into(&mut tag.text);
        Some(tag)
    }

    fn parse(lower: &str) -> Option<Tag> {
        if let Some(other) = DATA.aliases.get(lower).filter(|other| lower.contains('-') && lower != **other) {
            return Tag::parse(&other.to_ascii_lowercase());
        }
        let mut parts = lower.split('-').peekable();
        let mut language =
            parts.next().filter(|part| matches!(part.len(), 2 | 3 | 5..=8) && is_letters(part))?.to_owned();
        let script = parts.next_if(|part| part.len() == 4 && is_letters(part)).map(title).unwrap_or_default();
        let is_region = |part: &&str| part.len() == 2 && is_letters(part) || part.len() == 3 && is_digits(part);
        let region = parts.next_if(is_region).map(str::to_ascii_uppercase).unwrap_or_default();
        let rest: Vec<String> = parts.map(str::to_owned).collect();
        let is_formed =
            |part: &String| (1..=8).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_alphanumeric());
        // A letter alone begins an extension; behind `x` anything goes.
        let is_private = rest.iter().rev().skip(1).any(|part| part == "x");
        let ends_well = is_private || rest.last().is_none_or(|last| last.len() > 1);
        let starts_well = rest.first().is_none_or(|first| first.len() != 2 && first.len() != 3);
        if !rest.iter().all(is_formed) || !ends_well || !starts_well {
            return None;
        }
        let (mut named_script, mut named_region) = (String::new(), String::new());
        if let Some(other) =
            DATA.aliases.get(language.as_str()).and_then(|other| Tag::parse(&other.to_ascii_lowercase()))
        {
            (language, named_script, named_region) = (other.language, other.script, other.region);
        }
        let first = |named: String, other: String| if named.is_empty() { other } else { named };
        let (script, region) = (first(script, named_script), first(region, named_region));
        Some(Tag { text: String::new(), language, script, region, rest })
    }

    /// The tag with the script and the region that go with it (UTS #35, "Likely Subtags").
    pub fn maximize(&self) -> Tag {
        let mut full = self.clone();
        if self.language == "und" {
            let keys = [
                format!("und-{}-{}", self.script, self.region),
                format!("und-{}", self.script),
                format!("und-{}", self.region),
            ];
            let known = keys.iter().find_map(|key| DATA.likely.get(key.as_str()));
            let Some(known) = known.and_then(|known| Tag::parse(&known.to_ascii_lowercase())) else { return full };
            full.language = known.language;
            full.script = if self.script.is_empty() { known.script } else { self.script.clone() };
            full.region = if self.region.is_empty() { known.region } else { self.region.clone() };
        } else if let Some((script, region)) = likely(&self.language, &self.script, &self.region) {
            (full.script, full.region) = (script.to_owned(), region.to_owned());
        }
        full
    }
}

fn is_letters(part: &str) -> bool {
    part.bytes().all(|b| b.is_ascii_alphabetic())
}

fn is_digits(part: &str) -> bool {
    part.bytes().all(|b| b.is_ascii_digit())
}

fn title(part: &str) -> String {
    let mut text = part.to_owned();
    if let Some(first) = text.get_mut(..1) {
        first.make_ascii_uppercase();
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ok_read() {
        let parts = |text: &str| {
            let tag = Tag::read(text).unwrap();
            (tag.language, tag.script, tag.region, tag.rest.join("-"))
        };
        let is = |language: &str, script: &str, region: &str, rest: &str| {
            (language.to_owned(), script.to_owned(), region.to_owned(), rest.to_owned())
        };
        assert_eq!(parts("ZH-hant-tw"), is("zh", "Hant", "TW", ""));
        assert_eq!(parts("es-419"), is("es", "", "419", ""));
        assert_eq!(parts("de-1996"), is("de", "", "", "1996"));
        assert_eq!(parts("de-CH-1996-u-nu-latn"), is("de", "", "CH", "1996-u-nu-latn"));
        assert_eq!(parts("iw"), is("he", "", "", ""));
        assert_eq!(parts("sh"), is("sr", "Latn", "", ""));
        assert_eq!(parts("i-klingon"), is("tlh", "", "", ""));
        assert_eq!(parts("zh-min-nan"), is("nan", "", "", ""));
    }

    #[test]
    fn err_read() {
        for text in [
            "",
            "-",
            "e",
            "e-n",
            "en-",
            "-en",
            "en--US",
            "en_US",
            "english language",
            "123",
            "12",
            "*",
            "x-a",
            "en-é",
            "en-abcdefghi",
            "deut",
            "en-u",
            "en-GB-US",
        ] {
            assert_eq!(Tag::read(text), None, "{text}");
        }
    }

    #[test]
    fn ok_maximize() {
        let full = |text: &str| {
            let tag = Tag::read(text).unwrap().maximize();
            [tag.language, tag.script, tag.region].join("-")
        };
        assert_eq!(full("zh-TW"), "zh-Hant-TW");
        assert_eq!(full("und-TW"), "zh-Hant-TW");
        assert_eq!(full("und-Hans"), "zh-Hans-CN");
        assert_eq!(full("pt"), "pt-Latn-BR");
        assert_eq!(full("en-Shaw"), "en-Shaw-GB");
    }
}
