//! The side map (`.nsb.map`): where everything in a bundle was written, for `explain`. It never goes to a visitor.
//!
//! ```json
//! { "nearside": 1, "id": "shop", "version": 7, "files": ["ruleset.yaml"],
//!   "experiences": { "hero": { "file": 0, "line": 12, "column": 5, "about": "…", "owner": "…", "because": "…", "when": 3 } },
//!   "segments": { "dach": { "file": 0, "line": 4, "column": 3, "source": "…" } },
//!   "conditions": [{ "steps": [{ "file": 0, "line": 12, "column": 20 }], "segments": [{ "name": "dach", "not": false }] }],
//!   "predicates": [{ "file": 0, "line": 12, "column": 20, "text": "geo.country: DE" }] }
//! ```
//!
//! `conditions` and `predicates` are by index; `when` is the index of a condition, absent when it always (or never)
//! holds. Lines and columns count from 1, columns in characters.

use super::compiler::{Compiler, Note, Story};
use super::lower::span_of;
use crate::diagnostic::{Span, Spanned};
use crate::program::draft::Draft;
use crate::program::records::ConditionId;
use crate::ruleset::Sources;
use crate::ruleset::model::{Experience, Part, Ruleset, TextSource};
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;

/// What compiling remembered besides the draft.
pub struct Memory {
    notes: BTreeMap<u32, Note>,
    stories: BTreeMap<ConditionId, Story>,
}

impl Memory {
    /// Takes it out of a compiler.
    pub fn of(compiler: &mut Compiler) -> Memory {
        Memory { notes: std::mem::take(&mut compiler.notes), stories: std::mem::take(&mut compiler.stories) }
    }
}

pub fn map(ruleset: &Ruleset, sources: &Sources, draft: &Draft, memory: &Memory) -> Value {
    let text = |id: u32| draft.strings.get(id as usize).map_or("", String::as_str);
    let conditions: BTreeMap<&str, ConditionId> = draft.experiences.iter().map(|e| (text(e.name), e.when)).collect();
    let mut experiences = Map::new();
    for experience in &ruleset.experiences {
        let when =
            conditions.get(experience.id.value.as_str()).filter(|when| (**when as usize) < draft.conditions.len());
        experiences.insert(experience.id.value.clone(), one_experience(ruleset, experience, sources, when));
    }
    let mut segments = Map::new();
    for segment in &ruleset.segments {
        let mut entry = place(sources, segment.name.span);
        entry.insert(
            "source".into(),
            json!(sources.slice(if segment.span == Span::default() { span_of(&segment.when) } else { segment.span })),
        );
        segments.insert(segment.name.value.clone(), Value::Object(entry));
    }
    json!({
        "nearside": 1,
        "id": ruleset.id.as_ref().map(|id| &id.value),
        "version": draft.version,
        "files": sources.files().iter().map(|file| &file.name).collect::<Vec<_>>(),
        "experiences": experiences,
        "segments": segments,
        "conditions": (0..).zip(&draft.conditions).map(|(index, _)| condition(sources, memory.stories.get(&index))).collect::<Vec<_>>(),
        "predicates": (0..).zip(&draft.predicates).map(|(index, _)| predicate(sources, memory.notes.get(&index))).collect::<Vec<_>>(),
    })
}

fn place(sources: &Sources, span: Span) -> Map<String, Value> {
    let at = sources.start(span);
    let mut entry = Map::new();
    entry.insert("file".into(), json!(span.file));
    entry.insert("line".into(), json!(at.line));
    entry.insert("column".into(), json!(at.column));
    entry
}

fn one_experience(ruleset: &Ruleset, experience: &Experience, sources: &Sources, when: Option<&ConditionId>) -> Value {
    let mut entry = place(sources, experience.id.span);
    let mut say = |key: &str, name: &Option<Spanned<String>>| {
        if let Some(name) = name {
            entry.insert(key.into(), json!(name.value));
        }
    };
    say("about", &experience.about);
    say("owner", &experience.owner);
    if let Some(because) = &experience.because {
        entry.insert("because".into(), json!(said(ruleset, because)));
    }
    if let Some(when) = when {
        entry.insert("when".into(), json!(when));
    }
    Value::Object(entry)
}

/// A text as it was written, near enough to read, in the first language that has it.
fn said(ruleset: &Ruleset, source: &TextSource) -> String {
    let templates = ruleset.templates_of(source);
    let part = |part: &Part| match part {
        Part::Literal(text) => text.clone(),
        Part::Signal { signal, .. } => format!("{{{{{}}}}}", signal.value),
    };
    templates.first().into_iter().flat_map(|template| &template.parts).map(part).collect()
}

fn condition(sources: &Sources, story: Option<&Story>) -> Value {
    let Some(story) = story else { return json!({}) };
    let steps: Vec<Value> = story.steps.iter().map(|span| Value::Object(place(sources, *span))).collect();
    let segments: Vec<Value> = story.segments.iter().map(|(name, not)| json!({ "name": name, "not": not })).collect();
    if segments.is_empty() { json!({ "steps": steps }) } else { json!({ "steps": steps, "segments": segments }) }
}

fn predicate(sources: &Sources, note: Option<&Note>) -> Value {
    let Some(note) = note else { return json!({}) };
    let mut entry = place(sources, note.span);
    entry.insert("text".into(), json!(note.text));
    Value::Object(entry)
}
