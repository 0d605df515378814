//! Where things are shown and how they are counted: slots, goals, units, holdout, groups.

use super::model::{Goal, Group, Guardrails, Holdout, Slot, SlotKind, UnitSource};
use super::reader::{Fields, Reader};
use super::scalars::{guess, is_ambiguous};
use super::sections::kind_of;
use super::shapes;
use super::tree::{Entry, Node};
use crate::diagnostic::{Diagnostic, Spanned};
use crate::value::Value;

impl Reader<'_> {
    pub fn slot(&mut self, entry: &Entry) -> Option<Slot> {
        let fields = self.fields(&entry.value, &shapes::SLOT)?;
        Some(Slot {
            name: entry.key.clone(),
            kind: self.slot_kind(entry, &fields)?,
            expect: fields.read(self, "expect", Reader::count),
            public: fields.flag(self, "public"),
            pages: fields.many(self, "pages", Reader::page),
            redecide: fields.word(self, "redecide"),
            take: fields.read(self, "take", Reader::count),
            span: entry.key.span,
        })
    }

    fn slot_kind(&mut self, entry: &Entry, fields: &Fields) -> Option<SlotKind> {
        match (fields.node("target"), fields.node("value")) {
            (Some(target), None) => Some(SlotKind::Target(self.text_as(target, "a selector")?)),
            (None, Some(value)) => {
                let value = self.untyped(value)?;
                self.types.value_slot(&entry.key.value, kind_of(&value.value));
                Some(SlotKind::Value(value))
            }
            (Some(_), Some(value)) => {
                let error = Diagnostic::error(
                    "conflicting-keys",
                    value.span,
                    "a slot is a place (`target`) or a value (`value`), not both",
                );
                self.push(error);
                None
            }
            (None, None) => {
                let error = Diagnostic::error("missing-key", entry.key.span, "slot without `target` or `value`");
                self.push(error.hint("`target` is a CSS selector; `value` is the default of a value slot"));
                None
            }
        }
    }

    /// A value where nothing says its type: what readers of YAML take for different things is refused.
    fn untyped(&mut self, node: &Node) -> Option<Spanned<Value>> {
        let Some(scalar) = node.scalar().filter(|_| !node.is_null()) else {
            return self.wrong(node, "a text, a number, `true` or `false`");
        };
        if !is_ambiguous(scalar) {
            return Some(Spanned::new(guess(scalar), node.span));
        }
        let text = &scalar.text;
        let error = Diagnostic::error(
            "ambiguous-scalar",
            node.span,
            format!("`{text}` is read in different ways, and nothing here says which"),
        );
        let other = match text.to_ascii_lowercase().as_str() {
            "yes" | "on" | "y" | "true" => "; write `true` for a switch".to_owned(),
            "no" | "off" | "n" | "false" => "; write `false` for a switch".to_owned(),
            _ => super::scalars::number(text)
                .map_or_else(|_| String::new(), |number| format!("; write `{number}` for the number")),
        };
        self.push(error.hint(format!("write `\"{text}\"` for the text{other}")));
        None
    }

    /// A path pattern: starts with `/`, `*` stands for anything.
    pub fn page(&mut self, node: &Node) -> Option<Spanned<String>> {
        let page = self.text_as(node, "a path such as `/` or `/sale/*`")?;
        if !page.value.starts_with(['/', '*']) {
            let error =
                Diagnostic::error("bad-page", page.span, format!("the path `{}` does not start with `/`", page.value));
            self.push(if page.value.contains("://") {
                error.hint("only the path of the address is compared: `/sale/*`")
            } else {
                error.hint(format!("write `/{}`", page.value))
            });
        }
        Some(page)
    }

    /// A number that counts something.
    pub fn count(&mut self, node: &Node) -> Option<Spanned<f64>> {
        let number = self.number(node)?;
        if number.value >= 0.0 && number.value.fract() == 0.0 && number.value <= f64::from(u32::MAX) {
            return Some(number);
        }
        let message = format!("`{}` is not a whole number from 0 to {}", number.value, u32::MAX);
        self.push(Diagnostic::error("out-of-range", number.span, message));
        None
    }

    pub fn goal(&mut self, entry: &Entry) -> Option<Goal> {
        let fields = self.fields(&entry.value, &shapes::GOAL)?;
        let event = fields.read(self, "event", Reader::name);
        let kind = fields.word(self, "kind");
        let goal = Goal {
            name: entry.key.clone(),
            of: fields.read(self, "of", Reader::name),
            max: fields.read(self, "max", Reader::number),
            within: fields.read(self, "within", |r, node| match node.plain() {
                Some("view") => Some(Spanned::new(None, node.span)),
                _ => r.duration(node).map(|within| Spanned::new(Some(within.value), within.span)),
            }),
            from: fields.read(self, "from", Reader::duration),
            until: fields.read(self, "until", Reader::duration),
            span: entry.key.span,
            event: event?,
            kind: kind?,
        };
        self.goal_agrees(&goal);
        Some(goal)
    }

    fn goal_agrees(&mut self, goal: &Goal) {
        let missing = match goal.kind.value.as_str() {
            "sum" if goal.of.is_none() => Some(("of", "the field that is summed: `of: value`")),
            "retention" if goal.from.is_none() || goal.until.is_none() => {
                Some(("from` and `until", "the days that count: `from: 7d, until: 8d`"))
            }
            _ => None,
        };
        if let Some((key, hint)) = missing {
            let message = format!("a goal of kind `{}` without `{key}`", goal.kind.value);
            self.push(Diagnostic::error("missing-key", goal.kind.span, message).hint(hint));
        }
    }

    pub fn unit(&mut self, entry: &Entry) -> Option<UnitSource> {
        let fields = self.fields(&entry.value, &shapes::UNIT)?;
        let mut known = fields.entries.iter().filter(|entry| shapes::UNIT.key(&entry.key.value).is_some());
        let Some(source) = known.next() else {
            let error = Diagnostic::error("missing-key", entry.key.span, "unit without `cookie`, `header` or `signal`");
            self.push(error.hint("say where it is found: `{ cookie: acct }`"));
            return None;
        };
        if let Some(second) = known.next() {
            let message =
                format!("a unit is found in one place, not in `{}` and `{}`", source.key.value, second.key.value);
            self.push(Diagnostic::error("conflicting-keys", second.key.span, message));
        }
        if matches!(entry.key.value.as_str(), "device" | "page-view") {
            let message = format!("the unit `{}` is built in", entry.key.value);
            self.push(Diagnostic::error("bad-name", entry.key.span, message).hint("choose another name"));
        }
        let key = self.text(&source.value)?;
        Some(UnitSource { name: entry.key.clone(), from: source.key.clone(), key, span: entry.key.span })
    }

    pub fn guardrails(&mut self, node: &Node) -> Option<Guardrails> {
        let fields = self.fields(node, &shapes::GUARDRAILS)?;
        Some(Guardrails {
            max_personalised_slots: fields.read(self, "max_personalised_slots", Reader::count),
            max_nudges: fields.read(self, "max_nudges", Reader::count),
        })
    }

    pub fn holdout(&mut self, node: &Node) -> Option<Holdout> {
        let fields = self.fields(node, &shapes::HOLDOUT)?;
        let share = fields.read(self, "share", Reader::share);
        Some(Holdout {
            unit: fields.many(self, "unit", Reader::name),
            covers: fields.word(self, "covers"),
            seed: fields.read(self, "seed", Reader::text),
            span: node.span,
            share: share?,
        })
    }

    pub fn group(&mut self, entry: &Entry) -> Option<Group> {
        let fields = self.fields(&entry.value, &shapes::GROUP)?;
        let ranges = fields.node("ranges").map_or(&[][..], |node| self.map(node, "a map of experiences"));
        Some(Group {
            name: entry.key.clone(),
            ranges: ranges.iter().filter_map(|entry| Some((entry.key.clone(), self.stretch(&entry.value)?))).collect(),
            seed: fields.read(self, "seed", Reader::text),
            hash_version: fields.read(self, "hash_version", Reader::hash_version),
        })
    }

    /// `[0%, 50%]`.
    fn stretch(&mut self, node: &Node) -> Option<Spanned<(f64, f64)>> {
        let expected = "two shares, the lower first, such as `[0%, 50%]`";
        let bounds: Vec<f64> =
            self.list(node, expected).iter().filter_map(|bound| Some(self.share(bound)?.value)).collect();
        match bounds.as_slice() {
            [from, until] if from < until => Some(Spanned::new((*from, *until), node.span)),
            _ => self.wrong(node, expected),
        }
    }
}
