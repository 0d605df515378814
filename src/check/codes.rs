//! Every code with what it means: the table behind `docs/diagnostics.md`.
//!
//! A code is stable: scripts and people refer to it. The word order is: what is wrong, in one line; how it is mended.

use crate::diagnostic::Severity::{self, Error, Warning};

/// One kind of finding.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Code {
    pub code: &'static str,
    pub severity: Severity,
    /// What is wrong, a sentence.
    pub about: &'static str,
    /// How it is mended, Markdown.
    pub mend: &'static str,
}

const fn code(code: &'static str, severity: Severity, about: &'static str, mend: &'static str) -> Code {
    Code { code, severity, about, mend }
}

/// All codes, by name.
#[rustfmt::skip]
pub const CODES: &[Code] = &[
    code("alias", Error, "An alias (`*name`): not part of the language.", "write it out; quote a text that starts with `*`"),
    code("always-true-condition", Warning, "A condition that every value fits.", "leave it out"),
    code("ambiguous-number", Error, "A number that starts with 0.", "`017` → `17`"),
    code("ambiguous-scalar", Error, "A value that readers of YAML take differently.", "`no` → `\"no\"` or `false`"),
    code("anchor", Error, "An anchor (`&name`): not part of the language.", "write it out, or name a segment or list"),
    code("bad-calendar", Error, "Days or hours that are none.", "`\"10-20\"` → `\"10:00-20:00\"`"),
    code("bad-dayparts", Error, "Parts of the day that do not follow one another.", "`dayparts: { evening: 23 }` → `dayparts: { evening: 18 }`"),
    code("bad-domain", Error, "Not a domain that somebody registered.", "`domains: https://shop.example/` → `domains: shop.example`"),
    code("bad-interpolation", Error, "An interpolation that does not read.", "`{{geo.city|your town}}`"),
    code("bad-locale", Error, "Not the tag of a language.", "`en_US` → `en-US`"),
    code("bad-name", Error, "Not a name: letters, digits, `_`, `-`.", "`my slot` → `my-slot`"),
    code("bad-page", Error, "Not the path of a page.", "`pages: sale` → `pages: /sale`"),
    code("bad-redirect", Error, "A redirect that leaves the site.", "`redirect: https://…` → `redirect: /lp/long`"),
    code("between-shape", Error, "A range that is empty or turned round.", "`$between: [30, 10]` → `$between: [10, 30]`; only hours go round"),
    code("bundle-too-large", Error, "The bundle is larger than 8 MB.", "`use: \"#tpl\"`: leave the content in the page"),
    code("by-type", Error, "`by` over a signal whose values are no names.", "write one experience for each range"),
    code("calendar-row", Error, "Rows with a calendar, found by what is known later than calendars.", "look the table up by another signal"),
    code("charter-not-active", Error, "This part of a charter is not active in this release.", "take it out until it is"),
    code("circular-prerequisite", Error, "Experiences that ask for each other's variants in a circle.", "take one of them out of a `when`"),
    code("click-value", Error, "A click identifier's value is asked for.", "`page.query.gclid: …` → `referral.click: gclid`"),
    code("comment-cuts-text", Warning, "A ` #` in a text starts a comment.", "`text: now #1` → `text: \"now #1\"`"),
    code("complex-key", Error, "A key is a list or a map.", "keys are words"),
    code("condition-too-deep", Error, "Segments that ask each other deeper than 32.", "write the innermost conditions in place"),
    code("condition-too-large", Error, "A condition of more than 65 000 steps.", "use lists and tables"),
    code("conflicting-keys", Error, "Two keys that exclude each other.", "keep one of them"),
    code("content-too-deep", Error, "`by` in `by` too deep.", "use a table"),
    code("content-too-large", Error, "A content of more than 256 KiB.", "keep it in the page: `use: \"#template\"`"),
    code("duplicate-id", Error, "Two experiences, or two variants of one, with the same id.", "rename one; renaming a running experiment redraws its visitors"),
    code("duplicate-key", Error, "A key is given twice.", "keep one of them"),
    code("duplicate-name", Error, "Two definitions with the same name, in different files.", "rename one"),
    code("empty-file", Error, "The file holds nothing.", "start with `nearside: 1`"),
    code("empty-key", Error, "A value has no key.", "give it a name"),
    code("empty-window", Error, "A window that ends before it starts, or starts after the ruleset expired.", "swap `from` and `until`"),
    code("entry-only", Error, "A key that is said once stands in an included file.", "move `expires` to the entry file"),
    code("exception-outside", Warning, "A date's own hours that no visitor will see.", "take it out, or set `expires` to a later time"),
    code("filter-on-table", Error, "A filter on a table's cell, which is shown as it is written.", "leave the filter out"),
    code("filter-type", Error, "A filter for another type.", "`{{geo.country|time|…}}` → `{{geo.country|…}}`"),
    code("group-range", Error, "Ranges of a group that overlap, a member without one, or one without a member.", "`[0%, 50%]`, `[50%, 100%]`"),
    code("group-units", Warning, "Members of a group that are drawn by other units.", "give both the same `unit`"),
    code("hours-overlap", Warning, "Hours past midnight that run into the next day's.", "`22:00-02:00` before `02:00-10:00`, not before `01:00-10:00`"),
    code("impossible-condition", Error, "A condition that can never hold.", "alternatives go into `$or` or `$in`"),
    code("inexact-number", Error, "An integer beyond 2^53, where numbers have gaps.", "`type: string` for identifiers"),
    code("invalid-selector", Error, "A selector that does not parse.", "`a >` → `a > b`"),
    code("live-place", Error, "A place that would change by itself: `redecide: live` is for values.", "`redecide: action`, or a slot with `value`"),
    code("longer-than-kept", Warning, "A time longer than something is remembered: half a year at most.", "`keep: 365d` → `keep: 180d`"),
    code("malformed-json", Error, "The file is not JSON.", "`{\"id\": a}` → `{\"id\": \"a\"}`"),
    code("malformed-yaml", Error, "The file is not YAML.", "close the quote or bracket"),
    code("merge-key", Error, "A merge key (`<<`): not part of the language.", "write the keys out, or name a segment"),
    code("misplaced-operator", Error, "An operator without a signal to ask.", "`when: { time.hour: { $gt: 5 } }`"),
    code("missing-because", Error, "Memory is read and nobody says why.", "add `because:`, a sentence for the visitor"),
    code("missing-fallback", Warning, "An interpolation that shows nothing when the signal is missing.", "`{{geo.country}}` → `{{geo.country|your country}}`"),
    code("missing-file", Error, "A file that is named is not there.", "`use: content/helo.html` → `use: content/hello.html`"),
    code("missing-id", Error, "A ruleset that remembers something has no `id`, under which a device would keep it.", "`id: shop.example`"),
    code("missing-key", Error, "A key that must be there is not.", "add it"),
    code("missing-translation", Warning, "A message that some languages lack.", "add it to their files"),
    code("model-signal-not-active", Error, "`model.<name>` signals are not active in this release.", "take it out until it is"),
    code("never-open", Warning, "A calendar without any hours.", "`open: { mon-fri: \"09:00-17:00\" }`"),
    code("never-wins", Warning, "An experience whose slots are always taken by an earlier one.", "move it up, or give it a `priority`"),
    code("no-ruleset", Error, "No file can be taken for the ruleset, or several can.", "call the entry file `ruleset.yaml`"),
    code("no-weight", Error, "No variant has a weight.", "give one a weight above 0"),
    code("not-for-children", Error, "What needs memory, or asks for attention, on a site for children.", "decide by the page and the moment, or draw by a unit of the site"),
    code("not-utf8", Error, "A file is not UTF-8 text.", "save it as UTF-8"),
    code("nothing-shown", Warning, "No variant shows anything.", "add a variant with `show`"),
    code("observable-content", Error, "Arms that load different addresses, by what only the device knows: their server would learn it.", "the same picture in all arms, `data:image/…`, or `observable: true`"),
    code("observable-link", Warning, "A link, or a field of a form, that says who was shown it.", "`/cart?from=reminder` → `/cart`, or `observable: true`"),
    code("observable-nothing", Warning, "`observable: true` where nothing differs.", "take it out"),
    code("observable-rank", Warning, "A ranking or an order of what loads when it is near, or anew when it is moved (`--page` only).", "no `loading=\"lazy\"`, no frames in it; or `observable: true`"),
    code("op-needs-place", Error, "An operation for a value slot.", "`units: { text: us }` → `units: us`"),
    code("operator-type", Error, "An operator that cannot be asked of this type.", "`device.type: { $gt: mobile }` → `{ $in: [tablet, desktop] }`"),
    code("out-of-range", Error, "A number that the signal, or the setting, never is.", "`time.hour: 24` → `time.hour: 0`"),
    code("page-view-goal", Error, "`unit: page-view` with a goal that outlives the page.", "`within: view`, or `unit: [account, device]`"),
    code("pass-with-limits", Error, "A variant that steps aside cannot be counted, so limits would treat variants differently.", "`pass: true` → a variant without `show`"),
    code("pattern-invalid", Error, "Not a regular expression.", "close the parenthesis"),
    code("pattern-too-large", Error, "A regular expression whose automaton is larger than 64 KB.", "use `$startsWith`, `$in`, or a shorter pattern"),
    code("pattern-unsupported", Error, "A regular expression that no automaton can be: look-around, back-references.", "use several conditions"),
    code("patterns-too-large", Error, "All automata together are larger than 256 KB.", "use `$in` or lists"),
    code("precise-signal", Error, "A precise or sensitive signal, which no charter can allow in this release.", "use a coarser signal"),
    code("rank-without-topics", Error, "A ranking by interests, and no topics that may be remembered.", "`topics: { allow: [running, hiking] }`"),
    code("ruleset-expired", Warning, "The ruleset has expired.", "set `expires` to a later time"),
    code("segment-cycle", Error, "A segment that asks itself.", "a segment rests on signals in the end"),
    code("sensitive-name", Warning, "A question, an event, a signal, a state or a stage about something sensitive, or an answer, a field, a value or a step.", "do without it, or `sensitivity: sensitive`"),
    code("sensitive-read", Error, "A sensitive topic is asked for, which is never remembered: the rule would never be shown.", "`affinity.politics: …` → `page.topics: { $in: [politics] }`"),
    code("sensitive-topic", Error, "A sensitive topic that nobody agreed on.", "take it out of `allow`, or list it under `sensitive` too"),
    code("several-documents", Error, "The file holds more than one YAML document.", "remove `---`, use `include`"),
    code("share-too-small", Warning, "A variant, or a range of a group, that no draw falls into.", "a larger `weight`: there are 10 000 draws, with `hash_version: 1` 1 000"),
    code("signal-in-address", Error, "What only the device knows, in an address that the page loads, or unseen in a form.", "`src=\"/a.png?n={{visit.count}}\"` → `src=\"/a.png\"`"),
    code("signal-not-active", Error, "This signal is not active in this release.", "take it out until it is"),
    code("stop-topic", Error, "An event without a topic, compared by topic.", "`events: { purchase: { fields: { topic: topic } } }`"),
    code("table-by-table", Error, "A table that is looked up by another table.", "look it up by the signal itself"),
    code("tag", Error, "A tag (`!!str`): not part of the language.", "leave it out; scalars are read by the schema"),
    code("template-not-here", Error, "A page template where only markup can be.", "`use: \"#tpl\"` replaces the children"),
    code("time-without-zone", Error, "A civil time without a zone.", "`2027-01-31T18:00` → `2027-01-31T18:00Z`"),
    code("too-deep", Error, "Collections are nested deeper than 64.", "flatten it; name inner conditions as segments"),
    code("too-large", Error, "A file is larger than 8 MiB.", "split it with `include`"),
    code("too-many-events", Error, "More events to be remembered than a profile has room for.", "take events out that nothing asks for, or ask for fewer"),
    code("too-many-experiences", Error, "More than 20 000 experiences.", "use `by` and tables"),
    code("too-many-files", Error, "More than 4096 files.", "name the folder of the ruleset, not that of the project"),
    code("too-many-hours", Error, "More than 512 stretches of opening hours in one calendar.", "leave out dates that are over, and those of the years after next"),
    code("too-many-locales", Error, "More than 128 languages.", "name those that the site speaks"),
    code("too-many-signals", Error, "More than 1 024 signals are read.", "ask fewer `page.query.*` and `event.*`"),
    code("too-many-slots", Error, "More than 4 096 slots.", "split the ruleset by site"),
    code("too-many-topics", Warning, "More than 32 topics to be remembered.", "join topics that say the same"),
    code("too-many-variants", Error, "More than 64 variants.", "split the experiment"),
    code("unclosed-markup", Error, "Markup that is not closed, or closes what it did not open.", "close it: a streamed page has no end of a content"),
    code("unit-type", Error, "A unit from a signal that is no text.", "`custom.account: { type: string }`"),
    code("unknown-calendar", Error, "A calendar that is not defined.", "define it under `calendars`"),
    code("unknown-event", Error, "An event or a field of one that is not declared.", "declare it under `events`"),
    code("unknown-experience", Error, "An experience that does not exist.", "`variant.helo` → `variant.hello`"),
    code("unknown-filter", Error, "A filter that does not exist.", "`{{x|nmber|0}}` → `{{x|number|0}}`"),
    code("unknown-goal", Error, "A goal that is not defined.", "define it under `goals`"),
    code("unknown-group", Error, "A group that is not defined.", "define it under `groups`"),
    code("unknown-key", Error, "A key that does not exist here.", "`slot:` → `slots:`"),
    code("unknown-language", Error, "A newer ruleset language.", "`nearside: 2` → `nearside: 1`, or update the package"),
    code("unknown-list", Error, "A list that is not defined.", "define it under `lists`"),
    code("unknown-message", Error, "A message that no language has.", "add it to the message files"),
    code("unknown-op", Error, "An operation that does not exist.", "`txt:` → `text:`"),
    code("unknown-operator", Error, "An operator that does not exist.", "`$gth` → `$gt`"),
    code("unknown-segment", Error, "A segment that is not defined.", "define it under `segments`"),
    code("unknown-signal", Error, "A signal that does not exist, or a `custom.` or `declared.` one that is not declared.", "`geo.contry` → `geo.country`"),
    code("unknown-slot", Error, "A slot that is not defined.", "define it under `slots`"),
    code("unknown-stage", Error, "A stage that is not defined.", "define it under `stages`"),
    code("unknown-state", Error, "A state that is not defined.", "define it under `states`"),
    code("unknown-table", Error, "A table or a column that is not defined.", "`table.store.nam` → `table.store.name`"),
    code("unknown-topic", Error, "A topic that is not allowed.", "add it to `topics.allow`"),
    code("unknown-unit", Error, "A unit that is not defined.", "define it under `units`, or use `device` or `page-view`"),
    code("unknown-value", Error, "A value that the signal never has.", "`geo.country: UK` → `geo.country: GB`"),
    code("unknown-word", Error, "None of the words that may stand here.", "`redecide: always` → `redecide: live`"),
    code("unknown-zone", Error, "No such time zone.", "`Europe/Berln` → `Europe/Berlin`"),
    code("unlikely-value", Warning, "A value that does not have the form of the signal's values.", "`locale.language: en-US` → `locale.language: en`"),
    code("unlisted-locale", Warning, "Messages in a language that `locales` does not name.", "add it to `locales`"),
    code("unquoted-braces", Error, "A value that starts with `{{` is a map to YAML.", "`text: {{geo.city}}` → `text: \"{{geo.city}}\"`"),
    code("unquoted-hash", Error, "A `#` starts a comment, so the value is empty.", "`target: #hero` → `target: \"#hero\"`"),
    code("unreachable-case", Warning, "A case of `by` that `when` excludes, or an `else` with nothing left.", "remove it"),
    code("unsafe-attribute", Error, "A handler (`on…`) or `srcdoc`: code.", "let the page's own script listen"),
    code("unsafe-element", Error, "An element that brings code or turns the page: `<script>`, `<base>`, `<object>`, `<meta http-equiv>` …; an operation into a `<style>`.", "keep it in the page"),
    code("unsafe-interpolation", Error, "An interpolation where a visitor's words would be more than words.", "`href={{…}}` → `href=\"/c/{{…}}\"`"),
    code("unsafe-style", Error, "A style that runs code or is more than one property; a tag in a `<style>`.", "`style: { color: red }`"),
    code("unsafe-url", Error, "An address that runs code: `javascript:`, `data:`.", "`href=\"/path\"`"),
    code("unsupported-selector", Error, "A selector that the HTML stream rewriter does not know: `+ ~ :has :is`.", "mark the place: `[data-ns=name]`"),
    code("unused-list", Warning, "A list that nobody asks.", "remove it"),
    code("unused-segment", Warning, "A segment that nobody asks.", "remove it"),
    code("unused-slot", Warning, "A slot that no experience fills.", "remove it"),
    code("url-text", Error, "Text from the address, shown as it is: a link could put words on the page.", "`{{referral.utm.campaign|list:campaigns|Hello}}`"),
    code("window-ended", Warning, "A window that has ended.", "remove the experience, or move its window"),
    code("wrong-type", Error, "A value of another type than expected.", "`time.hour: noon` → `time.hour: 12`"),
];

/// The table as Markdown.
pub fn markdown() -> String {
    let mut out = String::from(HEAD);
    for one in CODES {
        let severity = super::render::severity(one.severity);
        out.push_str(&format!("| `{}` | {severity} | {} | {} |\n", one.code, cell(one.about), cell(one.mend)));
    }
    out
}

const HEAD: &str = "# Diagnostics\n\n\
    What `nearside check` finds, by code. An error stops `build`, a warning does not. Written from \
    `src/check/codes.rs` by the tests; the fixtures in `tests/cases/check` show each.\n\n\
    | code | | what is wrong | how it is mended |\n|---|---|---|---|\n";

fn cell(text: &str) -> String {
    text.replace('|', "\\|")
}
