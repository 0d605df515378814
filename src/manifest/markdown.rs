//! The page that a site can publish: what is read, what is remembered, what others could notice, for those it is about.

use std::fmt::Write as _;

use super::memory::{MEASURED, PERSONAL};
use super::{Kept, Manifest, Question, Signal};

/// The manifest as a page for visitors, in Markdown.
pub fn markdown(manifest: &Manifest) -> String {
    let mut page = format!("# What {} reads, and what it remembers\n\n{CLAIM}", text(&manifest.id));
    let measures = manifest.experiences.iter().any(|one| one.purposes.iter().any(|purpose| purpose == MEASURED));
    page.push_str(if measures { REPORTS } else { "" });
    page.push_str(if manifest.audience == "children" { CHILDREN } else { "" });
    let (remembered, read): (Vec<&Signal>, Vec<&Signal>) =
        manifest.signals.iter().partition(|signal| signal.remembered);
    section(
        &mut page,
        READ,
        &["what", "what it could reveal", "from", "looked at", "name"],
        read.iter().map(|signal| row(signal)),
    );
    let memory = remembered
        .iter()
        .map(|signal| [text(&signal.what), text(&signal.reveals), signal.kept.phrase(), code(&signal.name)]);
    section(&mut page, REMEMBERED, &["what", "what it could reveal", "for how long", "name"], memory);
    let events = manifest.events.iter().filter(|event| event.kept > Kept::View).map(|event| {
        let fields: Vec<String> = event.fields.iter().map(|field| code(&field.name)).collect();
        [code(&event.name), fields.join(", "), event.kept.phrase(), purposes(&event.purposes)]
    });
    section(&mut page, EVENTS, &["event", "with", "for how long", "for"], events);
    let notes = manifest.memory.iter().filter(|memory| memory.kept > Kept::View).map(|memory| {
        [code(&memory.name), text(&memory.what.join("; ")), memory.kept.phrase(), purposes(&memory.purposes)]
    });
    section(&mut page, NOTES, &["of", "what", "for how long", "for"], notes);
    let topics = manifest.topics.iter().map(|topic| [text(&topic.name), topic.kept.phrase()]);
    section(&mut page, TOPICS, &["topic", "for how long"], topics);
    section(&mut page, QUESTIONS, &["question", "answers", "for how long"], manifest.questions.iter().map(question));
    let units = manifest.units.iter().map(|unit| {
        let from = match (unit.from.as_str(), &unit.key) {
            ("device", _) => "a random number made on your device, if you agree".to_owned(),
            ("page-view", _) => "anew on each page, without memory".to_owned(),
            (from, Some(key)) => format!("the {from} {} that this site gave you", code(key)),
            (from, None) => from.to_owned(),
        };
        [from, unit.kept.phrase()]
    });
    section(&mut page, UNITS, &["by", "kept"], units);
    let noticed = manifest.observable.iter().map(|one| {
        let all: Vec<String> = one.redirects.iter().chain(&one.loads).map(|url| code(url)).collect();
        let what = if all.is_empty() { "its server may notice".to_owned() } else { all.join(", ") };
        [code(&one.experience), what]
    });
    section(&mut page, NOTICED, &["of", "a browser asks for"], noticed);
    page
}

const CLAIM: &str = "\
This site adapts its pages by rules. The rules run in your browser, or in the server that already holds your request; what they
read is not sent anywhere. A server that holds your request uses only what the request carries, keeps nothing of it and
passes nothing on. Nothing is written to your device before you agree, and what is written there is not sent anywhere. Other
scripts of this site could read it, as they could read anything that a page stores.
";

const REPORTS: &str = "
There is one exception, and only if you agree to it as well: how often something was shown, and what it led to, may be
reported for counting, with noise added on your device before it leaves.
";

const CHILDREN: &str = "
This site is for children. Nothing is remembered of anybody here, and nothing is written to the device, whoever agreed to it.
";

/// A heading, and what stands below it.
type Head = (&'static str, &'static str);

const READ: Head = ("Read during a visit", "It is gone with the page, and nothing of it is stored.");
const REMEMBERED: Head =
    ("Remembered on your device, if you agree", "It can be seen, changed, exported and erased there.");
const EVENTS: Head = ("What is noted when it happens, if you agree", "The time is counted from the last time.");
const NOTES: Head = ("What is noted besides, if you agree", "The time is counted from the last time.");
const TOPICS: Head = ("Topics", "Of these, and no others, it may be remembered how often you read about them.");
const QUESTIONS: Head = ("What you may be asked", "Each can be skipped.");
const UNITS: Head = ("By what visitors are drawn", "Some of what is shown is drawn, so that it can be compared.");
const NOTICED: Head = (
    "What others could notice",
    "A server sees what a browser asks it for. Where these are shown to some visitors only, it can tell who they are.",
);

fn row(signal: &Signal) -> [String; 5] {
    let from: Vec<&str> = signal.sources.iter().map(|source| source.source.as_str()).collect();
    let mut from: Vec<&str> = from;
    from.dedup();
    let place = if signal.place.iter().any(|place| place == "edge") {
        if signal.place.len() > 1 { "in your request, or on your device" } else { "in your request" }
    } else {
        "on your device"
    };
    [text(&signal.what), text(&signal.reveals), from.join(", "), place.to_owned(), code(&signal.name)]
}

fn question(one: &Question) -> [String; 3] {
    let ask = one.ask.clone().unwrap_or_else(|| one.name.clone());
    let answers = if one.values.is_empty() { one.kind.clone() } else { one.values.join(", ") };
    [text(&ask), text(&answers), one.kept.phrase()]
}

fn purposes(all: &[String]) -> String {
    let said = all.iter().map(|purpose| match purpose.as_str() {
        PERSONAL => "adapting pages",
        MEASURED => "counting what works",
        other => other,
    });
    said.collect::<Vec<_>>().join(", ")
}

/// Nothing where there is no row.
fn section<const N: usize>(
    page: &mut String,
    (title, lead): Head,
    head: &[&str; N],
    rows: impl Iterator<Item = [String; N]>,
) {
    let mut rows = rows.peekable();
    if rows.peek().is_none() {
        return;
    }
    let _ = writeln!(page, "\n## {title}\n\n{lead}\n\n| {} |\n|{}", head.join(" | "), "---|".repeat(N));
    for row in rows {
        let _ = writeln!(page, "| {} |", row.join(" | "));
    }
}

/// What a ruleset says, as text of a cell: no markup of its own.
fn text(said: &str) -> String {
    let mut out = String::new();
    for c in said.chars() {
        match c {
            '\n' | '\r' => out.push(' '),
            '<' => out.push_str("&lt;"),
            '&' => out.push_str("&amp;"),
            '|' | '\\' | '[' | ']' | '*' | '_' => out.extend(['\\', c]),
            c => out.push(c),
        }
    }
    out
}

fn code(said: &str) -> String {
    let plain: String = said.chars().map(|c| if matches!(c, '`' | '\n' | '\r') { ' ' } else { c }).collect();
    format!("`{}`", plain.replace('|', "\\|"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_ruleset_says_is_no_markup_of_the_page() {
        assert_eq!(text("a|b <i>_c_</i>\n[d](e)"), "a\\|b &lt;i>\\_c\\_&lt;/i> \\[d\\](e)");
        assert_eq!(code("a`|\nb"), "`a \\| b`");
    }
}
