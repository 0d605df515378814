//! A predicate as a question that a person can read.
//!
//! In browsers the same is done by `pkg/src/why/question.ts`, with the words of this page: `explain::tests` writes them to
//! `words.ts`. Only how operands are written is there once more, and `tests/decide` holds the two against each other.

use crate::program::Program;
use crate::program::records::{NEGATE, Op, Predicate, Range, Set};
use crate::signal::Trust;
use crate::value::Value;

/// JSON types by number ([`crate::program::records::TypeName`]).
pub(super) const TYPES: [&str; 6] = ["null", "boolean", "number", "string", "array", "object"];
/// By number.
pub(super) const TRUSTS: [Trust; 3] = [Trust::Inferred, Trust::Declared, Trust::Known];

/// `geo.country is one of DE, AT`
pub fn question(program: &Program, predicate: &Predicate, segment: Option<&str>) -> String {
    let negate = predicate.flags & NEGATE != 0;
    if predicate.op == Op::Holds {
        return segment.map_or_else(|| "its segment holds".to_owned(), |name| ["segment ", name, " holds"].concat());
    }
    let signal = program.signal(predicate.subject).map_or("", |signal| program.text(signal.name));
    let (yes, no) = words(predicate.op);
    let verb = if negate { no } else { yes };
    let operand = operand(program, predicate);
    if operand.is_empty() { [signal, " ", verb].concat() } else { [signal, " ", verb, " ", &operand].concat() }
}

/// What is asked, straight and turned round.
pub(super) fn words(op: Op) -> (&'static str, &'static str) {
    match op {
        Op::Exists => ("is known", "is not known"),
        Op::IsType => ("has the type", "does not have the type"),
        Op::EqText
        | Op::EqNumber
        | Op::EqBool
        | Op::EqValue
        | Op::EqList
        | Op::LooseText
        | Op::LooseNumber
        | Op::LooseBool
        | Op::VersionEq => ("is", "is not"),
        Op::EqNull => ("is null", "is not null"),
        Op::In | Op::InFold => ("is one of", "is none of"),
        Op::All | Op::AllFold => ("has all of", "does not have all of"),
        Op::Lt | Op::LtText | Op::LooseLt | Op::VersionLt => ("is below", "is not below"),
        Op::Le | Op::LeText | Op::LooseLe | Op::VersionLe => ("is at most", "is above"),
        Op::Gt | Op::GtText | Op::LooseGt | Op::VersionGt => ("is above", "is not above"),
        Op::Ge | Op::GeText | Op::LooseGe | Op::VersionGe => ("is at least", "is below"),
        Op::Between => ("is between", "is not between"),
        Op::StartsWith | Op::StartsWithFold => ("starts with", "does not start with"),
        Op::EndsWith | Op::EndsWithFold => ("ends with", "does not end with"),
        Op::Contains | Op::ContainsFold => ("contains", "does not contain"),
        Op::Matches => ("matches its pattern", "does not match its pattern"),
        Op::Size => ("has a fitting length", "does not have a fitting length"),
        Op::ElemMatch => ("has a fitting element", "has no fitting element"),
        Op::Holds => ("holds", "does not hold"),
        Op::Within => ("is not longer ago than", "is longer ago than"),
        Op::OlderThan => ("is longer ago than", "is not longer ago than"),
        Op::Trusted => ("is trusted as", "is not trusted as"),
        Op::Settled => ("is known here", "is not known here"),
        Op::During => ("is within the hours of its calendar", "is outside the hours of its calendar"),
        Op::False => ("is asked something that this dialect does not know", "is asked something unknown"),
    }
}

/// How the operand is written: `V` a version · `d` a duration · `b` true or false · `y` a type · `r` a trust · `h` the name
/// of a segment · `x` not at all, nor the question when the answer is yes; else as [`Op::operand`] says what it is.
pub(super) fn form(op: Op) -> u8 {
    match op {
        Op::VersionEq | Op::VersionLt | Op::VersionLe | Op::VersionGt | Op::VersionGe => b'V',
        Op::Within | Op::OlderThan => b'd',
        Op::EqBool | Op::LooseBool => b'b',
        Op::IsType => b'y',
        Op::Trusted => b'r',
        Op::Holds => b'h',
        Op::Settled => b'x',
        op => op.operand(),
    }
}

fn operand(program: &Program, predicate: &Predicate) -> String {
    let operand = predicate.operand;
    let at = |index: u32| program.numbers().get(index as usize).unwrap_or(f64::NAN);
    match form(predicate.op) {
        b'V' => program.text(operand).replace("-~", "").replace(' ', "").replace('-', "."),
        b'd' => duration(at(operand)),
        b'b' => (operand == 1).to_string(),
        b'y' => TYPES.get(operand as usize).copied().unwrap_or("unknown").to_owned(),
        b'r' => TRUSTS.get(operand as usize).copied().unwrap_or(Trust::Known).word().to_owned(),
        b's' => program.text(operand).to_owned(),
        b'n' => number(at(operand)),
        b'N' => [number(at(operand)), number(at(operand.saturating_add(1)))].join(" and "),
        b't' => program.sets().get(operand as usize).map(|set| members(program, set)).unwrap_or_default(),
        b'i' => program.list(operand).map(|range| texts(program, range).join(", ")).unwrap_or_default(),
        b'v' => program.values.get(operand as usize).map(value).unwrap_or_default(),
        _ => String::new(),
    }
}

/// As JavaScript writes it (ECMA-262, `Number::toString`): the fewest digits that tell the number, with an exponent only
/// where it is very large or very small.
pub(super) fn number(n: f64) -> String {
    let size = n.abs();
    if n == 0.0 {
        "0".to_owned()
    } else if size.is_infinite() {
        (if n > 0.0 { "Infinity" } else { "-Infinity" }).to_owned()
    } else if size < 1e-6 {
        format!("{n:e}")
    } else if size >= 1e21 {
        format!("{n:e}").replace('e', "e+")
    } else {
        n.to_string()
    }
}

fn members(program: &Program, set: Set) -> String {
    const SHOWN: usize = 12;
    let mut all = texts(program, set.texts);
    all.extend(
        (0..set.numbers.len)
            .map(|at| number(program.numbers().get((set.numbers.start + at) as usize).unwrap_or(f64::NAN))),
    );
    let shown = all.get(..SHOWN).unwrap_or(&all).join(", ");
    if all.len() > SHOWN { format!("{shown} and {} more", all.len() - SHOWN) } else { shown }
}

fn texts(program: &Program, range: Range) -> Vec<String> {
    let ids = program.ids().iter().skip(range.start as usize).take(range.len as usize);
    ids.map(|id| program.text(*id).to_owned()).collect()
}

fn value(value: &Value) -> String {
    match value {
        Value::Null => "null".to_owned(),
        Value::Bool(b) => b.to_string(),
        Value::Number(n) => number(*n),
        Value::Text(text) => text.clone(),
        Value::List(list) => list.iter().map(self::value).collect::<Vec<_>>().join(", "),
        Value::Object(_) => "an object".to_owned(),
    }
}

/// `30m`, `7d`: the largest unit that fits without a rest.
fn duration(ms: f64) -> String {
    for (unit, size) in [("d", 86_400_000.0), ("h", 3_600_000.0), ("m", 60_000.0), ("s", 1_000.0)] {
        if ms >= size && ms % size == 0.0 {
            return [&number(ms / size), unit].concat();
        }
    }
    [&number(ms), "ms"].concat()
}
