//! Findings as text, the way a compiler shows them, and as JSON for machines.
//!
//! The text renderer looks at whole snippets, so it is only ever given the lines that it will show: a finding in an
//! eight-megabyte file costs no more than one in a small file, and a minified line is cut around the place.

use std::fmt::Write as _;

use annotate_snippets::{Annotation, AnnotationKind, Group, Level, Origin, Renderer, Snippet};
use serde_json::{Value, json};

use crate::diagnostic::{Diagnostic, Severity, Span};
use crate::ruleset::Sources;

/// Bytes of one shown line; minified files have longer ones.
const LINE_BYTES: usize = 240;
/// Lines between two labelled places that still are one snippet, with the middle folded away.
const APART: u32 = 60;

/// Puts findings in the order in which people read: file, place, errors first; and says each thing once.
pub fn arrange(diagnostics: &mut Vec<Diagnostic>) {
    diagnostics.sort_by(|a, b| {
        let place = |d: &Diagnostic| (d.span.file, d.span.start, d.span.end, d.severity, d.code);
        place(a).cmp(&place(b)).then_with(|| a.message.cmp(&b.message))
    });
    diagnostics.dedup_by(|a, b| a.code == b.code && a.span == b.span && a.message == b.message);
}

/// All findings as a compiler shows them, a blank line between two. Colour is ANSI escapes.
pub fn text(diagnostics: &[Diagnostic], sources: &Sources, colour: bool) -> String {
    let renderer = if colour { Renderer::styled() } else { Renderer::plain() };
    let mut out = String::new();
    for diagnostic in diagnostics {
        if !out.is_empty() {
            out.push('\n');
        }
        out.push_str(&renderer.render(&[report(diagnostic, sources)]));
        out.push('\n');
    }
    out
}

/// `2 errors, 1 warning`, or `no findings`.
pub fn summary(diagnostics: &[Diagnostic]) -> String {
    let errors = diagnostics.iter().filter(|d| d.severity == Severity::Error).count();
    let warnings = diagnostics.len() - errors;
    let mut out = String::new();
    for (count, word) in [(errors, "error"), (warnings, "warning")] {
        if count > 0 {
            let comma = if out.is_empty() { "" } else { ", " };
            let plural = if count == 1 { "" } else { "s" };
            let _ = write!(out, "{comma}{count} {word}{plural}");
        }
    }
    if out.is_empty() { "no findings".to_owned() } else { out }
}

/// An array of `{code, severity, message, file, line, column, end_line, end_column, hints, labels}`.
pub fn json(diagnostics: &[Diagnostic], sources: &Sources) -> Value {
    Value::Array(diagnostics.iter().map(|diagnostic| object(diagnostic, sources)).collect())
}

fn object(diagnostic: &Diagnostic, sources: &Sources) -> Value {
    let (start, end) = (sources.start(diagnostic.span), sources.end(diagnostic.span));
    let labels: Vec<Value> = diagnostic.labels.iter().map(|(span, text)| label(*span, text, sources)).collect();
    json!({
        "code": diagnostic.code,
        "severity": severity(diagnostic.severity),
        "message": diagnostic.message,
        "file": sources.name(diagnostic.span.file),
        "line": start.line,
        "column": start.column,
        "end_line": end.line,
        "end_column": end.column,
        "hints": diagnostic.hints,
        "labels": labels,
    })
}

fn label(span: Span, text: &str, sources: &Sources) -> Value {
    let (start, end) = (sources.start(span), sources.end(span));
    json!({
        "message": text,
        "file": sources.name(span.file),
        "line": start.line,
        "column": start.column,
        "end_line": end.line,
        "end_column": end.column,
    })
}

/// The word for a severity, in JSON and in tables.
pub fn severity(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
    }
}

fn report<'a>(diagnostic: &'a Diagnostic, sources: &'a Sources) -> Group<'a> {
    let level = match diagnostic.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
    };
    let mut group = Group::with_title(level.primary_title(diagnostic.message.as_str()).id(diagnostic.code));
    for cluster in clusters(diagnostic, sources) {
        group = show(group, &cluster, sources);
    }
    for hint in &diagnostic.hints {
        group = group.element(Level::HELP.message(hint.as_str()));
    }
    group
}

/// One marked place. The primary one has no text of its own: the message says it.
struct Mark<'a> {
    span: Span,
    text: Option<&'a str>,
}

/// Marks that are shown as one snippet: same file, near each other, the primary one first.
fn clusters<'a>(diagnostic: &'a Diagnostic, sources: &Sources) -> Vec<Vec<Mark<'a>>> {
    let mut clusters = vec![vec![Mark { span: diagnostic.span, text: None }]];
    for (span, text) in &diagnostic.labels {
        let mark = Mark { span: *span, text: Some(text) };
        let line = sources.start(*span).line;
        let near = clusters.iter_mut().find(|cluster| {
            cluster
                .iter()
                .all(|other| other.span.file == span.file && sources.start(other.span).line.abs_diff(line) <= APART)
        });
        match near {
            Some(cluster) => cluster.push(mark),
            None => clusters.push(vec![mark]),
        }
    }
    clusters
}

fn show<'a>(group: Group<'a>, marks: &[Mark<'a>], sources: &'a Sources) -> Group<'a> {
    let Some(first) = marks.first() else { return group };
    let source = sources.text(first.span.file);
    let name = sources.name(first.span.file);
    let spans: Vec<(usize, usize)> = marks.iter().map(|mark| first_line(source, mark.span)).collect();
    let from = spans.iter().map(|span| line_start(source, span.0)).min().unwrap_or(0);
    let to = spans.iter().map(|span| line_end(source, span.1)).max().unwrap_or(0);
    let text = source.get(from..to).unwrap_or("");
    if name.is_empty() {
        return group;
    }
    if source.is_empty() {
        return group.element(Origin::path(name));
    }
    if text.lines().any(|line| line.len() > LINE_BYTES) {
        return spans.iter().zip(marks).fold(group, |group, (span, mark)| cut(group, source, *span, mark, sources));
    }
    let annotations = spans.iter().zip(marks).map(|(span, mark)| annotation(span.0 - from..span.1 - from, mark));
    let line = sources.locate(first.span.file, from as u32).line as usize;
    group.element(Snippet::source(text).line_start(line).path(name).annotations(annotations))
}

/// A place in a very long line: said by number, and only its surroundings shown.
fn cut<'a>(
    group: Group<'a>,
    source: &'a str,
    span: (usize, usize),
    mark: &Mark<'a>,
    sources: &'a Sources,
) -> Group<'a> {
    let place = sources.start(mark.span);
    let from = boundary(source, span.0.saturating_sub(LINE_BYTES / 3).max(line_start(source, span.0)));
    let to = boundary(source, (span.0 + LINE_BYTES / 3).min(line_end(source, span.0)));
    let end = span.1.min(to).max(span.0);
    let origin =
        Origin::path(sources.name(mark.span.file)).line(place.line as usize).char_column(place.column as usize);
    let text = source.get(from..to).unwrap_or("");
    let annotation = annotation(span.0 - from..end - from, mark);
    group.element(origin).element(Snippet::source(text).line_start(place.line as usize).annotation(annotation))
}

fn annotation<'a>(range: std::ops::Range<usize>, mark: &Mark<'a>) -> Annotation<'a> {
    match mark.text {
        None => AnnotationKind::Primary.span(range),
        Some(text) => AnnotationKind::Context.span(range).label(text),
    }
}

/// The span as it is underlined: inside the text, on character borders, and not beyond its first line.
fn first_line(source: &str, span: Span) -> (usize, usize) {
    let start = boundary(source, span.start as usize);
    let end = boundary(source, span.end as usize).max(start);
    let line = source.get(start..end).unwrap_or("").lines().next().unwrap_or("").trim_end();
    (start, start + line.len())
}

fn line_start(source: &str, at: usize) -> usize {
    source.get(..at).and_then(|before| before.rfind('\n')).map_or(0, |line_break| line_break + 1)
}

fn line_end(source: &str, at: usize) -> usize {
    source.get(at..).and_then(|behind| behind.find('\n')).map_or(source.len(), |line_break| at + line_break)
}

fn boundary(source: &str, at: usize) -> usize {
    let mut at = at.min(source.len());
    while !source.is_char_boundary(at) {
        at -= 1;
    }
    at
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sources(text: &str) -> Sources {
        let mut sources = Sources::new();
        sources.add("ruleset.yaml", text);
        sources
    }

    fn span(text: &str, part: &str) -> Span {
        let start = text.find(part).unwrap() as u32;
        Span { file: 0, start, end: start + part.len() as u32 }
    }

    #[test]
    fn a_finding_shows_its_line_its_labels_and_its_hints() {
        let yaml = "nearside: 1\nsegments:\n  a: { geo.country: DE }\n\n\n\n\n  a: { geo.contry: DE }\n";
        let found = Diagnostic::error("unknown-signal", span(yaml, "geo.contry"), "there is no signal `geo.contry`")
            .label(span(yaml, "geo.country"), "this one exists")
            .hint("did you mean `geo.country`?");
        insta::assert_snapshot!(text(&[found], &sources(yaml), false), @r"
        error[unknown-signal]: there is no signal `geo.contry`
         --> ruleset.yaml:8:8
          |
        3 |   a: { geo.country: DE }
          |        ----------- this one exists
        ...
        8 |   a: { geo.contry: DE }
          |        ^^^^^^^^^^
          |
          = help: did you mean `geo.country`?
        ");
    }

    #[test]
    fn any_span_in_any_text_is_rendered_without_a_panic() {
        for yaml in ["", "\n", "é", "a\r\nb\r\n", "\u{feff}a: ü", &"x".repeat(5000), "\t\u{202e}\0"] {
            let sources = sources(yaml);
            for start in (0..8).chain([4000, 4999, 5000, 5001, u32::MAX]) {
                for end in [0, 1, 2, 3, 5, 4001, u32::MAX] {
                    let found = Diagnostic::warning("x", Span { file: 0, start, end }, "m")
                        .label(Span { file: 0, start: end, end: start }, "l")
                        .label(Span { file: 9, start, end }, "elsewhere");
                    assert!(text(std::slice::from_ref(&found), &sources, true).contains('m'));
                    assert!(json(&[found], &sources).is_array());
                }
            }
        }
    }
}
