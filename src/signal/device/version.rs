//! Versions, of the system and of the browser. Browsers freeze what they say of them, piece by piece, and a frozen number
//! says nothing: missing is better than wrong.

#[cfg(feature = "edge")]
use super::super::facts::{Known, number, unquoted};
use super::super::scan::{behind, has, parts};
#[cfg(feature = "edge")]
use super::{edge, platform};
use crate::signal::Seen;

/// Writes the number that a text starts with, letters before it apart: what stands behind the token of a name. A zero at
/// the end says nothing: 17.0 is 17.
pub fn number_in(text: &[u8], out: &mut Vec<u8>) {
    for byte in text {
        match byte {
            b'0'..=b'9' => out.push(*byte),
            b'.' | b'_' if !out.is_empty() => out.push(b'.'),
            b'A'..=b'Z' | b'a'..=b'z' | b'/' | b' ' if out.is_empty() => {}
            _ => break,
        }
    }
    while let [rest @ .., b'.'] | [rest @ .., b'.', b'0'] = out.as_slice() {
        out.truncate(rest.len());
    }
}

/// The number behind a token.
fn number_after(text: &[u8], token: &[u8], out: &mut Vec<u8>) {
    if let Some(behind) = behind(text, token) {
        number_in(behind, out);
    }
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

/// The version of the browser that a user agent, or a browser's list of brands, names first. Safari's is behind a word
/// of its own.
#[cfg(not(feature = "edge"))]
pub fn browser_version(seen: &mut Seen) {
    use super::super::scan::cut;
    for row in parts(super::BROWSERS.as_bytes(), b';') {
        let (meaning, tokens) = cut(row, b'=');
        for token in parts(tokens, b'|') {
            if has(&seen.word, token) {
                let token = if meaning == b"safari" { b"Version/" } else { token };
                return number_after(&seen.word, token, &mut seen.text);
            }
        }
    }
}

/// The version of the browser that a user agent names.
#[cfg(feature = "edge")]
pub fn browser_version(seen: &mut Seen) {
    let browser = seen.memo.read(&seen.word).browser;
    first_number(edge::tokens(edge::BROWSERS, browser), &seen.word, &mut seen.text);
}

/// The version of the system that a user agent tells. Reduced Chrome is always on an Android 10 called K; iOS has stood at
/// 18 since Safari's own number is the system's.
pub fn system_version(seen: &mut Seen) {
    let (text, out) = (&*seen.word, &mut seen.text);
    if has(text, b"like Mac OS X") {
        number_after(text, b" OS ", out);
        if matches!(out.as_slice(), b"18.6" | b"18.7") && !has(text, b"CriOS") {
            out.clear();
            number_after(text, b"Version/", out);
        }
    } else if !has(text, b"10; K") {
        other_version(seen);
    }
}

/// Other systems whose browsers run this are frozen for good.
#[cfg(not(feature = "edge"))]
fn other_version(seen: &mut Seen) {
    number_after(&seen.word, b"Android ", &mut seen.text);
}

/// macOS is frozen at 10.15, Windows at 10. Those before are known by their numbers of old.
#[cfg(feature = "edge")]
fn other_version(seen: &mut Seen) {
    let system = seen.memo.read(&seen.word).system;
    first_number(edge::tokens(edge::VERSIONS, system), &seen.word, &mut seen.text);
    let known: &[u8] = match (system, &*seen.text) {
        ("macos", [b'1', b'0', b'.', b'1', b'5', ..]) => b"",
        ("windows", _) if has(&seen.word, b"Windows Phone") => return,
        ("windows", b"6.1") => b"7",
        ("windows", b"6.2") => b"8",
        ("windows", b"6.3") => b"8.1",
        ("windows", _) => b"",
        _ => return,
    };
    seen.text.clear();
    seen.text.extend_from_slice(known);
}

/// The hinted version of the system. Windows counts its feature updates there: 13 is the first of Windows 11, and those
/// before Windows 10 are 0.1 to 0.3. https://learn.microsoft.com/microsoft-edge/web-platform/how-to-detect-win11
#[cfg(feature = "edge")]
pub fn hinted_version(facts: &impl Known, out: &mut Vec<u8>) {
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

#[cfg(test)]
mod tests {
    use super::*;

    fn read(version: fn(&mut Seen), agent: &str) -> String {
        let mut seen = Seen { word: agent.into(), ..Seen::new() };
        version(&mut seen);
        String::from_utf8(seen.text).unwrap()
    }

    #[test]
    fn ok_system_version() {
        let version = |agent: &str| read(system_version, agent);
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
        let version = |agent: &str| read(browser_version, agent);
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
}
