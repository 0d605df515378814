//! `nearside fmt`: the safe form of a ruleset's YAML files.
//!
//! Not printed from the model, but edited in place, so that comments, order and alignment stay. Two steps: scalars
//! that other readers of YAML would take for something else get quotes (`NO`, `17.10`, `01067` where we ask for text)
//! or their plain spelling (`yes` → `true`, `1_000` → `1000`); then spaces are put right ([`super::layout`]). What is
//! read afterwards is what was read before, and formatting twice changes nothing.

use super::layout;
use super::operators::{self, LOGIC, NOT, Takes};
use super::reader::{Files, Reader, Role};
use super::scalars::{NotNumber, guess, is_canonical, number};
use super::shape::{Shape, Ty};
use super::shapes;
use super::tree::{Entry, Node, NodeKind, Scalar, Style};
use super::types::Types;
use super::yaml;
use crate::diagnostic::{Diagnostic, Severity, Span};
use crate::value::{Kind, Value};

/// One file after formatting.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Formatted {
    pub path: String,
    pub text: String,
    pub changed: bool,
}

/// Replaces a stretch of the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edit {
    pub start: usize,
    pub end: usize,
    pub text: String,
}

/// Formats the YAML files of a ruleset: the entry, what it includes, its messages. JSON is left alone. A file that
/// is no YAML cannot be formatted: its findings come back; wrong types and unknown names are no hindrance.
pub fn format(files: &Files, entry: &str) -> Result<Vec<Formatted>, Vec<Diagnostic>> {
    let mut reader = Reader::new(files);
    reader.ruleset(entry);
    let roles: Vec<(String, Role)> = reader.roles.iter().map(|(path, role)| (path.clone(), *role)).collect();
    let mut formatted = Vec::new();
    for (path, role) in roles.into_iter().filter(|(path, _)| !path.to_ascii_lowercase().ends_with(".json")) {
        let file = match reader.load(&path) {
            Some(Ok(file)) => file,
            // Too large, or no text: it was said when the file was first read.
            Some(Err(again)) => {
                return Err(reader.found.into_iter().filter(|found| found.code == again.code).collect());
            }
            None => continue,
        };
        let before = reader.sources.text(file).to_owned();
        let (Some(tree), _) = yaml::read(file, &before) else {
            let syntax = reader.found.iter().filter(|d| d.span.file == file && d.severity == Severity::Error);
            return Err(syntax.cloned().collect());
        };
        let text = one(&before, &tree, role, &reader.types);
        formatted.push(Formatted { changed: text != before, path, text });
    }
    Ok(formatted)
}

fn one(text: &str, tree: &Node, role: Role, types: &Types) -> String {
    let mut quoter = Quoter { types, slot: None, edits: Vec::new() };
    match role {
        Role::Rules => quoter.shape(tree, &shapes::RULESET),
        Role::Messages => quoter.messages(tree),
        Role::Charter => quoter.shape(tree, &shapes::CHARTER),
    }
    layout::tidy(&apply(text, quoter.edits))
}

/// The text with the edits made. They do not overlap.
pub fn apply(text: &str, mut edits: Vec<Edit>) -> String {
    edits.sort_by_key(|edit| edit.start);
    let mut out = String::with_capacity(text.len() + edits.len() * 2);
    let mut at = 0;
    for edit in edits {
        if edit.start < at {
            continue;
        }
        out.push_str(text.get(at..edit.start).unwrap_or(""));
        out.push_str(&edit.text);
        at = edit.end;
    }
    out.push_str(text.get(at..).unwrap_or(""));
    out
}

/// Goes through a tree by the tables of the language and notes what to write differently.
struct Quoter<'t> {
    types: &'t Types,
    /// The type of the value slot that is being filled.
    slot: Option<Kind>,
    edits: Vec<Edit>,
}

impl Quoter<'_> {
    fn replace(&mut self, span: Span, text: String) {
        self.edits.push(Edit { start: span.start as usize, end: span.end as usize, text });
    }

    fn node(&mut self, node: &Node, ty: Ty) {
        match ty {
            Ty::Text | Ty::Name | Ty::Id | Ty::Signal | Ty::Template | Ty::Matching(_) => self.text(node),
            Ty::Bool => self.typed(node, Kind::Bool),
            Ty::Number => self.typed(node, Kind::Number),
            Ty::Scalar => self.typed(node, self.slot.unwrap_or(Kind::Any)),
            // `17:30` is a number to the base of 60 in YAML 1.1.
            Ty::Clock if node.plain().is_some_and(|text| text.contains(':')) => self.text(node),
            Ty::Clock
            | Ty::Share
            | Ty::Duration
            | Ty::Moment
            | Ty::Words(_)
            | Ty::Exactly(_)
            | Ty::Null
            | Ty::Later => {}
            Ty::Many(one) | Ty::List(one) => node.one_or_many().iter().for_each(|item| self.node(item, *one)),
            Ty::Map(one) => self.map(node, *one),
            Ty::Shape(shape) => self.shape(node, shape),
            Ty::Either(types) => {
                let scalar = node.scalar().is_some();
                let fits = |ty: &&Ty| scalar != matches!(ty, Ty::Map(_) | Ty::Shape(_) | Ty::Condition);
                types.iter().find(fits).into_iter().for_each(|ty| self.node(node, *ty));
            }
            Ty::Condition => self.condition(node),
            Ty::Content => self.content(node),
        }
    }

    fn shape(&mut self, node: &Node, shape: &'static Shape) {
        for entry in node.entries().unwrap_or_default() {
            match (shape.key(&entry.key.value), shape.others) {
                _ if entry.key.value == "lists" && shape.name == "ruleset" => self.lists(&entry.value),
                _ if entry.key.value == "messages" && shape.name == "ruleset" => self.messages(&entry.value),
                // Nothing says its type: what is doubtful there is for its author to say.
                _ if entry.key.value == "value" && shape.name == "slot" => {}
                (Some(key), _) => self.node(&entry.value, key.ty),
                (None, Some(ty)) => {
                    self.key(entry);
                    self.node(&entry.value, ty);
                }
                (None, None) => {}
            }
        }
    }

    fn map(&mut self, node: &Node, ty: Ty) {
        for entry in node.entries().unwrap_or_default() {
            self.key(entry);
            let outer = self.slot;
            if matches!(ty, Ty::Content) {
                self.slot = self.types.slot(&entry.key.value);
            }
            self.node(&entry.value, ty);
            self.slot = outer;
        }
    }

    /// Lists are compared with signals, whose type says how members are read.
    fn lists(&mut self, node: &Node) {
        for entry in node.entries().unwrap_or_default() {
            self.key(entry);
            let kind = self.types.list(&entry.key.value);
            entry.value.items().unwrap_or_default().iter().for_each(|item| self.typed(item, kind));
        }
    }

    /// Texts by key, maps in maps.
    fn messages(&mut self, node: &Node) {
        for entry in node.entries().unwrap_or_default() {
            self.key(entry);
            if entry.value.entries().is_some() { self.messages(&entry.value) } else { self.text(&entry.value) }
        }
    }

    fn content(&mut self, node: &Node) {
        if node.get("by").is_some() {
            return self.shape(node, &shapes::BY);
        }
        if node.entries().is_some() {
            return self.shape(node, &shapes::OPS);
        }
        if let (Some(kind), true) = (self.slot, node.plain() != Some("default")) {
            self.typed(node, kind);
        }
    }

    fn condition(&mut self, node: &Node) {
        for entry in node.entries().unwrap_or_default() {
            match entry.key.value.as_str() {
                "$segment" => self.node(&entry.value, Ty::Many(&Ty::Name)),
                key if LOGIC.iter().any(|(known, _)| *known == key) => {
                    entry.value.one_or_many().iter().for_each(|item| self.condition(item));
                }
                signal => self.test(&entry.value, self.types.signal(signal)),
            }
        }
    }

    fn test(&mut self, node: &Node, kind: Kind) {
        let Some(entries) = node.entries() else { return self.typed(node, kind) };
        for entry in entries {
            if entry.key.value == NOT {
                self.test(&entry.value, kind);
            } else if let Some(spec) = operators::lookup(&entry.key.value) {
                self.operand(spec.takes, &entry.value, kind);
            }
        }
    }

    fn operand(&mut self, takes: Takes, node: &Node, kind: Kind) {
        match takes {
            Takes::Value => self.typed(node, kind),
            Takes::Values | Takes::Range => {
                node.items().unwrap_or_default().iter().for_each(|item| self.typed(item, kind));
            }
            Takes::Bool => self.typed(node, Kind::Bool),
            Takes::Size => self.test(node, Kind::Number),
            Takes::Element
                if node
                    .entries()
                    .is_some_and(|entries| entries.iter().all(|entry| entry.key.value.starts_with('$'))) =>
            {
                self.test(node, kind);
            }
            Takes::Element => self.condition(node),
            Takes::Pattern | Takes::Text | Takes::Version | Takes::ListName | Takes::CalendarName => self.text(node),
            Takes::TypeName | Takes::Duration | Takes::Trust => {}
        }
    }

    fn typed(&mut self, node: &Node, kind: Kind) {
        let Some(scalar) = node.scalar().filter(|scalar| scalar.style == Style::Plain && !node.is_null()) else {
            return;
        };
        match kind {
            Kind::Bool => {
                let plain = match scalar.text.to_ascii_lowercase().as_str() {
                    "true" | "yes" | "on" => "true",
                    "false" | "no" | "off" => "false",
                    _ => return,
                };
                if scalar.text != plain {
                    self.replace(node.span, plain.to_owned());
                }
            }
            Kind::Number => {
                if let (Ok(number), false) = (number(&scalar.text), is_canonical(&scalar.text)) {
                    self.replace(node.span, format!("{number}"));
                }
            }
            Kind::Time | Kind::Duration => {}
            Kind::Any if !matches!(guess(scalar), Value::Text(_)) => {}
            _ => self.text(node),
        }
    }

    fn text(&mut self, node: &Node) {
        if let NodeKind::Scalar(scalar) = &node.kind
            && !node.is_null()
            && is_trap(scalar)
        {
            self.replace(node.span, format!("\"{}\"", scalar.text));
        }
    }

    fn key(&mut self, entry: &Entry) {
        let scalar = Scalar { text: entry.key.value.clone(), style: entry.style };
        if is_trap(&scalar) {
            self.replace(entry.key.span, format!("\"{}\"", scalar.text));
        }
    }
}

/// Whether some reader of YAML takes an unquoted text for a boolean, a number, a time or nothing.
fn is_trap(scalar: &Scalar) -> bool {
    let text = scalar.text.as_str();
    if scalar.style != Style::Plain || text.contains(['"', '\\']) {
        return false;
    }
    let words =
        ["y", "n", "yes", "no", "on", "off", "true", "false", "null", "~", "=", ".inf", "-.inf", "+.inf", ".nan"];
    let date =
        text.len() >= 8 && text.bytes().take(4).all(|b| b.is_ascii_digit()) && text.as_bytes().get(4) == Some(&b'-');
    words.contains(&text.to_ascii_lowercase().as_str()) || date || number(text) != Err(NotNumber::Other)
}

#[cfg(test)]
mod tests {
    use super::super::read;
    use super::super::tests::{folder, read_text, said, single_cases};
    use super::*;
    use proptest::prelude::*;

    fn f(text: &str) -> String {
        let files = Files::from([("ruleset.yaml".to_owned(), text.as_bytes().to_vec())]);
        match format(&files, "ruleset.yaml") {
            Ok(mut all) => all.pop().unwrap().text,
            Err(found) => format!("{:?}", found.iter().map(|d| d.code).collect::<Vec<_>>()),
        }
    }

    #[test]
    fn a_language_that_yaml_takes_for_a_boolean_is_quoted() {
        insta::assert_snapshot!(f("nearside: 1\nlocales: [en,no,  pt-BR]\n"), @r#"
        nearside: 1
        locales: [en, "no", pt-BR]
        "#);
    }

    #[test]
    fn traps_are_quoted_where_text_is_asked_for() {
        insta::assert_snapshot!(f("nearside: 1\nid: 404\nsignals: { custom.zip: {type: string} }\nlists: {nordic: [NO,SE], zips: [01067, 10115]}\nsegments:\n   a: { geo.country: NO, time.hour: {$gte: 1_0}, custom.zip: { $inList: zips } } # Norway\n   b: {device.os_version: {$vgte: 17.10}, time.weekend: yes, $segment: [on, a]}\n   no: { locale.language: no }   \nslots: { s: { value: metric } }\nexperiences:\n-  id: x\n   when: {geo.country: {$in: [ DE, NO ]}}\n   show:\n       hero: { by: geo.country, NO: { text: 18:00 }, else: default }\n       s: no\n\n\n"), @r#"
        nearside: 1
        id: "404"
        signals: { custom.zip: { type: string } }
        lists: { nordic: ["NO", SE], zips: ["01067", "10115"] }
        segments:
          a: { geo.country: "NO", time.hour: { $gte: 10 }, custom.zip: { $inList: zips } } # Norway
          b: { device.os_version: { $vgte: "17.10" }, time.weekend: true, $segment: ["on", a] }
          "no": { locale.language: "no" }
        slots: { s: { value: metric } }
        experiences:
          - id: x
            when: { geo.country: { $in: [DE, "NO"] } }
            show:
              hero: { by: geo.country, "NO": { text: "18:00" }, else: default }
              s: "no"
        "#);
    }

    #[test]
    fn comments_and_texts_of_several_lines_stay() {
        let text = "nearside: 1 # one\n# two\nexperiences:\n  # three\n  - id: x # four\n    about: a\n      b\n    show:\n      hero:\n        html: |\n          <p>  \n            {a}\n          </p>\n        # five\n        class: [  a,b  ] # six\n";
        insta::assert_snapshot!(f(text), @r#"
        nearside: 1 # one
        # two
        experiences:
          # three
          - id: x # four
            about: a
              b
            show:
              hero:
                html: |
                  <p>  
                    {a}
                  </p>
                # five
                class: [a, b] # six
        "#);
    }

    #[test]
    fn what_is_no_yaml_is_not_formatted() {
        assert_eq!(f("a: [\n"), "[\"malformed-yaml\"]");
    }

    /// Everything that can be formatted says the same afterwards, and formatting it again changes nothing.
    fn holds(files: &Files) -> Option<()> {
        let formatted = format(files, "ruleset.yaml").ok()?;
        let mut after = files.clone();
        for one in &formatted {
            after.insert(one.path.clone(), one.text.clone().into_bytes());
        }
        let again = format(&after, "ruleset.yaml").unwrap();
        for (first, second) in formatted.iter().zip(&again) {
            assert_eq!(first.text, second.text, "formatting twice: {}", first.path);
        }
        let codes = |files: &Files| read(files).diagnostics.iter().map(|d| d.code).collect::<Vec<_>>();
        assert_eq!(said(&read(files)), said(&read(&after)), "{formatted:#?}");
        assert_eq!(codes(files), codes(&after), "{formatted:#?}");
        Some(())
    }

    #[test]
    fn every_fixture_says_the_same_after_formatting() {
        let mut count = 0;
        for (name, text) in single_cases() {
            count += usize::from(holds(&Files::from([(name, text.into_bytes())])).is_some());
        }
        for name in ["five-teams", "whole-language"] {
            holds(&folder(&format!("rulesets/{name}"))).unwrap();
        }
        assert!(count > 40, "{count}");
    }

    proptest! {
        #[test]
        fn any_scalars_and_spaces_say_the_same_after_formatting(
            words in prop::collection::vec("NO|no|yes|01067|17\\.10|1_000|18:00|1e3|true|null|'a b'|\"x\"|a b|2026-01-01|\\+5|0o14", 6),
            space in prop::collection::vec(" {0,3}", 6),
            indent in 1usize..6,
        ) {
            let pad = " ".repeat(indent);
            let (w, s) = (&words, &space);
            let text = format!(
                "nearside: 1\nlists:\n{pad}l: [{}{},{}{}]\nsegments:{}\n{pad}a: {{{}geo.country: {}{}}}\n{pad}# c\n{pad}b:\n{pad}{pad}time.hour: {{$in:{} [{}]}}\n{pad}{pad}time.weekend: {}\n\n{pad}c: {{ locale.language: {} }}\n",
                s[0], w[0], s[1], w[1], s[2], s[3], w[2], s[4], s[5], w[3], w[4], w[5],
            );
            holds(&Files::from([("ruleset.yaml".to_owned(), text.into_bytes())]));
        }

        #[test]
        fn any_text_like_yaml_is_formatted_without_a_panic(text in "([ \\n:,{}\\[\\]\"'|>#-]|- |: |a|NO|é|show|nearside: 1\\n|segments:\\n){0,60}") {
            let _ = read_text("ruleset.yaml", &text);
            holds(&Files::from([("ruleset.yaml".to_owned(), text.into_bytes())]));
        }
    }
}
