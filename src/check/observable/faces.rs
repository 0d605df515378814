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
use crate::ruleset::model::{Arm, Content, Markup, OpSpec, OpValue, SlotKind, TextSource, Variant};

type Name = Spanned<String>;

/// An address, and the cases of signals that requests tell in which it is loaded.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Key {
    pub address: String,
    pub given: String,
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
    pub ever: BTreeMap<Key, Span>,
    pub links: Vec<Link>,
    /// Signals in addresses.
    pub told: Vec<(Act, &'a Name)>,
    /// Not all that it loads can be seen here: a `<template>` of the page, a class, a value.
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
        for (key, span) in other.ever {
            self.ever.entry(key).or_insert(span);
        }
        self.links.extend(other.links);
        self.told.extend(other.told);
        self.hidden |= other.hidden;
        self.cause = self.cause.take().or(other.cause);
    }

    fn add(&mut self, fetch: Fetch<'a>) {
        self.told.extend(fetch.signals.into_iter().map(|signal| (fetch.act, signal)));
        match fetch.act {
            Act::Load => {
                let key = Key { address: fetch.address, given: String::new() };
                self.always.insert(key.clone());
                self.ever.entry(key).or_insert(fetch.span);
            }
            Act::Follow => {
                let (path, query) = fetch.address.split_once('?').unwrap_or((&fetch.address, ""));
                let (path, query) = (path.to_owned(), query.to_owned());
                self.links.push(Link { path, query, given: String::new(), leaf: String::new(), span: fetch.span });
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
                let tag = match target {
                    Some(SlotKind::Target(target)) => loads::tag_of(&target.value),
                    _ => "",
                };
                face.join(self::content(view, tag, content));
            }
        }
        Arm::Redirect(path) => face.add(redirect(path)),
        Arm::Default | Arm::Pass => {}
    }
    face
}

fn content<'a>(view: &View<'_, 'a>, tag: &str, content: &'a Content) -> Face<'a> {
    match content {
        Content::Default(_) => Face::default(),
        Content::Value(_) => Face { hidden: true, ..Face::default() },
        Content::Ops(ops) => {
            let mut face = Face::default();
            for op in ops {
                operation(view, tag, op, &mut face);
            }
            face
        }
        Content::By { signal, cases, otherwise, .. } => {
            let mut all: Vec<(String, Face)> = Vec::new();
            for (case, content) in cases {
                all.push((format!("{}={};", signal.value, case.value), self::content(view, tag, content)));
            }
            // Without an `else` the others see the default.
            let otherwise =
                otherwise.as_deref().map_or_else(Face::default, |content| self::content(view, tag, content));
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

fn operation<'a>(view: &View<'_, 'a>, tag: &str, op: &'a OpSpec, face: &mut Face<'a>) {
    match &op.value {
        OpValue::Markup(Markup::Html(template)) => {
            loads::of_markup(template, view.check.sources).into_iter().for_each(|fetch| face.add(fetch));
        }
        OpValue::Markup(Markup::Template(id)) => match view.templates.of(&id.value) {
            Some(addresses) => {
                for (act, address) in addresses {
                    face.add(Fetch { act: *act, address: address.clone(), span: id.span, signals: Vec::new() });
                }
            }
            None => face.hidden = true,
        },
        OpValue::Class { .. } => face.hidden = true,
        OpValue::Path(path) => face.add(redirect(path)),
        OpValue::Pairs(pairs) => {
            for (name, value) in pairs {
                let name = Some(name.value.as_str()).filter(|_| op.kind.value != "style");
                match value {
                    Some(TextSource::Inline(template)) => {
                        loads::of_pair(tag, name, template).into_iter().for_each(|fetch| face.add(fetch));
                    }
                    Some(TextSource::Message(key)) => face.join(message(view.check, tag, name, &key.value)),
                    None => {}
                }
            }
        }
        OpValue::Text(_)
        | OpValue::Markup(Markup::Message(_))
        | OpValue::Flag(_)
        | OpValue::Selectors(_)
        | OpValue::Rank(_) => {}
    }
}

/// A message is chosen by the language, which requests tell.
fn message<'a>(check: &Check<'a>, tag: &str, name: Option<&str>, key: &str) -> Face<'a> {
    let mut all = Vec::new();
    for messages in &check.ruleset.messages {
        for (_, template) in messages.entries.iter().filter(|(one, _)| one.value == key) {
            let mut face = Face::default();
            loads::of_pair(tag, name, template).into_iter().for_each(|fetch| face.add(fetch));
            all.push((format!("t={};", messages.language.value), face));
        }
    }
    choose(all, None)
}

fn redirect(path: &Name) -> Fetch<'_> {
    Fetch { act: Act::Load, address: path.value.clone(), span: path.span, signals: Vec::new() }
}
