//! What an address may carry and no signal may: e-mail addresses, and what tells one click from all others.
//!
//! Newsletters and sign-up pages put addresses of people into links, once encoded or twice; advertisements number each
//! click. A text with either in it is missing as a whole, since what is left of it would still tell of the rest.

use super::referral::KINDS;
use super::scan::{has, parts};

/// Whether a text of an address is nobody's business.
pub(super) fn is_private(text: &[u8]) -> bool {
    #[cfg(feature = "edge")]
    let text = &*text.to_ascii_lowercase();
    has_person(text)
        || (has(text, b"=") || has(text, b"%")) && parts(KINDS.as_bytes(), b'|').any(|kind| has(text, kind))
}

/// Whether an e-mail address stands in a text. In a path, `/@jane` is a name that its owner shows to everybody and
/// `pkg@1.2.3` a version: there, something stands before the sign, and a domain behind it.
fn has_person(text: &[u8]) -> bool {
    let is_path = text.first() == Some(&b'/');
    let (mut rest, mut before, mut is_behind) = (text, b'/', false);
    while let [first, after @ ..] = rest {
        match after {
            _ if is_sign(rest) => {
                is_behind |= before != b'/';
                if !is_path {
                    return true;
                }
            }
            [b'a'..=b'z' | b'A'..=b'Z', ..] if is_behind && *first == b'.' => return true,
            _ => is_behind &= *first != b'/',
        }
        (before, rest) = (*first, after);
    }
    false
}

/// Whether a text begins with an `@`, however often it was percent-encoded: each time the `%` becomes `%25`.
#[inline(never)]
fn is_sign(text: &[u8]) -> bool {
    let mut rest = text;
    if let [b'%', after @ ..] = rest {
        rest = after;
        while let [b'2', b'5', after @ ..] = rest {
            rest = after;
        }
        return rest.starts_with(b"40");
    }
    rest.first() == Some(&b'@')
}

/// Whether a parameter of this name is a click identifier.
#[cfg(feature = "edge")]
pub fn is_click(parameter: &[u8]) -> bool {
    parts(KINDS.as_bytes(), b'|').any(|kind| kind.eq_ignore_ascii_case(parameter))
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
            "/unsubscribe/jane%252540example.org",
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
        #[cfg(feature = "edge")]
        assert!(is_private(b"a?GCLID=x"));
        for text in
            ["https://a.example/?gclid=x", "x%3Fgclid%3Dsecret", "gclid%253Dsecret", "/p;fbclid=x", "/p/msclkid=x"]
        {
            assert!(is_private(text.as_bytes()), "{text}");
        }
        for text in ["gclid", "what is a gclid?", "a=b", "%3d", "pick=1", "0123456789abcdef0123456789abcdef"] {
            assert!(!is_private(text.as_bytes()), "{text}");
        }
        #[cfg(feature = "edge")]
        assert!(is_click(b"ScCid") && is_click(b"gclid") && !is_click(b"mygclid") && !is_click(b""));
    }

    /// All that is read of an address, whatever it holds and wherever.
    #[test]
    fn no_signal_tells_of_a_person_or_a_click() {
        use crate::signal::{Fact, Facts, catalogue, facts::number, observe};
        use crate::value::Value;
        let mut secrets: Vec<String> =
            ["jane@example.org", "jane+x@example.org", "JANE@EXAMPLE.ORG"].map(String::from).to_vec();
        secrets.extend(["%40", "%2540", "%252540"].map(|sign| format!("jane{sign}example.org")));
        secrets.extend(
            ["gclid=jane", "gclid%3Djane", "gclid%253Djane", "fbclid=jane", "msclkid%3djane"].map(String::from),
        );
        for secret in secrets {
            let page = format!(
                "https://shop.example/u/{secret}?utm_source={secret}&utm_medium={secret}&utm_campaign={secret}\
                &utm_term={secret}&utm_content={secret}&a={secret}&gclid=jane&fbclid=jane"
            );
            // A browser has no such host.
            let host = if cfg!(feature = "edge") { &secret } else { "a" };
            let referrer = format!("https://{host}.www.google.com/?q={secret}");
            let known = vec![(number::URL, Fact::Text(page)), (number::REFERRER, Fact::Text(referrer))];
            let facts = Facts::from_iter(known);
            for entry in catalogue::all() {
                if let Some(Value::Text(text)) = observe(entry.id, Some("a"), &facts).map(|seen| seen.value) {
                    assert!(!text.to_lowercase().contains("jane"), "{}: {text}", entry.name);
                }
            }
        }
    }

    #[test]
    fn long_repetitions_take_linear_time() {
        for part in ["@", "%25", "%", "=", "a@", "/a@b", "gclid", "a@b."] {
            let _ = is_private(format!("/{}", part.repeat(8192 / part.len())).as_bytes());
        }
    }
}
