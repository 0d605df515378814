//! As much of the URL standard as facts need: who the host is, the path, one parameter of the query.
//!
//! A browser or a server has parsed the address before; this only takes it apart again. What does not look like an
//! address has no parts.

use super::scan::{cut, parts};
use crate::limits::SIGNAL_TEXT;

/// An absolute address (`https://host/path?query#fragment`), or one that begins at the path.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Url<'a> {
    /// Without user, password and port, in the case that it was written in. Empty for an address that begins at the
    /// path.
    pub host: &'a str,
    /// From its `/` on, still percent-encoded; `/` when there is none.
    pub path: &'a str,
    query: &'a str,
}

impl<'a> Url<'a> {
    #[inline(never)]
    pub fn read(text: &'a str) -> Option<Url<'a>> {
        if text.len() > SIGNAL_TEXT || text.bytes().any(|b| b <= b' ' || b == 0x7f) {
            return None;
        }
        let (address, query) = cut(cut(text, b'#').0, b'?');
        let query = query.unwrap_or("");
        let (scheme, rest) = cut(address, b':');
        match rest.and_then(|rest| rest.strip_prefix("//")) {
            Some(rest) if !scheme.is_empty() => {
                let authority = cut(rest, b'/').0;
                let path = rest.get(authority.len()..).filter(|path| !path.is_empty()).unwrap_or("/");
                Some(Url { host: host(authority)?, path, query })
            }
            _ if address.starts_with('/') && !address.starts_with("//") => Some(Url { host: "", path: address, query }),
            _ => None,
        }
    }

    /// The first value of a parameter, decoded. A parameter without `=` is there, and empty; one whose bytes are no
    /// text is missing.
    #[inline(never)]
    pub fn parameter(&self, name: &str) -> Option<String> {
        for pair in parts(self.query, b'&') {
            let (key, value) = cut(pair, b'=');
            if !pair.is_empty() && decode(key).is_some_and(|key| key == name) {
                return decode(value.unwrap_or(""));
            }
        }
        None
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
    let mut address = authority;
    while let (_, Some(rest)) = cut(address, b'@') {
        address = rest;
    }
    let host = match address.strip_prefix('[') {
        Some(six) => address.get(..cut(six, b']').0.len() + 2)?,
        None => cut(address, b':').0,
    };
    let host = host.strip_suffix('.').unwrap_or(host);
    let allowed = |b: u8| b.is_ascii_alphanumeric() || b >= 0x80 || b"-._:[]".contains(&b);
    (!host.is_empty() && host.len() <= 253 && host.bytes().all(allowed)).then_some(host)
}

/// `application/x-www-form-urlencoded` (URL standard, §5.1): `+` is a space, `%41` is `A`, a `%` that leads nowhere
/// stays.
#[inline(never)]
fn decode(text: &str) -> Option<String> {
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
    String::from_utf8(out).ok()
}

#[inline(never)]
fn hex(byte: u8) -> Option<u32> {
    char::from(byte).to_digit(16)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Option<(&str, &str, &str)> {
        Url::read(text).map(|url| (url.host, url.path, url.query))
    }

    #[test]
    fn ok_read() {
        assert_eq!(read("https://a.example/p/q?x=1&y#z"), Some(("a.example", "/p/q", "x=1&y")));
        assert_eq!(read("http://u:p@A.example:80"), Some(("A.example", "/", "")));
        assert_eq!(read("https://[::1]:8787/x"), Some(("[::1]", "/x", "")));
        assert_eq!(read("https://a.example./"), Some(("a.example", "/", "")));
        assert_eq!(read("https://a.example?x"), Some(("a.example", "/", "x")));
        assert_eq!(read("/p?x=1"), Some(("", "/p", "x=1")));
        assert_eq!(read("android-app://com.google.android.gm/"), Some(("com.google.android.gm", "/", "")));
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
        assert_eq!(value("e").as_deref(), None);
        assert_eq!(value("f").as_deref(), None);
        assert_eq!(value("g"), None);
    }
}
