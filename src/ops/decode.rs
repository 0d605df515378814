//! Bytes of a bundle → [`Content`]: bounded, total, and strict enough that one content has one encoding of its shape.
//!
//! An interpolation carries how it is escaped where it stands, worked out at build time ([`super::Escape`] by number),
//! for the reader in `pkg/src/content.ts`; here it is worked out again when it is filled in.
//!
//! A record is a tag byte and its fields. Integers are LEB128 varints of at most five bytes, texts are a length and
//! UTF-8, lists are a count and their items. Whatever does not fit is `None`; the reader of the bundle turns that
//! into its one error. No count is believed before its bytes are there, so memory stays within a factor of the input.

use super::{Content, Escape, Filter, Op, Piece, Rank, Text};
use crate::limits;
use crate::value::Value;

/// Reads one content that fills `bytes` to the end.
///
/// ```
/// assert_eq!(nearside::ops::decode(&[0]), Some(nearside::ops::Content::Default));
/// assert_eq!(nearside::ops::decode(&[0, 0]), None);
/// ```
pub fn decode(bytes: &[u8]) -> Option<Content> {
    if bytes.len() > limits::CONTENT_BYTES {
        return None;
    }
    let mut input = Input { rest: bytes };
    let content = input.content()?;
    input.rest.is_empty().then_some(content)
}

struct Input<'a> {
    rest: &'a [u8],
}

impl Input<'_> {
    fn byte(&mut self) -> Option<u8> {
        let (&first, rest) = self.rest.split_first()?;
        self.rest = rest;
        Some(first)
    }

    fn take(&mut self, count: usize) -> Option<&[u8]> {
        let (head, rest) = self.rest.split_at_checked(count)?;
        self.rest = rest;
        Some(head)
    }

    fn varint(&mut self) -> Option<u32> {
        let mut value = 0u32;
        for shift in [0, 7, 14, 21, 28] {
            let byte = self.byte()?;
            let bits = u32::from(byte & 0x7F);
            if shift == 28 && byte > 0x0F {
                return None;
            }
            value |= bits << shift;
            if byte < 0x80 {
                return Some(value);
            }
        }
        None
    }

    fn count(&mut self, limit: usize) -> Option<usize> {
        let count = self.varint()? as usize;
        (count <= limit && count <= self.rest.len()).then_some(count)
    }

    fn text(&mut self) -> Option<String> {
        let length = self.varint()? as usize;
        let bytes = self.take(length)?;
        core::str::from_utf8(bytes).ok().map(str::to_owned)
    }

    fn list<T>(&mut self, limit: usize, mut item: impl FnMut(&mut Self) -> Option<T>) -> Option<Vec<T>> {
        let count = self.count(limit)?;
        let mut items = Vec::new();
        for _ in 0..count {
            items.push(item(self)?);
        }
        Some(items)
    }

    fn texts(&mut self) -> Option<Vec<String>> {
        self.list(limits::PIECES, Input::text)
    }

    #[expect(clippy::option_option, reason = "cut input, no value, a value")]
    fn option<T>(&mut self, item: impl FnOnce(&mut Self) -> Option<T>) -> Option<Option<T>> {
        match self.byte()? {
            0 => Some(None),
            1 => Some(Some(item(self)?)),
            _ => None,
        }
    }

    fn content(&mut self) -> Option<Content> {
        Some(match self.byte()? {
            0 => Content::Default,
            1 => Content::Value(self.value(limits::VALUE_DEPTH)?),
            2 => Content::Ops(self.list(limits::OPS, Input::op)?),
            3 => Content::By {
                signal: self.varint()?,
                cases: self.list(limits::CASES, |input| Some((input.text()?, input.varint()?)))?,
                otherwise: self.varint()?,
            },
            _ => return None,
        })
    }

    fn value(&mut self, depth: usize) -> Option<Value> {
        let depth = depth.checked_sub(1)?;
        Some(match self.byte()? {
            0 => Value::Null,
            1 => Value::Bool(false),
            2 => Value::Bool(true),
            3 => Value::Number(f64::from_le_bytes(self.take(8)?.try_into().ok()?)),
            4 => Value::Text(self.text()?),
            5 => Value::List(self.list(limits::CONTENT_BYTES, |input| input.value(depth))?),
            6 => Value::Object(self.list(limits::CONTENT_BYTES, |input| Some((input.text()?, input.value(depth)?)))?),
            _ => return None,
        })
    }

    fn op(&mut self) -> Option<Op> {
        Some(match self.byte()? {
            0 => Op::Text(self.pieces()?),
            1 => Op::Html(self.pieces()?),
            2 => Op::Template(self.text()?),
            3 => Op::Append(self.pieces()?),
            4 => Op::Prepend(self.pieces()?),
            5 => Op::Before(self.pieces()?),
            6 => Op::After(self.pieces()?),
            7 => Op::Replace(self.pieces()?),
            8 => Op::Attr { name: self.text()?, value: self.option(Input::pieces)? },
            9 => Op::Class { add: self.texts()?, remove: self.texts()? },
            10 => Op::Style { property: self.text()?, value: self.option(Input::pieces)? },
            11 => Op::Remove,
            12 => Op::Order(self.texts()?),
            13 => Op::Redirect(self.text()?),
            14 => Op::Rank(Rank {
                items: self.text()?,
                interests: self.pieces()?,
                take: self.varint()?,
                per_topic: self.varint()?,
                explore: self.varint()?,
                skip_seen: match self.text()?.as_str() {
                    "" => false,
                    "seen" => true,
                    _ => return None,
                },
            }),
            _ => return None,
        })
    }

    fn pieces(&mut self) -> Option<Text> {
        self.list(limits::PIECES, |input| {
            Some(match input.byte()? {
                0 => Piece::Literal(input.text()?),
                1 => Piece::Signal { signal: input.escaped()?, filter: input.filter()?, fallback: input.text()? },
                2 => Piece::Lookup {
                    signal: input.escaped()?,
                    cells: input.list(limits::CASES, |input| Some((input.text()?, input.text()?)))?,
                    fallback: input.text()?,
                },
                _ => return None,
            })
        })
    }

    /// The number of an escaping, then of a signal.
    fn escaped(&mut self) -> Option<u32> {
        let escape = self.byte()?;
        if escape > Escape::Refused as u8 { None } else { self.varint() }
    }

    fn filter(&mut self) -> Option<Filter> {
        Some(match self.byte()? {
            0 => Filter::Plain,
            1 => Filter::Time(String::new()),
            2 => Filter::Date(String::new()),
            3 => Filter::Relative,
            4 => Filter::Number,
            5 => Filter::Money(self.text()?),
            6 => Filter::Distance,
            7 => Filter::List(self.texts()?),
            8 => Filter::Time(self.text()?),
            9 => Filter::Date(self.text()?),
            _ => return None,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn err_whatever_is_cut_or_not_known() {
        for bytes in [
            &[][..],
            &[4],
            &[2],
            &[2, 1],
            &[2, 1, 15],
            &[2, 1, 14, 0, 0, 0, 0, 0, 1, b'x'],
            &[2, 1, 0, 1, 3],
            &[1, 7],
            &[1, 4, 1, 0xFF],
            &[2, 1, 8, 0, 2],
        ] {
            assert_eq!(decode(bytes), None, "{bytes:?}");
        }
    }

    #[test]
    fn err_a_varint_over_32_bits() {
        assert_eq!(decode(&[3, 0xFF, 0xFF, 0xFF, 0xFF, 0x10, 0, 0]), None);
        assert!(decode(&[3, 0xFF, 0xFF, 0xFF, 0xFF, 0x0F, 0, 0]).is_some());
    }

    #[test]
    fn values_nest_to_the_limit_and_not_deeper() {
        let nested = |depth: usize| {
            let mut bytes = vec![1];
            bytes.extend([5, 1].repeat(depth - 1));
            bytes.push(0);
            decode(&bytes)
        };
        assert!(nested(limits::VALUE_DEPTH).is_some());
        assert_eq!(nested(limits::VALUE_DEPTH + 1), None);
    }

    #[test]
    fn a_content_has_at_most_so_many_ops() {
        let ops = |count: usize| {
            let mut bytes = vec![2, (count & 0x7F) as u8 | 0x80, (count >> 7) as u8];
            bytes.extend(vec![11; count]);
            decode(&bytes)
        };
        assert!(ops(limits::OPS).is_some());
        assert_eq!(ops(limits::OPS + 1), None);
    }

    #[test]
    fn a_content_has_at_most_so_many_bytes() {
        let text = |length: usize| {
            let mut bytes = vec![1, 4];
            bytes.extend([(length & 0x7F) as u8 | 0x80, ((length >> 7) & 0x7F) as u8 | 0x80, (length >> 14) as u8]);
            bytes.extend(vec![b'a'; length]);
            decode(&bytes)
        };
        assert!(text(limits::CONTENT_BYTES - 5).is_some());
        assert_eq!(text(limits::CONTENT_BYTES - 4), None);
    }

    #[test]
    fn a_text_has_at_most_so_many_pieces_and_a_lookup_so_many_cells() {
        let pieces = |count: usize| {
            let mut bytes = vec![2, 1, 0, (count & 0x7F) as u8 | 0x80, (count >> 7) as u8];
            bytes.extend([0, 0].repeat(count));
            decode(&bytes)
        };
        assert!(pieces(limits::PIECES).is_some());
        assert_eq!(pieces(limits::PIECES + 1), None);
        let cells = |count: usize| {
            let mut bytes = vec![2, 1, 0, 1, 2, 0, 0, (count & 0x7F) as u8 | 0x80, (count >> 7) as u8];
            bytes.extend([0, 0].repeat(count));
            bytes.push(0);
            decode(&bytes)
        };
        assert!(cells(limits::CASES).is_some());
        assert_eq!(cells(limits::CASES + 1), None);
    }
}
