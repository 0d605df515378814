//! Words of sensitive topics in four languages, and how names are compared with them.
//!
//! A name is taken apart into words: at whatever is no letter or digit, between letters and digits, and where a capital
//! follows a small letter, or begins a word behind capitals (`HEALTHTips`). Words are compared whole, so `sport` has no `port`
//! in it and `unionjack` no `union`; what German joins is compared by its beginning or ending, where the lexicon says so. Case
//! and diacritics do not count; an umlaut may be written in either way, `jüdisch` or `juedisch`. What a name is written in
//! nobody knows, so it is compared with all languages.

use std::collections::BTreeMap;

static LINES: &str = include_str!("lexicon.txt");

const LANGUAGES: [(&str, &str); 4] = [("en", "English"), ("de", "German"), ("fr", "French"), ("es", "Spanish")];

/// Categories as they stand in the file, and what they are called.
const CATEGORIES: [(&str, &str); 8] = [
    ("health", "health"),
    ("religion", "religion"),
    ("politics", "politics"),
    ("sexuality", "sexuality"),
    ("union", "union membership"),
    ("origin", "origin"),
    ("finances", "finances"),
    ("children", "children"),
];

/// What a name says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hit {
    /// `health`, `union membership`.
    pub category: &'static str,
    /// `German`; several where a word is the same in them.
    pub languages: Vec<&'static str>,
    /// As the lexicon has it: `krankenkass…`, `picket line`.
    pub word: String,
}

/// What stands in the file for words that look sensitive and are not.
const HARMLESS: &str = "harmless";
/// Phrases at least so long are known in one word too: `mentalhealth`, but not `verdi`.
const JOINED: usize = 6;

/// One word or phrase of the lexicon, folded.
#[derive(Debug)]
struct Entry {
    category: &'static str,
    language: &'static str,
    written: &'static str,
    /// Words after the first.
    rest: Vec<String>,
    /// The last word is the beginning of one.
    is_stem: bool,
}

#[derive(Debug)]
pub struct Lexicon {
    entries: Vec<Entry>,
    /// By first word: those that are it, and those that it may start with.
    whole: BTreeMap<String, Vec<usize>>,
    stems: BTreeMap<String, Vec<usize>>,
    /// Those that a word may end with, or hold anywhere.
    endings: Vec<(String, usize)>,
    parts: Vec<(String, usize)>,
}

impl Lexicon {
    pub fn new() -> Lexicon {
        let mut lexicon = Lexicon {
            entries: Vec::new(),
            whole: BTreeMap::new(),
            stems: BTreeMap::new(),
            endings: Vec::new(),
            parts: Vec::new(),
        };
        for line in LINES.lines() {
            let mut words = line.split_ascii_whitespace();
            let category = words.next().unwrap_or("#");
            let category = if category == HARMLESS { Some(HARMLESS) } else { named(&CATEGORIES, category) };
            let language = named(&LANGUAGES, words.next().unwrap_or(""));
            let (Some(category), Some(language)) = (category, language) else { continue };
            words.for_each(|word| lexicon.add(category, language, word));
        }
        lexicon
    }

    fn add(&mut self, category: &'static str, language: &'static str, written: &'static str) {
        let [is_ending, is_stem] = [written.starts_with('*'), written.ends_with('*')];
        let mut spellings = [false, true].map(|is_long| fold(written, is_long)).to_vec();
        spellings.dedup();
        for spelling in spellings {
            let words: Vec<&str> = spelling.trim_matches('*').split('+').collect();
            let joined = words.concat();
            let is_joined = words.len() > 1 && joined.chars().count() >= JOINED;
            for words in [Some(words), is_joined.then_some(vec![joined.as_str()])].into_iter().flatten() {
                let mut words = words.into_iter().map(str::to_owned);
                let (at, first) = (self.entries.len(), words.next().unwrap_or_default());
                let rest: Vec<String> = words.collect();
                match (is_ending, is_stem && rest.is_empty()) {
                    (true, true) => self.parts.push((first, at)),
                    (true, false) => self.endings.push((first, at)),
                    (false, true) => self.stems.entry(first).or_default().push(at),
                    (false, false) => self.whole.entry(first).or_default().push(at),
                }
                self.entries.push(Entry { category, language, written, rest, is_stem });
            }
        }
    }

    /// What a name says, by the first of its words that says something.
    pub fn find(&self, name: &str) -> Option<Hit> {
        // `HEALTHTips` are two words, `LGBTs` is one.
        [true, false].into_iter().find_map(|at_capitals| self.find_in(&words(name, at_capitals)))
    }

    fn find_in(&self, words: &[String]) -> Option<Hit> {
        let mut at = 0;
        while let Some(word) = words.get(at) {
            let known = self.known(word, words.get(at + 1..).unwrap_or_default());
            let harmless = known.iter().filter(|entry| entry.category == HARMLESS).map(|entry| entry.rest.len()).max();
            if let Some(more) = harmless {
                at += more;
            } else if let Some(hit) = hit(&known) {
                return Some(hit);
            }
            at += 1;
        }
        None
    }

    /// The entries that a word is of, with the words behind it.
    fn known(&self, word: &str, after: &[String]) -> Vec<&Entry> {
        let stems = word.char_indices().map(|(at, c)| at + c.len_utf8());
        let stems = stems.filter_map(|end| self.stems.get(word.get(..end)?)).flatten();
        let endings = self.endings.iter().filter(|(ending, _)| word.ends_with(ending.as_str())).map(|(_, index)| index);
        let parts = self.parts.iter().filter(|(part, _)| word.contains(part.as_str())).map(|(_, index)| index);
        let indices = self.whole.get(word).into_iter().flatten().chain(stems).chain(endings).chain(parts);
        indices.filter_map(|index| self.entries.get(*index)).filter(|entry| entry.follows(after)).collect()
    }
}

/// What entries say together, the first of the file before the others, so that English goes first.
fn hit(known: &[&Entry]) -> Option<Hit> {
    let mut found = known.to_vec();
    found.sort_by_key(|entry| (rank(&CATEGORIES, entry.category), rank(&LANGUAGES, entry.language)));
    let first = found.first()?;
    let same =
        |entry: &&&Entry| entry.category == first.category && fold(entry.written, false) == fold(first.written, false);
    let mut languages: Vec<&str> = found.iter().filter(same).map(|entry| entry.language).collect();
    languages.dedup();
    Some(Hit { category: first.category, languages, word: first.written.replace('+', " ").replace('*', "…") })
}

impl Entry {
    /// Whether the words behind the first are there.
    fn follows(&self, after: &[String]) -> bool {
        let fits = |(at, wanted): (usize, &String)| {
            let is_last = at + 1 == self.rest.len();
            after
                .get(at)
                .is_some_and(|word| word == wanted || self.is_stem && is_last && word.starts_with(wanted.as_str()))
        };
        self.rest.iter().enumerate().all(fits)
    }
}

fn named(all: &[(&'static str, &'static str)], key: &str) -> Option<&'static str> {
    all.iter().find(|(one, _)| *one == key).map(|(_, name)| *name)
}

fn rank(all: &[(&str, &str)], name: &str) -> usize {
    all.iter().position(|(_, one)| *one == name).unwrap_or(all.len())
}

/// A name's words, folded; `at_capitals`: of several capitals the last begins a word, if small letters follow it.
fn words(name: &str, at_capitals: bool) -> Vec<String> {
    let (mut words, mut word) = (Vec::new(), String::new());
    let mut before = ' ';
    let mut rest = name.chars().filter(|c| !is_mark(*c)).peekable();
    while let Some(c) = rest.next() {
        let is_next_small = rest.peek().is_some_and(|next| next.is_lowercase());
        let begins =
            c.is_uppercase() && (before.is_lowercase() || at_capitals && before.is_uppercase() && is_next_small);
        if !c.is_alphanumeric() || begins || c.is_numeric() != before.is_numeric() {
            words.push(std::mem::take(&mut word));
        }
        if c.is_alphanumeric() {
            word.push(c);
        }
        before = c;
    }
    words.push(word);
    words.iter().filter(|word| !word.is_empty()).map(|word| fold(word, false)).collect()
}

/// A mark that goes over the letter before it.
fn is_mark(c: char) -> bool {
    ('\u{300}'..='\u{36F}').contains(&c)
}

/// Small letters without diacritics; umlauts as two letters where `is_long`.
fn fold(text: &str, is_long: bool) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars().flat_map(char::to_lowercase).filter(|c| !is_mark(*c)) {
        match c {
            'ä' if is_long => out.push_str("ae"),
            'ö' if is_long => out.push_str("oe"),
            'ü' if is_long => out.push_str("ue"),
            'à'..='å' => out.push('a'),
            'ç' => out.push('c'),
            'è'..='ë' => out.push('e'),
            'ì'..='ï' => out.push('i'),
            'ñ' => out.push('n'),
            'ò'..='ö' | 'ø' => out.push('o'),
            'ù'..='ü' => out.push('u'),
            'ý' | 'ÿ' => out.push('y'),
            'ß' => out.push_str("ss"),
            'æ' => out.push_str("ae"),
            'œ' => out.push_str("oe"),
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use super::*;

    /// `category: word` of what a name says, or nothing.
    fn f(name: &str) -> Option<String> {
        Lexicon::new().find(name).map(|hit| format!("{}: {}", hit.category, hit.word))
    }

    #[test]
    fn each_category_has_fifteen_words_in_each_language_and_none_twice() {
        let mut all: BTreeMap<(&str, &str), Vec<&str>> = BTreeMap::new();
        for line in LINES.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
            let mut words = line.split_ascii_whitespace();
            let key = (words.next().unwrap(), words.next().unwrap());
            assert!(named(&LANGUAGES, key.1).is_some(), "{line}");
            if key.0 == HARMLESS {
                continue;
            }
            assert!(named(&CATEGORIES, key.0).is_some(), "{line}");
            all.entry(key).or_default().extend(words);
        }
        assert_eq!(all.len(), CATEGORIES.len() * LANGUAGES.len());
        for (key, words) in all {
            let once: BTreeSet<String> = words.iter().map(|word| fold(word, false)).collect();
            assert_eq!(once.len(), words.len(), "{key:?} has a word twice");
            assert!(words.len() >= 15, "{key:?}: {}", words.len());
            for &word in &words {
                let stem = word.trim_matches('*');
                assert!(
                    !stem.contains('*') && stem.split('+').all(|part| part.chars().all(char::is_alphabetic)),
                    "{word}"
                );
                // A shorter beginning would be that of other words too.
                assert!(!word.ends_with('*') || stem.chars().count() >= 4, "{word}");
                let is_covered = |other: &&&str| {
                    **other != word
                        && other.ends_with('*')
                        && !other.contains('+')
                        && if other.starts_with('*') {
                            fold(stem, false).contains(fold(other, false).trim_matches('*'))
                        } else {
                            !word.starts_with('*')
                                && fold(stem, false).starts_with(fold(other, false).trim_end_matches('*'))
                        }
                };
                assert_eq!(words.iter().find(is_covered), None, "{key:?}: {word} is covered");
            }
        }
    }

    #[test]
    fn the_name_of_each_category_is_in_it() {
        for (name, category) in [
            ("health", "health"),
            ("gesundheit", "health"),
            ("santé", "health"),
            ("salud", "health"),
            ("religion", "religion"),
            ("religión", "religion"),
            ("politics", "politics"),
            ("politik", "politics"),
            ("politique", "politics"),
            ("política", "politics"),
            ("sexuality", "sexuality"),
            ("sexualität", "sexuality"),
            ("sexualité", "sexuality"),
            ("sexualidad", "sexuality"),
            ("trade-union", "union membership"),
            ("gewerkschaften", "union membership"),
            ("syndicats", "union membership"),
            ("sindicatos", "union membership"),
            ("ethnicity", "origin"),
            ("herkunft", "origin"),
            ("immigration", "origin"),
            ("nacionalidad", "origin"),
            ("finances", "finances"),
            ("finanzen", "finances"),
            ("deudas", "finances"),
            ("children", "children"),
            ("kinder", "children"),
            ("enfants", "children"),
            ("niños", "children"),
        ] {
            assert_eq!(Lexicon::new().find(name).map(|hit| hit.category), Some(category), "{name}");
        }
    }

    #[test]
    fn whole_words_count_however_a_name_is_written() {
        for (name, expected) in [
            ("mental-health", Some("health: mental health")),
            ("mentalHealth", Some("health: mental health")),
            ("MENTAL_HEALTH", Some("health: mental health")),
            ("news.politics", Some("politics: politi…")),
            ("Jüdisches Leben", Some("religion: jüdisch…")),
            ("juedisches-leben", Some("religion: jüdisch…")),
            ("judisches", Some("religion: jüdisch…")),
            ("E\u{301}glise", Some("religion: église…")),
            ("picket-lines", Some("union membership: picket line…")),
            ("ver.di", Some("union membership: ver di")),
            ("picket", None),
            ("line-picket", None),
            ("unionjack", None),
            ("reunion", None),
            ("sport", None),
            ("", None),
            ("--", None),
        ] {
            assert_eq!(f(name).as_deref(), expected, "{name}");
        }
    }

    #[test]
    fn a_word_of_several_languages_names_them() {
        let hit = Lexicon::new().find("religion").unwrap();
        assert_eq!(hit.languages, ["English", "German", "French", "Spanish"]);
        assert_eq!(Lexicon::new().find("gesundheit").unwrap().languages, ["German"]);
    }

    #[test]
    fn what_sites_are_about_is_not_taken_for_more() {
        for name in [
            // What shops, papers and clubs write about, with words that look like others.
            "running",
            "hiking",
            "sport",
            "culture",
            "kultur",
            "cultura",
            "travel",
            "reisen",
            "voyages",
            "viajes",
            "music",
            "musik",
            "film",
            "cine",
            "cars",
            "autos",
            "garden",
            "garten",
            "jardin",
            "jardín",
            "cooking",
            "kochen",
            "cuisine",
            "cocina",
            "fashion",
            "mode",
            "moda",
            "tech",
            "technik",
            "science",
            "wissenschaft",
            "ciencia",
            "football",
            "fußball",
            "fútbol",
            "tennis",
            "golf",
            "cycling",
            "spd-pedals",
            "weather",
            "wetter",
            "météo",
            "tiempo",
            "books",
            "bücher",
            "livres",
            "libros",
            "art",
            "kunst",
            "history",
            "geschichte",
            "histoire",
            "historia",
            "photography",
            "photo-credits",
            "games",
            "spiele",
            "jeux",
            "juegos",
            "pets",
            "haustiere",
            "dog-breeds",
            "hunderassen",
            "local",
            "race",
            "marathon-race",
            "messe",
            "hospitality",
            "infantry",
            "churchill",
            "christiania",
            "islamabad",
            "hindukush",
            "medici",
            "syndication",
            "data-migration",
            "animal-shelter",
            "kindle",
            "kindness",
            "wager",
            "prêt-à-porter",
            "enceintes",
            "plant-nursery",
            "partido",
            "party",
            "parti",
            "paro",
            "santa-fe",
            "roma",
            "verdi",
            "strike",
            "left",
            "right",
            "unisex",
            "essex",
            "middlesex",
            "polite",
            "grüne",
            "minor-key",
            "beta",
        ] {
            assert_eq!(f(name), None, "{name}");
        }
    }
}
