//! [`Content`] → the bytes of a bundle; the inverse of [`super::decode`], which documents the form.

use super::context::{Escape, escapes, in_attribute};
use super::{Content, Filter, Op, Piece};
use crate::value::Value;

/// Writes one content. What exceeds the limits of `limits.rs` is refused by [`super::decode`]; `check` says so first.
pub fn encode(content: &Content) -> Vec<u8> {
    let mut out = Output(Vec::new());
    match content {
        Content::Default => out.byte(0),
        Content::Value(value) => {
            out.byte(1);
            out.value(value);
        }
        Content::Ops(ops) => {
            out.byte(2);
            out.list(ops, Output::op);
        }
        Content::By { signal, cases, otherwise } => {
            out.byte(3);
            out.varint(*signal);
            out.list(cases, |out, (case, content)| {
                out.text(case);
                out.varint(*content);
            });
            out.varint(*otherwise);
        }
    }
    out.0
}

struct Output(Vec<u8>);

impl Output {
    fn byte(&mut self, byte: u8) {
        self.0.push(byte);
    }

    fn varint(&mut self, mut value: u32) {
        while value >= 0x80 {
            self.byte((value & 0x7F) as u8 | 0x80);
            value >>= 7;
        }
        self.byte(value as u8);
    }

    fn text(&mut self, text: &str) {
        self.varint(text.len() as u32);
        self.0.extend_from_slice(text.as_bytes());
    }

    fn list<T>(&mut self, items: &[T], mut item: impl FnMut(&mut Self, &T)) {
        self.varint(items.len() as u32);
        for one in items {
            item(self, one);
        }
    }

    fn texts(&mut self, texts: &[String]) {
        self.list(texts, |out, text| out.text(text));
    }

    fn option(&mut self, pieces: Option<&Vec<Piece>>, escape: impl Fn(usize) -> Escape) {
        self.byte(u8::from(pieces.is_some()));
        if let Some(pieces) = pieces {
            self.pieces(pieces, (0..pieces.len()).map(escape));
        }
    }

    fn value(&mut self, value: &Value) {
        match value {
            Value::Null => self.byte(0),
            Value::Bool(flag) => self.byte(1 + u8::from(*flag)),
            Value::Number(number) => {
                self.byte(3);
                self.0.extend_from_slice(&number.to_le_bytes());
            }
            Value::Text(text) => {
                self.byte(4);
                self.text(text);
            }
            Value::List(items) => {
                self.byte(5);
                self.list(items, Output::value);
            }
            Value::Object(entries) => {
                self.byte(6);
                self.list(entries, |out, (key, value)| {
                    out.text(key);
                    out.value(value);
                });
            }
        }
    }

    fn op(&mut self, op: &Op) {
        match op {
            Op::Text(text) => {
                self.byte(0);
                self.pieces(text, text.iter().map(|_| Escape::Raw));
            }
            Op::Html(text) => self.markup(1, text),
            Op::Template(id) => {
                self.byte(2);
                self.text(id);
            }
            Op::Append(text) => self.markup(3, text),
            Op::Prepend(text) => self.markup(4, text),
            Op::Before(text) => self.markup(5, text),
            Op::After(text) => self.markup(6, text),
            Op::Replace(text) => self.markup(7, text),
            Op::Attr { name, value } => {
                self.byte(8);
                self.text(name);
                self.option(value.as_ref(), |index| in_attribute(name, index > 0));
            }
            Op::Class { add, remove } => {
                self.byte(9);
                self.texts(add);
                self.texts(remove);
            }
            Op::Style { property, value } => {
                self.byte(10);
                self.text(property);
                self.option(value.as_ref(), |_| Escape::Raw);
            }
            Op::Remove => self.byte(11),
            Op::Order(selectors) => {
                self.byte(12);
                self.texts(selectors);
            }
            Op::Redirect(path) => {
                self.byte(13);
                self.text(path);
            }
            Op::Rank(rank) => {
                self.byte(14);
                self.text(&rank.items);
                self.pieces(&rank.interests, rank.interests.iter().map(|_| Escape::Raw));
                for count in [rank.take, rank.per_topic, rank.explore] {
                    self.varint(count);
                }
                self.text(if rank.skip_seen { "seen" } else { "" });
            }
        }
    }

    fn markup(&mut self, tag: u8, text: &[Piece]) {
        self.byte(tag);
        self.pieces(text, escapes(text));
    }

    fn pieces(&mut self, pieces: &[Piece], mut escapes: impl Iterator<Item = Escape>) {
        self.list(pieces, |out, piece| {
            let escape = escapes.next().unwrap_or(Escape::Refused) as u8;
            out.piece(piece, escape);
        });
    }

    fn piece(&mut self, piece: &Piece, escape: u8) {
        let out = self;
        match piece {
            Piece::Literal(text) => {
                out.byte(0);
                out.text(text);
            }
            Piece::Signal { signal, filter, fallback } => {
                out.byte(1);
                out.byte(escape);
                out.varint(*signal);
                out.filter(filter);
                out.text(fallback);
            }
            Piece::Lookup { signal, cells, fallback } => {
                out.byte(2);
                out.byte(escape);
                out.varint(*signal);
                out.list(cells, |out, (key, cell)| {
                    out.text(key);
                    out.text(cell);
                });
                out.text(fallback);
            }
        }
    }

    fn filter(&mut self, filter: &Filter) {
        match filter {
            Filter::Plain => self.byte(0),
            Filter::Time(zone) if zone.is_empty() => self.byte(1),
            Filter::Date(zone) if zone.is_empty() => self.byte(2),
            Filter::Time(zone) => {
                self.byte(8);
                self.text(zone);
            }
            Filter::Date(zone) => {
                self.byte(9);
                self.text(zone);
            }
            Filter::Relative => self.byte(3),
            Filter::Number => self.byte(4),
            Filter::Money(currency) => {
                self.byte(5);
                self.text(currency);
            }
            Filter::Distance => self.byte(6),
            Filter::List(texts) => {
                self.byte(7);
                self.texts(texts);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Rank, Text, decode};
    use super::*;
    use proptest::collection::vec;
    use proptest::prelude::*;

    fn filter() -> impl Strategy<Value = Filter> {
        prop_oneof![
            Just(Filter::Plain),
            "([A-Z][a-z]/[A-Z][a-z])?".prop_map(Filter::Time),
            "([A-Z][a-z]/[A-Z][a-z])?".prop_map(Filter::Date),
            Just(Filter::Relative),
            Just(Filter::Number),
            "[A-Z]{3}".prop_map(Filter::Money),
            Just(Filter::Distance),
            vec(".{0,6}", 0..4).prop_map(Filter::List),
        ]
    }

    fn text() -> impl Strategy<Value = Text> {
        let piece = prop_oneof![
            ".{0,20}".prop_map(Piece::Literal),
            (any::<u32>(), filter(), ".{0,6}").prop_map(|(signal, filter, fallback)| Piece::Signal {
                signal,
                filter,
                fallback
            }),
            (any::<u32>(), vec((".{0,4}", ".{0,4}"), 0..4), ".{0,6}")
                .prop_map(|(signal, cells, fallback)| Piece::Lookup { signal, cells, fallback }),
        ];
        vec(piece, 0..4)
    }

    fn op() -> impl Strategy<Value = Op> {
        prop_oneof![
            text().prop_map(Op::Text),
            text().prop_map(Op::Html),
            ".{0,8}".prop_map(Op::Template),
            text().prop_map(Op::Append),
            text().prop_map(Op::Prepend),
            text().prop_map(Op::Before),
            text().prop_map(Op::After),
            text().prop_map(Op::Replace),
            ("[a-z]{1,8}", proptest::option::of(text())).prop_map(|(name, value)| Op::Attr { name, value }),
            (vec("[a-z]{1,4}", 0..3), vec("[a-z]{1,4}", 0..3)).prop_map(|(add, remove)| Op::Class { add, remove }),
            ("[a-z]{1,8}", proptest::option::of(text())).prop_map(|(property, value)| Op::Style { property, value }),
            Just(Op::Remove),
            vec("[.#][a-z]{1,4}", 0..4).prop_map(Op::Order),
            "/[a-z/]{0,9}".prop_map(Op::Redirect),
            (".{0,9}", text(), any::<[u32; 3]>(), any::<bool>()).prop_map(
                |(items, interests, [take, per_topic, explore], skip_seen)| Op::Rank(Rank {
                    items,
                    interests,
                    take,
                    per_topic,
                    explore,
                    skip_seen
                })
            ),
        ]
    }

    fn value() -> impl Strategy<Value = Value> {
        let leaf = prop_oneof![
            Just(Value::Null),
            any::<bool>().prop_map(Value::Bool),
            (-1e300..1e300f64).prop_map(Value::Number),
            ".{0,9}".prop_map(Value::Text),
        ];
        leaf.prop_recursive(4, 16, 4, |inner| {
            prop_oneof![
                vec(inner.clone(), 0..4).prop_map(Value::List),
                vec((".{0,4}", inner), 0..4).prop_map(Value::Object)
            ]
        })
    }

    fn content() -> impl Strategy<Value = Content> {
        prop_oneof![
            Just(Content::Default),
            value().prop_map(Content::Value),
            vec(op(), 0..6).prop_map(Content::Ops),
            (any::<u32>(), vec((".{0,5}", any::<u32>()), 0..5), any::<u32>())
                .prop_map(|(signal, cases, otherwise)| Content::By { signal, cases, otherwise }),
        ]
    }

    proptest! {
        #[test]
        fn decode_is_the_inverse_of_encode(content in content()) {
            prop_assert_eq!(decode(&encode(&content)), Some(content));
        }

        #[test]
        fn decode_never_panics(bytes in vec(any::<u8>(), 0..400)) {
            let _ = decode(&bytes);
        }

        #[test]
        fn a_cut_content_is_refused(content in content(), cut in any::<prop::sample::Index>()) {
            let bytes = encode(&content);
            let cut = cut.index(bytes.len());
            prop_assert_eq!(decode(&bytes[..cut]), None);
        }
    }
}
