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

#[cfg(feature = "edge")]
pub(super) use agent::Memo;
#[cfg(not(feature = "edge"))]
pub(super) use browser::{BRANDS, BROWSERS, CLASSES, FIRE, LOUD, PLATFORMS, SYSTEMS};
#[cfg(feature = "edge")]
pub(super) use edge::{BRANDS, CLASSES, CONTRASTS, FORMS, NETWORKS, PLATFORMS, brand_version, listed, said};

use super::facts::{Known, number};
#[cfg(feature = "edge")]
use super::facts::{quote, unquoted};
#[cfg(not(feature = "edge"))]
use super::scan::cut;
use super::scan::{has, parts};
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

/// The hinted version of the system. Windows counts its feature updates there: 13 is the first of Windows 11, and those
/// before Windows 10 are 0.1 to 0.3. https://learn.microsoft.com/microsoft-edge/web-platform/how-to-detect-win11
#[cfg(feature = "edge")]
pub(super) fn platform_version(facts: &impl Known, out: &mut Vec<u8>) {
    let version = unquoted(facts.text(number::CH_PLATFORM_VERSION));
    if platform(facts) != b"Windows" {
        return number_in(version, out);
    }
    let major = version.split(|byte| *byte == b'.').next().unwrap_or_default();
    out.extend_from_slice(match (major, version) {
        (_, b"0.1" | b"0.1.0") => b"7",
        (_, b"0.2" | b"0.2.0") => b"8",
        (_, b"0.3" | b"0.3.0") => b"8.1",
        ([b'1'..=b'9'] | b"10", _) => b"10",
        ([b'1', b'3'..=b'9'] | [b'2'..=b'9', _], _) => b"11",
        _ => b"",
    });
}

/// Writes the number that a text starts with, letters before it apart: what stands behind the token of a name. A zero at
/// the end says nothing: 17.0 is 17.
fn number_in(text: &[u8], out: &mut Vec<u8>) {
    for byte in text {
        match byte {
            b'0'..=b'9' => out.push(*byte),
            b'.' | b'_' if !out.is_empty() => out.push(b'.'),
            b'A'..=b'Z' | b'a'..=b'z' | b'/' | b' ' if out.is_empty() => {}
            _ => break,
        }
    }
    while let [.., b'.'] | [.., b'.', b'0'] = out.as_slice() {
        out.truncate(out.iter().rposition(|byte| *byte == b'.').unwrap_or_default());
    }
}

/// The number behind a token.
fn number_after(text: &[u8], token: &[u8], out: &mut Vec<u8>) {
    if let Some(at) = text.windows(token.len()).position(|window| window == token) {
        number_in(text.get(at + token.len()..).unwrap_or_default(), out);
    }
}

/// The version of the browser that a user agent, or a browser's list of brands, names first. Safari's is behind a word
/// of its own.
#[cfg(not(feature = "edge"))]
pub(super) fn browser_version(text: &[u8], _: &str, out: &mut Vec<u8>) {
    for row in parts(BROWSERS.as_bytes(), b';') {
        let (meaning, tokens) = cut(row, b'=');
        for token in parts(tokens, b'|') {
            if has(text, token) {
                return number_after(text, if meaning == b"safari" { b"Version/" } else { token }, out);
            }
        }
    }
}

#[cfg(feature = "edge")]
pub(super) fn browser_version(text: &[u8], browser: &str, out: &mut Vec<u8>) {
    first_number(edge::tokens(edge::BROWSERS, browser), text, out);
}

/// The number behind the first token that has one.
#[cfg(feature = "edge")]
fn first_number(tokens: &'static [u8], text: &[u8], out: &mut Vec<u8>) {
    for token in parts(tokens, b'|') {
        if out.is_empty() {
            number_after(text, token, out);
        }
    }
}

/// The version of the system that a user agent tells. Most of them are frozen and tell nothing: an Android 10 called K,
/// macOS 10.15, Windows 10, and iOS 18 since Safari's own number is the system's (26). Missing is better than wrong.
pub(super) fn system_version(text: &[u8], system: &str, out: &mut Vec<u8>) {
    if has(text, b"like Mac OS X") {
        number_after(text, b" OS ", out);
        if matches!(out.as_slice(), b"18.6" | b"18.7") && !has(text, b"CriOS") {
            out.clear();
            number_after(text, b"Version/", out);
        }
        return;
    }
    if has(text, b"10; K") {
        return;
    }
    #[cfg(not(feature = "edge"))]
    {
        let _ = system;
        number_after(text, b"Android ", out);
    }
    #[cfg(feature = "edge")]
    {
        first_number(edge::tokens(edge::VERSIONS, system), text, out);
        let known: &[u8] = match (system, out.as_slice()) {
            ("macos", [b'1', b'0', b'.', b'1', b'5', ..]) => b"",
            ("windows", number) if !has(text, b"Windows Phone") => match number {
                b"6.1" => b"7",
                b"6.2" => b"8",
                b"6.3" => b"8.1",
                _ => b"",
            },
            _ => return,
        };
        out.clear();
        out.extend_from_slice(known);
    }
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

    #[test]
    fn ok_system_version() {
        let version = |agent: &str| {
            let mut out = Vec::new();
            #[cfg(feature = "edge")]
            let system = agent::read(agent.as_bytes()).system;
            #[cfg(not(feature = "edge"))]
            let system = "";
            system_version(agent.as_bytes(), system, &mut out);
            String::from_utf8(out).unwrap()
        };
        assert_eq!(version("(iPhone; CPU iPhone OS 17_4_1 like Mac OS X) Version/17.4.1 Mobile/15E148"), "17.4.1");
        assert_eq!(version("(iPad; CPU OS 17_0 like Mac OS X) Version/17.0 Mobile/15E148"), "17");
        assert_eq!(version("(iPhone; CPU iPhone OS 18_7 like Mac OS X) Version/26.6 Mobile/15E148"), "26.6");
        assert_eq!(version("(iPhone; CPU iPhone OS 18_7 like Mac OS X) Mobile/15E148"), "");
        assert_eq!(version("(iPhone; CPU iPhone OS 18_6 like Mac OS X) CriOS/150.0.0.0 Mobile/15E148"), "18.6");
        assert_eq!(version("(Linux; Android 14; Pixel 8) Chrome/124.0.0.0"), "14");
        assert_eq!(version("(Linux; Android 8.1.0; x) Chrome/124.0.0.0"), "8.1");
        assert_eq!(version("(Linux; Android 10; K) Chrome/124.0.0.0"), "");
        assert_eq!(version("(Android; Mobile; rv:40.0)"), "");
        for frozen in [
            "(Windows NT 10.0; Win64; x64) Chrome/1",
            "(Macintosh; Intel Mac OS X 10_15_7) Safari/1",
            "Mozilla/5.0",
            "",
        ] {
            assert_eq!(version(frozen), "", "{frozen}");
        }
        #[cfg(feature = "edge")]
        for (agent, expected) in [
            ("(Windows NT 6.1; WOW64) Chrome/1", "7"),
            ("(Windows NT 6.3; Trident/7.0; rv:11.0)", "8.1"),
            ("(Windows Phone 10.0; Android 6.0.1) Edge/15", "10"),
            ("(Macintosh; Intel Mac OS X 10_13_6) Safari/1", "10.13.6"),
            ("(Mobile; rv:48.0) Gecko/48.0 KAIOS/2.5.1", "2.5.1"),
            ("(Linux; Tizen 6.5) Chrome/1 TV", "6.5"),
            ("(Linux; Android 9; AFTKAUK001) Silk/94.1", ""),
            ("(X11; CrOS x86_64 14541.0.0) Chrome/1", ""),
        ] {
            assert_eq!(version(agent), expected, "{agent}");
        }
    }

    #[test]
    fn ok_browser_version() {
        let version = |agent: &str| {
            let mut out = Vec::new();
            #[cfg(feature = "edge")]
            let browser = agent::read(agent.as_bytes()).browser;
            #[cfg(not(feature = "edge"))]
            let browser = "";
            browser_version(agent.as_bytes(), browser, &mut out);
            String::from_utf8(out).unwrap()
        };
        for (agent, expected) in [
            ("AppleWebKit/537.36 Chrome/124.0.0.0 Safari/537.36", "124"),
            ("AppleWebKit/537.36 Chrome/124.0.0.0 Safari/537.36 Edg/123.0.2420.81", "123.0.2420.81"),
            ("AppleWebKit/605.1.15 Version/17.4 Mobile/15E148 Safari/604.1", "17.4"),
            ("AppleWebKit/605.1.15 CriOS/124.0.6367.88 Mobile/15E148 Safari/604.1", "124.0.6367.88"),
            ("AppleWebKit/605.1.15 Mobile/15E148 [FBAN/FBIOS]", ""),
            ("Gecko/20100101 Firefox/125.0", "125"),
            ("AppleWebKit/537.36 SamsungBrowser/24.0 Chrome/117.0.0.0 Mobile Safari/537.36", "24"),
            ("", ""),
        ] {
            assert_eq!(version(agent), expected, "{agent}");
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
