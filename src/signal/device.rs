//! What a device is: Client Hints first, the user agent second, and touch points where a tablet calls itself a Mac.
//!
//! The tables name makers' own tokens, from their documentation; nothing is taken from a list of devices, so that a
//! device of tomorrow lands in its class by the words that its platform always says. What a hint says is *known*,
//! what a user agent says *inferred*.

#[cfg(feature = "edge")]
mod agent;
#[cfg(any(test, not(feature = "edge")))]
#[cfg_attr(feature = "edge", expect(dead_code, reason = "tested at home, used in browsers"))]
mod browser;
#[cfg(feature = "edge")]
mod edge;
mod version;

#[cfg(feature = "edge")]
pub(super) use agent::Memo;
#[cfg(not(feature = "edge"))]
pub(super) use browser::{BRANDS, BROWSERS, CLASSES, FIRE, LOUD, PLATFORMS, SYSTEMS};
#[cfg(feature = "edge")]
pub(super) use edge::{BRANDS, CLASSES, CONTRASTS, FORMS, NETWORKS, PLATFORMS, brand_version, listed, said};

#[cfg(feature = "edge")]
pub(super) use version::hinted_version;
pub(super) use version::{browser_version, system_version};

use super::facts::{Known, number};
#[cfg(feature = "edge")]
use super::facts::{quote, unquoted};
use super::scan::has;
#[cfg(feature = "edge")]
use crate::limits::SIGNAL_LIST;

/// Enough for every honest user agent; what follows is not looked at.
const USER_AGENT: usize = 1024;

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

/// The hinted model, as an Android says it.
#[cfg(feature = "edge")]
pub(super) fn hinted_model(facts: &impl Known, out: &mut Vec<u8>) {
    let model = unquoted(facts.text(number::CH_MODEL));
    if !model.is_empty() {
        out.extend_from_slice(b"Android; ");
        out.extend_from_slice(model);
    }
}

/// A list as it stands in a header.
#[cfg(feature = "edge")]
pub(super) fn list(facts: &impl Known, fact: u8, out: &mut Vec<u8>) {
    out.extend_from_slice(facts.given_text(fact).filter(|header| header.len() <= USER_AGENT).unwrap_or_default());
    for index in 0..SIGNAL_LIST {
        let Some(text) = facts.member(fact, index) else { break };
        // A browser's own answer is a brand and its version.
        let (name, version) =
            text.iter().rposition(|byte| *byte == b'/').and_then(|at| text.split_at_checked(at)).unwrap_or((text, &[]));
        out.extend_from_slice(if index == 0 { b"" } else { b"," });
        quote(name, out);
        if let Some(version) = version.get(1..) {
            out.extend_from_slice(b";v=");
            quote(version, out);
        }
    }
}

#[cfg(not(feature = "edge"))]
pub(super) fn list(facts: &impl Known, fact: u8, out: &mut Vec<u8>) {
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::signal::catalogue::values;
    use crate::signal::scan::{cut, parts};

    #[test]
    fn every_meaning_is_in_the_catalogue() {
        for (table, set) in [
            (CLASSES, values::DEVICES),
            (PLATFORMS, values::SYSTEMS),
            (BRANDS, values::BROWSERS),
            (browser::CLASSES, values::DEVICES),
            (browser::LOUD, values::DEVICES),
            (browser::SYSTEMS, values::SYSTEMS),
            (browser::FIRE, values::SYSTEMS),
            (browser::BROWSERS, values::BROWSERS),
            #[cfg(feature = "edge")]
            (FORMS, values::DEVICES),
            #[cfg(feature = "edge")]
            (edge::BROWSERS, values::BROWSERS),
            #[cfg(feature = "edge")]
            (edge::VERSIONS, values::SYSTEMS),
        ] {
            for row in parts(table.as_bytes(), b';') {
                assert!(set.iter().any(|known| known.as_bytes() == cut(row, b'=').0), "{table}");
            }
        }
    }

    #[cfg(feature = "edge")]
    #[test]
    fn ok_items_of_a_header() {
        let header = b"\"Chromium\";v=\"124\", \"Google Chrome\";v=\"124.0.1\", \"Not-A.Brand\";v=\"99\"";
        assert_eq!(listed(BRANDS, header).map(|(meaning, _)| meaning), Some(b"chrome".as_slice()));
        let mut version = Vec::new();
        brand_version(header, &mut version);
        assert_eq!(version, b"124.0.1");
        assert_eq!(listed(BRANDS, b"\"Not-A.Brand\";v=\"99\""), None);
        // A field that breaks a rule is none.
        assert_eq!(listed(BRANDS, b"\"Chromium\";v=\"124\","), None);
    }
}
