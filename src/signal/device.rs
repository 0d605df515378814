//! What a device is: Client Hints first, the user agent second, and touch points where a tablet calls itself a Mac.
//!
//! The tables name makers' own tokens, from their documentation; nothing is taken from a list of devices, so that a
//! device of tomorrow lands in its class by the words that its platform always says. What a hint says is *known*,
//! what a user agent says *inferred*.

#[cfg(any(test, not(feature = "edge")))]
#[cfg_attr(feature = "edge", expect(dead_code, reason = "tested at home, used in browsers"))]
mod browser;
#[cfg(feature = "edge")]
mod edge;

#[cfg(not(feature = "edge"))]
use browser::{BRANDS, BROWSERS, CLASSES, LOUD, PLATFORMS, SYSTEMS};
#[cfg(feature = "edge")]
use edge::{BRANDS, BROWSERS, CLASSES, FORMS, LOUD, PLATFORMS, ROBOTS, SYSTEMS};

#[cfg(feature = "edge")]
use super::facts::unquoted;
use super::facts::{Fact, Facts, number};
use super::scan::{has, meaning};
#[cfg(feature = "edge")]
use super::scan::{parts, same};
use super::{Observation, Source, Trust};

/// Enough for every honest user agent; what follows is not looked at.
const USER_AGENT: usize = 1024;

/// Classes of hinted platforms that are not mobile: Chrome on an Android tablet says so.
const UNMOVED: &str = "tablet=android;desktop=windows|macos|linux|chromeos";

pub(super) fn class(facts: &Facts) -> Option<Observation> {
    let loud = loud(facts);
    if !loud.is_empty() {
        return inferred(loud);
    }
    let hinted = hinted(facts);
    if !hinted.is_empty() {
        return known(hinted);
    }
    if is_ipad(facts) { inferred(b"tablet") } else { inferred(by_agent(facts, CLASSES)) }
}

pub(super) fn system(facts: &Facts) -> Option<Observation> {
    let (system, hinted) = (by_agent(facts, SYSTEMS), platform(facts));
    // Amazon's Android is an Android to its hints.
    if !hinted.is_empty() && system != b"fireos" {
        return known(hinted);
    }
    if is_ipad(facts) { inferred(b"ios") } else { inferred(system) }
}

pub(super) fn browser(facts: &Facts) -> Option<Observation> {
    let brand = listed(facts, number::CH_BRANDS, BRANDS);
    if brand.is_empty() { inferred(by_agent(facts, BROWSERS)) } else { known(brand) }
}

pub(super) fn touch(facts: &Facts) -> Option<Observation> {
    Observation::flag(facts.number(number::TOUCH_POINTS)? > 0.0, Source::Device, Trust::Known)
}

pub(super) fn screen(facts: &Facts) -> Option<Observation> {
    let class = match facts.number(number::VIEWPORT_WIDTH)? {
        w if w < 0.0 => "",
        w if w < 600.0 => "s",
        w if w < 1024.0 => "m",
        w if w < 1440.0 => "l",
        _ => "xl",
    };
    Observation::text(class.as_bytes(), media(facts, number::VIEWPORT_WIDTH), Trust::Known)
}

/// A preference or a setting of the browser.
pub(super) fn flag(facts: &Facts, fact: u8) -> Option<Observation> {
    // What a header says for yes.
    let (yes, source) = match fact {
        number::DARK => ("dark", media(facts, fact)),
        number::REDUCED_MOTION => ("reduce", media(facts, fact)),
        number::SAVE_DATA => ("on", Source::Device),
        _ => ("1", Source::Device),
    };
    Observation::flag(facts.flag(fact, yes)?, source, Trust::Known)
}

/// A header is a Client Hint, an answer of the browser a media query.
fn media(facts: &Facts, fact: u8) -> Source {
    match facts.get(fact) {
        #[cfg(feature = "edge")]
        Some(Fact::Text(_)) => Source::ClientHints,
        _ => Source::MediaQuery,
    }
}

#[inline(never)]
fn known(text: &[u8]) -> Option<Observation> {
    Observation::text(text, Source::ClientHints, Trust::Known)
}

#[inline(never)]
fn inferred(text: &[u8]) -> Option<Observation> {
    Observation::text(text, Source::UserAgent, Trust::Inferred)
}

#[inline(never)]
fn user_agent(facts: &Facts) -> &[u8] {
    let Some(Fact::Text(text)) = facts.get(number::USER_AGENT) else { return &[] };
    let text = text.as_bytes();
    text.get(..USER_AGENT).unwrap_or(text)
}

#[inline(never)]
fn by_agent(facts: &Facts, table: &'static str) -> &'static [u8] {
    let agent = user_agent(facts);
    meaning(table, &mut |token| has(agent, token))
}

fn loud(facts: &Facts) -> &'static [u8] {
    #[cfg(feature = "edge")]
    {
        let agent = user_agent(facts);
        let has_fold = |token: &[u8]| agent.windows(token.len().max(1)).any(|window| same(window, token));
        let robot = meaning(ROBOTS, &mut |token| has_fold(token));
        if !robot.is_empty() && !has_fold(b"cubot") {
            return robot;
        }
    }
    by_agent(facts, LOUD)
}

/// The class by hints alone.
fn hinted(facts: &Facts) -> &'static [u8] {
    #[cfg(feature = "edge")]
    {
        let form = listed(facts, number::CH_FORM_FACTORS, FORMS);
        if !form.is_empty() {
            return form;
        }
    }
    match facts.flag(number::CH_MOBILE, "?1") {
        Some(true) => b"mobile",
        Some(false) => {
            let platform = platform(facts);
            meaning(UNMOVED, &mut |name| name == platform)
        }
        None => &[],
    }
}

#[inline(never)]
fn platform(facts: &Facts) -> &'static [u8] {
    let hint = facts.text(number::CH_PLATFORM);
    #[cfg(feature = "edge")]
    let hint = unquoted(hint);
    meaning(PLATFORMS, &mut |name| name == hint)
}

/// iPadOS has called itself a Mac since 13; no Mac has a touch screen.
#[inline(never)]
fn is_ipad(facts: &Facts) -> bool {
    facts.number(number::TOUCH_POINTS).is_some_and(|points| points > 1.0) && has(user_agent(facts), b"Macintosh")
}

/// What the first row means one of whose names a list has.
fn listed(facts: &Facts, fact: u8, table: &'static str) -> &'static [u8] {
    match facts.get(fact) {
        Some(Fact::Texts(list)) => meaning(table, &mut |name| list.iter().take(32).any(|item| item.as_bytes() == name)),
        #[cfg(feature = "edge")]
        Some(Fact::Text(header)) if header.len() <= USER_AGENT => {
            meaning(table, &mut |name| is_item(header.as_bytes(), name))
        }
        _ => &[],
    }
}

/// Whether a header's list has an item (RFC 9651, §3.1): `"Chromium";v="124", "Not A;Brand"`. Parameters are strings
/// too, but follow a `=`.
#[cfg(feature = "edge")]
fn is_item(header: &[u8], name: &[u8]) -> bool {
    let mut strings = parts(header, b'"');
    while let (Some(before), Some(string)) = (strings.next(), strings.next()) {
        if string == name && before.last() != Some(&b'=') {
            return true;
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::signal::catalogue::values;
    use crate::signal::scan::{cut, parts};

    #[test]
    fn every_meaning_is_in_the_catalogue() {
        for (table, set) in [
            (CLASSES, values::DEVICES),
            (LOUD, values::DEVICES),
            (UNMOVED, values::DEVICES),
            (SYSTEMS, values::SYSTEMS),
            (PLATFORMS, values::SYSTEMS),
            (BROWSERS, values::BROWSERS),
            (BRANDS, values::BROWSERS),
            (browser::CLASSES, values::DEVICES),
            (browser::LOUD, values::DEVICES),
            (browser::SYSTEMS, values::SYSTEMS),
            (browser::BROWSERS, values::BROWSERS),
            #[cfg(feature = "edge")]
            (ROBOTS, values::DEVICES),
            #[cfg(feature = "edge")]
            (FORMS, values::DEVICES),
        ] {
            for row in parts(table.as_bytes(), b';') {
                assert!(set.iter().any(|known| known.as_bytes() == cut(row, b'=').0), "{table}");
            }
        }
    }

    #[cfg(feature = "edge")]
    #[test]
    fn ok_items_of_a_header() {
        let header = b"\"Chromium\";v=\"124\", \"Google Chrome\";v=\"124\", \"Not-A.Brand\";v=\"99\"";
        let is_item = |name: &str| is_item(header, name.as_bytes());
        assert!(is_item("Chromium") && is_item("Google Chrome") && is_item("Not-A.Brand"));
        assert!(!is_item("124") && !is_item(";v=") && !is_item(""));
    }
}
