//! Which selectors an element answers, from its tag and what is known of its ancestors.
//!
//! All compounds of all selectors are numbered. Each is filed under its most telling test, and a tag is looked up
//! there: a class that no selector names costs one bit test, a page without hits little more than finding its tags.
//! Ancestors are remembered as two sets of compounds a level (what this element reached, what it or one above did),
//! and only when a selector has a combinator at all.

use super::name::Name;
use super::references::decode;
use super::selector::{Compound, Fold, Match, Selector, Test};
use super::tag::{TagScan, is_space};

/// Everything that one tag is asked.
pub struct Subject<'a> {
    pub name: Name,
    pub tag: &'a [u8],
    pub scan: &'a TagScan,
    /// Position among its siblings, from one.
    pub position: u32,
    /// A page without a doctype: ids and classes fold.
    pub quirks: bool,
}

impl<'a> Subject<'a> {
    fn attribute(&self, name: &str) -> Option<&'a [u8]> {
        let wanted = name.as_bytes();
        let attribute =
            self.scan.attributes().iter().find(|attribute| attribute.name.of(self.tag).eq_ignore_ascii_case(wanted))?;
        Some(attribute.value.of(self.tag))
    }
}

/// A set of compounds.
type Words = Vec<u64>;

#[derive(Debug, Default)]
pub struct Matcher {
    compounds: Vec<Numbered>,
    types: Vec<(Name, usize)>,
    ids: Vec<(String, usize)>,
    classes: Vec<(String, usize)>,
    attributes: Vec<(String, usize)>,
    anywhere: Vec<usize>,
    id_bits: u64,
    class_bits: u64,
    attribute_bits: u64,
    /// Words of one set; 0 when no selector has a combinator.
    width: usize,
    /// Two sets for each open element: own, own and above.
    levels: Words,
    own: Words,
    candidates: Vec<usize>,
    /// `:nth-child` is used somewhere.
    pub counts: bool,
}

#[derive(Debug)]
struct Numbered {
    compound: Compound,
    /// The compound before, if this is not the first.
    after: Option<usize>,
    /// The selector that ends here.
    ends: Option<usize>,
}

fn bit(text: &[u8]) -> u64 {
    let (Some(first), Some(last)) = (text.first(), text.last()) else { return 0 };
    let mixed = usize::from(first | 0x20) * 5 + usize::from(last | 0x20) * 11 + text.len() * 3;
    1 << (mixed & 63)
}

impl Matcher {
    pub fn new(selectors: &[Selector]) -> Matcher {
        let mut matcher = Matcher::default();
        for (number, selector) in selectors.iter().enumerate() {
            for compounds in &selector.alternatives {
                matcher.add(number, compounds);
            }
        }
        if matcher.compounds.iter().any(|compound| compound.after.is_some()) {
            matcher.width = matcher.compounds.len().div_ceil(64);
        }
        matcher.own = vec![0; matcher.width];
        matcher
    }

    fn add(&mut self, selector: usize, compounds: &[Compound]) {
        let mut after = None;
        for (index, compound) in compounds.iter().enumerate() {
            let number = self.compounds.len();
            let ends = (index + 1 == compounds.len()).then_some(selector);
            self.counts |= counts(&compound.tests);
            self.file(&compound.tests, number);
            self.compounds.push(Numbered { compound: compound.clone(), after, ends });
            after = Some(number);
        }
    }

    fn file(&mut self, tests: &[Test], number: usize) {
        let rank = |test: &&Test| match test {
            Test::Id(_) => 0,
            Test::Class(_) => 1,
            Test::Attribute { .. } => 2,
            Test::Type(_) => 3,
            _ => 4,
        };
        match tests.iter().min_by_key(rank) {
            Some(Test::Id(id)) => {
                self.id_bits |= bit(id.as_bytes());
                self.ids.push((id.clone(), number));
            }
            Some(Test::Class(class)) => {
                self.class_bits |= bit(class.as_bytes());
                self.classes.push((class.clone(), number));
            }
            Some(Test::Attribute { name, .. }) => {
                self.attribute_bits |= bit(name.as_bytes());
                self.attributes.push((name.clone(), number));
            }
            Some(Test::Type(name)) => self.types.push((*name, number)),
            _ => self.anywhere.push(number),
        }
    }

    /// Puts the numbers of the selectors that `subject` answers into `hits`, ascending and once each.
    pub fn run(&mut self, subject: &Subject, hits: &mut Vec<usize>) {
        hits.clear();
        self.own.fill(0);
        self.candidates.clear();
        self.candidates.extend_from_slice(&self.anywhere);
        for (name, number) in &self.types {
            if *name == subject.name {
                self.candidates.push(*number);
            }
        }
        self.look_up_attributes(subject);
        if self.candidates.is_empty() {
            return;
        }
        self.candidates.sort_unstable();
        self.candidates.dedup();
        for index in 0..self.candidates.len() {
            let Some((number, numbered)) =
                self.candidates.get(index).and_then(|number| Some((*number, self.compounds.get(*number)?)))
            else {
                continue;
            };
            if !self.follows(numbered) || !numbered.compound.tests.iter().all(|test| holds(test, subject)) {
                continue;
            }
            if let Some(word) = self.own.get_mut(number / 64) {
                *word |= 1 << (number % 64);
            }
            if let Some(selector) = numbered.ends {
                hits.push(selector);
            }
        }
        hits.sort_unstable();
        hits.dedup();
    }

    fn look_up_attributes(&mut self, subject: &Subject) {
        for attribute in subject.scan.attributes() {
            let name = attribute.name.of(subject.tag);
            if name.eq_ignore_ascii_case(b"id") {
                let id = attribute.value.of(subject.tag);
                if self.id_bits & bit(id) != 0 || id.contains(&b'&') {
                    self.candidates.extend(self.ids.iter().map(|(_, number)| *number));
                }
            } else if self.class_bits != 0 && name.eq_ignore_ascii_case(b"class") {
                let classes = attribute.value.of(subject.tag);
                let named = |class: &[u8]| self.class_bits & bit(class) != 0 && self.names_class(class);
                if classes.contains(&b'&') || classes.split(|byte| is_space(*byte)).any(named) {
                    self.candidates.extend(self.classes.iter().map(|(_, number)| *number));
                }
            }
            if self.attribute_bits & bit(name) != 0 {
                for (wanted, number) in &self.attributes {
                    if wanted.as_bytes().eq_ignore_ascii_case(name) {
                        self.candidates.push(*number);
                    }
                }
            }
        }
    }

    fn names_class(&self, class: &[u8]) -> bool {
        self.classes.iter().any(|(wanted, _)| wanted.as_bytes().eq_ignore_ascii_case(class))
    }

    /// Whether an ancestor has reached the compound before this one.
    fn follows(&self, numbered: &Numbered) -> bool {
        let Some(before) = numbered.after else { return true };
        let level = if numbered.compound.child { 2 * self.width } else { self.width };
        let word = self.levels.len().checked_sub(level).and_then(|start| self.levels.get(start + before / 64));
        word.is_some_and(|word| word >> (before % 64) & 1 == 1)
    }

    /// The subject of the last [`Matcher::run`] is open now.
    pub fn push(&mut self) {
        if self.width == 0 {
            return;
        }
        let before = self.levels.len();
        self.levels.extend_from_slice(&self.own);
        for (index, own) in self.own.iter().enumerate() {
            let above = before.checked_sub(self.width).and_then(|start| self.levels.get(start + index));
            self.levels.push(own | above.copied().unwrap_or(0));
        }
    }

    /// The next element pushed is one that no selector can name.
    pub fn blank(&mut self) {
        self.own.fill(0);
    }

    /// Only so many elements are open now.
    pub fn truncate(&mut self, open: usize) {
        self.levels.truncate(open * 2 * self.width);
    }

    /// The element at this level has ended while others inside it stay open.
    pub fn remove(&mut self, level: usize) {
        let start = level * 2 * self.width;
        if start + 2 * self.width <= self.levels.len() {
            self.levels.drain(start..start + 2 * self.width);
        }
    }
}

fn counts(tests: &[Test]) -> bool {
    tests.iter().any(|test| match test {
        Test::NthChild { .. } => true,
        Test::Not(lists) => lists.iter().any(|tests| counts(tests)),
        _ => false,
    })
}

fn holds(test: &Test, subject: &Subject) -> bool {
    match test {
        Test::Type(name) => *name == subject.name,
        Test::Id(id) => {
            subject.attribute("id").is_some_and(|found| equal(&decode(found), id.as_bytes(), subject.quirks))
        }
        Test::Class(class) => subject.attribute("class").is_some_and(|found| {
            decode(found).split(|byte| is_space(*byte)).any(|found| equal(found, class.as_bytes(), subject.quirks))
        }),
        Test::Attribute { name, test, value, fold } => subject.attribute(name).is_some_and(|found| {
            let fold = *fold == Fold::Always || *fold == Fold::Html && folds(name);
            compare(*test, &decode(found), value.as_bytes(), fold)
        }),
        Test::Not(lists) => !lists.iter().any(|tests| tests.iter().all(|test| holds(test, subject))),
        Test::NthChild { step, offset } => {
            let distance = i64::from(subject.position) - i64::from(*offset);
            match i64::from(*step) {
                0 => distance == 0,
                step => distance % step == 0 && distance / step >= 0,
            }
        }
    }
}

fn equal(found: &[u8], wanted: &[u8], fold: bool) -> bool {
    if fold { found.eq_ignore_ascii_case(wanted) } else { found == wanted }
}

fn compare(test: Match, found: &[u8], wanted: &[u8], fold: bool) -> bool {
    let head = |length: usize| found.get(..length).is_some_and(|head| equal(head, wanted, fold));
    match test {
        Match::Exists => true,
        Match::Equals => equal(found, wanted, fold),
        Match::Word => !wanted.is_empty() && found.split(|byte| is_space(*byte)).any(|word| equal(word, wanted, fold)),
        Match::Dash => head(wanted.len()) && matches!(found.get(wanted.len()), None | Some(b'-')),
        Match::Prefix => !wanted.is_empty() && head(wanted.len()),
        Match::Suffix => {
            let start = found.len().checked_sub(wanted.len());
            let tail = start.and_then(|start| found.get(start..));
            !wanted.is_empty() && tail.is_some_and(|tail| equal(tail, wanted, fold))
        }
        Match::Contains => !wanted.is_empty() && found.windows(wanted.len()).any(|window| equal(window, wanted, fold)),
    }
}

/// Attributes whose values HTML compares without regard to case (HTML, §4.17.2).
fn folds(name: &str) -> bool {
    const NAMES: &[&str] = &[
        "accept",
        "accept-charset",
        "align",
        "alink",
        "axis",
        "bgcolor",
        "charset",
        "checked",
        "clear",
        "codetype",
        "color",
        "compact",
        "declare",
        "defer",
        "dir",
        "direction",
        "disabled",
        "enctype",
        "face",
        "frame",
        "hreflang",
        "http-equiv",
        "lang",
        "language",
        "link",
        "media",
        "method",
        "multiple",
        "nohref",
        "noresize",
        "noshade",
        "nowrap",
        "readonly",
        "rel",
        "rev",
        "rules",
        "scope",
        "scrolling",
        "selected",
        "shape",
        "target",
        "text",
        "type",
        "valign",
        "valuetype",
        "vlink",
    ];
    NAMES.contains(&name)
}
