//! Files → [`Ruleset`]: finds the entry, follows `include` and `messages`, reads section by section.
//!
//! In an order that is not the file's: what declares types first, then everything that asks for them. So a signal may
//! be declared at the end of the last included file. All findings of all files are collected.

use super::model::{Charter, Messages, Ruleset, Template};
use super::reader::{Fields, Files, Reader, Role, join};
use super::shape::{Shape, Ty};
use super::shapes::{CHARTER, ENTRY_ONLY, RULESET};
use super::sources::Sources;
use super::tree::{Entry, Node, NodeKind};
use super::{json, operators, yaml};
use crate::diagnostic::{Diagnostic, Severity, Span, Spanned};
use crate::limits;

/// What came out of reading.
#[derive(Debug, Clone)]
pub struct Reading {
    /// As much as could be read; nothing when there is no ruleset at all. Not to be compiled when there are errors.
    pub ruleset: Option<Ruleset>,
    pub sources: Sources,
    /// In the order of the files, then of places.
    pub diagnostics: Vec<Diagnostic>,
}

impl Reading {
    pub fn has_errors(&self) -> bool {
        self.diagnostics.iter().any(|diagnostic| diagnostic.severity == Severity::Error)
    }
}

/// Reads a ruleset. The entry is `ruleset.yaml`, `ruleset.yml`, `ruleset.json`, or the only file of these kinds.
pub fn read(files: &Files) -> Reading {
    read_from(files, entry(files))
}

/// Reads a ruleset whose entry is known by name.
pub fn read_entry(files: &Files, entry: &str) -> Reading {
    read_from(files, Ok(entry))
}

fn read_from(files: &Files, entry: Result<&str, Box<Diagnostic>>) -> Reading {
    let mut reader = Reader::new(files);
    let ruleset = entry.map_err(|error| reader.push(*error)).ok().and_then(|entry| reader.ruleset(entry));
    let mut diagnostics = reader.found;
    drop_echoes(&mut diagnostics, &reader.sources);
    diagnostics.sort_by_key(|diagnostic| (diagnostic.span.file, diagnostic.span.start));
    diagnostics.dedup();
    Reading { ruleset, sources: reader.sources, diagnostics }
}

/// A value that a `#` swallowed is missing for that reason, and needs no second finding.
fn drop_echoes(diagnostics: &mut Vec<Diagnostic>, sources: &Sources) {
    let line = |diagnostic: &Diagnostic| (diagnostic.span.file, sources.start(diagnostic.span).line);
    let hashes: Vec<_> = diagnostics.iter().filter(|d| d.code == "unquoted-hash").map(line).collect();
    diagnostics.retain(|d| d.code != "wrong-type" || d.span.start != d.span.end || !hashes.contains(&line(d)));
}

/// The path of the entry file.
pub fn entry(files: &Files) -> Result<&str, Box<Diagnostic>> {
    let nowhere = Span::default();
    for name in ["ruleset.yaml", "ruleset.yml", "ruleset.json"] {
        if let Some((path, _)) = files.get_key_value(name) {
            return Ok(path);
        }
    }
    let mut candidates = files.keys().filter(|path| is_ruleset_file(path));
    match (candidates.next(), candidates.next()) {
        (Some(only), None) => Ok(only),
        (None, _) => Err(Box::new(
            Diagnostic::error("no-ruleset", nowhere, "there is no ruleset among the files")
                .hint("it is called `ruleset.yaml` or `ruleset.json`, or is the only YAML or JSON file"),
        )),
        (Some(first), Some(second)) => Err(Box::new(
            Diagnostic::error("no-ruleset", nowhere, format!("`{first}`, `{second}`: which one is the ruleset?"))
                .hint("call the entry file `ruleset.yaml`"),
        )),
    }
}

pub(super) fn is_ruleset_file(path: &str) -> bool {
    let extension = path.rsplit_once('.').map_or("", |(_, extension)| extension);
    ["yaml", "yml", "json"].iter().any(|known| extension.eq_ignore_ascii_case(known))
}

/// One file of the ruleset: its sections and whose it is.
struct Root {
    node: Node,
    owner: Option<Spanned<String>>,
}

impl Reader<'_> {
    pub(super) fn ruleset(&mut self, entry: &str) -> Option<Ruleset> {
        if self.files.len() > limits::RULESET_FILES {
            let message = format!("more than {} files", limits::RULESET_FILES);
            self.push(Diagnostic::error("too-many-files", Span::default(), message));
            return None;
        }
        self.roles.insert(entry.to_owned(), Role::Rules);
        let node = self.tree(entry, None)?;
        let mut ruleset = Ruleset::default();
        let fields = self.fields(&node, &RULESET)?;
        self.head(&fields, &mut ruleset);
        let mut roots = self.included(&fields);
        let owner = ruleset.owner.clone();
        roots.insert(0, Root { node, owner });
        for root in &roots {
            let sections = sections(&root.node);
            self.declarations(&sections, &mut ruleset);
            self.list_uses(&root.node);
        }
        for root in &roots {
            self.rules(&sections(&root.node), root.owner.as_ref(), &mut ruleset);
        }
        Some(ruleset)
    }

    /// One file as a tree.
    fn tree(&mut self, path: &str, named_at: Option<Span>) -> Option<Node> {
        let file = match self.load(path)? {
            Ok(file) => file,
            Err(error) => {
                self.push(match named_at {
                    Some(span) => error.label(span, "named here"),
                    None => error,
                });
                return None;
            }
        };
        let text = self.sources.text(file).to_owned();
        if path.to_ascii_lowercase().ends_with(".json") {
            return json::read(file, &text).map_err(|error| self.push(*error)).ok();
        }
        let (node, found) = yaml::read(file, &text);
        let start = match self.roles.get(path) {
            Some(Role::Charter) => "a charter starts with `nearside-charter: 1`",
            Some(Role::Messages) => "messages are keys with their texts: `hero.title: Hello`",
            _ => "a ruleset starts with `nearside: 1`",
        };
        self.found.extend(found.into_iter().map(|one| if one.code == "empty-file" { one.hint(start) } else { one }));
        node
    }

    /// The keys that are said once.
    fn head(&mut self, fields: &Fields, ruleset: &mut Ruleset) {
        fields.read(self, "nearside", |r, node| r.language(node, "nearside"));
        ruleset.id = fields.read(self, "id", Reader::id);
        ruleset.charter = fields.read(self, "charter", Reader::charter);
        ruleset.locales = fields.many(self, "locales", Reader::text);
        ruleset.domains = fields.many(self, "domains", Reader::text);
        ruleset.owner = fields.read(self, "owner", Reader::text);
        ruleset.expires = fields.read(self, "expires", |r, node| r.moment(node, None));
        ruleset.purpose = fields.word(self, "purpose");
        ruleset.holdout = fields.read(self, "holdout", Reader::holdout);
        ruleset.guardrails = fields.read(self, "guardrails", Reader::guardrails);
        ruleset.dayparts = fields.read(self, "dayparts", Reader::dayparts);
    }

    /// The file that a ruleset names as its charter.
    fn charter(&mut self, node: &Node) -> Option<Charter> {
        let file = self.text(node)?;
        let full = self.resolve(file.span, &file.value);
        if !self.files.contains_key(&full) {
            self.missing_file(&file.value, &full, file.span);
            return None;
        }
        self.roles.entry(full.clone()).or_insert(Role::Charter);
        let tree = self.tree(&full, Some(file.span))?;
        let fields = self.fields(&tree, &CHARTER)?;
        fields.read(self, "nearside-charter", |r, node| r.language(node, "nearside-charter"));
        let is_later = |entry: &&Entry| CHARTER.key(&entry.key.value).is_some_and(|key| matches!(key.ty, Ty::Later));
        Some(Charter {
            audience: fields.word(self, "audience"),
            sensitive_topics: fields.node("sensitive_topics").map(|node| self.many(node, Reader::text)),
            later: fields.entries.iter().filter(is_later).map(|entry| entry.key.clone()).collect(),
            file,
        })
    }

    /// `nearside: 1`.
    fn language(&mut self, node: &Node, key: &str) -> Option<()> {
        match node.scalar().map(|scalar| scalar.text.as_str()) {
            Some("1") => Some(()),
            Some(_) if !node.is_null() => {
                let error = Diagnostic::error(
                    "unknown-language",
                    node.span,
                    format!("this release reads `{key}: 1`, not {}", node.found()),
                );
                let what = if key == "nearside" { "ruleset" } else { "charter" };
                self.push(error.hint(format!("a newer {what} needs a newer nearside")));
                None
            }
            _ => self.wrong(node, "`1`"),
        }
    }

    fn included(&mut self, fields: &Fields) -> Vec<Root> {
        let patterns = fields.many(self, "include", Reader::text);
        let mut roots: Vec<Root> = Vec::new();
        let mut taken: Vec<String> = Vec::new();
        for pattern in patterns {
            let full = self.resolve(pattern.span, &pattern.value);
            let entry = self.sources.name(pattern.span.file).to_owned();
            let paths: Vec<String> =
                self.files.keys().filter(|path| **path != entry && fits(&full, path)).cloned().collect();
            if paths.is_empty() {
                let error = Diagnostic::error("missing-file", pattern.span, format!("no file matches `{full}`"));
                self.push(error.hint("paths start at the folder of the file that names them"));
            }
            for path in paths {
                if taken.contains(&path) {
                    continue;
                }
                roots.extend(self.include(&path, pattern.span));
                taken.push(path);
            }
        }
        roots
    }

    fn include(&mut self, path: &str, named_at: Span) -> Option<Root> {
        self.roles.insert(path.to_owned(), Role::Rules);
        let node = self.tree(path, Some(named_at))?;
        let Some(entries) = node.entries() else { return self.wrong(&node, "a map (ruleset)") };
        self.known_keys(entries, &RULESET);
        for entry in entries.iter().filter(|entry| ENTRY_ONLY.contains(&entry.key.value.as_str())) {
            let message = format!("`{}` belongs into the entry file", entry.key.value);
            self.push(Diagnostic::error("entry-only", entry.key.span, message).label(named_at, "included here"));
        }
        if let Some(language) = node.get("nearside") {
            self.language(language, "nearside");
        }
        let owner = node.get("owner").and_then(|owner| self.text(owner));
        if node.get("owner").is_none() {
            let span = entries.first().map_or(node.span, |entry| entry.key.span);
            let error = Diagnostic::error("missing-key", span, "included file without `owner`");
            self.push(error.hint("say who looks after it: `owner: checkout`").label(named_at, "included here"));
        }
        Some(Root { node, owner })
    }

    /// What other parts take their types from.
    fn declarations(&mut self, sections: &Fields, ruleset: &mut Ruleset) {
        for entry in self.entries(sections, "signals", "signals") {
            ruleset.signals.extend(self.signal(entry));
        }
        for entry in self.named_section(sections, "declare", "questions") {
            ruleset.declare.extend(self.declaration(entry));
        }
        for entry in self.named_section(sections, "events", "events") {
            ruleset.events.extend(self.event(entry));
        }
        if let Some(topics) = sections.read(self, "topics", Reader::topics) {
            let all =
                ruleset.topics.get_or_insert_with(|| super::model::Topics { span: topics.span, ..Default::default() });
            all.allow.extend(topics.allow);
            all.sensitive.extend(topics.sensitive);
            all.discreet.extend(topics.discreet);
        }
        for entry in self.named_section(sections, "states", "states") {
            ruleset.states.extend(self.state(entry));
        }
        for entry in self.named_section(sections, "calendars", "calendars") {
            ruleset.calendars.extend(self.calendar(entry));
        }
        for entry in self.named_section(sections, "tables", "tables") {
            ruleset.tables.extend(self.table(entry));
        }
        for entry in self.named_section(sections, "slots", "slots") {
            ruleset.slots.extend(self.slot(entry));
        }
    }

    /// What asks for types.
    fn rules(&mut self, sections: &Fields, owner: Option<&Spanned<String>>, ruleset: &mut Ruleset) {
        for entry in self.named_section(sections, "stages", "stages") {
            ruleset.stages.push(self.stage(entry));
        }
        for entry in self.named_section(sections, "lists", "lists") {
            ruleset.lists.push(self.named_list(entry));
        }
        for entry in self.named_section(sections, "segments", "segments") {
            ruleset.segments.extend(self.segment(entry));
        }
        for entry in self.named_section(sections, "goals", "goals") {
            ruleset.goals.extend(self.goal(entry));
        }
        for entry in self.named_section(sections, "units", "units") {
            ruleset.units.extend(self.unit(entry));
        }
        for entry in self.named_section(sections, "groups", "groups") {
            ruleset.groups.extend(self.group(entry));
        }
        for entry in self.entries(sections, "messages", "languages") {
            self.messages(entry, &mut ruleset.messages);
        }
        if let Some(node) = sections.node("experiences") {
            for item in self.list(node, "a list of experiences") {
                ruleset.experiences.extend(self.experience(item, owner));
            }
        }
    }

    fn entries<'n>(&mut self, sections: &Fields<'n>, key: &str, what: &str) -> &'n [Entry] {
        sections.node(key).map_or(&[], |node| self.map(node, &format!("a map of {what}")))
    }

    fn named_section<'n>(&mut self, sections: &Fields<'n>, key: &str, what: &str) -> &'n [Entry] {
        sections.node(key).map_or(&[], |node| self.named_entries(node, what))
    }

    /// Notes which signals a list is compared with, wherever that stands.
    fn list_uses(&mut self, node: &Node) {
        match &node.kind {
            NodeKind::Scalar(_) => {}
            NodeKind::List(items) => items.iter().for_each(|item| self.list_uses(item)),
            NodeKind::Map(entries) => {
                for entry in entries {
                    for test in entry.value.entries().unwrap_or_default() {
                        let takes = operators::lookup(&test.key.value).map(|spec| spec.takes);
                        if let (Some(operators::Takes::ListName), Some(list)) = (takes, test.value.scalar()) {
                            let kind = self.types.signal(&entry.key.value);
                            self.types.list_used(&list.text, kind);
                        }
                    }
                    self.list_uses(&entry.value);
                }
            }
        }
    }

    /// `en: messages/en.yaml`, or a map in place. Maps in maps become dotted keys.
    fn messages(&mut self, entry: &Entry, all: &mut Vec<Messages>) {
        let mut entries = Vec::new();
        if entry.value.scalar().is_some() {
            let Some(path) = self.text_as(&entry.value, "a file, or a map of messages") else { return };
            let full = join(self.sources.name(path.span.file), &path.value);
            if !self.files.contains_key(&full) {
                return self.missing_file(&path.value, &full, path.span);
            }
            self.roles.insert(full.clone(), Role::Messages);
            if let Some(node) = self.tree(&full, Some(path.span)) {
                self.collect_messages(&node, "", &mut entries);
            }
        } else {
            self.collect_messages(&entry.value, "", &mut entries);
        }
        match all.iter_mut().find(|known| known.language.value == entry.key.value) {
            Some(known) => known.entries.extend(entries),
            None => all.push(Messages { language: entry.key.clone(), entries }),
        }
    }

    fn collect_messages(&mut self, node: &Node, prefix: &str, out: &mut Vec<(Spanned<String>, Template)>) {
        for entry in self.map(node, "a map of messages") {
            let key = format!("{prefix}{}", entry.key.value);
            if entry.value.entries().is_some() {
                self.collect_messages(&entry.value, &format!("{key}."), out);
            } else if let Some(template) = self.template(&entry.value) {
                out.push((Spanned::new(key, entry.key.span), template));
            }
        }
    }

    /// Only the check for unknown keys: an included file need not have the required ones.
    fn known_keys(&mut self, entries: &[Entry], shape: &'static Shape) {
        for entry in entries.iter().filter(|entry| shape.key(&entry.key.value).is_none()) {
            self.unknown_key(entry, shape);
        }
    }
}

/// The sections of a file whose keys are checked already.
fn sections(node: &Node) -> Fields<'_> {
    Fields { shape: &RULESET, entries: node.entries().unwrap_or_default() }
}

/// Stars in one pattern: each may multiply the work.
const STARS: usize = 6;

fn fits(pattern: &str, path: &str) -> bool {
    pattern.matches('*').count() <= STARS && matches(pattern, path)
}

/// Whether a path fits a pattern: `*` and `?` within one folder, `**` across folders.
fn matches(pattern: &str, path: &str) -> bool {
    match (pattern.chars().next(), path.chars().next()) {
        (None, None) => true,
        (Some('*'), _) => {
            let (rest, deep) = match pattern.strip_prefix("**/") {
                Some(rest) => (rest, true),
                None => match pattern.strip_prefix("**") {
                    Some(rest) => (rest, true),
                    None => (pattern.get(1..).unwrap_or(""), false),
                },
            };
            let ends = path.char_indices().map(|(at, c)| (at, c == '/')).chain([(path.len(), true)]);
            for (at, slash) in ends {
                if matches(rest, path.get(at..).unwrap_or("")) {
                    return true;
                }
                if slash && !deep {
                    return false;
                }
            }
            false
        }
        (Some('?'), Some(c)) if c != '/' => {
            matches(pattern.get(1..).unwrap_or(""), path.get(c.len_utf8()..).unwrap_or(""))
        }
        (Some(p), Some(c)) if p == c => {
            matches(pattern.get(p.len_utf8()..).unwrap_or(""), path.get(c.len_utf8()..).unwrap_or(""))
        }
        _ => false,
    }
}
