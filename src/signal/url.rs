//! As much of the URL standard as facts need: who the host is, the path, one parameter of the query.
//!
//! A browser or a server has parsed the address before; this only takes it apart again. What does not look like an
//! address has no parts.

use super::scan::{cut, has, parts, same};

/// An absolute address (`https://host/path?query#fragment`), or one that begins at the path.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Url<'a> {
    /// Without user, password and port, in the case that it was written in. Empty for an address that begins at the
    /// path.
    pub host: &'a [u8],
    /// From its `/` on, still percent-encoded; `/` when there is none. Empty for what is no address.
    pub path: &'a [u8],
    query: &'a [u8],
}

impl<'a> Url<'a> {
    #[inline(never)]
    pub fn read(text: &'a [u8]) -> Url<'a> {
        if text.iter().any(|b| *b <= b' ' || *b == 0x7f) {
            return Url::default();
        }
        let (address, query) = cut(cut(text, b'#').0, b'?');
        if let [b'/', rest @ ..] = address {
            let path = if rest.first() == Some(&b'/') { &[] } else { address };
            return Url { host: &[], path, query };
        }
        let (scheme, rest) = cut(address, b':');
        let [b'/', b'/', rest @ ..] = rest else { return Url::default() };
        let authority = cut(rest, b'/').0;
        let path = rest.get(authority.len()..).unwrap_or_default();
        let host = host(authority);
        if scheme.is_empty() || host.is_empty() {
            return Url::default();
        }
        Url { host, path: if path.is_empty() { b"/" } else { path }, query }
    }

    /// The first value of a parameter, decoded. A parameter without `=` is there, and empty; one whose bytes are no
    /// text is missing.
    #[inline(never)]
    pub fn parameter(&self, name: &[u8]) -> Option<Vec<u8>> {
        for pair in parts(self.query, b'&') {
            let (key, value) = cut(pair, b'=');
            if !pair.is_empty() && decode(key) == name {
                let value = decode(value);
                return std::str::from_utf8(&value).is_ok().then_some(value);
            }
        }
        None
    }

    /// The same, or an empty text.
    pub fn text(&self, name: &[u8]) -> Vec<u8> {
        self.parameter(name).unwrap_or_default()
    }

    /// Whether a parameter is there and says something. Its value is not looked at.
    #[inline(never)]
    pub fn carries(&self, name: &[u8]) -> bool {
        parts(self.query, b'&').any(|pair| {
            let (key, value) = cut(pair, b'=');
            same(key, name) && !value.is_empty()
        })
    }
}

/// The host of `user:password@host:port`; empty when there is none, or it cannot be one.
fn host(authority: &[u8]) -> &[u8] {
    let mut host = authority;
    while has(host, b"@") {
        host = cut(host, b'@').1;
    }
    host = match host {
        [b'[', ..] => host.get(..cut(host, b']').0.len() + 1).unwrap_or_default(),
        _ => cut(host, b':').0,
    };
    if let [before @ .., b'.'] = host {
        host = before;
    }
    let allowed =
        |b: &u8| b.is_ascii_alphanumeric() || *b >= 0x80 || matches!(b, b'-' | b'.' | b'_' | b':' | b'[' | b']');
    if host.len() <= 253 && host.iter().all(allowed) { host } else { &[] }
}

/// `application/x-www-form-urlencoded` (URL standard, §5.1): `+` is a space, `%41` is `A`, a `%` that leads nowhere
/// stays.
#[inline(never)]
fn decode(text: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(text.len());
    let mut left = text;
    while let [first, rest @ ..] = left {
        left = rest;
        let mut byte = *first;
        if byte == b'+' {
            byte = b' ';
        } else if let ([high, low, rest @ ..], b'%') = (rest, byte) {
            let code = hex(*high) << 4 | hex(*low);
            if code < 256 {
                byte = code as u8;
                left = rest;
            }
        }
        out.push(byte);
    }
    out
}

/// A digit's value; 256 for what is none.
#[inline(never)]
fn hex(byte: u8) -> u32 {
    match byte {
        b'0'..=b'9' => u32::from(byte - b'0'),
        b'a'..=b'f' => u32::from(byte - b'a' + 10),
        b'A'..=b'F' => u32::from(byte - b'A' + 10),
        _ => 256,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Option<(&str, &str, &str)> {
        let url = Url::read(text.as_bytes());
        let text = |bytes| std::str::from_utf8(bytes).unwrap();
        (!url.path.is_empty()).then(|| (text(url.host), text(url.path), text(url.query)))
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
        let url = Url::read(b"/p?a=1&b=x+y%2B%41&=v&c&a=2&%64=d&e=%E4%&f=%ED%A0%80");
        let value = |name: &str| url.parameter(name.as_bytes()).map(|value| String::from_utf8(value).unwrap());
        assert_eq!(value("a").as_deref(), Some("1"));
        assert_eq!(value("b").as_deref(), Some("x y+A"));
        assert_eq!(value("c").as_deref(), Some(""));
        assert_eq!(value("d").as_deref(), Some("d"));
        assert_eq!(value("e").as_deref(), None);
        assert_eq!(value("f").as_deref(), None);
        assert_eq!(value("g"), None);
    }
}
