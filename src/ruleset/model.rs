//! What a ruleset says, after reading and before compiling: names are still names, and everything knows its place.
//!
//! `parse` builds it from the files, `check` judges it, `compile` lowers it. Durations and times are already
//! milliseconds, shares already fractions in `0.0..=1.0`; literals already have the type that the signal asks for.

use crate::diagnostic::{Span, Spanned};
use crate::value::{Kind, Value};

type Name = Spanned<String>;

/// The whole ruleset: the entry file and all that it includes.
#[derive(Debug, Clone, Default)]
pub struct Ruleset {
    pub id: Option<Name>,
    pub charter: Option<Charter>,
    /// The site's languages.
    pub locales: Vec<Name>,
    /// The site's own domains, as they are written.
    pub domains: Vec<Name>,
    /// Milliseconds since 1970; after it, defaults only.
    pub expires: Option<Spanned<i64>>,
    pub owner: Option<Name>,
    /// Ruleset-wide purpose, when tightened: `personalization`.
    pub purpose: Option<Name>,
    /// When morning, afternoon, evening and night begin, in minutes of the day; `None`: as everywhere.
    pub dayparts: Option<Spanned<[u32; 4]>>,
    pub signals: Vec<CustomSignal>,
    pub declare: Vec<Declaration>,
    pub events: Vec<Event>,
    pub topics: Option<Topics>,
    pub states: Vec<State>,
    pub stages: Vec<Stage>,
    pub calendars: Vec<Calendar>,
    pub tables: Vec<Table>,
    pub lists: Vec<List>,
    pub segments: Vec<Segment>,
    pub slots: Vec<Slot>,
    pub goals: Vec<Goal>,
    pub units: Vec<UnitSource>,
    pub holdout: Option<Holdout>,
    pub groups: Vec<Group>,
    pub guardrails: Option<Guardrails>,
    /// Message files: language → key → template.
    pub messages: Vec<Messages>,
    /// In file order, entry file first, includes in the order of `include`.
    pub experiences: Vec<Experience>,
}

/// The team's agreement, as far as this release reads it.
#[derive(Debug, Clone)]
pub struct Charter {
    /// The file, as the ruleset names it.
    pub file: Name,
    /// `adults`, `mixed`, `children`.
    pub audience: Option<Name>,
    /// The sensitive topics that were agreed on; `None`: it says nothing of them.
    pub sensitive_topics: Option<Vec<Name>>,
    /// Keys that are known and not active yet.
    pub later: Vec<Name>,
}

impl Ruleset {
    /// Where it says that the site is for children.
    pub fn for_children(&self) -> Option<&Name> {
        let audience = self.charter.as_ref().and_then(|charter| charter.audience.as_ref());
        audience.filter(|audience| audience.value == "children")
    }

    /// The experiences of a group, in file order.
    pub fn members(&self, group: &str) -> impl Iterator<Item = &Experience> {
        let is_in = move |experience: &&Experience| {
            let name = experience.experiment.as_ref().and_then(|experiment| experiment.group.as_ref());
            name.is_some_and(|name| name.value == group)
        };
        self.experiences.iter().filter(is_in)
    }

    /// The stretch of a group's draw that an experience has: its own, or an equal part; nothing where others have theirs.
    pub fn range_in(&self, group: &Group, experience: &Experience) -> (f64, f64) {
        let id = &experience.id.value;
        if !group.ranges.is_empty() {
            let own = group.ranges.iter().find(|(name, _)| name.value == *id);
            return own.map_or((0.0, 0.0), |(_, range)| range.value);
        }
        let (count, place) = (
            self.members(&group.name.value).count(),
            self.members(&group.name.value).position(|member| member.id.value == *id),
        );
        let bound = |part: usize| part as f64 / count.max(1) as f64;
        place.map_or((0.0, 0.0), |place| (bound(place), bound(place + 1)))
    }

    /// The table of `table.store.state`, whose rows name a `calendar` that says it, and which of its signals it is.
    pub fn calendar_column<'n>(&self, name: &'n str) -> Option<(&Table, &'n str)> {
        let (table, column) = name.strip_prefix("table.")?.split_once('.')?;
        let table = self.tables.iter().find(|known| known.name.value == table)?;
        let has = |column: &str| table.rows.iter().any(|(_, cells)| cells.iter().any(|(name, _)| name.value == column));
        let told = matches!(column, "state" | "opens" | "closes" | "changes") && !has(column) && has("calendar");
        told.then_some((table, column))
    }

    /// A text in every language that has it: as it stands there, or the message in each, in the order of the languages.
    pub fn templates_of<'a>(&'a self, source: &'a TextSource) -> Vec<&'a Template> {
        let key = match source {
            TextSource::Inline(template) => return vec![template],
            TextSource::Message(key) => key,
        };
        let entries = self.messages.iter().flat_map(|messages| &messages.entries);
        entries.filter(|(name, _)| name.value == key.value).map(|(_, template)| template).collect()
    }

    /// The languages among which `locale.language` chooses: those that are named, else those that have messages.
    pub fn languages(&self) -> Vec<&str> {
        if self.locales.is_empty() {
            self.messages.iter().map(|one| one.language.value.as_str()).collect()
        } else {
            self.locales.iter().map(|one| one.value.as_str()).collect()
        }
    }
}

/// `signals: { custom.plan: { type: enum, values: […], sensitivity: …, about: … } }`
#[derive(Debug, Clone)]
pub struct CustomSignal {
    pub name: Name,
    pub kind: Kind,
    pub values: Vec<Name>,
    pub sensitivity: Option<Name>,
    pub about: Option<Name>,
    pub from: Option<PageSource>,
    pub span: Span,
}

/// `from: { attr: data-sku, of: "#product" }`
#[derive(Debug, Clone)]
pub struct PageSource {
    pub part: PagePart,
    pub selector: Name,
}

/// What of an element is a signal's value.
#[derive(Debug, Clone)]
pub enum PagePart {
    Text,
    /// Of a form's field.
    Value,
    Attribute(Name),
}

#[derive(Debug, Clone)]
pub struct Declaration {
    pub name: Name,
    pub kind: Kind,
    pub values: Vec<Name>,
    pub ask: Option<TextSource>,
    pub keep: Option<Spanned<f64>>,
    /// `declared` (default), `sensitive`.
    pub sensitivity: Option<Name>,
    pub span: Span,
}

#[derive(Debug, Clone)]
pub struct Event {
    pub name: Name,
    pub fields: Vec<(Name, Kind)>,
    pub keep: Option<Spanned<f64>>,
    /// `behavioural` (default), `sensitive`.
    pub sensitivity: Option<Name>,
    /// `on: { click: selector }` and so on: trigger, argument.
    pub on: Vec<(Name, Name)>,
    pub span: Span,
}

#[derive(Debug, Clone, Default)]
pub struct Topics {
    pub allow: Vec<Name>,
    pub sensitive: Vec<Name>,
    /// Never named on a screen, for others may see it.
    pub discreet: Vec<Name>,
    pub span: Span,
}

impl Topics {
    /// Those that may be remembered: the sensitive ones are not, as long as nobody can consent to it.
    pub fn remembered(&self) -> impl Iterator<Item = &str> {
        let is_sensitive = |topic: &&Name| self.sensitive.iter().any(|one| one.value == topic.value);
        self.allow.iter().filter(move |topic| !is_sensitive(topic)).map(|topic| topic.value.as_str())
    }
}

#[derive(Debug, Clone)]
pub struct State {
    pub name: Name,
    pub opens: Vec<Name>,
    pub closes: Vec<Name>,
    pub forget: Option<Spanned<f64>>,
    pub span: Span,
}

#[derive(Debug, Clone)]
pub struct Stage {
    pub name: Name,
    /// Steps in order: name → event name or condition.
    pub steps: Vec<(Name, StageStep)>,
    pub span: Span,
}

#[derive(Debug, Clone)]
pub enum StageStep {
    Event(Name),
    When(Condition),
}

#[derive(Debug, Clone)]
pub struct Calendar {
    pub name: Name,
    pub zone: Name,
    /// Days (`mon-fri`) → hours (`10:00-20:00` or `closed`), as written and validated.
    pub open: Vec<(Name, Name)>,
    /// Dates → hours or `closed`.
    pub except: Vec<(Name, Name)>,
    pub span: Span,
}

/// `tables: { store: { by: geo.country, rows: { DE: { name: Berlin } } } }`
#[derive(Debug, Clone)]
pub struct Table {
    pub name: Name,
    pub by: Name,
    pub rows: Vec<Row>,
    pub span: Span,
}

/// One row: the value of the signal, and the cells by column.
pub type Row = (Name, Vec<(Name, Spanned<Value>)>);

#[derive(Debug, Clone)]
pub struct List {
    pub name: Name,
    pub values: Vec<Spanned<Value>>,
    pub span: Span,
}

#[derive(Debug, Clone)]
pub struct Segment {
    pub name: Name,
    pub when: Condition,
    pub span: Span,
}

#[derive(Debug, Clone)]
pub struct Slot {
    pub name: Name,
    pub kind: SlotKind,
    /// How many elements the target must match on its pages.
    pub expect: Option<Spanned<f64>>,
    pub public: bool,
    pub pages: Vec<Name>,
    /// `view` (default), `action`, `live`.
    pub redecide: Option<Name>,
    /// How many places it is.
    pub take: Option<Spanned<f64>>,
    pub span: Span,
}

#[derive(Debug, Clone)]
pub enum SlotKind {
    /// A place in the page: a CSS selector.
    Target(Name),
    /// A value (flag) and its default.
    Value(Spanned<Value>),
}

#[derive(Debug, Clone)]
pub struct Goal {
    pub name: Name,
    pub event: Name,
    /// `conversion`, `sum`, `count`, `retention`.
    pub kind: Name,
    pub of: Option<Name>,
    pub max: Option<Spanned<f64>>,
    /// Milliseconds, or `view` (infinite span marked by `None` in `value`).
    pub within: Option<Spanned<Option<f64>>>,
    pub from: Option<Spanned<f64>>,
    pub until: Option<Spanned<f64>>,
    pub span: Span,
}

#[derive(Debug, Clone)]
pub struct UnitSource {
    pub name: Name,
    /// `cookie`, `header` or `signal`, and its key.
    pub from: Name,
    pub key: Name,
    pub span: Span,
}

#[derive(Debug, Clone)]
pub struct Holdout {
    pub share: Spanned<f64>,
    pub unit: Vec<Name>,
    pub covers: Option<Name>,
    pub seed: Option<Name>,
    pub span: Span,
}

/// Experiments that exclude each other: each has a stretch of the group's draw to itself.
#[derive(Debug, Clone)]
pub struct Group {
    pub name: Name,
    /// By experience; without any, all have equal ones, in file order.
    pub ranges: Vec<(Name, Spanned<(f64, f64)>)>,
    pub seed: Option<Name>,
    pub hash_version: Option<Spanned<f64>>,
}

#[derive(Debug, Clone)]
pub struct Guardrails {
    pub max_personalised_slots: Option<Spanned<f64>>,
    pub max_nudges: Option<Spanned<f64>>,
}

#[derive(Debug, Clone)]
pub struct Messages {
    pub language: Name,
    pub entries: Vec<(Name, Template)>,
}

#[derive(Debug, Clone)]
pub struct Experience {
    pub id: Name,
    /// From the including file's `owner`.
    pub owner: Option<Name>,
    pub about: Option<Name>,
    pub because: Option<TextSource>,
    pub pages: Vec<Name>,
    pub when: Option<Condition>,
    pub priority: Option<Spanned<f64>>,
    pub schedule: Option<Schedule>,
    pub limits: Option<Limits>,
    pub nudge: bool,
    pub rollout: Option<Spanned<f64>>,
    pub unit: Vec<Name>,
    pub experiment: Option<Experiment>,
    pub prerequisites: Vec<Name>,
    pub purpose: Option<Name>,
    pub offer: Option<Name>,
    pub observable: bool,
    pub variants: Vec<Variant>,
    /// Whether the file said `show:` (one arm named `show`) instead of `variants:`.
    pub single: bool,
    pub span: Span,
}

#[derive(Debug, Clone)]
pub struct Schedule {
    /// Milliseconds since 1970, zone already applied.
    pub from: Option<Spanned<i64>>,
    pub until: Option<Spanned<i64>>,
    /// The same on the visitor's clock (`zone: visitor`): milliseconds since 1970 as if that clock were UTC.
    pub civil_from: Option<Spanned<i64>>,
    pub civil_until: Option<Spanned<i64>>,
    pub zone: Option<Name>,
    pub during: Option<Name>,
    /// Any other part (recurring windows), kept for the check that says it is not active yet.
    pub other: Vec<Name>,
    pub span: Span,
}

#[derive(Debug, Clone)]
pub struct Limits {
    /// `1 per day` → (1, Some("day")), `3 ever` → (3, None).
    pub show: Vec<Spanned<(f64, Option<String>)>>,
    /// Milliseconds, and since what: `shown`, `clicked`, `dismissed`.
    pub cooldown: Option<Spanned<(f64, String)>>,
    pub stop_after: Vec<StopAfter>,
    pub span: Span,
}

#[derive(Debug, Clone)]
pub struct StopAfter {
    pub event: Name,
    pub span_ms: Option<Spanned<f64>>,
    pub same: Option<Name>,
    pub span: Span,
}

#[derive(Debug, Clone)]
pub struct Experiment {
    pub goal: Option<Name>,
    pub also: Vec<Name>,
    pub guardrails: Vec<Name>,
    pub coverage: Option<Spanned<f64>>,
    pub group: Option<Name>,
    pub holdout: Option<Spanned<f64>>,
    pub seed: Option<Name>,
    pub phase: Option<Spanned<f64>>,
    pub sticky: bool,
    pub blocked_below: Option<Spanned<f64>>,
    pub hypothesis: Option<Name>,
    pub hash_version: Option<Spanned<f64>>,
    pub span: Span,
}

#[derive(Debug, Clone)]
pub struct Variant {
    pub name: Name,
    /// Relative weight; 1 when not given.
    pub weight: Spanned<f64>,
    pub arm: Arm,
    pub force: Option<Force>,
    pub span: Span,
}

/// Units that get a variant without a draw.
#[derive(Debug, Clone)]
pub enum Force {
    Units(Vec<Name>),
    List(Name),
}

#[derive(Debug, Clone)]
pub enum Arm {
    /// `control: default`: holds the slots and shows what the origin sent.
    Default,
    /// `pass: true`: steps aside for the next experience.
    Pass,
    Show(Vec<(Name, Content)>),
    /// `redirect: /path` instead of the page.
    Redirect(Name),
}

/// What one arm puts into one slot.
#[derive(Debug, Clone)]
pub enum Content {
    Default(Span),
    /// For a value slot.
    Value(Spanned<Value>),
    Ops(Vec<OpSpec>),
    By {
        signal: Name,
        cases: Vec<(Name, Content)>,
        otherwise: Option<Box<Content>>,
        span: Span,
    },
}

/// One operation as written. Page markup from files is already inlined (`Markup::Html` with the file's span).
#[derive(Debug, Clone)]
pub struct OpSpec {
    pub kind: Name,
    pub value: OpValue,
    pub span: Span,
}

#[derive(Debug, Clone)]
pub enum OpValue {
    /// `text:`
    Text(TextSource),
    /// `html append prepend before after replace use`
    Markup(Markup),
    /// `attr: { name: text | null }`, `style: { property: text | null }`
    Pairs(Vec<(Name, Option<TextSource>)>),
    /// `class: { add: [], remove: [] }`, or `class: "a b"` (add)
    Class { add: Vec<Name>, remove: Vec<Name> },
    /// `remove: true`
    Flag(Spanned<bool>),
    /// `order: [selector, …]`
    Selectors(Vec<Name>),
    /// `redirect: /path`
    Path(Name),
    /// `rank: { … }`
    Rank(Rank),
}

/// Items in the order of what the visitor likes.
#[derive(Debug, Clone)]
pub struct Rank {
    /// A selector, inside the target.
    pub items: Name,
    /// `affinity`
    pub by: Name,
    pub take: Option<Spanned<f64>>,
    pub per_topic: Option<Spanned<f64>>,
    pub explore: Option<Spanned<f64>>,
    /// `seen`
    pub skip: Option<Name>,
}

/// Text in place, or a message key.
#[derive(Debug, Clone)]
pub enum TextSource {
    Inline(Template),
    /// `{ t: key }`
    Message(Name),
}

#[derive(Debug, Clone)]
pub enum Markup {
    /// Written in place or read from a file; may interpolate.
    Html(Template),
    /// `use: "#tpl"`: the id of a `<template>` in the page.
    Template(Name),
    /// `{ t: key }`, inserted as text.
    Message(Name),
}

/// Text with interpolations.
#[derive(Debug, Clone, PartialEq)]
pub struct Template {
    pub parts: Vec<Part>,
    pub span: Span,
}

#[derive(Debug, Clone, PartialEq)]
pub enum Part {
    Literal(String),
    /// `{{signal|filter:argument|fallback}}`
    Signal {
        signal: Name,
        filter: Option<(Name, Option<String>)>,
        fallback: Option<String>,
        span: Span,
    },
}

/// A condition as written, in the shape of the source.
#[derive(Debug, Clone)]
pub enum Condition {
    And(Vec<Condition>, Span),
    /// Empty only in GrowthBook's dialect, where that is true.
    Or(Vec<Condition>, Span),
    Nor(Vec<Condition>, Span),
    Not(Box<Condition>, Span),
    /// `$segment: name` (one condition per name; a list is an `And`).
    Segment(Name),
    /// `signal: test`
    Test {
        signal: Name,
        test: Test,
    },
}

/// What is asked of one subject.
#[derive(Debug, Clone)]
pub enum Test {
    /// All of these hold (`{ $gte: 1, $lt: 5 }`).
    All(Vec<Test>, Span),
    Not(Box<Test>, Span),
    Op {
        op: Operator,
        operand: Operand,
        span: Span,
    },
}

#[derive(Debug, Clone)]
pub enum Operand {
    /// A literal of the subject's type (JSON type for `Kind::Any`).
    Value(Spanned<Value>),
    Values(Vec<Spanned<Value>>),
    /// Name of a list (`$inList`), a calendar (`$during`), a trust (`$trust`), a type (`$type`).
    Name(Name),
    /// `$between`: two ends.
    Range(Spanned<f64>, Spanned<f64>),
    /// `$regex`: source pattern.
    Pattern(Name),
    /// `$size` (a bare number is `Is`) and `$elemMatch` over scalars.
    Test(Box<Test>),
    /// `$elemMatch` over objects: subjects are paths in the element.
    Condition(Box<Condition>),
    /// What could not be read: false in GrowthBook's dialect; in ours it is reported already, and nobody need
    /// report it again.
    Invalid,
}

/// The operators of the language; `Is` is a bare value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Operator {
    Is,
    Eq,
    Ne,
    In,
    Nin,
    Ini,
    Nini,
    Gt,
    Gte,
    Lt,
    Lte,
    Exists,
    Type,
    Regex,
    Regexi,
    NotRegex,
    NotRegexi,
    Size,
    ElemMatch,
    All,
    Alli,
    Veq,
    Vne,
    Vgt,
    Vgte,
    Vlt,
    Vlte,
    InList,
    NotInList,
    Between,
    StartsWith,
    StartsWithi,
    EndsWith,
    EndsWithi,
    Contains,
    Containsi,
    Within,
    OlderThan,
    During,
    Trust,
    /// An operator that the dialect does not know: false in GrowthBook's, an error before compiling in ours.
    Unknown,
}
