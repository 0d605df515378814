//! What this release reads but cannot run yet. Using it is an error with a code of its own, never silence.
//!
//! A later release takes an entry away here in the change that brings the feature to life; `tests/cases/rulesets`
//! holds the exact list for real rulesets.

use super::model::{
    Arm, Condition, Content, Experience, Markup, OpValue, Part, Ruleset, StageStep, Template, TextSource,
};
use crate::diagnostic::{Diagnostic, Span, Spanned};
use crate::signal::catalogue::{self, id};

type Name = Spanned<String>;

/// One error for each feature and place, in the order of the model.
pub fn not_active(ruleset: &Ruleset) -> Vec<Diagnostic> {
    let mut survey = Survey { ruleset, found: Vec::new() };
    survey.sections();
    survey.signals_of_sections();
    for experience in &ruleset.experiences {
        survey.experience(experience);
    }
    survey.found
}

struct Survey<'r> {
    ruleset: &'r Ruleset,
    found: Vec<Diagnostic>,
}

impl<'r> Survey<'r> {
    #[cold]
    fn refuse(&mut self, code: &'static str, span: Span, what: &str, hint: &str) {
        let error = Diagnostic::error(code, span, format!("{what} not active in this release"));
        self.found.push(error.hint(hint));
    }

    fn sections(&mut self) {
        for key in self.ruleset.charter.iter().flat_map(|charter| &charter.later) {
            let what = format!("`{}` of a charter is", key.value);
            self.refuse("charter-not-active", key.span, &what, "take it out of the charter until it is");
        }
    }

    fn signals_of_sections(&mut self) {
        for table in &self.ruleset.tables {
            self.signal(&table.by);
        }
        for segment in &self.ruleset.segments {
            self.condition(&segment.when);
        }
        for (_, step) in self.ruleset.stages.iter().flat_map(|stage| &stage.steps) {
            if let StageStep::When(condition) = step {
                self.condition(condition);
            }
        }
        for unit in self.ruleset.units.iter().filter(|unit| unit.from.value == "signal") {
            self.signal(&unit.key);
        }
        for (_, template) in self.ruleset.messages.iter().flat_map(|messages| &messages.entries) {
            self.template(template);
        }
    }

    fn experience(&mut self, it: &'r Experience) {
        // Messages are looked at by themselves.
        if let Some(TextSource::Inline(because)) = &it.because {
            self.template(because);
        }
        if let Some(when) = &it.when {
            self.condition(when);
        }
        for variant in &it.variants {
            if let Arm::Show(shows) = &variant.arm {
                for (_, content) in shows {
                    self.content(content);
                }
            }
        }
    }

    fn condition(&mut self, it: &'r Condition) {
        match it {
            Condition::And(parts, _) | Condition::Or(parts, _) | Condition::Nor(parts, _) => {
                for part in parts {
                    self.condition(part);
                }
            }
            Condition::Not(part, _) => self.condition(part),
            Condition::Segment(_) => {}
            Condition::Test { signal, .. } => self.signal(signal),
        }
    }

    fn content(&mut self, it: &'r Content) {
        match it {
            Content::Default(_) | Content::Value(_) => {}
            Content::By { signal, cases, otherwise, .. } => {
                self.signal(signal);
                for (_, content) in cases {
                    self.content(content);
                }
                if let Some(content) = otherwise {
                    self.content(content);
                }
            }
            Content::Ops(ops) => {
                for op in ops {
                    self.op(&op.value);
                }
            }
        }
    }

    fn op(&mut self, it: &'r OpValue) {
        match it {
            OpValue::Text(TextSource::Inline(template)) | OpValue::Markup(Markup::Html(template)) => {
                self.template(template);
            }
            OpValue::Pairs(pairs) => {
                for (_, text) in pairs {
                    if let Some(TextSource::Inline(template)) = text {
                        self.template(template);
                    }
                }
            }
            _ => {}
        }
    }

    fn template(&mut self, it: &Template) {
        for part in &it.parts {
            if let Part::Signal { signal, .. } = part {
                self.signal(signal);
            }
        }
    }

    fn signal(&mut self, name: &Name) {
        let text = name.value.as_str();
        // `table.store` asks whether there is a row; a row's cells need nothing that is not here.
        let Some((entry, _)) = catalogue::lookup(text).filter(|(entry, _)| !entry.active && entry.id != id::TABLE)
        else {
            return;
        };
        let (code, hint) = match entry.id {
            id::MODEL => ("model-signal-not-active", "use a signal of your own, `custom.<key>`, that the site sets"),
            _ => ("signal-not-active", "nobody reads it yet; use another signal, or one of your own, `custom.<key>`"),
        };
        self.refuse(code, name.span, &format!("the signal `{text}` is"), hint);
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{folder, read_text};
    use super::super::{Files, Reading, read};
    use super::*;

    fn codes(reading: &Reading) -> Vec<String> {
        let mut found = not_active(reading.ruleset.as_ref().unwrap());
        found.sort_by_key(|diagnostic| diagnostic.span);
        let line = |d: &Diagnostic| {
            format!("{}:{} {}", reading.sources.name(d.span.file), reading.sources.start(d.span).line, d.code)
        };
        found.iter().map(line).collect()
    }

    #[test]
    fn real_rulesets_use_exactly_what_is_listed_as_not_active() {
        for name in ["five-teams", "whole-language"] {
            let path = format!("{}/tests/cases/rulesets/{name}.not-active.json", env!("CARGO_MANIFEST_DIR"));
            #[allow(clippy::disallowed_methods, reason = "tests read fixtures from the repository")]
            let expected = std::fs::read_to_string(path).unwrap();
            let expected: Vec<String> = serde_json::from_str(&expected).unwrap();
            let found = codes(&read(&folder(&format!("rulesets/{name}"))));
            assert_eq!(found, expected, "{name}: {}", serde_json::to_string_pretty(&found).unwrap());
        }
    }

    #[test]
    fn what_is_active_is_not_refused() {
        let text = "nearside: 1\nid: x\nexpires: 2027-01-31T00:00:00Z\n\
            signals: { custom.plan: { type: enum, values: [free, pro] } }\n\
            tables: { store: { by: geo.country, rows: { DE: { name: Berlin, state: open } } } }\n\
            events: { bought: {} }\n\
            lists: { dach: [DE, AT] }\nsegments: { s: { geo.country: { $inList: dach }, table.store: { $exists: true }, table.store.state: open } }\n\
            slots: { hero: { target: h1, pages: /, redecide: action }, units: { value: metric, redecide: live } }\nunits: { account: { cookie: acct } }\n\
            messages: { en: { hi: \"Hi {{geo.country|you}}\" } }\n\
            experiences:\n  - id: e\n    when: { $segment: s, custom.plan: pro, device.type: mobile }\n    priority: 2\n    rollout: 50%\n    unit: [account, device]\n\
            \x20   schedule: { from: 2026-11-20T18:00, zone: Europe/Berlin }\n    experiment: { seed: a, coverage: 50%, hash_version: 1, hypothesis: more, phase: 2, sticky: true }\n\
            \x20   variants: { control: default, a: { weight: 2, show: { hero: { text: { t: hi } }, units: us } }, p: { pass: true }, r: { redirect: /b } }\n\
            \x20 - { id: f, unit: page-view, show: { hero: { by: locale.language, no: { html: <b>Hei</b> }, else: default } } }\n";
        let reading = read_text("ruleset.yaml", text);
        assert_eq!(reading.diagnostics, Vec::new());
        assert_eq!(codes(&reading), Vec::<String>::new());
    }

    #[test]
    fn of_a_charter_what_is_known_is_refused_and_the_rest_is_read() {
        let files = |charter: &str| {
            let entry = "nearside: 1\nid: x\ncharter: team/charter.yaml\n";
            let all = [("ruleset.yaml", entry), ("team/charter.yaml", charter)];
            all.map(|(path, text)| (path.to_owned(), text.as_bytes().to_vec())).into_iter().collect::<Files>()
        };
        let text = "nearside-charter: 1\naudience: mixed\nsensitive_topics: [faith]\ngoals: { a: { by: 2027 } }\nreview: every 90d\n";
        let reading = read(&files(text));
        assert_eq!(reading.diagnostics, Vec::new());
        assert_eq!(
            codes(&reading),
            ["team/charter.yaml:4 charter-not-active", "team/charter.yaml:5 charter-not-active"]
        );
        let charter = reading.ruleset.unwrap().charter.unwrap();
        assert_eq!(charter.audience.unwrap().value, "mixed");
        assert_eq!(charter.sensitive_topics.unwrap().len(), 1);
        for (charter, code) in [
            ("nearside-charter: 1\naudiense: mixed\n", "unknown-key"),
            ("nearside-charter: 1\naudience: everybody\n", "unknown-word"),
            ("nearside-charter: 2\n", "unknown-language"),
            ("audience: mixed\n", "missing-key"),
            ("[]\n", "wrong-type"),
        ] {
            let found: Vec<_> = read(&files(charter)).diagnostics.into_iter().map(|found| found.code).collect();
            assert_eq!(found, [code], "{charter}");
        }
        let alone = read_text("ruleset.yaml", "nearside: 1\nid: x\ncharter: charter.yaml\n");
        assert_eq!(alone.diagnostics.first().map(|found| found.code), Some("missing-file"));
    }

    #[test]
    fn each_code_is_an_error_with_a_hint() {
        let charter = b"nearside-charter: 1\ngoals: {}\n".to_vec();
        let entry = b"nearside: 1\nid: x\ncharter: c.yaml\nslots: { a: { value: 0 } }\nexperiences: [{ id: a, when: { model.x: 1 }, show: { a: 1 } }]\n";
        let reading = read(&[("ruleset.yaml".to_owned(), entry.to_vec()), ("c.yaml".to_owned(), charter)].into());
        assert_eq!(not_active(reading.ruleset.as_ref().unwrap()).len(), 2);
        for diagnostic in not_active(reading.ruleset.as_ref().unwrap()) {
            assert!(diagnostic.code.ends_with("-not-active") && !diagnostic.hints.is_empty(), "{diagnostic:?}");
        }
    }
}
