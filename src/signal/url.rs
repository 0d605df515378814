//! As much of the URL standard as facts need: who the host is, the path, one parameter of the query.
//!
//! A browser or a server has parsed the address before; this only takes it apart again. What does not look like an
//! address has no parts.

use super::scan::{cut, parts};

/// An absolute address (`https://host/path?query#fragment`), or one that begins at the path.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Url<'a> {
    /// Empty for an address that begins at the path.
    pub scheme: &'a str,
    /// Without user, password and port; in the case that it was written in.
    pub host: &'a str,
    /// From its `/` on, still percent-encoded; `/` when there is none.
    pub path: &'a str,
    query: &'a str,
}

impl<'a> Url<'a> {
    #[inline(never)]
    pub fn read(text: &'a str) -> Option<Url<'a>> {
        let text = text.trim_ascii();
        if text.bytes().any(|b| b <= b' ' || b == 0x7f) {
            return None;
        }
        let (text, _fragment) = cut(text, b'#');
        let (address, query) = cut(text, b'?');
        let query = query.unwrap_or("");
        if address.starts_with('/') && !address.starts_with("//") {
            return Some(Url { scheme: "", host: "", path: address, query });
        }
        let (scheme, rest) = cut(address, b':');
        let rest = rest?.strip_prefix("//")?;
        let is_scheme = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'-' | b'.');
        if scheme.is_empty() || !scheme.bytes().all(is_scheme) {
            return None;
        }
        let slash = rest.bytes().position(|b| b == b'/').unwrap_or(rest.len());
        let (authority, path) = rest.split_at_checked(slash)?;
        let host = host(authority)?;
        Some(Url { scheme, host, path: if path.is_empty() { "/" } else { path }, query })
    }

    /// The first value of a parameter, decoded. A parameter without `=` is there, and empty.
    pub fn parameter(&self, name: &str) -> Option<String> {
        parts(self.query, b'&').find_map(|pair| {
            let (key, value) = cut(pair, b'=');
            let same = key == name || (needs_decoding(key) && decode(key) == name);
            (same && !pair.is_empty()).then(|| decode(value.unwrap_or("")))
        })
    }

    /// Whether a parameter is there and says something. Its value is not looked at.
    pub fn carries(&self, name: &str) -> bool {
        parts(self.query, b'&').any(|pair| {
            let (key, value) = cut(pair, b'=');
            key.eq_ignore_ascii_case(name) && value.is_some_and(|value| !value.is_empty())
        })
    }
}

fn host(authority: &str) -> Option<&str> {
    let at = authority.bytes().rposition(|b| b == b'@').map_or(0, |at| at + 1);
    let address = authority.get(at..)?;
    let host = match address.strip_prefix('[') {
        Some(six) => address.get(..cut(six, b']').0.len() + 2)?,
        None => cut(address, b':').0,
    };
    let host = host.strip_suffix('.').unwrap_or(host);
    let allowed =
        |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-' | b'_' | b'[' | b']' | b':') || b >= 0x80;
    (!host.is_empty() && host.len() <= 253 && host.bytes().all(allowed)).then_some(host)
}

fn needs_decoding(text: &str) -> bool {
    text.bytes().any(|b| b == b'%' || b == b'+')
}

/// `application/x-www-form-urlencoded` (URL standard, §5.1): `+` is a space, `%41` is `A`, a `%` that leads nowhere
/// stays, bytes that are no UTF-8 become U+FFFD.
fn decode(text: &str) -> String {
    if !needs_decoding(text) {
        return String::from(text);
    }
    let mut out = Vec::with_capacity(text.len());
    let mut bytes = text.as_bytes().iter();
    while let Some(&byte) = bytes.next() {
        out.push(match (byte, bytes.as_slice()) {
            (b'+', _) => b' ',
            (b'%', [high, low, ..]) => match (hex(*high), hex(*low)) {
                (Some(high), Some(low)) => {
                    bytes.nth(1);
                    (high << 4 | low) as u8
                }
                _ => byte,
            },
            _ => byte,
        });
    }
    String::from_utf8_lossy(&out).into_owned()
}

fn hex(byte: u8) -> Option<u32> {
    char::from(byte).to_digit(16)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Option<(&str, &str, &str, &str)> {
        Url::read(text).map(|url| (url.scheme, url.host, url.path, url.query))
    }

    #[test]
    fn ok_read() {
        assert_eq!(read("https://a.example/p/q?x=1&y#z"), Some(("https", "a.example", "/p/q", "x=1&y")));
        assert_eq!(read("http://u:p@A.example:80"), Some(("http", "A.example", "/", "")));
        assert_eq!(read("https://[::1]:8787/x"), Some(("https", "[::1]", "/x", "")));
        assert_eq!(read("https://a.example./"), Some(("https", "a.example", "/", "")));
        assert_eq!(read("https://a.example?x"), Some(("https", "a.example", "/", "x")));
        assert_eq!(read("/p?x=1"), Some(("", "", "/p", "x=1")));
        assert_eq!(
            read("android-app://com.google.android.gm/"),
            Some(("android-app", "com.google.android.gm", "/", ""))
        );
    }

    #[test]
    fn err_read() {
        for text in [
            "",
            "?",
            "#",
            "a",
            "about:blank",
            "https:",
            "https://",
            "https:///p",
            "//a.example/",
            "https://[::1/",
            "https://[",
            "https://a b/",
            "https://a\r\nX: y/",
            "https://a<b>/",
            "javascript://%0aalert(1)",
            "://a/",
            "data:text/html,x",
        ] {
            assert_eq!(read(text), None, "{text:?}");
        }
    }

    #[test]
    fn ok_parameter() {
        let url = Url::read("/p?a=1&b=x+y%2B%41&=v&c&a=2&%64=d&e=%E4%&f=%ED%A0%80").unwrap();
        let value = |name| url.parameter(name);
        assert_eq!(value("a").as_deref(), Some("1"));
        assert_eq!(value("b").as_deref(), Some("x y+A"));
        assert_eq!(value("c").as_deref(), Some(""));
        assert_eq!(value("d").as_deref(), Some("d"));
        assert_eq!(value("e").as_deref(), Some("\u{fffd}%"));
        assert_eq!(value("f").as_deref(), Some("\u{fffd}\u{fffd}\u{fffd}"));
        assert_eq!(value("g"), None);
    }
}
