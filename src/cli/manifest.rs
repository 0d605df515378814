//! `nearside manifest`: what a ruleset reads of a person, remembers and lets others notice; and whether that became more.

use serde_json::json;

use super::args::Manifest as Args;
use super::host::{Exit, Host};
use super::{load, style};
use crate::check;
use crate::diagnostic::{Diagnostic, Severity};
use crate::manifest::{self, Change, Manifest};
use crate::ruleset::Sources;

pub fn run(args: &Args, host: &mut dyn Host) -> Result<Exit, String> {
    let old = args.against.as_deref().map(|path| earlier(path, host)).transpose()?;
    let loaded = load::ruleset(args.source.path(), host.now(), host)?;
    let reading = &loaded.reading;
    let faults: Vec<Diagnostic> = reading.diagnostics.iter().filter(|finding| is_fault(finding)).cloned().collect();
    // What is wrong may be what would have said more: all that is known is shown, and it is not fine.
    let otherwise = if faults.is_empty() { Exit::Fine } else { Exit::Findings };
    if !faults.is_empty() {
        let err = host.colour().err;
        host.warn(&check::render::text(&faults, &reading.sources, err));
        host.warn(&format!("\n{}\n", style::bold(&check::render::summary(&faults), err)));
    }
    let Some(model) = &reading.ruleset else { return Ok(otherwise) };
    let drawn = manifest::draw(model, &reading.sources);
    if let (Some(old), Some(path)) = (old, args.against.as_deref()) {
        if old.id != drawn.manifest.id {
            let message = format!("`{path}` is of `{}`, and this ruleset is `{}`", old.id, drawn.manifest.id);
            host.warn(&style::warning(&message, host.colour().err));
        }
        let changes = manifest::compare(&old, &drawn.manifest, &drawn.causes);
        show_changes(&changes, path, &reading.sources, args.json, host);
        return Ok(if changes.iter().any(|change| change.widens) { Exit::Findings } else { otherwise });
    }
    if args.json {
        host.print(&format!("{}\n", serde_json::to_string_pretty(&drawn.manifest).unwrap_or_default()));
    } else if args.format == "markdown" {
        host.print(&manifest::markdown(&drawn.manifest));
    } else {
        let out = host.colour().out;
        host.print(&text(&drawn.manifest, out));
    }
    Ok(otherwise)
}

/// What this release does not run yet is read all the same, and belongs into a manifest.
fn is_fault(finding: &Diagnostic) -> bool {
    finding.severity == Severity::Error && !finding.code.ends_with("-not-active")
}

fn earlier(path: &str, host: &mut dyn Host) -> Result<Manifest, String> {
    let hint = "hint: `nearside manifest --json > FILE` writes one";
    let bytes = host.read(path).map_err(|problem| format!("{problem}\n  {hint}"))?;
    manifest::read(&bytes).map_err(|problem| format!("`{path}` can't be compared with: {problem}\n  {hint}"))
}

fn show_changes(changes: &[Change], path: &str, sources: &Sources, as_json: bool, host: &mut dyn Host) {
    if as_json {
        let (widens, narrows): (Vec<&Change>, Vec<&Change>) = changes.iter().partition(|change| change.widens);
        let of = |all: &[&Change]| all.iter().map(|change| object(change, sources)).collect::<Vec<_>>();
        host.print(&format!("{:#}\n", json!({ "against": path, "widens": of(&widens), "narrows": of(&narrows) })));
        return;
    }
    let colour = host.colour().out;
    let mut rows = Vec::new();
    for change in changes {
        let mark = if change.widens { style::bad("+", colour) } else { style::good("-", colour) };
        let (by, at) = place(change, sources);
        let by = if by.is_empty() { String::new() } else { style::dim(&format!("by {by}"), colour) };
        rows.push(vec![
            format!("{mark} {}", style::bold(&change.part, colour)),
            sentence(change),
            by,
            style::dim(&at, colour),
        ]);
    }
    host.print(&style::table(&rows));
    let wider = changes.iter().filter(|change| change.widens).count();
    let narrower = changes.len() - wider;
    let verdict = match (wider, narrower) {
        (0, 0) => format!("{} nothing is wider or narrower than in {path}", style::good("same", colour)),
        (0, _) => format!("{} than {path}: {}", style::good("narrower", colour), count(narrower)),
        (_, 0) => format!("{} than {path}: {}", style::bad("wider", colour), count(wider)),
        _ => {
            format!("{} than {path}: {}, and narrower: {}", style::bad("wider", colour), count(wider), count(narrower))
        }
    };
    host.print(&format!("{verdict}\n"));
}

fn count(changes: usize) -> String {
    style::count(changes, "change")
}

/// What, from what to what.
fn sentence(change: &Change) -> String {
    match (change.aspect, &change.from, &change.to) {
        ("new", _, Some(to)) => format!("new: {to}"),
        ("gone", Some(from), _) => format!("gone: {from}"),
        (aspect, Some(from), Some(to)) => format!("{aspect}: {from} → {to}"),
        (aspect, None, Some(to)) => format!("{aspect}: new: {to}"),
        (aspect, Some(from), None) => format!("{aspect}: gone: {from}"),
        (aspect, None, None) => aspect.to_owned(),
    }
}

/// Who caused it, and where that is written.
fn place(change: &Change, sources: &Sources) -> (String, String) {
    let Some(cause) = &change.cause else { return (String::new(), String::new()) };
    let at = format!("{}:{}", sources.name(cause.span.file), sources.start(cause.span).line);
    (cause.by.clone(), at)
}

fn object(change: &Change, sources: &Sources) -> serde_json::Value {
    let (by, at) = place(change, sources);
    let none = |text: String| if text.is_empty() { None } else { Some(text) };
    json!({
        "what": change.part, "aspect": change.aspect, "from": change.from, "to": change.to,
        "by": none(by), "at": none(at),
    })
}

/// For a team: a table for each part.
fn text(manifest: &Manifest, colour: bool) -> String {
    let mut out = Tables { out: String::new(), colour };
    let counts = [
        (manifest.signals.len(), "signal"),
        (manifest.events.len(), "event"),
        (manifest.topics.len(), "topic"),
        (manifest.questions.len(), "question"),
        (manifest.experiences.len(), "experience"),
    ];
    let counts = counts.map(|(count, word)| format!("{count} {word}{}", if count == 1 { "" } else { "s" }));
    out.out = format!("{}  {}\n", style::bold(&manifest.id, colour), counts.join(", "));
    out.out += match manifest.audience.as_str() {
        "children" => "for children: nothing is remembered, whoever agreed to it\n",
        "mixed" => "for adults and children\n",
        _ => "for adults\n",
    };
    out.out += if manifest.stored_before_consent.is_empty() {
        "nothing is written to a device before its visitor agreed\n"
    } else {
        "something is written to a device before its visitor agreed\n"
    };
    out.add(
        ["signal", "sensitivity", "tells", "from", "where", "kept", "purpose", "used by"],
        manifest.signals.iter().map(|signal| {
            let from: Vec<String> =
                signal.sources.iter().map(|source| format!("{} ({})", source.source, source.trust)).collect();
            let place = signal.place.join(", ");
            let [from, purposes, used_by] = [from.join(", "), signal.purposes.join(", "), users(&signal.used_by)];
            [
                &signal.name,
                &signal.sensitivity,
                &signal.granularity,
                &from,
                &place,
                &signal.kept.phrase(),
                &purposes,
                &used_by,
            ]
            .map(Clone::clone)
        }),
    );
    remembered(manifest, &mut out);
    decided(manifest, &mut out);
    out.out
}

/// Events, topics, questions, and what is remembered besides.
fn remembered(manifest: &Manifest, out: &mut Tables) {
    out.add(
        ["event", "with", "reported by", "kept", "purpose", "used by"],
        manifest.events.iter().map(|event| {
            let fields: Vec<&str> = event.fields.iter().map(|field| field.name.as_str()).collect();
            let on = if event.on.is_empty() { "the site".to_owned() } else { event.on.join(", ") };
            let purposes = event.purposes.join(", ");
            [event.name.clone(), fields.join(", "), on, event.kept.phrase(), purposes, users(&event.used_by)]
        }),
    );
    out.add(
        ["topic", "", "kept"],
        manifest.topics.iter().map(|topic| {
            let word = if topic.sensitive { "sensitive" } else { "" };
            [topic.name.clone(), word.to_owned(), topic.kept.phrase()]
        }),
    );
    out.add(
        ["question", "asks", "answers", "kept", "used by"],
        manifest.questions.iter().map(|question| {
            let answers = if question.values.is_empty() { question.kind.clone() } else { question.values.join(", ") };
            let ask = question.ask.clone().unwrap_or_default();
            [question.name.clone(), ask, answers, question.kept.phrase(), users(&question.used_by)]
        }),
    );
    out.add(
        ["remembered", "what", "kept", "purpose", "used by"],
        manifest.memory.iter().map(|memory| {
            let [what, purposes] = [&memory.what, &memory.purposes].map(|all| all.join(", "));
            [memory.name.clone(), what, memory.kept.phrase(), purposes, users(&memory.used_by)]
        }),
    );
}

/// Units, experiences, and what others could notice.
fn decided(manifest: &Manifest, out: &mut Tables) {
    out.add(
        ["unit", "from", "kept", "purpose", "used by"],
        manifest.units.iter().map(|unit| {
            let from = match (unit.from.as_str(), &unit.key) {
                ("device", _) => "a random number made there".to_owned(),
                ("page-view", _) => "drawn anew each time".to_owned(),
                (from, key) => format!("{from} {}", key.as_deref().unwrap_or_default()),
            };
            [unit.name.clone(), from, unit.kept.phrase(), unit.purposes.join(", "), users(&unit.used_by)]
        }),
    );
    out.add(
        ["experience", "decided", "", "purpose", "because"],
        manifest.experiences.iter().map(|one| {
            let drawn = if one.random { "drawn" } else { "" };
            let because = one.because.clone().unwrap_or_default();
            [one.id.clone(), one.decided.join(", "), drawn.to_owned(), one.purposes.join(", "), because]
        }),
    );
    out.add(
        ["noticeable", "", "a browser asks for"],
        manifest.observable.iter().map(|one| {
            let all: Vec<String> = one.redirects.iter().chain(&one.loads).cloned().collect();
            let word = if one.declared { "declared" } else { "not declared" };
            [one.experience.clone(), word.to_owned(), all.join(", ")]
        }),
    );
}

fn users(all: &[String]) -> String {
    if all.is_empty() { "nobody".to_owned() } else { all.join(", ").replace("experience ", "") }
}

struct Tables {
    out: String,
    colour: bool,
}

impl Tables {
    /// Nothing where there is no row.
    fn add<const N: usize>(&mut self, head: [&str; N], rows: impl Iterator<Item = [String; N]>) {
        let colour = self.colour;
        let mut all = vec![head.map(|word| style::dim(word, colour)).to_vec()];
        all.extend(rows.map(|mut row| {
            if let Some(first) = row.first_mut() {
                *first = style::bold(first, colour);
            }
            row.to_vec()
        }));
        if all.len() > 1 {
            self.out += &format!("\n{}", style::table(&all));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::manifest::Kept;

    #[test]
    fn a_change_says_from_what_to_what() {
        let change = |aspect, from: Option<Kept>, to: Option<Kept>| {
            let phrase = |kept: Option<Kept>| kept.map(Kept::phrase);
            sentence(&Change {
                widens: true,
                part: String::new(),
                aspect,
                from: phrase(from),
                to: phrase(to),
                cause: None,
            })
        };
        assert_eq!(change("kept", Some(Kept::View), Some(Kept::For(86_400_000))), "kept: this page view → 1 day");
        assert_eq!(change("new", None, Some(Kept::View)), "new: this page view");
        assert_eq!(change("gone", Some(Kept::View), None), "gone: this page view");
    }
}
