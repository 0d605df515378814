//! A ruleset's parts, one by one, into its manifest.

use std::collections::{BTreeMap, BTreeSet};

use super::kept::{Kept, LONGEST};
use super::loads::{flat, observable};
use super::memory::{Events, MEASURED, Notes, PERSONAL, name};
use super::reads::{self, Reader, Reads};
use super::{Causes, Drawn, Experience, Manifest, Question, Signal, Source, Topic, Unit, VERSION};
use crate::check::scope::Scope;
use crate::diagnostic::{Span, Spanned};
use crate::program::records::{AT_EDGE, ON_DEVICE};
use crate::ruleset::Sources;
use crate::ruleset::model::{self, PagePart, Ruleset};
use crate::signal::catalogue::{self, Entry, Sensitivity, id};
use crate::signal::{self, Trust};
use crate::value::Kind;

/// The manifest of a ruleset. Names of what is not there say nothing: `check` finds them.
pub fn draw(ruleset: &Ruleset, sources: &Sources) -> Drawn {
    let mut survey = Survey {
        ruleset,
        scope: Scope::new(ruleset),
        signals: BTreeMap::new(),
        events: Events::new(ruleset),
        notes: Notes::default(),
        units: BTreeMap::new(),
        causes: Causes::default(),
    };
    let experiences = survey.experiences();
    survey.sections();
    survey.finish(experiences, sources)
}

/// Who uses something, and where first.
#[derive(Debug)]
struct Uses {
    by: BTreeSet<String>,
    first: Span,
}

struct Survey<'a> {
    ruleset: &'a Ruleset,
    scope: Scope<'a>,
    signals: BTreeMap<&'a str, Uses>,
    events: Events<'a>,
    notes: Notes,
    units: BTreeMap<&'a str, Uses>,
    causes: Causes,
}

impl<'a> Survey<'a> {
    fn experiences(&mut self) -> Vec<Experience> {
        let ruleset = self.ruleset;
        let mut reader = Reader::new(ruleset);
        let mut all: Vec<Experience> = Vec::new();
        for experience in &ruleset.experiences {
            let reads = reader.experience(experience);
            let by = name(experience);
            let mut signals = self.take(&by, &reads);
            self.notes.experience(ruleset, experience);
            let units = self.units_of(experience);
            for unit in &units {
                if let Some((signal, span)) = self.drawn_by(unit, experience.id.span, &by) {
                    let reads = reader.named(signal, span);
                    signals.extend(self.take(&by, &reads));
                    self.take(&format!("unit {unit}"), &reads);
                }
            }
            let purposes = self.purposes(experience, &signals, &units);
            all.push(Experience {
                id: experience.id.value.clone(),
                because: experience.because.as_ref().and_then(|text| self.said(text)),
                decided: self.decided(experience, &reads, &signals, &units),
                random: reads::is_drawn(experience),
                purposes,
                signals: signals.into_iter().map(str::to_owned).collect(),
            });
        }
        all.sort_by(|a, b| a.id.cmp(&b.id));
        all
    }

    /// What is read whoever sees it: the pages of slots, the unit of a holdout.
    fn sections(&mut self) {
        let ruleset = self.ruleset;
        let mut reader = Reader::new(ruleset);
        for slot in &ruleset.slots {
            if let Some(page) = slot.pages.first() {
                let reads = reader.named("page.path", page.span);
                self.take(&format!("slot {}", slot.name.value), &reads);
            }
        }
        let Some(holdout) = &ruleset.holdout else { return };
        let named: Vec<&'a str> = holdout.unit.iter().map(|unit| unit.value.as_str()).collect();
        for unit in if named.is_empty() { vec!["device"] } else { named } {
            if let Some((signal, span)) = self.drawn_by(unit, holdout.span, "holdout") {
                let reads = reader.named(signal, span);
                self.take(&format!("unit {unit}"), &reads);
            }
        }
    }

    /// Notes who reads what, and the segments and stages that led there.
    fn take(&mut self, by: &str, reads: &Reads<'a>) -> BTreeSet<&'a str> {
        let through = reads.segments.iter().map(|segment| self.own(segment)).collect::<Vec<_>>();
        for (signal, span) in &reads.signals {
            let uses = self.signals.entry(signal).or_insert_with(|| Uses { by: BTreeSet::new(), first: *span });
            uses.by.insert(by.to_owned());
            uses.by.extend(
                through.iter().filter(|(_, own)| own.contains(signal)).map(|(name, _)| format!("segment {name}")),
            );
            self.causes.put(&format!("signal {signal}"), "new", by, *span);
        }
        self.events.read_by(self.ruleset, by, reads);
        self.notes.read_by(self.ruleset, by, reads);
        reads.signals.keys().copied().collect()
    }

    /// The signals that a segment asks for itself.
    fn own(&self, segment: &'a str) -> (&'a str, BTreeSet<&'a str>) {
        let mut own = BTreeSet::new();
        if let Some(known) = self.scope.segments.get(segment) {
            crate::check::walk::tests(&known.when, &mut |signal, _| {
                own.insert(self.row(&signal.value));
            });
        }
        (segment, own)
    }

    /// Of a table's cell the signal that finds the row.
    fn row(&self, signal: &'a str) -> &'a str {
        let table = signal.strip_prefix("table.").filter(|_| self.ruleset.calendar_column(signal).is_none());
        let table = table.and_then(|rest| self.scope.tables.get(rest.split('.').next().unwrap_or(rest)));
        table.map_or(signal, |table| table.by.value.as_str())
    }

    fn units_of(&self, experience: &'a model::Experience) -> Vec<&'a str> {
        let covers = self.ruleset.holdout.as_ref().and_then(|holdout| holdout.covers.as_ref());
        let is_held_out = covers.is_some_and(|covers| covers.value == "all");
        if !reads::is_drawn(experience) && !is_held_out {
            return Vec::new();
        }
        if experience.unit.is_empty() && reads::is_drawn(experience) {
            return vec!["device"];
        }
        experience.unit.iter().map(|unit| unit.value.as_str()).collect()
    }

    /// Notes that somebody is drawn by a unit; the signal that it is.
    fn drawn_by(&mut self, unit: &'a str, span: Span, by: &str) -> Option<(&'a str, Span)> {
        let uses = self.units.entry(unit).or_insert_with(|| Uses { by: BTreeSet::new(), first: span });
        uses.by.insert(by.to_owned());
        self.causes.put(&format!("unit {unit}"), "new", by, span);
        if unit == "device" {
            self.notes.visit(by, span);
        }
        let source = self.scope.units.get(unit).filter(|source| source.from.value == "signal")?;
        Some((source.key.value.as_str(), source.key.span))
    }

    /// What a visitor must have agreed to.
    fn purposes(&mut self, experience: &model::Experience, signals: &BTreeSet<&'a str>, units: &[&str]) -> Vec<String> {
        let by = name(experience);
        let tightened = self.ruleset.purpose.as_ref().or(experience.purpose.as_ref()).map(|purpose| purpose.span);
        let read = signals.iter().find(|signal| !self.purposes_of(signal).is_empty());
        let read = read.and_then(|signal| self.signals.get(signal)).map(|uses| uses.first);
        let settings = experience.experiment.as_ref();
        let by_device = units.iter().all(|unit| *unit == "device") && !units.is_empty();
        let drawn = by_device.then_some(experience.id.span);
        let personal = tightened.or(read).or(drawn);
        let measured = settings.and_then(|it| it.goal.iter().chain(&it.also).chain(&it.guardrails).next());
        let measured = measured.map(|goal| goal.span);
        let mut purposes = Vec::new();
        for (purpose, span) in [(MEASURED, measured), (PERSONAL, personal)] {
            if let Some(span) = span {
                self.causes.put(&by, &format!("purpose {purpose}"), &by, span);
                purposes.push(purpose.to_owned());
            }
        }
        self.causes.put(&by, "new", &by, experience.id.span);
        purposes
    }

    /// Where an experience can be decided. An edge leaves to the device what it has no way to know, remember or do.
    fn decided(
        &self,
        experience: &model::Experience,
        reads: &Reads,
        signals: &BTreeSet<&str>,
        units: &[&str],
    ) -> Vec<String> {
        let settings = experience.experiment.as_ref();
        let remembers = experience.limits.is_some()
            || settings.is_some_and(|it| it.sticky || it.blocked_below.is_some())
            || experience.nudge && self.ruleset.guardrails.as_ref().is_some_and(|it| it.max_nudges.is_some());
        let is_known = signals.iter().all(|signal| reads::places(self.ruleset, signal) & AT_EDGE != 0);
        let has_unit = units.is_empty() || units.iter().any(|unit| *unit != "device");
        let at_edge =
            is_known && has_unit && !remembers && !reads.needs_document && reads::takes_place(self.ruleset, experience);
        places(if at_edge { AT_EDGE | ON_DEVICE } else { ON_DEVICE })
    }

    fn purposes_of(&self, signal: &'a str) -> Vec<String> {
        if self.sensitivity(signal).1 { vec![PERSONAL.to_owned()] } else { Vec::new() }
    }

    fn sensitivity(&self, signal: &'a str) -> (Sensitivity, bool) {
        match (self.scope.known(signal), catalogue::lookup(signal)) {
            (Some(known), _) => (known.sensitivity, known.memory),
            (None, Some((entry, _))) => (entry.sensitivity, entry.memory),
            (None, None) => (Sensitivity::Contextual, false),
        }
    }

    fn finish(mut self, experiences: Vec<Experience>, sources: &Sources) -> Drawn {
        let ruleset = self.ruleset;
        let signals = std::mem::take(&mut self.signals);
        let signals: Vec<Signal> = signals.into_iter().map(|(name, uses)| self.signal(name, uses)).collect();
        let units = std::mem::take(&mut self.units);
        let units = units.into_iter().map(|(name, uses)| self.unit(name, uses)).collect();
        let (topics, questions) = (self.topics(&signals), self.questions(&signals));
        for experience in &ruleset.experiences {
            self.causes.put(
                &format!("observable {}", experience.id.value),
                "new",
                &name(experience),
                experience.id.span,
            );
        }
        let mut causes = self.causes;
        let audience = ruleset.charter.as_ref().and_then(|charter| charter.audience.as_ref());
        // Where nobody says so, what could is named.
        let charter = ruleset.charter.as_ref().map(|charter| charter.file.span);
        let place = audience.map(|audience| audience.span).or(charter).or(ruleset.id.as_ref().map(|id| id.span));
        causes.put("charter", "audience", "", place.unwrap_or_default());
        let mut manifest = Manifest {
            manifest: VERSION,
            id: ruleset.id.as_ref().map(|id| id.value.clone()).unwrap_or_default(),
            audience: audience.map_or("adults", |audience| &audience.value).to_owned(),
            stored_before_consent: Vec::new(),
            signals,
            events: self.events.list(&mut causes),
            topics,
            questions,
            memory: self.notes.list(&mut causes),
            units,
            experiences,
            observable: observable(ruleset, sources),
        };
        if ruleset.for_children().is_some() {
            forget(&mut manifest);
        }
        Drawn { manifest, causes }
    }

    fn signal(&mut self, name: &'a str, uses: Uses) -> Signal {
        let (sensitivity, memory) = self.sensitivity(name);
        let place = reads::places(self.ruleset, name);
        let part = format!("signal {name}");
        let custom = self.scope.custom.get(name.strip_prefix("custom.").unwrap_or_default()).copied();
        if let Some(custom) = custom {
            let by = uses.by.first().map_or("", String::as_str).to_owned();
            self.causes.put(&part, "granularity", &by, custom.span);
            for value in &custom.values {
                self.causes.put(&part, &format!("values {}", value.value), &by, value.span);
            }
            self.causes.put(&part, "type", &by, custom.span);
            if let Some(from) = &custom.from {
                self.causes.put(&part, "from", &by, from.selector.span);
            }
            self.causes.put(&part, "source", &by, custom.from.as_ref().map_or(custom.span, |from| from.selector.span));
            self.causes.put(&part, "where", &by, custom.span);
            let span = custom.sensitivity.as_ref().map_or(custom.span, |word| word.span);
            self.causes.put(&part, "sensitivity", &by, span);
            self.causes.put(&part, "purpose personalization", &by, span);
        }
        let by = uses.by.first().map_or("", String::as_str);
        if let Some(span) = self.forgotten(name) {
            self.causes.put(&part, "kept", by, span);
        }
        let entry = self.entry(name);
        let kept = self.kept(name, entry);
        let (values, granularity) = self.granularity(name, entry);
        let about = custom.and_then(|custom| custom.about.as_ref()).map(|about| about.value.clone());
        Signal {
            name: name.to_owned(),
            what: about.unwrap_or_else(|| entry.map_or("", Entry::phrase).to_owned()),
            reveals: self.reveals(name, entry).to_owned(),
            kind: self.kind(name, entry).word().to_owned(),
            granularity,
            values,
            one_of: custom.map_or(Vec::new(), |custom| texts(&custom.values)),
            sensitivity: sensitivity.word().to_owned(),
            sources: sources(custom, entry),
            from: custom.and_then(|custom| custom.from.as_ref()).map(from),
            place: places(place),
            remembered: memory && kept > Kept::None || entry.is_some_and(|entry| entry.group() == "consent"),
            kept,
            purposes: self.purposes_of(name),
            used_by: uses.by.into_iter().collect(),
        }
    }

    /// The catalogue's entry; what a table's calendar tells is what the calendar does.
    fn entry(&self, name: &str) -> Option<&'static Entry> {
        let told = self.ruleset.calendar_column(name).map(|(_, column)| match column {
            "state" => id::CALENDAR_STATE,
            "opens" => id::CALENDAR_OPENS,
            "closes" => id::CALENDAR_CLOSES,
            _ => id::CALENDAR_CHANGES,
        });
        told.map_or_else(|| catalogue::lookup(name).map(|(entry, _)| entry), catalogue::by_id)
    }

    fn kind(&self, name: &'a str, entry: Option<&Entry>) -> Kind {
        let known = self.scope.known(name).map(|known| known.kind);
        known.or(entry.map(|entry| entry.kind)).unwrap_or(Kind::Any)
    }

    fn reveals(&self, name: &'a str, entry: Option<&'static Entry>) -> &'static str {
        // Which row it is says what found it.
        let by = self.ruleset.calendar_column(name).and_then(|(table, _)| catalogue::lookup(&table.by.value));
        by.map(|(entry, _)| entry).or(entry).map_or("", Entry::reveals)
    }

    /// How many values there are, if they are closed, and how finely people would say that it tells.
    fn granularity(&self, name: &'a str, entry: Option<&Entry>) -> (Option<u64>, String) {
        let kind = self.kind(name, entry);
        let known = self.scope.known(name);
        let closed = known.as_ref().map_or(0, |known| known.values.len());
        let whole = entry
            .and_then(|entry| catalogue::range(entry.id))
            .filter(|[low, high, whole]| *whole == 1.0 && low.is_finite() && high.is_finite());
        let own =
            || entry.filter(|entry| entry.kind == kind).map_or_else(|| kind.word().to_owned(), Entry::granularity);
        match kind {
            Kind::Bool => (Some(2), "yes or no".to_owned()),
            Kind::Enum | Kind::Topic if closed > 0 => (Some(closed as u64), format!("one of {closed}")),
            Kind::Any if entry.is_some_and(|entry| entry.id == id::VARIANT) => (None, own()),
            _ => (whole.map(|[low, high, _]| (high - low) as u64 + 1), own()),
        }
    }

    fn kept(&self, name: &str, entry: Option<&Entry>) -> Kept {
        let Some(entry) = entry else { return Kept::View };
        let mut parts = name.split('.').skip(1);
        let first = parts.next().unwrap_or_default();
        match entry.group() {
            "event" => self.events.kept(first).max(Kept::View),
            // For so long a rule is told of it.
            "state" => Kept::written(self.scope.states.get(first).and_then(|it| it.forget.as_ref()).map(|it| it.value)),
            "affinity" if self.scope.sensitive.contains_key(first) => Kept::None,
            "declared" => self.scope.declared.get(first).map_or(Kept::View, |one| answer(one)),
            // Whatever is declared may be the last.
            "visit" if first == "last_action" => {
                let declared = self.scope.events.keys().map(|event| self.events.kept(event));
                declared.max().unwrap_or(Kept::View)
            }
            "visit" if matches!(first, "pageviews" | "seconds" | "entry") => Kept::For(super::kept::VISIT),
            // The choice itself is kept, whoever asks for it.
            "consent" => Kept::For(LONGEST),
            "variant" => self.drawn_for(first),
            // A row is kept no longer than what finds it.
            _ if self.ruleset.calendar_column(name).is_some() => {
                let by = self.ruleset.calendar_column(name).map(|(table, _)| table.by.value.as_str());
                by.filter(|by| !by.starts_with("table.")).map_or(Kept::View, |by| self.kept(by, self.entry(by)))
            }
            _ if entry.memory => Kept::For(LONGEST),
            _ => Kept::View,
        }
    }

    /// Where the ruleset says how long it is kept.
    fn forgotten(&self, name: &str) -> Option<Span> {
        let mut parts = name.split('.');
        let (group, part) = (parts.next()?, parts.next()?);
        match group {
            "event" => self.scope.events.get(part)?.keep.as_ref().map(|keep| keep.span),
            "state" => self.scope.states.get(part)?.forget.as_ref().map(|forget| forget.span),
            "declared" => self.scope.declared.get(part)?.keep.as_ref().map(|keep| keep.span),
            _ => None,
        }
    }

    /// A variant is drawn anew each time, unless the experience says that it stays.
    fn drawn_for(&self, experience: &str) -> Kept {
        let settings = self.scope.experiences.get(experience).and_then(|one| one.experiment.as_ref());
        let stays = settings.is_some_and(|it| it.sticky || it.blocked_below.is_some());
        if stays { Kept::For(LONGEST) } else { Kept::View }
    }

    /// A text as it was written, in the first language that has it.
    fn said(&self, source: &model::TextSource) -> Option<String> {
        self.ruleset.templates_of(source).first().map(|template| flat(template))
    }

    fn topics(&mut self, signals: &[Signal]) -> Vec<Topic> {
        let Some(topics) = &self.ruleset.topics else { return Vec::new() };
        let liked = self.asks_for_topics(signals);
        let mut all: Vec<Topic> = Vec::new();
        for topic in &topics.allow {
            let sensitive = topics.sensitive.iter().any(|one| one.value == topic.value);
            let kept = if sensitive || !liked { Kept::None } else { Kept::For(LONGEST) };
            self.causes.put(&format!("topic {}", topic.value), "new", "", topic.span);
            all.push(Topic { name: topic.value.clone(), sensitive, kept });
        }
        all.sort_by(|a, b| a.name.cmp(&b.name));
        all.dedup_by(|a, b| a.name == b.name);
        all
    }

    /// Whether anything asks what somebody often reads about, or what an event was about.
    fn asks_for_topics(&self, signals: &[Signal]) -> bool {
        let by_topic = |experience: &model::Experience| {
            experience.limits.iter().flat_map(|limits| &limits.stop_after).any(|stop| stop.same.is_some())
        };
        let is_interest = |signal: &Signal| signal.name.starts_with("affinity.") && signal.kept > Kept::None;
        signals.iter().any(is_interest) || self.ruleset.experiences.iter().any(by_topic)
    }

    fn questions(&mut self, signals: &[Signal]) -> Vec<Question> {
        let mut all: Vec<Question> = Vec::new();
        for (name, one) in &self.scope.declared {
            let part = format!("question {name}");
            let signal = format!("declared.{name}");
            let read = signals.iter().find(|read| read.name == signal);
            let used_by = read.map(|read| read.used_by.clone()).unwrap_or_default();
            let by = used_by.first().cloned().unwrap_or_default();
            self.causes.put(&part, "new", &by, one.span);
            self.causes.put(&part, "kept", &by, one.keep.as_ref().map_or(one.span, |keep| keep.span));
            let sensitivity = one.sensitivity.as_ref();
            self.causes.put(&part, "sensitivity", &by, sensitivity.map_or(one.span, |word| word.span));
            all.push(Question {
                name: (*name).to_owned(),
                ask: one.ask.as_ref().and_then(|text| self.said(text)),
                kind: one.kind.word().to_owned(),
                values: texts(&one.values),
                sensitivity: sensitivity.map_or(Sensitivity::Declared.word(), |word| &word.value).to_owned(),
                kept: if used_by.is_empty() { Kept::None } else { answer(one) },
                used_by,
            });
        }
        all
    }

    fn unit(&self, name: &str, uses: Uses) -> Unit {
        let source = self.scope.units.get(name);
        let is_device = source.is_none() && name == "device";
        Unit {
            name: name.to_owned(),
            from: source.map_or(name, |source| source.from.value.as_str()).to_owned(),
            key: source.map(|source| source.key.value.clone()),
            kept: if is_device { Kept::For(LONGEST) } else { Kept::View },
            purposes: if is_device { vec![PERSONAL.to_owned()] } else { Vec::new() },
            used_by: uses.by.into_iter().collect(),
        }
    }
}

/// Of children nothing is remembered, whatever a ruleset asks for: the engine holds to that.
fn forget(manifest: &mut Manifest) {
    let kept = manifest.events.iter_mut().map(|one| &mut one.kept);
    let kept = kept.chain(manifest.topics.iter_mut().map(|one| &mut one.kept));
    let kept = kept.chain(manifest.questions.iter_mut().map(|one| &mut one.kept));
    let kept = kept.chain(manifest.units.iter_mut().map(|one| &mut one.kept));
    let kept = kept.chain(manifest.signals.iter_mut().map(|one| &mut one.kept));
    kept.filter(|kept| **kept > Kept::View).for_each(|kept| *kept = Kept::None);
    manifest.signals.iter_mut().for_each(|signal| signal.remembered = false);
    manifest.memory.clear();
}

fn answer(question: &model::Declaration) -> Kept {
    Kept::written(question.keep.as_ref().map(|keep| keep.value))
}

fn texts(names: &[Spanned<String>]) -> Vec<String> {
    names.iter().map(|name| name.value.clone()).collect()
}

/// What of the page a signal is read from: `value input[name=plan]`, `attr data-sku #product`.
fn from(source: &model::PageSource) -> String {
    let part = match &source.part {
        PagePart::Text => "text".to_owned(),
        PagePart::Value => "value".to_owned(),
        PagePart::Attribute(name) => format!("attr {}", name.value),
    };
    format!("{part} {}", source.selector.value)
}

fn places(place: u8) -> Vec<String> {
    let all = [(AT_EDGE, "edge"), (ON_DEVICE, "device")];
    all.iter().filter(|(flag, _)| place & flag != 0).map(|(_, word)| (*word).to_owned()).collect()
}

/// From where a value may come; what the site says of its own signal goes before the catalogue.
fn sources(custom: Option<&model::CustomSignal>, entry: Option<&Entry>) -> Vec<Source> {
    let mut all = entry.map(Entry::sources).unwrap_or_default();
    if custom.is_some_and(|custom| custom.from.is_none()) {
        all.retain(|(source, _)| *source != signal::Source::Document);
    }
    if entry.is_some_and(|entry| entry.group() == "declared") {
        all = vec![(signal::Source::Memory, Trust::Declared)];
    }
    let said = |(source, trust): &(signal::Source, Trust)| Source {
        source: source.word().to_owned(),
        trust: trust.word().to_owned(),
    };
    all.iter().map(said).collect()
}
