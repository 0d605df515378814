//! What an attribute's value may be when a rule writes it: no code, and a visitor's words only where they are words.

use crate::ruleset::model::Part;

/// Attributes whose value is an address that a browser follows or loads.
const ADDRESSES: [&str; 14] = [
    "href",
    "src",
    "action",
    "formaction",
    "xlink:href",
    "data",
    "poster",
    "background",
    "cite",
    "ping",
    "longdesc",
    "manifest",
    "codebase",
    "srcset",
];

/// Schemes that run or carry documents of their own.
const SCHEMES: [&str; 3] = ["javascript", "vbscript", "data"];

pub fn is_address(name: &str) -> bool {
    ADDRESSES.iter().any(|one| one.eq_ignore_ascii_case(name)) || name.eq_ignore_ascii_case("imagesrcset")
}

/// `onclick` and all its like, known or to come.
pub fn is_handler(name: &str) -> bool {
    name.len() > 2 && name.get(..2).is_some_and(|start| start.eq_ignore_ascii_case("on"))
}

/// The scheme of an address that must not be written, read as leniently as browsers do: they skip spaces and
/// control characters in front, and tabs and line breaks anywhere.
pub fn unsafe_scheme(address: &str) -> Option<&'static str> {
    let plain: String = address
        .chars()
        .skip_while(|c| *c <= ' ')
        .filter(|c| !matches!(c, '\t' | '\n' | '\r'))
        .take(16)
        .collect::<String>()
        .to_ascii_lowercase();
    let scheme =
        SCHEMES.into_iter().find(|scheme| plain.strip_prefix(scheme).is_some_and(|rest| rest.starts_with(':')))?;
    let media = ["data:image/", "data:font/", "data:audio/", "data:video/"];
    // Pictures and sounds carry no code where they are shown.
    if media.iter().any(|start| plain.starts_with(start)) { None } else { Some(scheme) }
}

/// The same for lists of addresses: `srcset`, `ping`.
pub fn unsafe_scheme_in(name: &str, value: &str) -> Option<&'static str> {
    let list = name.eq_ignore_ascii_case("srcset")
        || name.eq_ignore_ascii_case("imagesrcset")
        || name.eq_ignore_ascii_case("ping");
    if !list {
        return unsafe_scheme(value);
    }
    value.split([',', ' ', '\t', '\n', '\r']).find_map(unsafe_scheme)
}

/// CSS that runs code or loads what it should not: `expression(…)`, `url(javascript:…)`, `-moz-binding`.
pub fn unsafe_style(css: &str) -> Option<&'static str> {
    // A CSS escape can spell any of these: without escapes there is nothing to hide behind.
    if css.contains('\\') {
        return Some("an escape");
    }
    let plain: String =
        css.to_ascii_lowercase().chars().filter(|c| !c.is_whitespace() && *c != '"' && *c != '\'').collect();
    if plain.contains("expression(") {
        return Some("`expression()`");
    }
    if plain.contains("-moz-binding") || plain.contains("behavior:") {
        return Some("a binding");
    }
    let found = plain.split("url(").skip(1).any(|address| unsafe_scheme(address).is_some());
    found.then_some("an address that runs code")
}

/// Whether an interpolation may follow this beginning of an address: only when the beginning settles where the
/// address leads. `/search?q=` does, `https://shop.example/` does, nothing and `https://` do not.
pub fn settles_address(before: &str) -> bool {
    let before = before.trim_start();
    if before.starts_with("//") || before.starts_with("/\\") || before.starts_with('\\') {
        return before.get(2..).is_some_and(|rest| rest.contains(['/', '?', '#']));
    }
    match before.find([':', '/', '?', '#']) {
        None => false,
        Some(at) if before.as_bytes().get(at) == Some(&b':') => {
            let (scheme, rest) = before.split_at(at);
            match scheme.to_ascii_lowercase().as_str() {
                "http" | "https" => {
                    rest.strip_prefix("://").is_some_and(|rest| rest.find(['/', '?', '#']).is_some_and(|at| at > 0))
                }
                "mailto" | "tel" => true,
                _ => false,
            }
        }
        // One slash alone, and a signal that starts with another: `//evil.example`.
        Some(at) => before.as_bytes().get(at) != Some(&b'/') || before.len() > 1,
    }
}

/// What is wrong with interpolating into one attribute: the part's index and why.
pub fn unsafe_parts(name: &str, parts: &[Part]) -> Vec<(usize, String)> {
    let mut before = String::new();
    let mut found = Vec::new();
    for (at, part) in parts.iter().enumerate() {
        match part {
            Part::Literal(text) => before.push_str(text),
            Part::Signal { .. } => {
                found.extend(unsafe_position(name, &before).map(|why| (at, why)));
                // Stands for the visitor's words from here on.
                before.push('x');
            }
        }
    }
    found
}

/// Why a visitor's words may not stand in this attribute after this beginning.
pub fn unsafe_position(name: &str, before: &str) -> Option<String> {
    if is_handler(name) {
        return Some(format!("`{name}` is code"));
    }
    if name.eq_ignore_ascii_case("srcdoc") {
        return Some("`srcdoc` is a document".to_owned());
    }
    let loads = |css: String| ["url(", "src(", "image-set("].iter().any(|one| css.contains(one));
    if name.eq_ignore_ascii_case("style") && loads(before.to_ascii_lowercase()) {
        return Some("an address in a style would tell its server".to_owned());
    }
    if name.eq_ignore_ascii_case("srcset") || name.eq_ignore_ascii_case("imagesrcset") {
        return Some(format!("`{name}` is a list of addresses"));
    }
    if is_address(name) && !settles_address(before) {
        return Some("here it could choose where the address leads".to_owned());
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn schemes_are_found_however_they_are_written() {
        for bad in ["javascript:x", " \u{1}JaVa\tScript:x", "data:text/html,x", "vbscript:x", "\njava\nscript:x"] {
            assert!(unsafe_scheme(bad).is_some(), "{bad:?}");
        }
        for good in [
            "/a",
            "https://a/",
            "javascript.html",
            "#x",
            "mailto:a@b",
            "",
            "database:x",
            "/data:x",
            "data:image/png;base64,x",
        ] {
            assert_eq!(unsafe_scheme(good), None, "{good:?}");
        }
        assert!(unsafe_scheme_in("srcset", "/a.png 1x, javascript:x 2x").is_some());
        assert!(unsafe_style("background: URL( \"javascript:x\" )").is_some());
        assert!(unsafe_style("width: exp\\72 ession(x)").is_some());
        assert_eq!(unsafe_style("color: red; background: url(/a.png)"), None);
    }

    #[test]
    fn a_signal_in_an_address_comes_after_what_settles_it() {
        for good in ["/c/", "/s?q=", "?q=", "#", "https://a.example/", "mailto:", "cat/", "a?x="] {
            assert!(settles_address(good), "{good}");
        }
        for bad in ["", "/", "//", "//a", "https:", "https://", "https://a", "https:///", "x", "javascript:/", "\\"] {
            assert!(!settles_address(bad), "{bad}");
        }
    }
}
