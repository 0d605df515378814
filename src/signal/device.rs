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
pub(super) use browser::{BRANDS, BROWSERS, CLASSES, FIRE, LOUD, PLATFORMS, SYSTEMS};
#[cfg(feature = "edge")]
pub(super) use edge::{BRANDS, BROWSERS, CLASSES, FIRE, FORMS, LOUD, PLATFORMS, ROBOTS, SYSTEMS};

#[cfg(feature = "edge")]
use super::facts::unquoted;
use super::facts::{Known, number};
#[cfg(feature = "edge")]
use super::scan::parts;
use super::scan::{Test, has};

/// Enough for every honest user agent; what follows is not looked at.
const USER_AGENT: usize = 1024;

/// How a list's items are looked for.
#[cfg(feature = "edge")]
pub(super) const ITEM: Test = Test::Item;
#[cfg(not(feature = "edge"))]
pub(super) const ITEM: Test = Test::Part;

pub(super) fn agent(facts: &impl Known) -> &[u8] {
    let text = facts.given_text(number::USER_AGENT).unwrap_or_default();
    text.get(..USER_AGENT).unwrap_or(text)
}

/// iPadOS has called itself a Mac since 13; no Mac has a touch screen.
pub(super) fn model(facts: &impl Known) -> &[u8] {
    let agent = agent(facts);
    if facts.number(number::TOUCH_POINTS) > 1.0 && has(agent, b"Macintosh") { b"iPad" } else { agent }
}

pub(super) fn platform(facts: &impl Known) -> &[u8] {
    let hint = facts.text(number::CH_PLATFORM);
    #[cfg(feature = "edge")]
    let hint = unquoted(hint);
    hint
}

/// A platform that is not mobile tells the class: Chrome on an Android tablet says so.
pub(super) fn mobility(facts: &impl Known) -> &[u8] {
    match facts.flag(number::CH_MOBILE) {
        Some(true) => b"Mobile",
        Some(false) => platform(facts),
        None => &[],
    }
}

/// A list as it stands in a header.
pub(super) fn list(facts: &impl Known, fact: u8, out: &mut Vec<u8>) {
    #[cfg(feature = "edge")]
    out.extend_from_slice(facts.given_text(fact).filter(|header| header.len() <= USER_AGENT).unwrap_or_default());
    facts.join(fact, out);
}

/// The class of a viewport's width.
pub(super) fn screen(width: f64) -> &'static str {
    match width.floor() as i32 {
        ..0 => "",
        0..600 => "s",
        600..1024 => "m",
        1024..1440 => "l",
        _ => "xl",
    }
}

/// Whether a user agent has a robot's token, in whatever case. `Cubot` makes phones.
#[cfg(feature = "edge")]
pub(super) fn is_robot(agent: &[u8], token: &[u8]) -> bool {
    let has_fold = |token: &[u8]| agent.windows(token.len().max(1)).any(|window| window.eq_ignore_ascii_case(token));
    has_fold(token) && !has_fold(b"cubot")
}

/// Whether a header's list has an item (RFC 9651, §3.1): `"Chromium";v="124", "Not A;Brand"`. Parameters are strings
/// too, but follow a `=`.
#[cfg(feature = "edge")]
pub(super) fn is_item(header: &[u8], name: &[u8]) -> bool {
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
            (SYSTEMS, values::SYSTEMS),
            (FIRE, values::SYSTEMS),
            (PLATFORMS, values::SYSTEMS),
            (BROWSERS, values::BROWSERS),
            (BRANDS, values::BROWSERS),
            (browser::CLASSES, values::DEVICES),
            (browser::LOUD, values::DEVICES),
            (browser::SYSTEMS, values::SYSTEMS),
            (browser::FIRE, values::SYSTEMS),
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
