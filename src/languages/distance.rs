//! How far a visitor's language is from a site's, and the nearest.

use super::data::DATA;
use super::tag::Tag;
use crate::signal::locale::likely::scripts_of;
use std::cmp::Reverse;

/// As far as this, or further, another language serves nobody: the distance of a foreign script (as in ICU's
/// `LocaleMatcher`). One's own language in a foreign script is better than none (RFC 4647, §3.4: `zh` for `zh-Hant`), and
/// worse than most of what a visitor names behind it.
const FAR: u32 = 50;
/// What differs less costs as much: `en-GB` for `en-US` is no worse than what the visitor names second.
const STEP: u32 = 5;

/// The nearest of a site's languages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Near {
    pub index: usize,
    /// 0–10: the distance in steps.
    pub cost: u32,
}

/// The best of `supported` for a visitor who wants one of `desired`, most wanted first; `None` when none comes near.
/// Each further language of the visitor costs one more. The tags of both are those of [`Tag::read`].
///
/// ```
/// use nearside::languages::{Tag, nearest};
/// let tags = |all: &[&str]| all.iter().filter_map(|tag| Tag::read(tag)).collect::<Vec<_>>();
/// let supported = tags(&["en", "de", "pt-BR"]);
/// assert_eq!(nearest(&tags(&["ja", "pt-PT", "en"]), &supported).unwrap().index, 2);
/// assert_eq!(nearest(&tags(&["ja"]), &supported), None);
/// ```
pub fn nearest(desired: &[Tag], supported: &[Tag]) -> Option<Near> {
    let full: Vec<Tag> = supported.iter().map(Tag::maximize).collect();
    nearest_of(desired, &full)
}

/// The same, of tags that are maximized already.
pub fn nearest_of(desired: &[Tag], supported: &[Tag]) -> Option<Near> {
    let mut best = None;
    for (place, tag) in desired.iter().enumerate() {
        let place = u32::try_from(place).unwrap_or(u32::MAX);
        let Some(near) = nearest_to(tag, supported) else { continue };
        let cost = near.cost.saturating_add(place);
        if best.is_none_or(|(least, _)| cost < least) {
            best = Some((cost, near));
        }
    }
    best.map(|(_, near)| near)
}

/// The nearest for one tag: by distance; of equals the one whose language is written the same, that has no variant, that
/// names the same region or script, that adds least, that stands for many, that is named first. Variants of what is
/// desired do not count, nor does a script that its language is never written in.
pub fn nearest_to(desired: &Tag, supported: &[Tag]) -> Option<Near> {
    let code = |tag: &Tag| tag.text.split('-').next().unwrap_or_default().to_ascii_lowercase();
    let plain = if is_written(desired, supported) {
        desired.clone()
    } else {
        // A retired code has a script of its own: `sh` is `sr-Latn`.
        let region = if desired.region.is_empty() { String::new() } else { format!("-{}", desired.region) };
        Tag::read(&format!("{}{region}", code(desired)))?
    };
    let full = plain.maximize();
    let ranked = supported.iter().enumerate().filter_map(|(index, tag)| {
        let distance = Distance::of(&full, tag)?;
        let parts = || tag.text.split('-').skip(1);
        let names = |part: &str| !part.is_empty() && parts().any(|other| other.eq_ignore_ascii_case(part));
        let (region, script) = (names(&plain.region), names(&plain.script));
        let added = parts().count() - usize::from(region) - usize::from(script);
        let stands = DATA.paradigms.contains(&tag.text.as_str());
        let same = (code(tag) == code(desired), tag.rest.is_empty(), region, script);
        Some(((distance.all(), Reverse(same), added, Reverse(stands), index), distance))
    });
    let (rank, distance) = ranked.min_by_key(|(rank, _)| *rank)?;
    Some(Near { index: rank.4, cost: distance.cost() })
}

/// Whether somebody writes the tag's language in the script that it names.
fn is_written(tag: &Tag, supported: &[Tag]) -> bool {
    let is_script = |script: &str| script == tag.script;
    tag.language == "und"
        || DATA.written.get(tag.language.as_str()).is_some_and(|scripts| scripts.iter().any(|script| is_script(script)))
        || scripts_of(&tag.language).any(is_script)
        || supported.iter().any(|other| other.language == tag.language && is_script(&other.script))
}

/// Of two maximized tags.
#[derive(Debug, Clone, Copy)]
struct Distance {
    language: u32,
    script: u32,
    region: u32,
}

impl Distance {
    /// `None` when they are far from each other.
    fn of(desired: &Tag, supported: &Tag) -> Option<Distance> {
        if desired.language == "und" || supported.language == "und" {
            return None;
        }
        let language = DATA.language(&desired.language, &supported.language);
        let mut distance = Distance { language, script: 0, region: 0 };
        // A language that CLDR does not know has no script that it would need.
        let has_scripts = !desired.script.is_empty() && !supported.script.is_empty();
        if language < FAR && has_scripts && desired.script != supported.script {
            let with_script = |tag: &Tag| format!("{}-{}", tag.language, tag.script);
            distance.script = DATA.script(&with_script(desired), &with_script(supported));
        }
        if language > 0 && distance.all() >= FAR {
            return None;
        }
        if desired.region != supported.region && distance.all() < FAR {
            distance.region = DATA.region(parts(desired), parts(supported));
        }
        Some(distance)
    }

    fn all(self) -> u32 {
        self.language + self.script + self.region
    }

    /// Whoever takes another language takes it from any region.
    fn cost(self) -> u32 {
        let counts = if self.language == 0 { self.all() } else { self.language + self.script };
        counts.div_ceil(STEP)
    }
}

fn parts(tag: &Tag) -> [&str; 3] {
    [&tag.language, &tag.script, &tag.region]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn n(desired: &str, supported: &str) -> String {
        let tags = |text: &str| text.split(' ').filter_map(Tag::read).collect::<Vec<_>>();
        let supported = tags(supported);
        nearest(&tags(desired), &supported).map_or(String::new(), |near| supported[near.index].text.clone())
    }

    #[test]
    fn ok_nearest() {
        assert_eq!(n("pt-PT", "en pt-BR"), "pt-BR");
        assert_eq!(n("en-AU", "en-US en-GB"), "en-GB");
        assert_eq!(n("en-CA", "en-GB en-US"), "en-US");
        assert_eq!(n("es-MX", "es es-419"), "es-419");
        assert_eq!(n("zh-HK", "zh zh-TW"), "zh-TW");
        assert_eq!(n("gsw", "fr de"), "de");
        assert_eq!(n("nb", "en no"), "no");
        assert_eq!(n("sr-Latn", "en sr"), "sr");
        assert_eq!(n("ca-ES", "ca-ES-valencia ca"), "ca");
        assert_eq!(n("de-x-private en", "en de"), "de");
        assert_eq!(n("nl-Latn-NL", "nl nl-Latn nl-NL nl-BE"), "nl-NL");
        assert_eq!(n("he-IT", "iw he"), "he");
        assert_eq!(n("zh-TW", "en zh"), "zh");
        assert_eq!(n("zh-TW en", "en zh"), "en");
        assert_eq!(n("en-Cyrl", "fr en"), "en");
    }

    #[test]
    fn none_is_near() {
        for (desired, supported) in
            [("ja", "en de"), ("de-Cyrl", "en"), ("und", "en"), ("xx", "en"), ("", "en"), ("en", "")]
        {
            assert_eq!(n(desired, supported), "", "{desired}");
        }
    }
}
