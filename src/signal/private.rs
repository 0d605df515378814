//! What an address may carry and no signal may: e-mail addresses, and what tells one click from all others.
//!
//! Newsletters and sign-up pages put addresses of people into links, once encoded or twice; advertisements number each
//! click. A text with either in it is missing as a whole, since what is left of it would still tell of the rest.

use super::referral::{CLICKS, FACEBOOK};
use super::scan::{cut, parts};

/// Whether a text of an address is nobody's business.
pub(super) fn is_private(text: &[u8]) -> bool {
    has_person(text) || has_click(text)
}

/// Whether an e-mail address stands in a text. In a path, `/@jane` is a name that its owner shows to everybody and
/// `pkg@1.2.3` a version: there, something stands before the sign, and a domain behind it.
fn has_person(text: &[u8]) -> bool {
    let is_path = text.first() == Some(&b'/');
    let (mut rest, mut before, mut is_behind) = (text, b'/', false);
    while let [first, after @ ..] = rest {
        if sign(rest, b"@", b"40").is_some() {
            if !is_path {
                return true;
            }
            is_behind |= before != b'/';
        }
        let domain = sign(rest, b".", b"2e").or_else(|| sign(rest, b".", b"2E"));
        if is_behind && domain.is_some_and(|behind| behind.first().is_some_and(u8::is_ascii_alphabetic)) {
            return true;
        }
        is_behind &= *first != b'/';
        (before, rest) = (*first, after);
    }
    false
}

/// What stands behind a sign, however often it was percent-encoded: each time the `%` becomes `%25`.
#[inline(never)]
fn sign<'a>(text: &'a [u8], plain: &[u8], hex: &[u8]) -> Option<&'a [u8]> {
    let Some(mut rest) = text.strip_prefix(b"%") else { return text.strip_prefix(plain) };
    while let [b'2', b'5', after @ ..] = rest {
        rest = after;
    }
    rest.strip_prefix(hex)
}

/// Whether a click identifier and its value stand in a text, say in an address within the address.
fn has_click(text: &[u8]) -> bool {
    let mut rest = text;
    while let [first, after @ ..] = rest {
        if matches!(first, b'=' | b'%') && text.get(..text.len() - rest.len()).is_some_and(ends_in_click) {
            return true;
        }
        rest = after;
    }
    false
}

/// Whether a text ends in the name of a click identifier: the parameter's name, or what stands before its value.
pub(super) fn ends_in_click(text: &[u8]) -> bool {
    [CLICKS, FACEBOOK].into_iter().flat_map(|table| parts(table.as_bytes(), b';')).any(|row| {
        parts(cut(row, b'=').1, b'|').any(|kind| {
            let tail = text.len().checked_sub(kind.len()).and_then(|start| text.get(start..));
            tail.is_some_and(|tail| tail.eq_ignore_ascii_case(kind))
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_of_a_person_in_any_encoding() {
        for text in [
            "jane@example.org",
            "jane%40example.org",
            "jane%2540example.org",
            "jane%252540example.org",
            "jane+shop@example.org",
            "@jane",
            "/unsubscribe/jane@example.org",
            "/unsubscribe/jane%40example.org/now",
            "/unsubscribe/jane%2540example%252Eorg",
            "/u/jane@163.com",
            "/@jane@social.example",
        ] {
            assert!(is_private(text.as_bytes()), "{text}");
        }
    }

    #[test]
    fn names_that_are_shown_and_versions_are_no_addresses() {
        for text in [
            "",
            "/",
            "/@jane",
            "/@jane.doe/videos",
            "/npm/pkg@1.2.3/lib.js",
            "/docs@latest",
            "40",
            "%4",
            "%25",
            "100%25",
        ] {
            assert!(!is_private(text.as_bytes()), "{text}");
        }
    }

    #[test]
    fn a_click_identifier_with_its_value() {
        for text in [
            "https://a.example/?gclid=x",
            "a?GCLID=x",
            "x%3Fgclid%3Dsecret",
            "gclid%253Dsecret",
            "/p;fbclid=x",
            "/p/msclkid=x",
        ] {
            assert!(is_private(text.as_bytes()), "{text}");
        }
        for text in ["gclid", "what is a gclid?", "a=b", "%3d", "0123456789abcdef0123456789abcdef"] {
            assert!(!is_private(text.as_bytes()), "{text}");
        }
        assert!(ends_in_click(b"ScCid") && ends_in_click(b"gclid") && !ends_in_click(b"q") && !ends_in_click(b""));
    }

    #[test]
    fn long_repetitions_take_linear_time() {
        for part in ["@", "%25", "%", "=", "a@", "/a@b", "gclid", "a@b."] {
            let _ = is_private(format!("/{}", part.repeat(8192 / part.len())).as_bytes());
        }
    }
}
