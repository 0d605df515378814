//! Experiences: who, where, when, how often, and the arms.

use super::model::{Arm, Experience, Experiment, Force, Limits, Schedule, StopAfter, Variant};
use super::reader::{Fields, Reader};
use super::shapes;
use super::times;
use super::tree::{Entry, Node, excerpt};
use crate::diagnostic::{Diagnostic, Span, Spanned};

/// The largest weight. They are relative, and a share of a millionth is no bucket any more.
const WEIGHT: f64 = 1_000_000.0;

type Name = Spanned<String>;

impl Reader<'_> {
    pub fn experience(&mut self, node: &Node, owner: Option<&Name>) -> Option<Experience> {
        let fields = self.fields(node, &shapes::EXPERIENCE)?;
        let id = fields.read(self, "id", Reader::id);
        let single = fields.node("show").is_some();
        let experience = Experience {
            owner: owner.cloned(),
            about: fields.read(self, "about", Reader::text),
            because: fields.read(self, "because", Reader::text_source),
            pages: fields.many(self, "pages", Reader::page),
            when: fields.read(self, "when", Reader::condition),
            priority: fields.read(self, "priority", Reader::number),
            schedule: fields.read(self, "schedule", Reader::schedule),
            limits: fields.read(self, "limits", Reader::limits),
            nudge: fields.flag(self, "nudge"),
            rollout: fields.read(self, "rollout", Reader::share),
            unit: fields.many(self, "unit", Reader::name),
            experiment: fields.read(self, "experiment", Reader::experiment),
            prerequisites: Vec::new(),
            purpose: fields.word(self, "purpose"),
            offer: fields.word(self, "offer"),
            observable: fields.flag(self, "observable"),
            variants: self.arms(&fields, id.as_ref().map_or(node.span, |id| id.span)),
            single,
            span: id.as_ref().map_or(node.span, |id| id.span),
            // Without an id it is reported already; the rest is still worth a look.
            id: id.unwrap_or_else(|| Spanned::new(String::new(), node.span)),
        };
        Some(experience)
    }

    fn arms(&mut self, fields: &Fields, span: Span) -> Vec<Variant> {
        match (fields.node("show"), fields.node("variants")) {
            (Some(show), None) => {
                let weight = Spanned::new(1.0, show.span);
                let arm = Arm::Show(self.show(show));
                vec![Variant {
                    name: Spanned::new("show".into(), show.span),
                    weight,
                    arm,
                    force: None,
                    span: show.span,
                }]
            }
            (None, Some(variants)) => self.variants(variants),
            (Some(_), Some(variants)) => {
                let error = Diagnostic::error(
                    "conflicting-keys",
                    variants.span,
                    "an experience has `show` (one arm) or `variants` (several), not both",
                );
                self.push(error.hint("move `show` into a variant"));
                Vec::new()
            }
            (None, None) => {
                let error = Diagnostic::error("missing-key", span, "experience without `show` or `variants`");
                self.push(error.hint("say what is shown: `show: { hero: { text: Welcome } }`"));
                Vec::new()
            }
        }
    }

    fn variants(&mut self, node: &Node) -> Vec<Variant> {
        let entries = self.named_entries(node, "variants");
        if entries.is_empty() && node.entries().is_some() {
            self.push(Diagnostic::error("missing-key", node.span, "`variants` without a variant"));
        }
        entries.iter().filter_map(|entry| self.variant(entry)).collect()
    }

    fn variant(&mut self, entry: &Entry) -> Option<Variant> {
        let name = entry.key.clone();
        let even = Spanned::new(1.0, entry.key.span);
        if entry.value.is_default() {
            return Some(Variant { name, weight: even, arm: Arm::Default, force: None, span: entry.key.span });
        }
        if entry.value.scalar().is_some() && !entry.value.is_null() {
            return self.wrong_hint(&entry.value, "`default` or a variant", "write `{ show: { slot: … } }`");
        }
        let fields = self.fields(&entry.value, &shapes::VARIANT)?;
        let weight = fields.read(self, "weight", Reader::weight).unwrap_or(even);
        let force = fields.read(self, "force", Reader::force);
        Some(Variant { name, weight, arm: self.arm(&fields)?, force, span: entry.key.span })
    }

    /// Units, or the list that names them.
    fn force(&mut self, node: &Node) -> Option<Force> {
        if node.entries().is_some() {
            return Some(Force::List(self.fields(node, &shapes::FORCE)?.read(self, "list", Reader::name)?));
        }
        let items = node.items().map_or_else(|| vec![node], |items| items.iter().collect());
        Some(Force::Units(items.into_iter().filter_map(|item| self.text(item)).collect()))
    }

    fn weight(&mut self, node: &Node) -> Option<Spanned<f64>> {
        let weight =
            if node.plain().is_some_and(|text| text.ends_with('%')) { self.share(node)? } else { self.number(node)? };
        if (0.0..=WEIGHT).contains(&weight.value) {
            return Some(weight);
        }
        let what = if weight.value < 0.0 { "negative" } else { "more than a million" };
        let error = Diagnostic::error("out-of-range", weight.span, format!("the weight `{}` is {what}", weight.value));
        self.push(error.hint("weights are relative: `2` is drawn twice as often as `1`, and `0` never"));
        None
    }

    /// What a variant does: one of show, pass, redirect; none of them shows the default.
    fn arm(&mut self, fields: &Fields) -> Option<Arm> {
        let given: Vec<&Entry> = fields
            .entries
            .iter()
            .filter(|entry| matches!(entry.key.value.as_str(), "show" | "pass" | "redirect"))
            .collect();
        if let [first, second, ..] = given.as_slice() {
            let message = format!("a variant cannot both `{}` and `{}`", first.key.value, second.key.value);
            self.push(Diagnostic::error("conflicting-keys", second.key.span, message).hint("make two variants"));
            return None;
        }
        if let Some(show) = fields.node("show") {
            return Some(Arm::Show(self.show(show)));
        }
        if let Some(path) = fields.node("redirect") {
            return Some(Arm::Redirect(self.path(path)?));
        }
        Some(if fields.flag(self, "pass") { Arm::Pass } else { Arm::Default })
    }

    /// A path of the same site.
    pub fn path(&mut self, node: &Node) -> Option<Name> {
        let path = self.text_as(node, "a path such as `/sale`")?;
        if path.value.starts_with('/') && !path.value.starts_with("//") && !path.value.contains('\\') {
            return Some(path);
        }
        let error = Diagnostic::error(
            "bad-redirect",
            path.span,
            format!("`{}` is not a path of this site", excerpt(&path.value)),
        );
        self.push(error.hint("a redirect stays on the site: `/lp/crm-long`"));
        None
    }

    fn schedule(&mut self, node: &Node) -> Option<Schedule> {
        let fields = self.fields(node, &shapes::SCHEDULE)?;
        let zone = fields.read(self, "zone", Reader::zone);
        let theirs = matches!(zone, Some((_, None)));
        let rules = zone.as_ref().and_then(|(_, rules)| rules.as_ref());
        // An unknown zone is reported already: no second finding for each time that needs it.
        let stand_in = jiff::tz::TimeZone::UTC;
        let rules = if fields.node("zone").is_some() { Some(rules.unwrap_or(&stand_in)) } else { rules };
        // On the visitor's clock a civil time stays one; with an offset it is the same moment for everybody.
        let is_civil =
            |node: &Node| theirs && node.scalar().is_none_or(|it| it.text.trim().parse::<jiff::Timestamp>().is_err());
        let read = |r: &mut Self, key: &'static str, civil: bool| {
            fields.node(key).filter(|node| is_civil(node) == civil)?;
            fields.read(r, key, |r, node| r.moment(node, rules))
        };
        Some(Schedule {
            from: read(self, "from", false),
            until: read(self, "until", false),
            civil_from: read(self, "from", true),
            civil_until: read(self, "until", true),
            during: fields.read(self, "during", Reader::name),
            zone: zone.map(|(name, _)| name),
            other: Vec::new(),
            span: node.span,
        })
    }

    fn limits(&mut self, node: &Node) -> Option<Limits> {
        let fields = self.fields(node, &shapes::LIMITS)?;
        Some(Limits {
            show: fields.many(self, "show", Reader::shows),
            cooldown: fields.read(self, "cooldown", Reader::cooldown),
            stop_after: fields.many(self, "stop_after", Reader::stop_after),
            span: node.span,
        })
    }

    /// `1 per day`, `3 ever`.
    fn shows(&mut self, node: &Node) -> Option<Spanned<(f64, Option<String>)>> {
        const SPANS: [&str; 6] = ["view", "session", "hour", "day", "week", "month"];
        let expected = "a limit such as `1 per day` or `3 ever`";
        let text = self.text_as(node, expected)?;
        let mut words = text.value.split_whitespace();
        let count = words.next().and_then(|word| word.parse::<u32>().ok()).map(f64::from);
        match (count, words.next(), words.next(), words.next()) {
            (Some(count), Some("ever"), None, None) => Some(Spanned::new((count, None), text.span)),
            (Some(count), Some("per"), Some(span), None) if SPANS.contains(&span) => {
                Some(Spanned::new((count, Some(span.to_owned())), text.span))
            }
            _ => self.wrong_hint(
                node,
                expected,
                "after `per` stands `view`, `session`, `hour`, `day`, `week` or `month`",
            ),
        }
    }

    /// `4h since shown`.
    fn cooldown(&mut self, node: &Node) -> Option<Spanned<(f64, String)>> {
        const SINCE: [&str; 3] = ["shown", "clicked", "dismissed"];
        let expected = "a pause such as `4h since shown`";
        let text = self.text_as(node, expected)?;
        let words: Vec<&str> = text.value.split_whitespace().collect();
        match words.as_slice() {
            [span, "since", since] if SINCE.contains(since) => match times::duration(span) {
                Some(span) => Some(Spanned::new((span, (*since).to_owned()), text.span)),
                None => self.wrong(node, expected),
            },
            _ => self.wrong_hint(node, expected, "after `since` stands `shown`, `clicked` or `dismissed`"),
        }
    }

    fn stop_after(&mut self, node: &Node) -> Option<StopAfter> {
        let fields = self.fields(node, &shapes::STOP)?;
        let event = fields.read(self, "event", Reader::name);
        Some(StopAfter {
            span_ms: fields.read(self, "for", Reader::duration),
            same: fields.word(self, "same"),
            span: node.span,
            event: event?,
        })
    }

    fn experiment(&mut self, node: &Node) -> Option<Experiment> {
        let fields = self.fields(node, &shapes::EXPERIMENT)?;
        Some(Experiment {
            goal: fields.read(self, "goal", Reader::name),
            also: fields.many(self, "also", Reader::name),
            guardrails: fields.many(self, "guardrails", Reader::name),
            coverage: fields.read(self, "coverage", Reader::share),
            group: fields.read(self, "group", Reader::name),
            holdout: fields.read(self, "holdout", Reader::share),
            seed: fields.read(self, "seed", Reader::text),
            phase: fields.read(self, "phase", Reader::count),
            sticky: fields.flag(self, "sticky"),
            blocked_below: fields.read(self, "blocked_below", Reader::count),
            hypothesis: fields.read(self, "hypothesis", Reader::text),
            hash_version: fields.read(self, "hash_version", Reader::hash_version),
            span: node.span,
        })
    }

    pub fn hash_version(&mut self, node: &Node) -> Option<Spanned<f64>> {
        let version = self.count(node)?;
        if (1.0..=2.0).contains(&version.value) {
            return Some(version);
        }
        self.push(
            Diagnostic::error("out-of-range", version.span, format!("there is no hash version {}", version.value))
                .hint("1 and 2 are GrowthBook's; new rulesets leave it out"),
        );
        None
    }
}
