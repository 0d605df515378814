//! Interpolations filled in: [`Op`] with parts → [`Op`] with plain strings, escaped for where each part stands.
//!
//! Values come through one closure, so that whoever knows a value gives it: the context for a plain one, the host's
//! `Intl` for one with a filter. A value that is missing, or not in its list, becomes the fallback.

use super::context::{Escape, escapes, in_attribute};
use super::{Filter, Op, Piece, Rank};

/// Gives the text of a signal's value under a filter, or nothing when the signal is missing.
pub type Fill<'a> = dyn FnMut(u32, &Filter) -> Option<String> + 'a;

/// Fills every text of an operation. `None`: an interpolation stands where no escaping is enough.
pub fn render(op: &Op, fill: &mut Fill) -> Option<Op<String>> {
    Some(match op {
        Op::Text(text) => Op::Text(render_text(text, fill)),
        Op::Html(text) => Op::Html(markup(text, fill)?),
        Op::Append(text) => Op::Append(markup(text, fill)?),
        Op::Prepend(text) => Op::Prepend(markup(text, fill)?),
        Op::Before(text) => Op::Before(markup(text, fill)?),
        Op::After(text) => Op::After(markup(text, fill)?),
        Op::Replace(text) => Op::Replace(markup(text, fill)?),
        Op::Attr { name, value } => {
            let value = value.as_ref().map(|value| attribute(name, value, fill));
            Op::Attr { name: name.clone(), value }
        }
        Op::Style { property, value } => {
            let value = value.as_ref().map(|value| render_text(value, fill));
            Op::Style { property: property.clone(), value }
        }
        Op::Template(id) => Op::Template(id.clone()),
        Op::Class { add, remove } => Op::Class { add: add.clone(), remove: remove.clone() },
        Op::Remove => Op::Remove,
        Op::Order(selectors) => Op::Order(selectors.clone()),
        Op::Redirect(path) => Op::Redirect(path.clone()),
        Op::Rank(Rank { items, interests, take, per_topic, explore, skip_seen }) => Op::Rank(Rank {
            items: items.clone(),
            interests: render_text(interests, fill),
            take: *take,
            per_topic: *per_topic,
            explore: *explore,
            skip_seen: *skip_seen,
        }),
    })
}

/// Fills a text that goes where no markup is read (`text`, `because`).
pub fn render_text(text: &[Piece], fill: &mut Fill) -> String {
    let mut out = String::new();
    for piece in text {
        out.push_str(&value(piece, fill));
    }
    out
}

fn markup(text: &[Piece], fill: &mut Fill) -> Option<String> {
    let mut out = String::new();
    for (piece, escape) in text.iter().zip(escapes(text)) {
        put(&mut out, &value(piece, fill), escape)?;
    }
    Some(out)
}

fn attribute(name: &str, text: &[Piece], fill: &mut Fill) -> String {
    let mut out = String::new();
    for (index, piece) in text.iter().enumerate() {
        let escape = match piece {
            Piece::Literal(_) => Escape::Raw,
            _ => in_attribute(name, index > 0),
        };
        let _ = put(&mut out, &value(piece, fill), escape);
    }
    out
}

fn put(out: &mut String, value: &str, escape: Escape) -> Option<()> {
    match escape {
        Escape::Raw => out.push_str(value),
        Escape::Html => escape_html(out, value),
        Escape::Url => escape_url(out, value),
        Escape::Refused => return None,
    }
    Some(())
}

fn value(piece: &Piece, fill: &mut Fill) -> String {
    match piece {
        Piece::Literal(text) => text.clone(),
        Piece::Signal { signal, filter: Filter::List(allowed), fallback } => {
            fill(*signal, &Filter::Plain).filter(|text| allowed.contains(text)).unwrap_or_else(|| fallback.clone())
        }
        Piece::Signal { signal, filter, fallback } => fill(*signal, filter).unwrap_or_else(|| fallback.clone()),
        Piece::Lookup { signal, cells, fallback } => fill(*signal, &Filter::Plain)
            .and_then(|text| cells.iter().find(|(key, _)| *key == text))
            .map_or_else(|| fallback.clone(), |(_, cell)| cell.clone()),
    }
}

/// The signals and filters that an operation's texts ask for, for a host that must format them beforehand.
pub fn interpolations(op: &Op) -> impl Iterator<Item = (u32, &Filter)> {
    let text: &[Piece] = match op {
        Op::Text(text)
        | Op::Html(text)
        | Op::Append(text)
        | Op::Prepend(text)
        | Op::Before(text)
        | Op::After(text)
        | Op::Replace(text) => text,
        Op::Attr { value: Some(value), .. } | Op::Style { value: Some(value), .. } => value,
        Op::Rank(rank) => &rank.interests,
        _ => &[],
    };
    text.iter().filter_map(|piece| match piece {
        Piece::Literal(_) => None,
        Piece::Signal { signal, filter: Filter::List(_), .. } | Piece::Lookup { signal, .. } => {
            Some((*signal, &Filter::Plain))
        }
        Piece::Signal { signal, filter, .. } => Some((*signal, filter)),
    })
}

/// Appends `text` with `& < > " '` as character references: safe as text and in a quoted attribute value.
pub fn escape_html(out: &mut String, text: &str) {
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&#34;"),
            '\'' => out.push_str("&#39;"),
            c => out.push(c),
        }
    }
}

/// Appends `text` percent-encoded: RFC 3986 unreserved characters stay, every other byte becomes `%XX`.
pub fn escape_url(out: &mut String, text: &str) {
    const HEX: [char; 16] = ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'A', 'B', 'C', 'D', 'E', 'F'];
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~') {
            out.push(char::from(byte));
        } else {
            out.push('%');
            out.extend([byte >> 4, byte & 15].iter().filter_map(|half| HEX.get(usize::from(*half))));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn literal(text: &str) -> Piece {
        Piece::Literal(text.into())
    }

    fn signal(filter: Filter) -> Piece {
        Piece::Signal { signal: 3, filter, fallback: "there".into() }
    }

    #[expect(clippy::needless_pass_by_value, reason = "reads better where it is called")]
    fn filled(op: Op, value: Option<&str>) -> Option<Op<String>> {
        render(&op, &mut |number, _| {
            assert_eq!(number, 3);
            value.map(str::to_owned)
        })
    }

    #[test]
    fn ok_text_is_not_escaped_and_markup_is() {
        let pieces = || vec![literal("Hi <b>"), signal(Filter::Plain)];
        assert_eq!(filled(Op::Text(pieces()), Some("<i>")), Some(Op::Text("Hi <b><i>".into())));
        assert_eq!(
            filled(Op::Html(pieces()), Some("<i>'\"&")),
            Some(Op::Html("Hi <b>&lt;i&gt;&#39;&#34;&amp;".into()))
        );
        assert_eq!(filled(Op::Html(pieces()), None), Some(Op::Html("Hi <b>there".into())));
    }

    #[test]
    fn ok_inside_a_url_values_are_percent_encoded() {
        let markup = Op::Html(vec![literal("<a href=\"/s?q="), signal(Filter::Plain), literal("\">x</a>")]);
        assert_eq!(filled(markup, Some("a b&c\"")), Some(Op::Html("<a href=\"/s?q=a%20b%26c%22\">x</a>".into())));
        let attr = |text| Op::Attr { name: "href".into(), value: Some(text) };
        assert_eq!(
            filled(attr(vec![literal("/c/"), signal(Filter::Plain)]), Some("a/b")),
            Some(Op::Attr { name: "href".into(), value: Some("/c/a%2Fb".into()) })
        );
    }

    #[test]
    fn ok_lists_and_lookups_show_only_what_they_name() {
        let list = || Op::Text(vec![signal(Filter::List(vec!["a".into()]))]);
        assert_eq!(filled(list(), Some("a")), Some(Op::Text("a".into())));
        assert_eq!(filled(list(), Some("b")), Some(Op::Text("there".into())));
        let cells = vec![("DE".into(), "Berlin".into())];
        let lookup = || Op::Text(vec![Piece::Lookup { signal: 3, cells: cells.clone(), fallback: "us".into() }]);
        assert_eq!(filled(lookup(), Some("DE")), Some(Op::Text("Berlin".into())));
        assert_eq!(filled(lookup(), Some("FR")), Some(Op::Text("us".into())));
    }

    #[test]
    fn err_an_interpolation_where_nothing_makes_it_safe() {
        assert_eq!(
            filled(Op::Html(vec![literal("<p onclick='"), signal(Filter::Plain), literal("'>")]), Some("x")),
            None
        );
    }
}
