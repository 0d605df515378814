//! What an experience loads in each of its alternatives: what always, and what only in some.
//!
//! An alternative that a request's own facts choose (`by: geo.country`) tells nobody anything, so an address is known
//! by its case: two arms that show the same picture to Germany and the same one to France load the same.

use std::collections::{BTreeMap, BTreeSet};

use super::loads::{self, Act, Fetch};
use super::page::Templates;
use super::unsaid::{Cause, Unsaid};
use crate::check::Check;
use crate::diagnostic::{Span, Spanned};
use crate::rewrite::Selector;
use crate::ruleset::model::{Arm, Content, Markup, OpSpec, OpValue, SlotKind, Template, TextSource, Variant};

type Name = Spanned<String>;

/// An address or a field, and the cases of signals that requests tell in which it is loaded.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Key {
    pub act: Act,
    pub address: String,
    pub manner: String,
    pub given: String,
}

/// Where something is written, and whether it hangs on an element that nobody named.
#[derive(Debug, Clone, Copy)]
pub struct Place {
    pub span: Span,
    pub vague: bool,
}

/// A signal in an address or a field.
#[derive(Debug, Clone, Copy)]
pub struct Told<'a> {
    pub act: Act,
    pub signal: &'a Name,
    pub vague: bool,
}

/// A link, the part behind its `?` apart.
#[derive(Debug, Clone)]
pub struct Link {
    pub path: String,
    pub query: String,
    pub given: String,
    /// The alternative of signals that no request tells.
    pub leaf: String,
    pub span: Span,
}

/// What one content, one arm, or one experience has a browser ask for.
#[derive(Debug, Clone, Default)]
pub struct Face<'a> {
    /// In whichever alternative.
    pub always: BTreeSet<Key>,
    /// In some alternative, and where it is written.
    pub ever: BTreeMap<Key, Place>,
    pub links: Vec<Link>,
    /// Signals in addresses and fields.
    pub told: Vec<Told<'a>>,
    /// Not all that it loads can be seen here: a `<template>` of the page, a class, a ranking, a value.
    pub hidden: bool,
    /// Why no request says which of its alternatives is shown.
    pub cause: Option<Cause>,
}

impl<'a> Face<'a> {
    /// Shown together with another.
    fn join(&mut self, other: Face<'a>) {
        self.always.extend(other.always.iter().cloned());
        self.alternate(other);
    }

    /// Shown in place of another.
    fn alternate(&mut self, other: Face<'a>) {
        for (key, place) in other.ever {
            self.ever.entry(key).or_insert(place);
        }
        self.links.extend(other.links);
        self.told.extend(other.told);
        self.hidden |= other.hidden;
        self.cause = self.cause.take().or(other.cause);
    }

    fn add(&mut self, fetch: Fetch<'a>) {
        let Fetch { act, vague, span, .. } = fetch;
        // Of a field with a signal in it, that is said.
        let is_said = act != Act::Load && !fetch.signals.is_empty();
        self.told.extend(fetch.signals.into_iter().map(|signal| Told { act, signal, vague }));
        match act {
            Act::Send | Act::Enter if is_said => {}
            Act::Load | Act::Send | Act::Enter => {
                let key = Key { act, address: fetch.address, manner: fetch.manner, given: String::new() };
                self.always.insert(key.clone());
                self.ever.entry(key).or_insert(Place { span, vague });
            }
            Act::Follow => {
                let (path, query) = fetch.address.split_once('?').unwrap_or((&fetch.address, ""));
                let (path, query) = (path.to_owned(), query.to_owned());
                self.links.push(Link { path, query, given: String::new(), leaf: String::new(), span });
            }
        }
    }
}

/// What contents are looked at with.
pub struct View<'v, 'a> {
    pub check: &'v Check<'a>,
    pub unsaid: &'v Unsaid<'a>,
    pub templates: &'v Templates,
}

/// What one arm loads.
pub fn arm<'a>(view: &View<'_, 'a>, variant: &'a Variant) -> Face<'a> {
    let mut face = Face::default();
    match &variant.arm {
        Arm::Show(shown) => {
            for (slot, content) in shown {
                let target = view.check.scope.slots.get(slot.value.as_str()).map(|slot| &slot.kind);
                let tags = match target {
                    Some(SlotKind::Target(target)) => elements(&target.value),
                    _ => Vec::new(),
                };
                face.join(self::content(view, &tags, content));
            }
        }
        Arm::Redirect(path) => face.add(redirect(path)),
        Arm::Default | Arm::Pass => {}
    }
    face
}

/// The elements that a target may find, by name; empty where it may be any.
fn elements(target: &str) -> Vec<String> {
    // What is no selector finds nothing, and is refused elsewhere.
    Selector::parse(target).map(|selector| selector.elements()).unwrap_or_default()
}

fn content<'a>(view: &View<'_, 'a>, tags: &[String], content: &'a Content) -> Face<'a> {
    match content {
        Content::Default(_) => Face::default(),
        Content::Value(_) => Face { hidden: true, ..Face::default() },
        Content::Ops(ops) => {
            let mut face = Face::default();
            for op in ops {
                operation(view, tags, op, &mut face);
            }
            face
        }
        Content::By { signal, cases, otherwise, .. } => {
            let mut all: Vec<(String, Face)> = Vec::new();
            for (case, content) in cases {
                all.push((format!("{}={};", signal.value, case.value), self::content(view, tags, content)));
            }
            // Without an `else` the others see the default.
            let otherwise =
                otherwise.as_deref().map_or_else(Face::default, |content| self::content(view, tags, content));
            all.push((format!("{};", signal.value), otherwise));
            choose(all, view.unsaid.signal(view.check, signal))
        }
    }
}

/// One of several, chosen by what requests tell, or, for a cause, by what they do not.
fn choose(all: Vec<(String, Face)>, cause: Option<Cause>) -> Face {
    let mut sets = all.iter().map(|(_, face)| &face.always);
    let mut common = sets.next().cloned().unwrap_or_default();
    sets.for_each(|set| common.retain(|key| set.contains(key)));
    let is_said = cause.is_none();
    let mut chosen = Face { always: common.clone(), cause, ..Face::default() };
    for (case, mut face) in all {
        for link in &mut face.links {
            let place = if is_said { &mut link.given } else { &mut link.leaf };
            place.insert_str(0, &case);
        }
        if is_said {
            let within = |mut key: Key| {
                if !common.contains(&key) {
                    key.given.insert_str(0, &case);
                }
                key
            };
            chosen.always.extend(std::mem::take(&mut face.always).into_iter().map(within));
            face.ever = face.ever.into_iter().map(|(key, span)| (within(key), span)).collect();
        }
        chosen.alternate(face);
    }
    chosen
}

fn operation<'a>(view: &View<'_, 'a>, tags: &[String], op: &'a OpSpec, face: &mut Face<'a>) {
    match &op.value {
        OpValue::Markup(Markup::Html(template)) => {
            loads::of_markup(template, view.check.sources).into_iter().for_each(|fetch| face.add(fetch));
        }
        OpValue::Markup(Markup::Template(id)) => match view.templates.of(&id.value) {
            Some(addresses) => {
                for (act, address, manner) in addresses {
                    face.add(fetch(*act, address.clone(), manner.clone(), id.span));
                }
            }
            None => face.hidden = true,
        },
        OpValue::Class { .. } | OpValue::Rank(_) => face.hidden = true,
        OpValue::Path(path) => face.add(redirect(path)),
        OpValue::Pairs(pairs) => {
            for (name, value) in pairs {
                match value {
                    Some(text) if op.kind.value == "style" => {
                        face.join(self::text(view.check, text, &|template| {
                            loads::of_declaration(&name.value, template)
                        }));
                    }
                    Some(text) => {
                        for tag in tags {
                            face.join(self::text(view.check, text, &|template| {
                                loads::of_pair(tag, &name.value, template)
                            }));
                        }
                    }
                    None if op.kind.value == "style" => {}
                    None => {
                        let removed = tags.iter().filter_map(|tag| loads::of_removal(tag, name));
                        removed.for_each(|one| face.add(one));
                    }
                }
            }
        }
        OpValue::Text(text) => {
            for tag in tags {
                face.join(self::text(view.check, text, &|template| loads::of_text(tag, template)));
            }
        }
        OpValue::Markup(Markup::Message(_)) | OpValue::Flag(_) | OpValue::Selectors(_) => {}
    }
}

/// What a text loads where it is put. A message is chosen by the language, which requests tell.
fn text<'a>(check: &Check<'a>, text: &'a TextSource, of: &dyn Fn(&'a Template) -> Vec<Fetch<'a>>) -> Face<'a> {
    let one = |template: &'a Template| {
        let mut face = Face::default();
        of(template).into_iter().for_each(|fetch| face.add(fetch));
        face
    };
    let key = match text {
        TextSource::Inline(template) => return one(template),
        TextSource::Message(key) => &key.value,
    };
    let mut all = Vec::new();
    for messages in &check.ruleset.messages {
        for (_, template) in messages.entries.iter().filter(|(one, _)| one.value == *key) {
            all.push((format!("t={};", messages.language.value), one(template)));
        }
    }
    choose(all, None)
}

fn redirect(path: &Name) -> Fetch<'_> {
    fetch(Act::Load, path.value.clone(), String::new(), path.span)
}

fn fetch<'a>(act: Act, address: String, manner: String, span: Span) -> Fetch<'a> {
    Fetch { act, address, manner, span, signals: Vec::new(), vague: false }
}
