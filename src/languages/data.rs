//! CLDR's matching data, read once from the text that `scripts/languages.mjs` makes.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

static TEXT: &str = include_str!("matching.txt");
pub static DATA: LazyLock<Data> = LazyLock::new(|| Data::read(TEXT));

type Pairs = BTreeMap<(&'static str, &'static str), u32>;

#[derive(Debug, Default)]
pub struct Data {
    /// Locales that stand for many others; of equals they come first.
    pub paradigms: Vec<&'static str>,
    pub regions: Vec<&'static str>,
    /// `$enUS` → the regions in it.
    variables: BTreeMap<&'static str, BTreeSet<&'static str>>,
    /// Distances of languages, and of languages with scripts, by the desired one and the supported one.
    languages: Pairs,
    scripts: Pairs,
    /// Distances of regions: patterns of whole locales, the first that fits counts.
    patterns: Vec<([&'static str; 3], [&'static str; 3], u32)>,
    pub aliases: BTreeMap<&'static str, &'static str>,
    /// The scripts that a language is written in.
    pub written: BTreeMap<&'static str, Vec<&'static str>>,
    /// Likely subtags of what names no language.
    pub likely: BTreeMap<&'static str, &'static str>,
}

/// What differs wholly in language, or in script.
pub const OTHER_LANGUAGE: u32 = 80;
pub const OTHER_SCRIPT: u32 = 50;

impl Data {
    fn read(text: &'static str) -> Data {
        let mut data = Data::default();
        let mut section = "";
        for line in text.lines() {
            let pair = || line.split_once('=').unwrap_or((line, ""));
            match section {
                _ if line.starts_with("# ") => section = line,
                "# paradigms" => data.paradigms.push(line),
                "# regions" => data.regions.extend(line.split(' ')),
                "# variables" => {
                    let (name, regions) = pair();
                    data.variables.insert(name, regions.split(' ').collect());
                }
                "# rules" => data.rule(line),
                "# aliases" => data.aliases.extend([pair()]),
                "# scripts" => {
                    let (language, scripts) = pair();
                    data.written.insert(language, scripts.split(' ').collect());
                }
                _ => data.likely.extend([pair()]),
            }
        }
        data
    }

    /// `gsw de 4 oneway`. Of two rules for the same pair the first counts.
    fn rule(&mut self, line: &'static str) {
        let mut words = line.split(' ');
        let (Some(desired), Some(supported), Some(distance)) = (words.next(), words.next(), words.next()) else {
            return;
        };
        let distance = distance.parse().unwrap_or(OTHER_LANGUAGE);
        let ways = if words.next().is_some() { 1 } else { 2 };
        for (desired, supported) in [(desired, supported), (supported, desired)].into_iter().take(ways) {
            match desired.split('-').count() {
                1 => {
                    self.languages.entry((desired, supported)).or_insert(distance);
                }
                2 => {
                    self.scripts.entry((desired, supported)).or_insert(distance);
                }
                _ => self.patterns.push((whole(desired), whole(supported), distance)),
            }
        }
    }

    pub fn language(&self, desired: &str, supported: &str) -> u32 {
        if desired == supported {
            return 0;
        }
        self.languages.get(&(desired, supported)).copied().unwrap_or(OTHER_LANGUAGE)
    }

    /// By languages with scripts, `zh-Hant`.
    pub fn script(&self, desired: &str, supported: &str) -> u32 {
        self.scripts.get(&(desired, supported)).copied().unwrap_or(OTHER_SCRIPT)
    }

    /// By language, script and region.
    pub fn region(&self, desired: [&str; 3], supported: [&str; 3]) -> u32 {
        let fits = |pattern: &[&str; 3], locale: [&str; 3]| {
            pattern.iter().zip(locale).all(|(pattern, part)| match pattern.strip_prefix('$') {
                None => *pattern == "*" || *pattern == part,
                Some(name) => self.is_in(part, name),
            })
        };
        let mut rules = self.patterns.iter();
        let found = rules.find(|(from, to, _)| fits(from, desired) && fits(to, supported));
        found.map_or(0, |(_, _, distance)| *distance)
    }

    /// `enUS`, or `!enUS` for all others.
    fn is_in(&self, region: &str, name: &str) -> bool {
        let (is_meant, name) = name.strip_prefix('!').map_or((true, name), |name| (false, name));
        let mut variables = self.variables.iter();
        let regions = variables.find(|(known, _)| known.strip_prefix('$') == Some(name));
        regions.is_some_and(|(_, regions)| regions.contains(region)) == is_meant
    }

    /// In which variables a region is: those in the same ones are as far from everything, but for equals.
    pub fn areas(&self, region: &str) -> Vec<bool> {
        self.variables.values().map(|regions| regions.contains(region)).collect()
    }

    /// The languages from which others are reached at all.
    pub fn neighbours<'a>(&'a self, supported: &'a str) -> impl Iterator<Item = &'static str> + 'a {
        self.languages.keys().filter(move |(_, to)| *to == supported).map(|(from, _)| *from)
    }
}

fn whole(pattern: &'static str) -> [&'static str; 3] {
    let mut parts = pattern.split('-');
    [(); 3].map(|()| parts.next().unwrap_or("*"))
}
