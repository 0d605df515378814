//! As much of the URL standard as facts need: who the host is, the path, one parameter of the query.
//!
//! A browser or a server has parsed the address before; this only takes it apart again. What does not look like an
//! address has no parts.

use super::scan::{cut, parts};

/// An absolute address (`https://host/path?query#fragment`), or one that begins at the path.
#[derive(Debug, Clone, Copy, Default)]
pub struct Url<'a> {
    /// Without user, password and port, in the case that it was written in. Empty for an address that begins at the
    /// path.
    pub host: &'a [u8],
    /// From its `/` on, still percent-encoded; `/` when there is none. Empty for what is no address.
    pub path: &'a [u8],
    pub query: &'a [u8],
}

impl<'a> Url<'a> {
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
}

/// Writes a parameter's first value into `out`, decoded, and says whether the parameter is there at all; one without
/// `=` is, and empty.
#[cfg_attr(not(feature = "edge"), inline(never))]
pub(super) fn parameter(query: &[u8], name: &[u8], out: &mut Vec<u8>) -> bool {
    out.clear();
    parts(query, b'&').any(|pair| {
        let (key, value) = cut(pair, b'=');
        // Decoded, nothing grows, and few write a name otherwise than it is.
        let is_found = key == name
            || key.len() >= name.len() && key.iter().any(|byte| matches!(byte, b'%' | b'+')) && {
                decode(key, out);
                out == name
            };
        out.clear();
        if is_found {
            decode(value, out);
        }
        is_found
    })
}

/// Appends what is written as `application/x-www-form-urlencoded` (URL standard, §5.1): `+` is a space, `%41` is `A`, a
/// `%` that leads nowhere stays.
#[cfg_attr(not(feature = "edge"), inline(never))]
fn decode(text: &[u8], out: &mut Vec<u8>) {
    let mut left = text;
    loop {
        let (byte, rest) = match left {
            [] => return,
            [b'+', rest @ ..] => (b' ', rest),
            [b'%', high, low, rest @ ..] if (hex(*high) | hex(*low)) < 16 => {
                ((hex(*high) << 4 | hex(*low)) as u8, rest)
            }
            [byte, rest @ ..] => (*byte, rest),
        };
        out.push(byte);
        left = rest;
    }
}

/// The host of `user:password@host:port`; empty when there is none, or it cannot be one.
fn host(authority: &[u8]) -> &[u8] {
    let mut host = authority;
    while let (user, rest) = cut(host, b'@')
        && user.len() < host.len()
    {
        host = rest;
    }
    host = match host {
        [b'[', ..] => host.get(..cut(host, b']').0.len() + 1).unwrap_or_default(),
        _ => cut(host, b':').0,
    };
    if let [before @ .., b'.'] = host {
        host = before;
    }
    // A browser has no other.
    #[cfg(feature = "edge")]
    {
        let allowed =
            |b: &u8| b.is_ascii_alphanumeric() || *b >= 0x80 || matches!(b, b'-' | b'.' | b'_' | b':' | b'[' | b']');
        if host.len() > 253 || !host.iter().all(allowed) {
            return &[];
        }
    }
    host
}

/// A digit's value; 256 for what is none.
#[cfg_attr(not(feature = "edge"), inline(never))]
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
            #[cfg(feature = "edge")]
            "https://a<b>/",
            #[cfg(feature = "edge")]
            "javascript://%0aalert(1)",
            "://a/",
            "data:text/html,x",
        ] {
            assert_eq!(read(text), None, "{text:?}");
        }
    }

    #[test]
    fn ok_parameter() {
        let url = Url::read(b"/p?a=1&b=x+y%2B%41&=v&c&a=2&%64=d&&e=%E4%&f=%ED%A0%80&h=1=2&1=3");
        let value = |name: &str| {
            let mut out = b"old".to_vec();
            parameter(url.query, name.as_bytes(), &mut out).then_some(out)
        };
        assert_eq!(value("a").as_deref(), Some(b"1".as_slice()));
        assert_eq!(value("b").as_deref(), Some(b"x y+A".as_slice()));
        assert_eq!(value("c").as_deref(), Some(b"".as_slice()));
        assert_eq!(value("d").as_deref(), Some(b"d".as_slice()));
        // No text; whoever takes the bytes for one finds out.
        assert_eq!(value("e").as_deref(), Some(b"\xe4%".as_slice()));
        assert_eq!(value("f").as_deref(), Some(b"\xed\xa0\x80".as_slice()));
        assert_eq!(value("h").as_deref(), Some(b"1=2".as_slice()));
        assert_eq!(value("1").as_deref(), Some(b"3".as_slice()));
        assert_eq!(value("2"), None);
        assert_eq!(value("g"), None);
    }
}
