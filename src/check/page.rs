//! `check --page`: what each slot's target matches in a page as it is served.
//!
//! The page streams through the rewriter itself, so what is counted here is what an edge will find. Memory is bounded
//! whatever the page is; one that does not fit (a tag of megabytes) is counted as far as it went.

use std::cell::RefCell;
use std::collections::BTreeSet;

use lol_html::html_content::Element;
use lol_html::{ElementContentHandlers, HtmlRewriter, MemorySettings, Selector, Settings};
use serde_json::{Value, json};

use super::{selectors, suggest};
use crate::decide::page::matches;
use crate::limits;
use crate::rewrite::{Edit, Options, Rewriter};
use crate::ruleset::model::{Ruleset, Slot, SlotKind};

/// Bytes that the parser may hold back: a tag longer than this is no tag.
const PARSER_BYTES: usize = 4 * 1024 * 1024;
/// Bytes that are fed at once.
const CHUNK: usize = 64 * 1024;
/// Names of the page that are kept for hints.
const NAMES: usize = 4_000;

/// What one target matched.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TargetCount {
    pub slot: String,
    pub target: String,
    /// Elements that matched.
    pub found: u64,
    /// Elements that the slot expects, when it says so.
    pub expect: Option<u64>,
    /// Whether the slot belongs to this page; unknown when it names pages and nobody said which page this is.
    pub here: Option<bool>,
    /// Whether the whole page could be read.
    pub complete: bool,
    /// How to mend it.
    pub hint: Option<String>,
}

impl TargetCount {
    /// Nothing found where something should be, or not as many as expected.
    pub fn is_finding(&self) -> bool {
        match self.here {
            Some(false) => false,
            None => self.found > 0 && self.expect.is_some_and(|expect| expect != self.found),
            Some(true) => self.found == 0 || self.expect.is_some_and(|expect| expect != self.found),
        }
    }

    /// `1`, `0 (expected 1)`, `2 of 1`: what stands in the table.
    fn verdict(&self) -> String {
        match (self.here, self.expect) {
            (Some(false), _) => "not on this page".to_owned(),
            (None, _) if self.found == 0 => "none; it belongs to other pages, perhaps".to_owned(),
            (_, Some(expect)) if expect != self.found => format!("{}, expected {expect}", self.found),
            (_, None) if self.found == 0 => "none".to_owned(),
            _ => self.found.to_string(),
        }
    }
}

/// Counts what the target of each slot matches in `html`. `url_path` says which page it is (`/sale/summer`); without
/// it, slots that name pages are counted and not judged.
pub fn page(ruleset: &Ruleset, html: &[u8], url_path: Option<&str>) -> Vec<TargetCount> {
    let targets: Vec<(&Slot, &str)> = ruleset.slots.iter().filter_map(target).collect();
    let (counts, is_read) = matched(targets.iter().map(|(_, target)| (*target).to_owned()), html);
    let complete = is_read && html.len() <= limits::FETCHED_BYTES;
    let names = Names::of(html);
    let judged = targets.iter().zip(counts).map(|((slot, target), found)| {
        let here = here(slot, url_path);
        let mut count = TargetCount {
            slot: slot.name.value.clone(),
            target: (*target).to_owned(),
            found,
            expect: slot.expect.as_ref().map(|expect| expect.value.max(0.0) as u64),
            here,
            complete,
            hint: None,
        };
        count.hint = count.is_finding().then(|| hint(&count, &names)).flatten();
        count
    });
    judged.collect()
}

fn target(slot: &Slot) -> Option<(&Slot, &str)> {
    match &slot.kind {
        SlotKind::Target(target) => Some((slot, target.value.as_str())),
        SlotKind::Value(_) => None,
    }
}

fn here(slot: &Slot, path: Option<&str>) -> Option<bool> {
    if slot.pages.is_empty() {
        return Some(true);
    }
    let path = path?;
    Some(slot.pages.iter().any(|page| matches(page.value.as_bytes(), path.as_bytes())))
}

/// Runs the page through the rewriter, which changes nothing: what it finds is what an edge will find. Says for each
/// selector how many, and whether the page came to its end.
pub fn matched(selectors: impl IntoIterator<Item = String>, html: &[u8]) -> (Vec<u64>, bool) {
    let edit = |target| Edit { target, ..Edit::default() };
    let mut rewriter = Rewriter::new(selectors.into_iter().map(edit).collect(), &Options::default());
    let mut out = Vec::new();
    for chunk in html.chunks(CHUNK) {
        rewriter.write(chunk, &mut out);
        out.clear();
    }
    rewriter.end(&mut out);
    let counts = rewriter.outcomes().iter().map(|outcome| u64::from(outcome.matched)).collect();
    (counts, !rewriter.bailed())
}

/// The names that a page gives to its elements, as selectors: `#hero`, `.card`, `[data-ns=banner]`.
#[derive(Debug, Default)]
struct Names(BTreeSet<String>);

impl Names {
    /// Of as much of a page as can be read.
    fn of(html: &[u8]) -> Names {
        let names = RefCell::new(Names::default());
        let Ok(everything) = "*".parse::<Selector>() else { return Names::default() };
        let handler = ElementContentHandlers::default().element(|element: &mut Element| {
            names.borrow_mut().take(element);
            Ok(())
        });
        let settings = Settings::new()
            .with_memory_settings(MemorySettings::new().with_max_allowed_memory_usage(PARSER_BYTES))
            .with_strict(false)
            .append_element_content_handler((std::borrow::Cow::Owned(everything), handler));
        let mut rewriter = HtmlRewriter::new(settings, |_: &[u8]| {});
        // A tag that is cut off at the end has no names for us: the parser need not be told of the end.
        let _: bool = html.chunks(CHUNK).all(|chunk| rewriter.write(chunk).is_ok());
        drop(rewriter);
        names.into_inner()
    }

    fn take(&mut self, element: &Element) {
        for attribute in element.attributes() {
            if self.0.len() >= NAMES {
                return;
            }
            let (name, value) = (attribute.name(), attribute.value());
            if value.len() > 64 || name.len() > 32 {
                continue;
            }
            match name.as_str() {
                "id" => drop(self.0.insert(format!("#{value}"))),
                "class" => self.0.extend(value.split_ascii_whitespace().map(|class| format!(".{class}"))),
                name if name.starts_with("data-") => drop(self.0.insert(format!("[{name}={value}]"))),
                _ => {}
            }
        }
    }

    fn all(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(String::as_str)
    }
}

fn hint(count: &TargetCount, names: &Names) -> Option<String> {
    if let Some((_, message, _)) = selectors::judge(&count.target) {
        return Some(message);
    }
    if !count.complete {
        return Some("the page could not be read to its end".to_owned());
    }
    if count.found > 0 {
        return Some("make the target narrower, or change `expect`".to_owned());
    }
    let parts = simple_parts(&count.target);
    let missing = parts.iter().find(|part| !names.0.contains(part.as_str()))?;
    let bare = missing.trim_start_matches(['#', '.']);
    let other = [format!("#{bare}"), format!(".{bare}"), format!("[data-ns={bare}]")];
    let elsewhere = other.iter().find(|one| *one != missing && names.0.contains(one.as_str()));
    let nearest = elsewhere.map(String::as_str).or_else(|| suggest::nearest(missing, names.all()));
    Some(match nearest {
        Some(nearest) => format!("the page has no `{missing}`; did you mean `{nearest}`?"),
        None => format!("the page has no `{missing}`; is it made by a script? then only the browser finds it"),
    })
}

/// The ids, classes and `data-` attributes that a selector names, outside `:not()`.
fn simple_parts(selector: &str) -> Vec<String> {
    let outside = selector.split(":not(").next().unwrap_or(selector);
    let mut parts = Vec::new();
    let mut rest = outside;
    while let Some(at) = rest.find(['#', '.', '[']) {
        let (sign, tail) = rest.split_at(at).1.split_at(1);
        if sign == "[" {
            let Some((inside, after)) = tail.split_once(']') else { break };
            let plain: String = inside.chars().filter(|c| !matches!(c, '"' | '\'')).collect();
            if plain.starts_with("data-") && plain.contains('=') && !plain.contains(['^', '$', '*', '~', '|']) {
                parts.push(format!("[{plain}]"));
            }
            rest = after;
        } else {
            let end = tail.find(|c: char| !(c.is_alphanumeric() || c == '-' || c == '_')).unwrap_or(tail.len());
            let (name, after) = tail.split_at(end);
            parts.push(format!("{sign}{name}"));
            rest = after;
        }
    }
    parts
}

/// For machines: `[{slot, target, found, expect, here, complete, finding, hint}]`.
pub fn json(counts: &[TargetCount]) -> Value {
    let one = |count: &TargetCount| {
        json!({
            "slot": count.slot,
            "target": count.target,
            "found": count.found,
            "expect": count.expect,
            "here": count.here,
            "complete": count.complete,
            "finding": count.is_finding(),
            "hint": count.hint,
        })
    };
    Value::Array(counts.iter().map(one).collect())
}

/// For people: a line for each target, findings with how to mend them.
pub fn text(counts: &[TargetCount], colour: bool) -> String {
    let width =
        |part: fn(&TargetCount) -> &str| counts.iter().map(|count| part(count).chars().count()).max().unwrap_or(0);
    let (slots, targets) = (width(|count| &count.slot), width(|count| &count.target));
    let mut out = String::new();
    for count in counts {
        let (mark, paint) = match (count.is_finding(), count.here == Some(true) || count.found > 0) {
            (true, _) => ("✗", "\u{1b}[31m"),
            (false, true) => ("✓", "\u{1b}[32m"),
            (false, false) => ("·", "\u{1b}[2m"),
        };
        let (on, off) = if colour { (paint, "\u{1b}[0m") } else { ("", "") };
        let (slot, target, verdict) = (&count.slot, &count.target, count.verdict());
        out.push_str(&format!("{on}{mark}{off} {slot:slots$}  {target:targets$}  {verdict}\n"));
        if let Some(hint) = &count.hint {
            out.push_str(&format!("  {:slots$}  {hint}\n", ""));
        }
    }
    if out.is_empty() {
        out.push_str("this ruleset has no slot with a target\n");
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ruleset::{Files, read};

    fn count(yaml: &str, html: &[u8], path: Option<&str>) -> Vec<TargetCount> {
        let files = Files::from([("ruleset.yaml".to_owned(), yaml.as_bytes().to_vec())]);
        page(&read(&files).ruleset.unwrap(), html, path)
    }

    const SLOTS: &str = "nearside: 1\nid: a\nslots:\n  hero: { target: \"#hero\" }\n  card: { target: main .card, expect: 2 }\n  \
        banner: { target: \"[data-ns=baner]\" }\n  sale: { target: .sale, pages: [\"/sale/*\"] }\n  units: { value: metric }\n";
    const PAGE: &[u8] = b"<main class=hero><p class='card x'></p><p class=card></p></main><div data-ns=banner></div>";

    #[test]
    fn targets_are_counted_and_misses_say_what_is_near() {
        insta::assert_snapshot!(text(&count(SLOTS, PAGE, Some("/")), false), @r"
        ✗ hero    #hero            none
                  the page has no `#hero`; did you mean `.hero`?
        ✓ card    main .card       2
        ✗ banner  [data-ns=baner]  none
                  the page has no `[data-ns=baner]`; did you mean `[data-ns=banner]`?
        · sale    .sale            not on this page
        ");
    }

    #[test]
    fn a_slot_of_other_pages_is_judged_only_on_its_own() {
        let sale = |path| count(SLOTS, PAGE, path).into_iter().find(|one| one.slot == "sale").unwrap();
        assert_eq!(sale(Some("/")).here, Some(false));
        assert!(!sale(None).is_finding());
        assert!(sale(Some("/sale/a")).is_finding());
    }

    #[test]
    fn html_that_is_none_or_endless_is_counted_as_far_as_it_goes() {
        let endless = [b"<p id=hero><a ".to_vec(), vec![b'x'; 6 * 1024 * 1024]].concat();
        for html in [&b""[..], b"<", b"\xff\xfe\0<p id=hero", b"<p id=hero><p id=hero></b></html></html>", &endless] {
            let counts = count(SLOTS, html, None);
            assert_eq!(counts.len(), 4);
            assert!(text(&counts, true).contains("hero"));
            assert!(json(&counts).is_array());
        }
        assert!(!count(SLOTS, &endless, None).iter().any(|one| one.complete));
        for (bytes, complete) in [(limits::FETCHED_BYTES, true), (limits::FETCHED_BYTES + 1, false)] {
            assert_eq!(count(SLOTS, &vec![b' '; bytes], None)[0].complete, complete);
        }
    }
}
