//! Character references, as far as an engine needs them that only ever compares and checks.
//!
//! All numeric references, and the named ones that stand for ASCII characters which matter in markup and addresses.
//! The other two thousand stay as they are: no selector matches them at an edge, and none of them can spell a scheme.

use std::borrow::Cow;

const NAMED: &[(&[u8], &str)] = &[
    (b"amp;", "&"),
    (b"lt;", "<"),
    (b"gt;", ">"),
    (b"quot;", "\""),
    (b"apos;", "'"),
    (b"nbsp;", "\u{A0}"),
    (b"colon;", ":"),
    (b"Tab;", "\t"),
    (b"NewLine;", "\n"),
    (b"sol;", "/"),
    (b"lpar;", "("),
    (b"rpar;", ")"),
    (b"period;", "."),
    (b"comma;", ","),
    (b"semi;", ";"),
    (b"num;", "#"),
    (b"quest;", "?"),
    (b"equals;", "="),
    (b"commat;", "@"),
    (b"bsol;", "\\"),
    (b"ast;", "*"),
    (b"midast;", "*"),
    (b"lowbar;", "_"),
    (b"UnderBar;", "_"),
    (b"QUOT;", "\""),
    (b"amp", "&"),
    (b"lt", "<"),
    (b"gt", ">"),
    (b"quot", "\""),
    (b"AMP", "&"),
    (b"LT", "<"),
    (b"GT", ">"),
];

/// The value of an attribute with its references replaced.
pub fn decode(value: &[u8]) -> Cow<'_, [u8]> {
    if !value.contains(&b'&') {
        return Cow::Borrowed(value);
    }
    let mut out = Vec::with_capacity(value.len());
    let mut rest = value;
    while let Some((&first, tail)) = rest.split_first() {
        let read = if first == b'&' { reference(tail) } else { None };
        match read {
            Some((text, length)) => {
                out.extend_from_slice(text.as_bytes());
                rest = tail.get(length..).unwrap_or_default();
            }
            None => {
                out.push(first);
                rest = tail;
            }
        }
    }
    Cow::Owned(out)
}

/// After `&`: what it stands for and how long it is.
fn reference(rest: &[u8]) -> Option<(String, usize)> {
    if rest.first() == Some(&b'#') {
        return numeric(rest);
    }
    let (name, text) = NAMED.iter().find(|(name, _)| rest.starts_with(name))?;
    // In an attribute, a reference without `;` before a letter, a digit or `=` is not one.
    let next = rest.get(name.len());
    let open = !name.ends_with(b";") && next.is_some_and(|next| next.is_ascii_alphanumeric() || *next == b'=');
    (!open).then(|| ((*text).to_owned(), name.len()))
}

fn numeric(rest: &[u8]) -> Option<(String, usize)> {
    let hexadecimal = matches!(rest.get(1), Some(b'x' | b'X'));
    let (start, radix) = if hexadecimal { (2, 16) } else { (1, 10) };
    let mut code = 0u32;
    let mut at = start;
    while let Some(digit) = rest.get(at).and_then(|byte| char::from(*byte).to_digit(radix)) {
        code = code.saturating_mul(radix).saturating_add(digit);
        at += 1;
    }
    if at == start {
        return None;
    }
    if rest.get(at) == Some(&b';') {
        at += 1;
    }
    let c = char::from_u32(code).filter(|c| *c != '\0').unwrap_or('\u{FFFD}');
    Some((c.to_string(), at))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ok_references_in_attributes() {
        for (value, expected) in [
            ("a", "a"),
            ("a&amp;b", "a&b"),
            ("&#106;&#x61;&#X76a", "ja\u{76A}"),
            ("java&Tab;script&colon;", "java\tscript:"),
            ("?a=1&lt=2&gt", "?a=1&lt=2>"),
            ("&unknown;", "&unknown;"),
            ("&#;&#x;&", "&#;&#x;&"),
            ("&#0;", "\u{FFFD}"),
            ("&#99999999999;", "\u{FFFD}"),
        ] {
            assert_eq!(String::from_utf8_lossy(&decode(value.as_bytes())), expected, "{value}");
        }
    }
}
