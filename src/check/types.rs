//! Values and operators against the type of the signal they are asked of.
//!
//! Nothing here is a matter of taste: each finding is a comparison that can never hold, or that means something else
//! than it looks like. What only looks unlikely (a language `jp`) is a warning.

use std::rc::Rc;

use super::plausible;
use super::scope::Known;
use super::suggest::quoted;
use super::{Check, walk};
use crate::diagnostic::{Diagnostic, Span, Spanned};
use crate::ruleset::model::{Content, Operand, Operator, Test};
use crate::value::{Kind, Value};

type Name = Spanned<String>;

pub fn check(check: &mut Check) {
    let ruleset = check.ruleset;
    for condition in walk::conditions(ruleset) {
        walk::tests(condition, &mut |signal, test| {
            if let Some(known) = check.scope.known(&signal.value) {
                self::test(check, &Subject { name: &signal.value, known }, test);
            }
        });
    }
    for experience in &ruleset.experiences {
        walk::contents(experience, &mut |_, _, content| by(check, content));
    }
    for table in &ruleset.tables {
        let Some(known) = check.scope.known(&table.by.value) else { continue };
        let subject = Subject { name: &table.by.value, known };
        for (key, _) in &table.rows {
            text(check, &subject, &key.value, key.span);
        }
    }
}

/// What a test is about: a signal, or the elements of one.
struct Subject<'a> {
    name: &'a str,
    known: Rc<Known<'a>>,
}

fn test<'a>(check: &mut Check<'a>, subject: &Subject<'a>, test: &'a Test) {
    if check.full() {
        return;
    }
    match test {
        Test::All(all, _) => all.iter().for_each(|one| self::test(check, subject, one)),
        Test::Not(inner, _) => self::test(check, subject, inner),
        Test::Op { op, operand, span } => {
            if fits(check, subject, *op, operand, *span) {
                self::operand(check, subject, *op, operand);
            }
        }
    }
}

/// Whether the operator can be asked of this type; says so if not.
fn fits(check: &mut Check, subject: &Subject, op: Operator, operand: &Operand, span: Span) -> bool {
    let Some(hint) = misfit(subject, op, operand) else { return true };
    let (name, word) = (subject.name, a(subject.known.kind));
    let message = match op {
        Operator::Is => format!("`{name}` is {word}, and {word} cannot equal one value"),
        _ => format!("`{}` cannot be asked of `{name}`, which is {word}", op_name(op)),
    };
    check.add(Diagnostic::error("operator-type", span, message).hint(hint));
    false
}

/// Why the operator does not fit, as the hint that mends it.
fn misfit(subject: &Subject, op: Operator, operand: &Operand) -> Option<String> {
    use Operator as O;
    let kind = subject.known.kind;
    if kind == Kind::Any {
        return None;
    }
    let textual = kind.is_text();
    let hint = match op {
        O::Gt | O::Gte | O::Lt | O::Lte if kind == Kind::Version => {
            format!("compare versions part by part with `$v{}`", op_name(op).trim_start_matches('$'))
        }
        O::Gt | O::Gte | O::Lt | O::Lte if matches!(kind, Kind::Enum | Kind::Topic | Kind::Bool | Kind::List) => {
            order_hint(subject)
        }
        O::Between if !kind.is_number() => order_hint(subject),
        O::Regex
        | O::Regexi
        | O::NotRegex
        | O::NotRegexi
        | O::StartsWith
        | O::StartsWithi
        | O::EndsWith
        | O::EndsWithi
        | O::Contains
        | O::Containsi
            if !textual =>
        {
            match kind {
                Kind::List => "ask the elements: `$in: […]` (any of these) or `$elemMatch: { … }`".to_owned(),
                Kind::Bool => "use `true` or `false`".to_owned(),
                _ => "compare numbers with `$eq`, `$gte`, `$lt` or `$between`".to_owned(),
            }
        }
        O::Veq | O::Vne | O::Vgt | O::Vgte | O::Vlt | O::Vlte if !matches!(kind, Kind::Version | Kind::Text) => {
            format!("`${}` compares {}", op_name(op).trim_start_matches("$v"), a(kind))
        }
        O::Size | O::ElemMatch | O::All | O::Alli if kind != Kind::List => {
            format!("only lists have elements; `{}` has one value: use `$in` or `$eq`", subject.name)
        }
        O::Ini | O::Nini if !textual && kind != Kind::List => {
            "only text has letter case: use `$in` or `$nin`".to_owned()
        }
        O::Within | O::OlderThan if kind == Kind::Duration => {
            "an age is compared as it is: `$lt: 30m` or `$gte: 3d`".to_owned()
        }
        O::Within | O::OlderThan if kind != Kind::Time => {
            "these ask how long ago a time was: `event.<name>.last`, `state.<name>.since`".to_owned()
        }
        O::During if kind != Kind::Time => {
            "a moment lies in hours: ask a signal of type `time`; for now, `schedule: { during: … }` or `calendar.<name>.state`".to_owned()
        }
        O::Is | O::Eq | O::Ne if kind == Kind::List && is_scalar(operand) => {
            "ask for an element: `$in: [value]`".to_owned()
        }
        _ => return None,
    };
    Some(hint)
}

fn order_hint(subject: &Subject) -> String {
    match subject.known.kind {
        Kind::Bool => "use `true` or `false`".to_owned(),
        Kind::List => "compare its length: `$size: { $gte: 2 }`".to_owned(),
        Kind::Version => "compare versions part by part: `$vgte` and `$vlt`".to_owned(),
        Kind::Text => "order is for numbers and times: use `$in`, `$startsWith` or `$regex`".to_owned(),
        _ => "its values have no order: name those that you mean with `$in`".to_owned(),
    }
}

fn is_scalar(operand: &Operand) -> bool {
    matches!(operand, Operand::Value(value) if !matches!(value.value, Value::List(_) | Value::Object(_) | Value::Null))
}

fn operand<'a>(check: &mut Check<'a>, subject: &Subject<'a>, op: Operator, operand: &'a Operand) {
    use Operator as O;
    match operand {
        Operand::Value(value) if matches!(op, O::Exists | O::Type | O::Size) => switch(check, op, value),
        Operand::Value(value) if !is_partial(op) => literal(check, subject, op, value),
        Operand::Values(values) => values.iter().for_each(|value| literal(check, subject, op, value)),
        Operand::Range(from, until) => range(check, subject, from, until),
        Operand::Name(name) if matches!(op, O::InList | O::NotInList) => list(check, subject, name),
        Operand::Name(name) if op == O::Trust => trust(check, name),
        Operand::Test(inner) if op == O::Size => {
            let known = Rc::new(Known { kind: Kind::Number, values: Vec::new(), ..(*subject.known).clone() });
            test(check, &Subject { name: "$size", known }, inner);
        }
        Operand::Test(inner) if op == O::ElemMatch => {
            let known = Rc::new(Known { kind: element(&subject.known), ..(*subject.known).clone() });
            test(check, &Subject { name: subject.name, known }, inner);
        }
        _ => {}
    }
}

/// Operators whose operand is a part of a value, not a whole one.
fn is_partial(op: Operator) -> bool {
    use Operator as O;
    matches!(
        op,
        O::StartsWith
            | O::StartsWithi
            | O::EndsWith
            | O::EndsWithi
            | O::Contains
            | O::Containsi
            | O::Within
            | O::OlderThan
    )
}

/// The type of a list's elements.
fn element(known: &Known) -> Kind {
    match known.kind {
        Kind::List if known.values.is_empty() => Kind::Text,
        Kind::List => Kind::Enum,
        kind => kind,
    }
}

fn switch(check: &mut Check, op: Operator, value: &Spanned<Value>) {
    let fits = match op {
        Operator::Exists => matches!(value.value, Value::Bool(_)),
        Operator::Size => matches!(value.value, Value::Number(size) if size >= 0.0),
        _ => true,
    };
    if !fits {
        let wanted = if op == Operator::Exists { "`true` or `false`" } else { "a length, 0 or more" };
        let message = format!("`{}` expects {wanted}, found {}", op_name(op), shown(&value.value));
        check.add(Diagnostic::error("wrong-type", value.span, message));
    }
}

fn literal(check: &mut Check, subject: &Subject, op: Operator, value: &Spanned<Value>) {
    let kind = element(&subject.known);
    match &value.value {
        Value::Null => {}
        Value::List(all) if subject.known.kind == Kind::List => {
            all.iter().for_each(|one| literal(check, subject, op, &Spanned::new(one.clone(), value.span)));
        }
        _ if kind == Kind::Any => {}
        Value::Text(found) if kind.is_text() && matches!(op, Operator::Ini | Operator::Nini | Operator::Alli) => {
            let folded = subject.known.values.iter().find(|one| one.eq_ignore_ascii_case(found));
            text(check, subject, folded.unwrap_or(&found.as_str()), value.span);
        }
        Value::Text(found) if kind.is_text() => text(check, subject, found, value.span),
        Value::Number(number) if kind.is_number() => number_in_range(check, subject, op, *number, value.span),
        Value::Bool(_) if kind == Kind::Bool => {}
        found => mismatch(check, subject, found, value.span),
    }
}

fn mismatch(check: &mut Check, subject: &Subject, found: &Value, span: Span) {
    let kind = element(&subject.known);
    let message = format!("`{}` is {}, found {}", subject.name, a(kind), shown(found));
    let diagnostic = Diagnostic::error("wrong-type", span, message);
    check.add(match kind {
        Kind::Bool => diagnostic.hint("use `true` or `false`"),
        Kind::Duration => diagnostic.hint("write a length of time: `30m`, `4h`, `7d`"),
        Kind::Time => diagnostic.hint("write a time: `2026-11-20T18:00:00Z`"),
        _ => diagnostic,
    });
}

/// A text that is compared with a signal: one of its values, or at least of their form.
fn text(check: &mut Check, subject: &Subject, found: &str, span: Span) {
    let known = &subject.known;
    if is_of_topics(subject) && check.scope.sensitive.contains_key(found) {
        let message = format!("`{}` is never `{found}`: a sensitive topic is not remembered", subject.name);
        return super::memory::sensitive_read(check, span, message, found);
    }
    if matches!(element(known), Kind::Enum | Kind::Topic) && !known.values.is_empty() {
        if !known.values.contains(&found) {
            let message = format!("`{}` is never `{found}`", subject.name);
            let hint = plausible::meant(subject.name, found, &known.values)
                .or_else(|| check.scope.budget.hint(found, known.values.iter().copied()))
                .unwrap_or_else(|| {
                    format!("expected one of {} and so on", quoted(known.values.iter().copied().take(4)))
                });
            check.add(Diagnostic::error("unknown-value", span, message).hint(hint));
        }
        return;
    }
    if let Some(hint) = plausible::impossible(subject.name, found) {
        let message = format!("`{}` is never `{found}`", subject.name);
        check.add(Diagnostic::error("unknown-value", span, message).hint(hint));
    }
    let languages = if subject.name == "locale.language" { check.ruleset.languages() } else { Vec::new() };
    if languages.contains(&found) {
        return;
    }
    let unlikely = super::locales::never(&languages, found).or_else(|| plausible::unlikely(subject.name, found));
    if let Some((message, hint)) = unlikely {
        check.add(Diagnostic::warning("unlikely-value", span, message).hint(hint));
    }
}

/// Whether its values are topics that the device remembers.
fn is_of_topics(subject: &Subject) -> bool {
    subject.name == "affinity.top" || subject.known.memory && subject.known.kind == Kind::Topic
}

fn number_in_range(check: &mut Check, subject: &Subject, op: Operator, number: f64, span: Span) {
    let Some(domain) = plausible::domain(subject.name) else { return };
    use Operator as O;
    // A bound may stand one step outside: `$lt: 24` says "all hours", which is logic's to judge.
    let slack = if matches!(op, O::Gt | O::Gte | O::Lt | O::Lte) { 1.0 } else { 0.0 };
    if number < domain.least - slack || number > domain.most + slack {
        outside(check, subject, number, span);
    }
}

fn outside(check: &mut Check, subject: &Subject, number: f64, span: Span) {
    let Some(domain) = plausible::domain(subject.name) else { return };
    let most = if domain.most.is_finite() {
        format!("{} to {}", domain.least, domain.most)
    } else {
        format!("{} or more", domain.least)
    };
    let message = format!("`{}` is never {number}", subject.name);
    check.add(Diagnostic::error("out-of-range", span, message).hint(format!("its values are {most}")));
}

/// `$between: [from, until]`: half-open; only hours of the day go round.
fn range(check: &mut Check, subject: &Subject, from: &Spanned<f64>, until: &Spanned<f64>) {
    let span = Span { end: until.span.end.max(from.span.end), ..from.span };
    if let Some(domain) = plausible::domain(subject.name) {
        for (end, slack) in [(from, 0.0), (until, 1.0)] {
            if end.value < domain.least || end.value > domain.most + slack {
                outside(check, subject, end.value, end.span);
                return;
            }
        }
    }
    if from.value == until.value {
        let found = Diagnostic::error("between-shape", span, "this range is empty: its end is not part of it");
        check.add(found.hint("`$between: [a, b]` holds from `a` until just before `b`"));
    } else if from.value > until.value && !plausible::goes_round(subject.name) {
        let found = Diagnostic::error("between-shape", span, "this range ends before it starts");
        check.add(found.hint("swap the two; only hours of the day go round midnight"));
    }
}

/// A list's values are written elsewhere, and judged where they are used.
fn list<'a>(check: &mut Check<'a>, subject: &Subject<'a>, name: &Name) {
    let Some(list) = check.scope.lists.get(name.value.as_str()).copied() else { return };
    let before = check.found.len();
    for value in &list.values {
        literal(check, subject, Operator::InList, value);
    }
    for found in check.found.iter_mut().skip(before) {
        found.labels.push((name.span, format!("compared with `{}` here", subject.name)));
    }
}

fn trust(check: &mut Check, name: &Name) {
    const WORDS: [&str; 3] = ["known", "declared", "inferred"];
    if !WORDS.contains(&name.value.as_str()) {
        let found = Diagnostic::error("unknown-value", name.span, format!("there is no trust `{}`", name.value));
        let hint = check.scope.budget.hint(&name.value, WORDS);
        check.add(found.hint(hint.unwrap_or_default()));
    }
}

/// `by: signal`: its cases are names, so the signal must have names for values.
fn by<'a>(check: &mut Check<'a>, content: &'a Content) {
    let Content::By { signal, cases, .. } = content else { return };
    let Some(known) = check.scope.known(&signal.value) else { return };
    if known.kind.is_number() || known.kind == Kind::Bool {
        let message = format!("`by` chooses by name, and `{}` is {}", signal.value, a(known.kind));
        let found = Diagnostic::error("by-type", signal.span, message);
        check.add(
            found.hint("write one experience for each range, with `when`; or choose by a signal with names for values"),
        );
        return;
    }
    let subject = Subject { name: &signal.value, known };
    for (case, _) in cases {
        text(check, &subject, &case.value, case.span);
    }
}

/// A type with its article.
pub fn a(kind: Kind) -> String {
    let article = if kind.word().starts_with(['a', 'e', 'i', 'o', 'u']) { "an" } else { "a" };
    format!("{article} {}", kind.word())
}

/// A value as a message shows it.
fn shown(value: &Value) -> String {
    match value {
        Value::Null => "nothing".to_owned(),
        Value::Bool(yes) => format!("`{yes}`"),
        Value::Number(number) => format!("the number `{number}`"),
        Value::Text(text) if text.chars().count() > 40 => "a long text".to_owned(),
        Value::Text(text) => format!("the text `{text}`"),
        Value::List(_) => "a list".to_owned(),
        Value::Object(_) => "an object".to_owned(),
    }
}

/// The operator as it is written.
pub fn op_name(op: Operator) -> &'static str {
    use Operator as O;
    match op {
        O::Is | O::Eq => "$eq",
        O::Ne => "$ne",
        O::In => "$in",
        O::Nin => "$nin",
        O::Ini => "$ini",
        O::Nini => "$nini",
        O::Gt => "$gt",
        O::Gte => "$gte",
        O::Lt => "$lt",
        O::Lte => "$lte",
        O::Exists => "$exists",
        O::Type => "$type",
        O::Regex => "$regex",
        O::Regexi => "$regexi",
        O::NotRegex => "$notRegex",
        O::NotRegexi => "$notRegexi",
        O::Size => "$size",
        O::ElemMatch => "$elemMatch",
        O::All => "$all",
        O::Alli => "$alli",
        O::Veq => "$veq",
        O::Vne => "$vne",
        O::Vgt => "$vgt",
        O::Vgte => "$vgte",
        O::Vlt => "$vlt",
        O::Vlte => "$vlte",
        O::InList => "$inList",
        O::NotInList => "$notInList",
        O::Between => "$between",
        O::StartsWith => "$startsWith",
        O::StartsWithi => "$startsWithi",
        O::EndsWith => "$endsWith",
        O::EndsWithi => "$endsWithi",
        O::Contains => "$contains",
        O::Containsi => "$containsi",
        O::Within => "$within",
        O::OlderThan => "$olderThan",
        O::During => "$during",
        O::Trust => "$trust",
        O::Unknown => "$?",
    }
}
