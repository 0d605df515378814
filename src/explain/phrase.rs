//! A predicate as a question that a person can read.

use crate::ops::write_number;
use crate::program::Program;
use crate::program::records::{NEGATE, Op, Predicate, Range, Set};
#[cfg(feature = "tools")]
use crate::value::Value;

/// `geo.country is one of DE, AT`
pub fn question(program: &Program, predicate: &Predicate, segment: Option<&str>) -> String {
    let negate = predicate.flags & NEGATE != 0;
    if predicate.op == Op::Holds {
        return segment.map_or_else(|| "its segment holds".to_owned(), |name| ["segment ", name, " holds"].concat());
    }
    let signal = program.signals().get(predicate.subject as usize).map_or("", |signal| program.text(signal.name));
    let (yes, no) = words(predicate.op);
    let verb = if negate { no } else { yes };
    let operand = operand(program, predicate);
    if operand.is_empty() { [signal, " ", verb].concat() } else { [signal, " ", verb, " ", &operand].concat() }
}

fn words(op: Op) -> (&'static str, &'static str) {
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
        Op::False => ("is asked something that this dialect does not know", "is asked something unknown"),
    }
}

fn operand(program: &Program, predicate: &Predicate) -> String {
    let operand = predicate.operand;
    let at = |index: u32| program.numbers().get(index as usize).unwrap_or(f64::NAN);
    match predicate.op {
        Op::VersionEq | Op::VersionLt | Op::VersionLe | Op::VersionGt | Op::VersionGe => {
            program.text(operand).replace("-~", "").replace(' ', "").replace('-', ".")
        }
        Op::Within | Op::OlderThan => duration(at(operand)),
        Op::EqBool | Op::LooseBool => (if operand == 1 { "true" } else { "false" }).to_owned(),
        Op::IsType => ["null", "boolean", "number", "string", "array", "object"]
            .get(operand as usize)
            .copied()
            .unwrap_or("unknown")
            .to_owned(),
        Op::Trusted => ["inferred", "declared", "known"].get(operand as usize).copied().unwrap_or("known").to_owned(),
        op => match op.operand() {
            b's' => program.text(operand).to_owned(),
            b'n' => number(at(operand)),
            b'N' => [number(at(operand)), number(at(operand.saturating_add(1)))].join(" and "),
            b't' => program.sets().get(operand as usize).map(|set| members(program, set)).unwrap_or_default(),
            b'i' => {
                program.lists().get(operand as usize).map(|range| texts(program, range).join(", ")).unwrap_or_default()
            }
            #[cfg(feature = "tools")]
            b'v' => program.values.get(operand as usize).map(value).unwrap_or_default(),
            _ => String::new(),
        },
    }
}

/// As JavaScript writes it. Not by `fmt`: that alone would be a third of the module that explains.
fn number(n: f64) -> String {
    let mut text = String::new();
    write_number(&mut text, n);
    text
}

fn members(program: &Program, set: Set) -> String {
    const SHOWN: usize = 12;
    let mut all = texts(program, set.texts);
    all.extend(
        (0..set.numbers.len)
            .map(|at| number(program.numbers().get((set.numbers.start + at) as usize).unwrap_or(f64::NAN))),
    );
    let shown = all.get(..SHOWN).unwrap_or(&all).join(", ");
    if all.len() > SHOWN { [&shown, " and ", &number((all.len() - SHOWN) as f64), " more"].concat() } else { shown }
}

fn texts(program: &Program, range: Range) -> Vec<String> {
    let ids = program.ids().iter().skip(range.start as usize).take(range.len as usize);
    ids.map(|id| program.text(*id).to_owned()).collect()
}

#[cfg(feature = "tools")]
fn value(value: &Value) -> String {
    match value {
        Value::Null => "null".to_owned(),
        Value::Bool(b) => (if *b { "true" } else { "false" }).to_owned(),
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
