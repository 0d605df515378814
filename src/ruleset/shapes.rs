//! Every section of a ruleset as a [`Shape`]: the one place where keys are written down.

use super::shape::{Shape, Ty, key, required, shape};

/// The words for types of signals, fields and answers.
pub const KINDS: &[&str] = &["string", "number", "boolean", "enum", "list", "time", "topic", "version", "duration"];
pub const SENSITIVITY: &[&str] = &["contextual", "behavioural", "declared", "precise", "sensitive"];
const NAMES: Ty = Ty::Many(&Ty::Name);
const TEXTS: Ty = Ty::Many(&Ty::Text);
const DOMAINS: Ty = Ty::Many(&Ty::Matching(r"^([A-Za-z0-9_-]+\.)+[A-Za-z][A-Za-z0-9-]+\.?$"));
const PAGES: Ty = Ty::Many(&Ty::Matching(r"^[/*]"));

pub static RULESET: Shape = shape(
    "ruleset",
    "A ruleset of nearside.",
    &[
        key("$schema", Ty::Text, "Where this schema is, for editors."),
        required("nearside", Ty::Exactly("1"), "The version of this language: 1."),
        key("id", Ty::Id, "The ruleset's name, for example the site's host."),
        key("charter", Ty::Text, "The file of the team's charter."),
        key(
            "locales",
            Ty::List(&Ty::Matching(r"^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*$")),
            "The site's languages, as BCP 47 tags: `locale.language` is the best of them.",
        ),
        key(
            "domains",
            DOMAINS,
            "The site's own domains, for `referral.source`: `shop.example` stands for all below it.",
        ),
        key("include", TEXTS, "Files of other teams, as paths or patterns such as `checkout/*.yaml`."),
        key("owner", Ty::Text, "Who looks after the experiences of this file."),
        key("expires", Ty::Moment, "After this time only defaults are shown."),
        key("purpose", Ty::Words(&["personalization"]), "Tightens the consent that every experience needs."),
        key("dayparts", Ty::Shape(&DAYPARTS), "When the parts of the day (`time.daypart`) begin."),
        key("signals", Ty::Map(&Ty::Shape(&SIGNAL)), "The site's own signals, `custom.<key>`."),
        key("declare", Ty::Map(&Ty::Shape(&DECLARATION)), "What visitors may tell the site about themselves."),
        key("events", Ty::Map(&Ty::Shape(&EVENT)), "Events that the site reports."),
        key("topics", Ty::Shape(&TOPICS), "Topics that may be remembered; nothing else ever is."),
        key("states", Ty::Map(&Ty::Shape(&STATE)), "What opens with one event and closes with another."),
        key(
            "stages",
            Ty::Map(&Ty::Map(&Ty::Either(&[Ty::Name, Ty::Condition]))),
            "Lifecycles: steps in order, each an event or a condition.",
        ),
        key("calendars", Ty::Map(&Ty::Shape(&CALENDAR)), "Opening hours."),
        key("tables", Ty::Map(&Ty::Shape(&TABLE)), "Rows looked up by a signal."),
        key("lists", Ty::Map(&Ty::List(&Ty::Scalar)), "Named lists for `$inList` and the filter `list`."),
        key("segments", Ty::Map(&Ty::Condition), "Named conditions."),
        key("slots", Ty::Map(&Ty::Shape(&SLOT)), "Named places of the pages, and named values."),
        key("goals", Ty::Map(&Ty::Shape(&GOAL)), "What counts as success."),
        key("units", Ty::Map(&Ty::Shape(&UNIT)), "Who random assignment holds for, besides `device` and `page-view`."),
        key("holdout", Ty::Shape(&HOLDOUT), "A share of visitors who see only defaults."),
        key("groups", Ty::Map(&Ty::Shape(&GROUP)), "Experiments that exclude each other."),
        key("guardrails", Ty::Shape(&GUARDRAILS), "How much of a page, and of a visit, may be personalised."),
        key(
            "messages",
            Ty::Map(&Ty::Either(&[Ty::Text, Ty::Map(&Ty::Template)])),
            "Texts by language and key: files, or maps in place.",
        ),
        key("experiences", Ty::List(&Ty::Shape(&EXPERIENCE)), "The rules, in order of preference."),
    ],
);

/// Keys that only the entry file may hold.
pub const ENTRY_ONLY: &[&str] =
    &["id", "charter", "locales", "domains", "include", "expires", "purpose", "holdout", "guardrails", "dayparts"];

/// The team's agreement: a file of its own, which the ruleset names.
pub static CHARTER: Shape = shape(
    "charter",
    "A charter of nearside.",
    &[
        required("nearside-charter", Ty::Exactly("1"), "The version of this language: 1."),
        key("audience", Ty::Words(AUDIENCES), "Who the site is for; for children nothing is remembered."),
        key("sensitive_topics", Ty::List(&Ty::Text), "The sensitive topics that the team agreed on."),
        key("goals", Ty::Later, "What is to be reached, from where, by when."),
        key("milestones", Ty::Later, "The way there."),
        key("team", Ty::Later, "Roles, and who signed."),
        key("use_cases", Ty::Later, "What is personalised, for whom, at which effort."),
        key("signals", Ty::Later, "What may be read."),
        key("guardrails", Ty::Later, "How much, how long, how small."),
        key("never", Ty::Later, "What is never shown to whom."),
        key("offer", Ty::Later, "Prices of one's own, and how they are disclosed."),
        key("assumptions", Ty::Later, "What the team believes."),
        key("risks", Ty::Later, "What may go wrong, and what is done about it."),
        key("actions", Ty::Later, "What is to be done, by whom."),
        key("review", Ty::Later, "How often it is looked at again."),
    ],
);

/// From the narrowest to the widest.
pub const AUDIENCES: &[&str] = &["children", "mixed", "adults"];

pub static DAYPARTS: Shape = shape(
    "dayparts",
    "When the parts of the day begin, one after the other; the last one lasts until the first.",
    &[
        key("morning", Ty::Clock, "5:00 unless given."),
        key("afternoon", Ty::Clock, "12:00 unless given."),
        key("evening", Ty::Clock, "17:00 unless given."),
        key("night", Ty::Clock, "22:00 unless given; may be after midnight."),
    ],
);

pub static SIGNAL: Shape = shape(
    "signal",
    "One of the site's own signals.",
    &[
        required("type", Ty::Words(KINDS), "What its values are."),
        key("values", Ty::List(&Ty::Text), "The values of an enum."),
        key("sensitivity", Ty::Words(SENSITIVITY), "How delicate it is; decides which consent it needs."),
        key("about", Ty::Text, "What it is, in words for the visitor."),
        key("from", Ty::Shape(&PAGE_SOURCE), "Where in the page the browser finds it; else the site gives it."),
    ],
);

pub static PAGE_SOURCE: Shape = shape(
    "source in the page",
    "Where in the page a signal's value stands.",
    &[
        key("text", Ty::Text, "The text of the first element that this selector finds."),
        key("value", Ty::Text, "What is chosen or typed in the first field that this selector finds."),
        key("attr", Ty::Text, "The attribute of this name, of the element that `of` finds."),
        key("of", Ty::Text, "The selector of the element that has the attribute."),
    ],
);

pub static DECLARATION: Shape = shape(
    "declaration",
    "One thing that a visitor may declare.",
    &[
        required("type", Ty::Words(KINDS), "What answers are."),
        key("values", Ty::List(&Ty::Text), "The answers of an enum."),
        key("ask", TEXT, "The question, as visitors read it."),
        key("keep", Ty::Duration, "How long the answer is remembered."),
        key("sensitivity", Ty::Words(&["declared", "sensitive"]), "How delicate it is; `declared` unless given."),
    ],
);

pub static EVENT: Shape = shape(
    "event",
    "One event that the site reports.",
    &[
        key("fields", Ty::Map(&Ty::Words(KINDS)), "What comes with it, typed."),
        key("keep", Ty::Duration, "How long it is remembered."),
        key("sensitivity", Ty::Words(&["behavioural", "sensitive"]), "How delicate it is; `behavioural` unless given."),
        key("on", Ty::Shape(&TRIGGERS), "What reports it by itself."),
    ],
);

pub static TRIGGERS: Shape = shape(
    "triggers",
    "Reports an event when something happens to elements.",
    &[
        key("click", Ty::Text, "A selector: reports when an element is clicked."),
        key("scroll", Ty::Share, "A share: reports when so much of the page was scrolled to."),
        key("seen", Ty::Text, "A selector: reports when an element is seen."),
        key("submit", Ty::Text, "A selector: reports when a form is sent."),
        key("time", Ty::Duration, "A duration: reports when the page was in view for so long."),
    ],
);

pub static TOPICS: Shape = shape(
    "topics",
    "Topics that may be remembered.",
    &[
        key("allow", Ty::List(&Ty::Text), "The topics."),
        key("sensitive", Ty::List(&Ty::Text), "Those that need more care, as the team agreed."),
        key("discreet", Ty::List(&Ty::Text), "Those that are never named on a screen, for others may see it."),
    ],
);

pub static STATE: Shape = shape(
    "state",
    "Opens with one event, closes with another.",
    &[
        required("opens", NAMES, "Events that open it."),
        key("closes", NAMES, "Events that close it."),
        key("forget", Ty::Duration, "Closes by itself after this long."),
    ],
);

pub static CALENDAR: Shape = shape(
    "calendar",
    "Opening hours.",
    &[
        required("zone", Ty::Text, "An IANA time zone, or `visitor`: their own clock."),
        required("open", Ty::Map(&Ty::Text), "Days (`mon-fri`) and hours (`10:00-20:00`, `22:00-02:00`, `closed`)."),
        key("except", Ty::Map(&Ty::Text), "Dates and their hours, in place of those of the weekday."),
    ],
);

pub static TABLE: Shape = shape(
    "table",
    "Rows looked up by a signal.",
    &[
        required("by", Ty::Signal, "The signal whose value names the row."),
        required("rows", Ty::Map(&Ty::Map(&Ty::Scalar)), "Values of the signal and their columns."),
    ],
);

pub static SLOT: Shape = shape(
    "slot",
    "A named place in pages, or a named value.",
    &[
        key("target", Ty::Text, "A CSS selector."),
        key("value", Ty::Scalar, "A value instead of a place: its default."),
        key("expect", Ty::Number, "How many elements the target matches."),
        key("public", Ty::Bool, "Others may see the screen."),
        key("pages", PAGES, "Paths on which it is, `*` for anything."),
        key("redecide", Ty::Words(&["view", "action", "live"]), "When it may change."),
        key("take", Ty::Number, "How many places it is, each for the next best experience; 1 unless given."),
    ],
);

pub static GOAL: Shape = shape(
    "goal",
    "What counts as success.",
    &[
        required("event", Ty::Name, "The event."),
        required("kind", Ty::Words(&["conversion", "sum", "count", "retention"]), "How it is counted."),
        key("of", Ty::Name, "The field that is summed."),
        key("max", Ty::Number, "More than this counts as this."),
        key("within", Ty::Either(&[Ty::Duration, Ty::Exactly("view")]), "How long after the exposure."),
        key("from", Ty::Duration, "Retention: from when."),
        key("until", Ty::Duration, "Retention: until when."),
    ],
);

pub static UNIT: Shape = shape(
    "unit",
    "Who a random assignment holds for.",
    &[
        key("cookie", Ty::Text, "The cookie that holds it."),
        key("header", Ty::Text, "The request header that holds it."),
        key("signal", Ty::Signal, "The signal that holds it."),
    ],
);

pub static HOLDOUT: Shape = shape(
    "holdout",
    "A share of visitors who see only defaults.",
    &[
        required("share", Ty::Share, "How many."),
        key("unit", NAMES, "Drawn by the first unit that is known."),
        key("covers", Ty::Words(&["drawn", "all"]), "Experiments only, or every experience."),
        key("seed", Ty::Text, "Seed of the draw."),
    ],
);

pub static GROUP: Shape = shape(
    "group",
    "Experiments that exclude each other.",
    &[
        key(
            "ranges",
            Ty::Map(&Ty::List(&Ty::Share)),
            "The stretch of each experience, `[0%, 50%]`; equal ones unless given.",
        ),
        key("seed", Ty::Text, "Seed of the draw; the group's name unless given."),
        key("hash_version", Ty::Number, "GrowthBook's hash version: 1 or 2 (2 unless given)."),
    ],
);

pub static GUARDRAILS: Shape = shape(
    "guardrails",
    "How much of a page, and of a visit, may be personalised.",
    &[
        key("max_personalised_slots", Ty::Number, "Places of one page that experiences may have."),
        key("max_nudges", Ty::Number, "Experiences with `nudge: true` that one session may see."),
    ],
);

pub static EXPERIENCE: Shape = shape(
    "experience",
    "A rule: who sees what, where and when.",
    &[
        required("id", Ty::Id, "Its name; random assignment depends on it unless a seed is given."),
        key("about", Ty::Text, "What it does, for the team."),
        key("because", TEXT, "Why, for the visitor who sees it."),
        key("pages", PAGES, "Paths on which it may run, `*` for anything."),
        key("when", Ty::Condition, "Who it is for."),
        key("priority", Ty::Number, "Higher goes first; 0 unless given."),
        key("schedule", Ty::Shape(&SCHEDULE), "When it runs."),
        key("limits", Ty::Shape(&LIMITS), "How often it is shown."),
        key("nudge", Ty::Bool, "It asks for attention: `guardrails.max_nudges` counts it."),
        key("rollout", Ty::Share, "The share of visitors who may get it."),
        key("unit", NAMES, "Who a random assignment holds for: the first that is known."),
        key("experiment", Ty::Shape(&EXPERIMENT), "What is to be learned."),
        key("purpose", Ty::Words(&["personalization"]), "Tightens the consent that it needs."),
        key("offer", Ty::Words(&["price"]), "A personalised offer, which must be disclosed."),
        key("observable", Ty::Bool, "Its arms may load different addresses."),
        key("show", Ty::Map(&Ty::Content), "What is shown, by slot: one arm."),
        key(
            "variants",
            Ty::Map(&Ty::Either(&[Ty::Exactly("default"), Ty::Shape(&VARIANT)])),
            "Several arms: an experiment.",
        ),
    ],
);

pub static SCHEDULE: Shape = shape(
    "schedule",
    "When an experience runs.",
    &[
        key("from", Ty::Moment, "Not before."),
        key("until", Ty::Moment, "Not from then on."),
        key("zone", Ty::Text, "The IANA time zone of civil times, or `visitor`: on their own clock."),
        key("during", Ty::Name, "Only in the hours of this calendar."),
    ],
);

pub static LIMITS: Shape = shape(
    "limits",
    "How often an experience is shown.",
    &[
        key(
            "show",
            Ty::Many(&Ty::Matching(r"^[0-9]+ +(ever|per +(view|session|hour|day|week|month))$")),
            "At most so often: `1 per day`, `3 ever`. A day is 24 hours, a week 7 days, a month 30.",
        ),
        key(
            "cooldown",
            Ty::Matching(r"^([0-9]+(\.[0-9]+)?(ms|s|m|h|d|w))+ +since +(shown|clicked|dismissed)$"),
            "A pause: `4h since shown`.",
        ),
        key("stop_after", Ty::Many(&Ty::Shape(&STOP)), "Events that end it for a while."),
    ],
);

pub static STOP: Shape = shape(
    "stop",
    "An event that ends an experience for a while.",
    &[
        required("event", Ty::Name, "The event; `clicked` and `dismissed` are this experience's own."),
        key("for", Ty::Duration, "How long; for good unless given."),
        key("same", Ty::Words(&["topic"]), "Only if it was about a topic of this page (`page.topics`)."),
    ],
);

pub static EXPERIMENT: Shape = shape(
    "experiment",
    "What is to be learned.",
    &[
        key("goal", Ty::Name, "The goal that decides."),
        key("also", NAMES, "Goals that are counted too."),
        key("guardrails", NAMES, "Goals that must not suffer."),
        key("coverage", Ty::Share, "The share of visitors who take part."),
        key("group", Ty::Name, "Experiments of one group exclude each other."),
        key("holdout", Ty::Share, "The share of visitors who never take part, drawn by a seed of its own."),
        key("seed", Ty::Text, "Seed of the assignment; the id unless given."),
        key("phase", Ty::Number, "Counts up when the measurement starts afresh: sticky assignments are drawn anew."),
        key("sticky", Ty::Bool, "Whoever was drawn for a variant stays in it, whatever the weights become."),
        key("blocked_below", Ty::Number, "Whoever was assigned in a phase below takes part no more."),
        key("hypothesis", Ty::Text, "What you expect."),
        key("hash_version", Ty::Number, "GrowthBook's hash version: 1 or 2 (2 unless given)."),
    ],
);

pub static VARIANT: Shape = shape(
    "variant",
    "One arm.",
    &[
        key("weight", Ty::Number, "Relative weight; 1 unless given."),
        key("show", Ty::Map(&Ty::Content), "What is shown, by slot; nothing shows the default."),
        key("pass", Ty::Bool, "Steps aside for the next experience."),
        key(
            "force",
            Ty::Either(&[TEXTS, Ty::Shape(&FORCE)]),
            "Units that get it without a draw: testers. The bundle holds only hashes of them.",
        ),
        key("redirect", Ty::Matching(r"^/(?!/)"), "Another path of this site instead of the page."),
    ],
);

/// A list's name instead of units.
pub static FORCE: Shape =
    shape("units of a list", "The units that a list names.", &[required("list", Ty::Name, "The list.")]);

/// A message key instead of a text.
pub static MESSAGE: Shape =
    shape("message", "A text from the message files.", &[required("t", Ty::Text, "The message's key.")]);

/// Markup from elsewhere.
pub static USE: Shape = shape(
    "markup",
    "Markup from elsewhere.",
    &[
        key("use", Ty::Text, "A file, or `#id` of a `<template>` in the page."),
        key("t", Ty::Text, "A message's key; inserted as text."),
    ],
);

pub static BY: Shape = Shape {
    name: "by",
    about: "Content chosen by a signal, inside one arm.",
    keys: &[
        required("by", Ty::Signal, "The signal."),
        key("else", Ty::Content, "For every other value, and when it is unknown."),
    ],
    others: Some(Ty::Content),
};

const TEXT: Ty = Ty::Either(&[Ty::Template, Ty::Shape(&MESSAGE)]);
const MARKUP: Ty = Ty::Either(&[Ty::Template, Ty::Shape(&USE)]);
const PAIRS: Ty = Ty::Map(&Ty::Either(&[Ty::Template, Ty::Shape(&MESSAGE), Ty::Null]));

/// Operations on the elements of a slot, done in the order in which they are written.
pub static OPS: Shape = shape(
    "operations",
    "Changes to the elements of a slot, in this order.",
    &[
        key("text", TEXT, "Replaces the children by text."),
        key("html", MARKUP, "Replaces the children by markup."),
        key("use", Ty::Text, "Replaces the children by a file's markup, or a `<template>` of the page (`#id`)."),
        key("append", MARKUP, "Puts markup behind the children."),
        key("prepend", MARKUP, "Puts markup before the children."),
        key("before", MARKUP, "Puts markup before the element."),
        key("after", MARKUP, "Puts markup behind the element."),
        key("replace", MARKUP, "Replaces the element."),
        key("attr", PAIRS, "Sets attributes; `null` removes one."),
        key("class", Ty::Either(&[Ty::Text, Ty::Shape(&CLASS)]), "Adds and removes classes."),
        key("style", PAIRS, "Sets style properties; `null` removes one."),
        key("remove", Ty::Bool, "Removes the element."),
        key("order", Ty::List(&Ty::Text), "Children in the order of these selectors."),
        key("rank", Ty::Shape(&RANK), "Items in the order of what the visitor likes; in browsers only."),
        key("redirect", Ty::Matching(r"^/(?!/)"), "Goes to another path of this site."),
        key("value", Ty::Scalar, "The value of a value slot."),
    ],
);

pub static CLASS: Shape = shape(
    "class",
    "Classes to add and remove.",
    &[key("add", TEXTS, "Classes to add."), key("remove", TEXTS, "Classes to remove.")],
);

pub static RANK: Shape = shape(
    "rank",
    "Items of a place in the order of what the visitor likes; `data-topics` names the topics of each.",
    &[
        required("items", Ty::Text, "A selector of the items, inside the target."),
        required("by", Ty::Words(&["affinity"]), "What the order goes by: the interest in the item's topics."),
        key("take", Ty::Number, "How many are shown; the others are hidden."),
        key("skip", Ty::Words(&["seen"]), "What goes behind all else: items that the visitor has seen."),
        key("per_topic", Ty::Number, "How many of one topic come before others get a turn."),
        key("explore", Ty::Number, "How many of those shown are outside the visitor's interests."),
    ],
);

/// All shapes by name, for the schema and its tests.
pub fn all() -> [&'static Shape; 30] {
    [
        &RULESET,
        &DAYPARTS,
        &SIGNAL,
        &PAGE_SOURCE,
        &DECLARATION,
        &EVENT,
        &TRIGGERS,
        &TOPICS,
        &STATE,
        &CALENDAR,
        &TABLE,
        &SLOT,
        &GOAL,
        &UNIT,
        &HOLDOUT,
        &GROUP,
        &GUARDRAILS,
        &EXPERIENCE,
        &SCHEDULE,
        &LIMITS,
        &STOP,
        &EXPERIMENT,
        &VARIANT,
        &FORCE,
        &MESSAGE,
        &USE,
        &BY,
        &OPS,
        &CLASS,
        &RANK,
    ]
}
