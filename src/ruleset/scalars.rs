//! Scalars, read by the type that is asked for, from the text of the source.
//!
//! YAML 1.1 and 1.2 disagree about `NO`, `on`, `18:00`, `1_000`, `0o14` and more, and both lose the zero of `01067`.
//! Here the question decides: asked for text, `NO` is "NO"; asked for a number, `1_000` is a thousand; and what may be
//! meant in two ways (`014`) is refused with the two ways to say it.

use super::reader::Reader;
use super::shape::{listed, suggest};
use super::times;
use super::tree::{Node, Scalar, Style, excerpt};
use crate::diagnostic::{Diagnostic, Spanned};
use crate::value::{Kind, Value};

impl Reader<'_> {
    /// Any text. `null` and `~` are refused, since both nothing and the word may be meant.
    pub fn text(&mut self, node: &Node) -> Option<Spanned<String>> {
        self.text_as(node, "text")
    }

    pub fn text_as(&mut self, node: &Node, expected: &str) -> Option<Spanned<String>> {
        match node.scalar() {
            Some(_) if node.is_null() => {
                let word = node.plain().unwrap_or("");
                let hint = if word.is_empty() { String::new() } else { format!("write `\"{word}\"` for the word") };
                self.wrong_hint(node, expected, &hint)
            }
            Some(scalar) => Some(Spanned::new(scalar.text.clone(), node.span)),
            None => {
                let source = self.sources.slice(node.span);
                let hint = if source.starts_with(['[', '{']) && !source.contains('\n') {
                    format!("a text that starts with `{}` must be quoted", source.get(..1).unwrap_or(""))
                } else {
                    String::new()
                };
                self.wrong_hint(node, expected, &hint)
            }
        }
    }

    /// A word that others refer to, without dots.
    pub fn name(&mut self, node: &Node) -> Option<Spanned<String>> {
        let name = self.text_as(node, "a name")?;
        self.named(name, false)
    }

    /// A name that may hold dots.
    pub fn id(&mut self, node: &Node) -> Option<Spanned<String>> {
        let name = self.text_as(node, "a name")?;
        self.named(name, true)
    }

    /// Checks a name, also one that stands as a key. A bad one is reported and kept.
    #[expect(clippy::unnecessary_wraps, reason = "the shape of every other reading")]
    pub fn named(&mut self, name: Spanned<String>, dots: bool) -> Option<Spanned<String>> {
        let fits = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-') || (dots && c == '.');
        if name.value.is_empty() || !name.value.chars().all(fits) {
            let error =
                Diagnostic::error("bad-name", name.span, format!("`{}` cannot be a name", excerpt(&name.value)));
            self.push(
                error.hint(format!(
                    "names are made of letters, digits, `_`{}and `-`",
                    if dots { ", `.` " } else { " " }
                )),
            );
        }
        Some(name)
    }

    pub fn boolean(&mut self, node: &Node) -> Option<Spanned<bool>> {
        let Some(scalar) = node.scalar() else { return self.wrong(node, "`true` or `false`") };
        let lower = scalar.text.to_ascii_lowercase();
        match lower.as_str() {
            _ if scalar.style != Style::Plain => {
                let known = matches!(lower.as_str(), "true" | "false");
                self.wrong_hint(node, "`true` or `false`", if known { "leave the quotes out" } else { "" })
            }
            "true" | "yes" | "on" => Some(Spanned::new(true, node.span)),
            "false" | "no" | "off" => Some(Spanned::new(false, node.span)),
            _ => self.wrong(node, "`true` or `false`"),
        }
    }

    pub fn number(&mut self, node: &Node) -> Option<Spanned<f64>> {
        let Some(scalar) = node.scalar() else { return self.wrong(node, "a number") };
        if scalar.style != Style::Plain {
            let hint = if number(&scalar.text).is_ok() { "leave the quotes out" } else { "" };
            return self.wrong_hint(node, "a number", hint);
        }
        match number(&scalar.text) {
            Ok(value) if value.abs() > EXACT && is_integer(&scalar.text) => {
                let message = format!("numbers do not tell `{}` from its neighbours", excerpt(&scalar.text));
                let error = Diagnostic::error("inexact-number", node.span, message);
                self.push(error.hint("an identifier is a text: give its signal `type: string`"));
                None
            }
            Ok(value) => Some(Spanned::new(value, node.span)),
            Err(NotNumber::Octal) => {
                let decimal = scalar.text.trim_start_matches('0');
                let error = Diagnostic::error(
                    "ambiguous-number",
                    node.span,
                    format!("`{}` starts with a zero: octal to some readers, decimal to others", scalar.text),
                );
                self.push(error.hint(format!("write `{decimal}`, or `0o{decimal}` for octal")));
                None
            }
            Err(NotNumber::Clock) => {
                let hour = scalar.text.split(':').next().unwrap_or("").trim_start_matches('0');
                let hour = if hour.is_empty() { "0" } else { hour };
                self.wrong_hint(node, "a number", &format!("an hour is a number: `{hour}`"))
            }
            Err(NotNumber::Other) => self.wrong(node, "a number"),
        }
    }

    /// `5%`, `0.05`; between 0 and 1.
    pub fn share(&mut self, node: &Node) -> Option<Spanned<f64>> {
        let Some(scalar) = node.scalar() else { return self.wrong(node, "a share such as `5%`") };
        let (digits, scale) = match scalar.text.strip_suffix('%') {
            Some(digits) => (digits.trim_end(), 100.0),
            None => (scalar.text.as_str(), 1.0),
        };
        let Ok(value) = number(digits) else { return self.wrong(node, "a share such as `5%` or `0.05`") };
        let share = value / scale;
        if (0.0..=1.0).contains(&share) {
            return Some(Spanned::new(share, node.span));
        }
        let text = excerpt(&scalar.text);
        let error = Diagnostic::error(
            "out-of-range",
            node.span,
            format!("the share `{text}` is not between 0 and 1 (0% and 100%)"),
        );
        let percent = scale == 1.0 && (0.0..=100.0).contains(&value);
        self.push(if percent { error.hint(format!("did you mean `{text}%`?")) } else { error });
        None
    }

    /// `30m`, `7d`, in milliseconds.
    pub fn duration(&mut self, node: &Node) -> Option<Spanned<f64>> {
        let expected = "a duration such as `30m` or `7d`";
        let Some(scalar) = node.scalar() else { return self.wrong(node, expected) };
        match times::duration(&scalar.text) {
            Some(value) => Some(Spanned::new(value, node.span)),
            None if number(&scalar.text).is_ok() => {
                self.wrong_hint(node, expected, "it needs a unit: `ms`, `s`, `m`, `h`, `d` or `w`")
            }
            None => self.wrong(node, expected),
        }
    }

    /// One of these words.
    pub fn word(&mut self, node: &Node, words: &[&str]) -> Option<Spanned<String>> {
        let word = self.text_as(node, &format!("one of {}", listed(words.iter().copied())))?;
        if words.contains(&word.value.as_str()) {
            return Some(word);
        }
        let error = Diagnostic::error(
            "unknown-word",
            word.span,
            format!("`{}` is none of the words that may stand here", excerpt(&word.value)),
        );
        let error = match suggest(&word.value, words.iter().copied()) {
            Some(meant) => error.hint(format!("did you mean `{meant}`?")),
            None => error,
        };
        self.push(error.hint(format!("known here: {}", listed(words.iter().copied()))));
        None
    }

    /// A value of a declared type.
    pub fn value(&mut self, node: &Node, kind: Kind) -> Option<Spanned<Value>> {
        let span = node.span;
        let value = match kind {
            Kind::Text | Kind::Enum | Kind::Version | Kind::Topic | Kind::List => Value::Text(self.text(node)?.value),
            Kind::Number => Value::Number(self.number(node)?.value),
            Kind::Bool => Value::Bool(self.boolean(node)?.value),
            Kind::Duration => Value::Number(self.duration(node)?.value),
            Kind::Time => Value::Number(times::to_number(self.moment(node, None)?.value)),
            Kind::Any => return self.guess(node),
        };
        Some(Spanned::new(value, span))
    }

    /// A value of no declared type: what it plainly looks like, and text in every doubtful case.
    pub fn guess(&mut self, node: &Node) -> Option<Spanned<Value>> {
        let Some(scalar) = node.scalar() else { return self.wrong(node, "a text, a number, `true` or `false`") };
        if node.is_null() {
            return self.wrong(node, "a text, a number, `true` or `false`");
        }
        Some(Spanned::new(guess(scalar), node.span))
    }
}

/// What a scalar plainly is: `true`, `false`, a number in its shortest spelling; everything else is text, so that
/// `NO`, `17.10` and `01067` keep what they say.
pub fn guess(scalar: &Scalar) -> Value {
    match scalar.text.as_str() {
        _ if scalar.style != Style::Plain => Value::Text(scalar.text.clone()),
        "true" => Value::Bool(true),
        "false" => Value::Bool(false),
        text => match number(text) {
            Ok(value) if is_canonical(text) => Value::Number(value),
            _ => Value::Text(text.to_owned()),
        },
    }
}

/// A scalar that readers of YAML take for different things, so that a place without a type should not guess.
pub fn is_ambiguous(scalar: &Scalar) -> bool {
    let text = scalar.text.as_str();
    let lower = text.to_ascii_lowercase();
    if scalar.style != Style::Plain {
        return false;
    }
    match lower.as_str() {
        "true" | "false" => text != lower,
        "yes" | "no" | "on" | "off" | "y" | "n" => true,
        ".inf" | "-.inf" | "+.inf" | ".nan" => true,
        _ => match number(text) {
            Ok(_) => !is_canonical(text),
            Err(reason) => reason != NotNumber::Other,
        },
    }
}

/// The shortest spelling of a JSON number, without exponent: no other reading is possible.
pub fn is_canonical(text: &str) -> bool {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let (whole, fraction) = digits.split_once('.').map_or((digits, None), |(whole, fraction)| (whole, Some(fraction)));
    let all_digits = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    all_digits(whole)
        && (whole == "0" || !whole.starts_with('0'))
        && whole.len() <= 15
        && fraction.is_none_or(|fraction| all_digits(fraction) && !fraction.ends_with('0'))
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NotNumber {
    /// `014`.
    Octal,
    /// `18:00`, a number to the base of 60 in YAML 1.1.
    Clock,
    Other,
}

/// The largest integer that is no neighbour's number as well: JavaScript's `MAX_SAFE_INTEGER`.
const EXACT: f64 = 9_007_199_254_740_991.0;

/// Digits alone: `1e300` says itself that it is rough.
fn is_integer(text: &str) -> bool {
    text.trim_start_matches(['-', '+']).bytes().all(|byte| byte.is_ascii_digit() || byte == b'_')
}

/// A number as people write it: `18`, `-1.5`, `1e3`, `1_000`, `0x1F`, `0o14`, `+.5`.
pub fn number(text: &str) -> Result<f64, NotNumber> {
    let (sign, digits) = match text.as_bytes().first() {
        Some(b'-') => (-1.0, text.get(1..).unwrap_or("")),
        Some(b'+') => (1.0, text.get(1..).unwrap_or("")),
        _ => (1.0, text),
    };
    let clean = digits.replace('_', "");
    if !digits.starts_with(|c: char| c.is_ascii_digit() || c == '.') || digits.ends_with('_') {
        return Err(NotNumber::Other);
    }
    for (prefix, radix) in [("0x", 16), ("0o", 8), ("0b", 2)] {
        if let Some(digits) = clean.strip_prefix(prefix) {
            let value = u32::from_str_radix(digits, radix).map_err(|_| NotNumber::Other)?;
            return Ok(sign * f64::from(value));
        }
    }
    if clean.contains(':') && clean.bytes().all(|b| b.is_ascii_digit() || b == b':') {
        return Err(NotNumber::Clock);
    }
    if clean.len() > 1 && clean.starts_with('0') && clean.bytes().all(|b| b.is_ascii_digit()) {
        return Err(NotNumber::Octal);
    }
    if !clean.bytes().all(|b| b.is_ascii_digit() || matches!(b, b'.' | b'e' | b'E' | b'+' | b'-')) {
        return Err(NotNumber::Other);
    }
    match clean.parse::<f64>() {
        Ok(value) if value.is_finite() => Ok(sign * value),
        _ => Err(NotNumber::Other),
    }
}
