//! [`Content`] → the plain data that JavaScript gets; `docs/ops.md` shows its shape.
//!
//! Written by hand: a serialiser for ten shapes costs a browser more than the shapes do. `<` is escaped throughout, so
//! the result may stand in any page.

use super::context::{Escape, escapes, in_attribute};
use super::number::write_number;
use super::{Content, Filter, Op, Piece, Rank};
use crate::value::{Value, write_json_text};

/// The dotted name of a signal, by its number in the program.
pub type Names<'a> = dyn Fn(u32) -> &'a str + 'a;

impl Content {
    /// `{}` for the default, `{"value":…}`, `{"ops":[…]}`, or `{"by":…,"cases":{…},"else":…}` with numbers of contents.
    ///
    /// ```
    /// use nearside::ops::{Content, Op, Piece};
    /// let content = Content::Ops(vec![Op::Text(vec![Piece::Literal("Hello".into())]), Op::Remove]);
    /// assert_eq!(content.to_json(&|_| ""), r#"{"ops":[{"op":"text","text":"Hello"},{"op":"remove"}]}"#);
    /// ```
    pub fn to_json<'a>(&self, names: &'a Names<'a>) -> String {
        let mut out = Json { out: String::new(), names };
        match self {
            Content::Default => out.raw("{}"),
            Content::Value(value) => {
                out.raw("{\"value\":");
                write_value(&mut out.out, value);
                out.raw("}");
            }
            Content::Ops(ops) => {
                out.raw("{\"ops\":");
                out.list(ops, Json::op);
                out.raw("}");
            }
            Content::By { signal, cases, otherwise } => out.by(*signal, cases, *otherwise),
        }
        out.out
    }
}

/// Appends a value as JSON.
pub fn write_value(out: &mut String, value: &Value) {
    match value {
        Value::Null => out.push_str("null"),
        Value::Bool(true) => out.push_str("true"),
        Value::Bool(false) => out.push_str("false"),
        Value::Number(number) => write_number(out, *number),
        Value::Text(text) => write_json_text(out, text),
        Value::List(items) => {
            out.push('[');
            for (index, item) in items.iter().enumerate() {
                if index > 0 {
                    out.push(',');
                }
                write_value(out, item);
            }
            out.push(']');
        }
        Value::Object(entries) => {
            out.push('{');
            for (index, (key, value)) in entries.iter().enumerate() {
                if index > 0 {
                    out.push(',');
                }
                write_json_text(out, key);
                out.push(':');
                write_value(out, value);
            }
            out.push('}');
        }
    }
}

struct Json<'a> {
    out: String,
    names: &'a Names<'a>,
}

impl Json<'_> {
    fn raw(&mut self, text: &str) {
        self.out.push_str(text);
    }

    fn text(&mut self, text: &str) {
        write_json_text(&mut self.out, text);
    }

    /// `,"key":"text"`, the comma included.
    fn field(&mut self, key: &str, text: &str) {
        self.key(key);
        self.text(text);
    }

    fn key(&mut self, key: &str) {
        self.raw(",\"");
        self.raw(key);
        self.raw("\":");
    }

    fn list<T>(&mut self, items: &[T], mut item: impl FnMut(&mut Self, &T)) {
        self.raw("[");
        for (index, one) in items.iter().enumerate() {
            if index > 0 {
                self.raw(",");
            }
            item(self, one);
        }
        self.raw("]");
    }

    fn texts(&mut self, texts: &[String]) {
        self.list(texts, |out, text| out.text(text));
    }

    fn by(&mut self, signal: u32, cases: &[(String, u32)], otherwise: u32) {
        self.raw("{\"by\":");
        self.text((self.names)(signal));
        self.raw(",\"cases\":{");
        for (index, (case, content)) in cases.iter().enumerate() {
            if index > 0 {
                self.raw(",");
            }
            self.text(case);
            self.raw(":");
            write_number(&mut self.out, f64::from(*content));
        }
        self.raw("},\"else\":");
        write_number(&mut self.out, f64::from(otherwise));
        self.raw("}");
    }

    fn op(&mut self, op: &Op) {
        match op {
            Op::Text(text) => {
                self.raw("{\"op\":\"text\"");
                self.key("text");
                self.pieces(text, &mut text.iter().map(|_| Escape::Raw));
                self.raw("}");
            }
            Op::Html(text) => self.markup("html", text),
            Op::Append(text) => self.markup("append", text),
            Op::Prepend(text) => self.markup("prepend", text),
            Op::Before(text) => self.markup("before", text),
            Op::After(text) => self.markup("after", text),
            Op::Replace(text) => self.markup("replace", text),
            Op::Template(id) => {
                self.raw("{\"op\":\"template\"");
                self.field("id", id);
                self.raw("}");
            }
            Op::Attr { name, value } => self.pair("attr", name, value.as_deref()),
            Op::Style { property, value } => self.pair("style", property, value.as_deref()),
            Op::Class { add, remove } => {
                self.raw("{\"op\":\"class\"");
                self.key("add");
                self.texts(add);
                self.key("remove");
                self.texts(remove);
                self.raw("}");
            }
            Op::Remove => self.raw("{\"op\":\"remove\"}"),
            Op::Order(selectors) => {
                self.raw("{\"op\":\"order\"");
                self.key("selectors");
                self.texts(selectors);
                self.raw("}");
            }
            Op::Redirect(path) => {
                self.raw("{\"op\":\"redirect\"");
                self.field("path", path);
                self.raw("}");
            }
            Op::Rank(rank) => self.rank(rank),
        }
    }

    fn rank(&mut self, rank: &Rank) {
        self.raw("{\"op\":\"rank\"");
        self.field("items", &rank.items);
        self.key("value");
        self.pieces(&rank.interests, &mut rank.interests.iter().map(|_| Escape::Raw));
        for (key, count) in [("take", rank.take), ("per_topic", rank.per_topic), ("explore", rank.explore)] {
            self.key(key);
            write_number(&mut self.out, f64::from(count));
        }
        self.field("skip", if rank.skip_seen { "seen" } else { "" });
        self.raw("}");
    }

    fn markup(&mut self, op: &str, text: &[Piece]) {
        self.raw("{\"op\":");
        if escapes(text).any(|escape| escape == Escape::Refused) {
            return self.raw("\"refused\"}");
        }
        self.text(op);
        self.key("html");
        self.pieces(text, &mut escapes(text));
        self.raw("}");
    }

    fn pair(&mut self, op: &str, name: &str, value: Option<&[Piece]>) {
        self.raw("{\"op\":");
        self.text(op);
        self.field("name", name);
        self.key("value");
        match value {
            None => self.raw("null"),
            Some(value) => {
                let op_is_attr = op == "attr";
                let mut escapes =
                    (0..value.len()).map(|index| if op_is_attr { in_attribute(name, index > 0) } else { Escape::Raw });
                self.pieces(value, &mut escapes);
            }
        }
        self.raw("}");
    }

    /// One literal is a string; anything else an array of strings and interpolations.
    fn pieces(&mut self, pieces: &[Piece], escapes: &mut dyn Iterator<Item = Escape>) {
        match pieces {
            [] => self.raw("\"\""),
            [Piece::Literal(text)] => self.text(text),
            _ => self.list(pieces, |out, piece| {
                let escape = escapes.next().unwrap_or(Escape::Refused);
                out.piece(piece, escape);
            }),
        }
    }

    fn piece(&mut self, piece: &Piece, escape: Escape) {
        let (signal, fallback) = match piece {
            Piece::Literal(text) => return self.text(text),
            Piece::Signal { signal, fallback, .. } | Piece::Lookup { signal, fallback, .. } => (signal, fallback),
        };
        self.raw("{\"signal\":");
        self.text((self.names)(*signal));
        match piece {
            Piece::Signal { filter, .. } => self.filter(filter),
            Piece::Lookup { cells, .. } => self.cells(cells),
            Piece::Literal(_) => {}
        }
        match escape {
            Escape::Html => self.field("in", "html"),
            Escape::Url => self.field("in", "url"),
            Escape::Raw | Escape::Refused => {}
        }
        self.field("fallback", fallback);
        self.raw("}");
    }

    fn cells(&mut self, cells: &[(String, String)]) {
        self.key("cells");
        self.raw("{");
        for (index, (key, cell)) in cells.iter().enumerate() {
            if index > 0 {
                self.raw(",");
            }
            self.text(key);
            self.raw(":");
            self.text(cell);
        }
        self.raw("}");
    }

    fn moment(&mut self, filter: &str, zone: &str) {
        self.field("filter", filter);
        if !zone.is_empty() {
            self.field("argument", zone);
        }
    }

    fn filter(&mut self, filter: &Filter) {
        match filter {
            Filter::Plain => {}
            Filter::Time(zone) => self.moment("time", zone),
            Filter::Date(zone) => self.moment("date", zone),
            Filter::Relative => self.field("filter", "relative"),
            Filter::Number => self.field("filter", "number"),
            Filter::Money(currency) => {
                self.field("filter", "money");
                self.field("argument", currency);
            }
            Filter::Distance => self.field("filter", "distance"),
            Filter::List(texts) => {
                self.key("list");
                self.texts(texts);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn json(op: Op) -> String {
        Content::Ops(vec![op]).to_json(&|signal| if signal == 0 { "geo.country" } else { "geo.city" })
    }

    #[test]
    fn ok_every_shape_is_json() {
        let signal = Piece::Signal { signal: 0, filter: Filter::Money("EUR".into()), fallback: "</b>".into() };
        let lookup = Piece::Lookup { signal: 1, cells: vec![("a".into(), "b".into())], fallback: String::new() };
        let text = vec![Piece::Literal("x ".into()), signal, lookup];
        insta::assert_snapshot!(json(Op::Html(text.clone())), @r#"{"ops":[{"op":"html","html":["x ",{"signal":"geo.country","filter":"money","argument":"EUR","in":"html","fallback":"\u003c/b>"},{"signal":"geo.city","cells":{"a":"b"},"in":"html","fallback":""}]}]}"#);
        insta::assert_snapshot!(json(Op::Attr { name: "href".into(), value: Some(text) }), @r#"{"ops":[{"op":"attr","name":"href","value":["x ",{"signal":"geo.country","filter":"money","argument":"EUR","in":"url","fallback":"\u003c/b>"},{"signal":"geo.city","cells":{"a":"b"},"in":"url","fallback":""}]}]}"#);
        insta::assert_snapshot!(json(Op::Style { property: "color".into(), value: None }), @r#"{"ops":[{"op":"style","name":"color","value":null}]}"#);
        insta::assert_snapshot!(json(Op::Class { add: vec!["a".into()], remove: vec![] }), @r#"{"ops":[{"op":"class","add":["a"],"remove":[]}]}"#);
        insta::assert_snapshot!(json(Op::Order(vec![".a".into()])), @r#"{"ops":[{"op":"order","selectors":[".a"]}]}"#);
        let interests = vec![
            Piece::Literal("running\n".into()),
            Piece::Signal { signal: 1, filter: Filter::Plain, fallback: "0".into() },
        ];
        let rank = Rank { items: "li".into(), interests, take: 6, per_topic: 2, explore: 0, skip_seen: true };
        insta::assert_snapshot!(json(Op::Rank(rank)), @r#"{"ops":[{"op":"rank","items":"li","value":["running\n",{"signal":"geo.city","fallback":"0"}],"take":6,"per_topic":2,"explore":0,"skip":"seen"}]}"#);
        insta::assert_snapshot!(Content::By { signal: 0, cases: vec![("DE".into(), 2)], otherwise: 3 }.to_json(&|_| "s"), @r#"{"by":"s","cases":{"DE":2},"else":3}"#);
        insta::assert_snapshot!(Content::Value(Value::List(vec![Value::Number(1.5), Value::Null])).to_json(&|_| ""), @r#"{"value":[1.5,null]}"#);
    }

    #[test]
    fn err_an_unsafe_interpolation_makes_the_operation_refused() {
        let signal = Piece::Signal { signal: 0, filter: Filter::Plain, fallback: String::new() };
        insta::assert_snapshot!(json(Op::Append(vec![Piece::Literal("<p style='".into()), signal])), @r#"{"ops":[{"op":"refused"}]}"#);
    }
}
