//! Values: what a signal, a literal in a condition, or a value slot can hold.
//!
//! The runtime meets mostly text, numbers and lists of text. Objects exist for one reason: `matches()` runs the
//! very same evaluator over anybody's nested attributes, and `$elemMatch` may look inside them.

/// One value. Numbers are IEEE doubles as in JSON; times and durations are numbers of milliseconds.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    Null,
    Bool(bool),
    Number(f64),
    Text(String),
    List(Vec<Value>),
    /// Keys in the order in which they were given; a key occurs once.
    Object(Vec<(String, Value)>),
}

/// The declared type of a signal, a field or a value slot.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[repr(u8)]
pub enum Kind {
    /// Not declared (`matches()`): any value, judged by its own type.
    Any = 0,
    Text = 1,
    Number = 2,
    Bool = 3,
    /// Text out of a closed set, known where the signal is declared.
    Enum = 4,
    /// A list of texts (`locale.languages`, `page.topics`).
    List = 5,
    /// A moment: milliseconds since 1970-01-01T00:00Z.
    Time = 6,
    /// A length of time in milliseconds (`state.cart.age`).
    Duration = 7,
    /// Dotted version text (`device.os_version`); compare with `$vgt` and friends.
    Version = 8,
    /// One topic out of `topics.allow`.
    Topic = 9,
}

impl Kind {
    pub fn from_code(code: u8) -> Option<Kind> {
        Some(match code {
            0 => Kind::Any,
            1 => Kind::Text,
            2 => Kind::Number,
            3 => Kind::Bool,
            4 => Kind::Enum,
            5 => Kind::List,
            6 => Kind::Time,
            7 => Kind::Duration,
            8 => Kind::Version,
            9 => Kind::Topic,
            _ => return None,
        })
    }

    /// The word that messages and the JSON Schema use.
    pub fn word(self) -> &'static str {
        match self {
            Kind::Any => "any",
            Kind::Text => "string",
            Kind::Number => "number",
            Kind::Bool => "boolean",
            Kind::Enum => "enum",
            Kind::List => "list",
            Kind::Time => "time",
            Kind::Duration => "duration",
            Kind::Version => "version",
            Kind::Topic => "topic",
        }
    }

    #[cfg(feature = "tools")]
    pub fn from_word(word: &str) -> Option<Kind> {
        (0..=Kind::Topic as u8).filter_map(Kind::from_code).find(|kind| kind.word() == word)
    }

    /// Whether values of this kind are stored as text.
    pub fn is_text(self) -> bool {
        matches!(self, Kind::Text | Kind::Enum | Kind::Version | Kind::Topic)
    }

    /// Whether values of this kind are stored as a number.
    pub fn is_number(self) -> bool {
        matches!(self, Kind::Number | Kind::Time | Kind::Duration)
    }
}

/// Writes `text` as a JSON string, quotes included. `<` is written as `\u003c`, so that the result may stand inside
/// a `<script>` of any page.
pub fn write_json_text(out: &mut String, text: &str) {
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            '<' => out.push_str("\\u003c"),
            '\u{2028}' => out.push_str("\\u2028"),
            '\u{2029}' => out.push_str("\\u2029"),
            c if (c as u32) < 0x20 => {
                // Not by `fmt`, which a visit has no other use for.
                out.push_str(if (c as u32) < 0x10 { "\\u000" } else { "\\u001" });
                out.extend(char::from_digit(c as u32 & 15, 16));
            }
            c => out.push(c),
        }
    }
    out.push('"');
}

impl Value {
    /// The value at a dotted path; a key that itself contains dots does not count. Indices reach into lists.
    pub fn at(&self, path: &str) -> Option<&Value> {
        path.split('.').try_fold(self, |value, key| match value {
            Value::Object(object) => object.iter().find(|(known, _)| known == key).map(|(_, member)| member),
            Value::List(list) => list.get(key.parse::<usize>().ok()?),
            _ => None,
        })
    }
}

#[cfg(feature = "tools")]
impl From<&serde_json::Value> for Value {
    fn from(json: &serde_json::Value) -> Value {
        match json {
            serde_json::Value::Null => Value::Null,
            serde_json::Value::Bool(b) => Value::Bool(*b),
            serde_json::Value::Number(n) => n.as_f64().map_or(Value::Null, Value::Number),
            serde_json::Value::String(text) => Value::Text(text.clone()),
            serde_json::Value::Array(list) => Value::List(list.iter().map(Value::from).collect()),
            serde_json::Value::Object(object) => {
                Value::Object(object.iter().map(|(key, member)| (key.clone(), Value::from(member))).collect())
            }
        }
    }
}
