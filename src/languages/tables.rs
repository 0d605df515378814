//! The short form of matching for the few languages of one ruleset, as `signal::locale::nearest` reads it.
//!
//! For each of the world's languages that comes near, the tags that somebody may send are asked for one by one: with each
//! region, with each script. What most of them get becomes one open token, `pt*`; the others are written out before it.

use super::data::DATA;
use super::distance::nearest_to;
use super::tag::Tag;
use crate::signal::locale::likely::{regions_of, scripts_of};
use std::collections::{BTreeMap, BTreeSet};

/// The table of `languages`, as they are written; nothing where no tag is among them.
pub fn table(languages: &[&str]) -> String {
    let supported: Vec<Tag> = languages.iter().filter_map(|tag| Tag::read(tag)).map(|tag| tag.maximize()).collect();
    let special = supported.iter().map(|tag| tag.region.clone()).chain(["GB".to_owned()]).collect();
    let mut table = Table { supported, special, rows: BTreeMap::new(), asked: BTreeMap::new() };
    for language in table.candidates() {
        table.language(&language);
    }
    table.write()
}

/// What a tag gets: the index of a language, and the cost.
type Outcome = Option<(usize, u32)>;

/// What is written out stands before what is open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Phase {
    Exact,
    Open,
}

struct Table {
    supported: Vec<Tag>,
    /// Regions that mean something by themselves here; of others it counts only in which areas they are.
    special: BTreeSet<String>,
    /// Tokens by when they are looked at, and what they get.
    rows: BTreeMap<(Phase, Outcome), Vec<String>>,
    /// Answers for tags that differ in nothing that counts.
    asked: BTreeMap<(String, Vec<bool>), Outcome>,
}

/// One tag that somebody may send.
struct Asked {
    region: &'static str,
    gets: Outcome,
}

impl Table {
    /// Languages that may come near one of ours, and retired codes of those.
    fn candidates(&self) -> BTreeSet<String> {
        let ours = self.supported.iter().map(|tag| tag.language.clone());
        let near = self.supported.iter().flat_map(|tag| DATA.neighbours(&tag.language)).map(str::to_owned);
        let mut all: BTreeSet<String> = ours.chain(near).collect();
        // Old systems send `iw`; nobody sends `cmn`, and tags that should never have been are not in the table.
        let counts = |code: &str| code.len() == 2 && Tag::read(code).is_some_and(|tag| all.contains(&tag.language));
        let retired: Vec<String> =
            DATA.aliases.keys().filter(|code| counts(code)).map(|code| (*code).to_owned()).collect();
        all.extend(retired);
        all
    }

    fn language(&mut self, language: &str) {
        let plain = self.ask(language);
        self.write_out(language, &plain, None);
        for script in self.scripts(language) {
            let scripted = self.ask(&format!("{language}-{script}"));
            // The same tags without the script are looked up where these are not found.
            let is_other = scripted.iter().zip(&plain).any(|(one, other)| one.gets != other.gets);
            if is_other {
                self.write_out(&format!("{language}+{script}"), &scripted, Some(&plain));
            }
        }
    }

    /// The tags of one beginning. What most of them get is left open; not where nobody would get it and others wait.
    fn write_out(&mut self, prefix: &str, tags: &[Asked], others: Option<&[Asked]>) {
        let prefix = prefix.to_ascii_lowercase();
        let most = majority(tags.iter().skip(1));
        for tag in tags.iter().filter(|tag| tag.gets != most) {
            let region = if tag.region.is_empty() { String::new() } else { format!("-{}", tag.region) };
            self.put(Phase::Exact, tag.gets, format!("{prefix}{region}-").to_ascii_lowercase());
        }
        if most.is_some() || others.is_some() {
            self.put(Phase::Open, most, format!("{prefix}-*"));
        }
    }

    /// A language, with its script where that is named, alone and with every region.
    fn ask(&mut self, prefix: &str) -> Vec<Asked> {
        let Some(bare) = Tag::read(prefix) else { return Vec::new() };
        // Regions in which another script is likely.
        let apart: BTreeSet<&str> = regions_of(&bare.language).collect();
        let regions = std::iter::once("").chain(DATA.regions.iter().copied());
        let ask_one = |region: &'static str| {
            let text = if region.is_empty() { prefix.to_owned() } else { format!("{prefix}-{region}") };
            if region.is_empty() || self.special.contains(region) || apart.contains(region) {
                return Asked { region, gets: self.get(&text) };
            }
            let key = (prefix.to_owned(), DATA.areas(region));
            let known = self.asked.get(&key).copied();
            let gets = known.unwrap_or_else(|| self.get(&text));
            self.asked.insert(key, gets);
            Asked { region, gets }
        };
        regions.map(ask_one).collect()
    }

    fn get(&self, text: &str) -> Outcome {
        let near = nearest_to(&Tag::read(text)?, &self.supported)?;
        Some((near.index, near.cost))
    }

    /// The scripts that somebody may name with a language.
    fn scripts(&self, language: &str) -> BTreeSet<String> {
        let current = Tag::read(language).map(|tag| tag.language).unwrap_or_default();
        let written = DATA.written.get(current.as_str()).into_iter().flatten().map(|script| (*script).to_owned());
        let likely = scripts_of(&current).map(str::to_owned);
        let ours = self.supported.iter().filter(|tag| tag.language == current).map(|tag| tag.script.clone());
        written.chain(likely).chain(ours).filter(|script| !script.is_empty()).collect()
    }

    fn put(&mut self, phase: Phase, gets: Outcome, token: String) {
        self.rows.entry((phase, gets)).or_default().push(token);
    }

    fn write(&self) -> String {
        let rows = self.rows.iter().map(|((_, gets), tokens)| {
            let language = gets.and_then(|(index, _)| self.supported.get(index)).map_or("", |tag| &tag.text);
            let cost = char::from(b'a' + gets.map_or(0, |(_, cost)| cost as u8));
            format!("{cost}{language}={}", tokens.join("|"))
        });
        rows.collect::<Vec<_>>().join(";")
    }
}

/// What most of them get.
fn majority<'a>(tags: impl Iterator<Item = &'a Asked>) -> Outcome {
    let mut counts: BTreeMap<Outcome, usize> = BTreeMap::new();
    tags.for_each(|tag| *counts.entry(tag.gets).or_default() += 1);
    counts.into_iter().max_by_key(|(_, count)| *count).and_then(|(gets, _)| gets)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::languages::nearest;
    use crate::signal::catalogue::id;
    use crate::signal::facts::number;
    use crate::signal::{Fact, Facts, observe};

    const SITES: &[&str] = &[
        "en",
        "en de pt-BR",
        "pt-PT pt-BR es es-419",
        "zh zh-TW",
        "zh-Hant en",
        "zh-CN zh-TW zh-HK en-GB en",
        "sr sr-Latn hr en",
        "no da sv",
        "nb nn en-US",
        "ar ar-EG fr",
        "az-Cyrl uz pa-PK ru",
        "ca ca-ES-valencia es",
        "iw fil en-AU",
        "EN-gb fr-ca xx",
    ];

    const LANGUAGES: &str = "en de gsw lb pt gl es zh yue sr sh hr bs no nb nn da ar az uz pa ru ca tl fil ja am bn \
        sl uk tt br eo xx mo iw";
    const REGIONS: &str = "US GB DE BR PT 419 001 TW HK MO CN SG RS ME EG MA PK ES CA AU CY XX";
    const SCRIPTS: &str = "Latn Cyrl Hant Hans Arab Kore";

    fn tags(site: &str) -> Vec<Tag> {
        site.split(' ').filter_map(Tag::read).collect()
    }

    /// As a visit has it.
    fn looked_up(list: &[String], table: &str) -> String {
        let facts = Facts::from_iter(vec![(number::LANGUAGES, Fact::Texts(list.to_vec()))]);
        observe(id::LOCALE_LANGUAGE, Some(table), &facts).map_or(String::new(), |seen| match seen.value {
            crate::value::Value::Text(text) => text,
            other => panic!("{other:?}"),
        })
    }

    #[test]
    fn the_short_form_answers_as_the_whole_does() {
        for site in SITES {
            let supported = tags(site);
            let table = table(&site.split(' ').collect::<Vec<_>>());

            let mut world: Vec<String> = Vec::new();
            for language in LANGUAGES.split(' ') {
                world.push(language.to_owned());
                for region in REGIONS.split(' ') {
                    world.push(format!("{language}-{region}"));
                }
                for script in SCRIPTS.split(' ') {
                    world.push(format!("{language}-{script}"));
                    world.extend(REGIONS.split(' ').step_by(9).map(|region| format!("{language}-{script}-{region}")));
                }
            }
            world.extend(
                ["ca-ES-valencia", "ca-valencia", "de-1996", "en-GB-oxendict", "zh-Hant-HK-x-a"].map(str::to_owned),
            );
            let mut wrong = Vec::new();
            let mut check = |list: &[String]| {
                let whole = nearest(&list.iter().filter_map(|tag| Tag::read(tag)).collect::<Vec<_>>(), &supported);
                let first = list[0].split('-').next().unwrap();
                let first = if first == "iw" { "he" } else { first };
                let expected = whole.map_or(first, |near| supported[near.index].text.as_str());
                let found = looked_up(list, &table);
                if found != expected {
                    wrong.push(format!("{list:?}: {found}, not {expected}"));
                }
            };
            world.iter().for_each(|tag| check(std::slice::from_ref(tag)));
            // Pairs and triples, as far apart as the list has them.
            for at in (0..world.len()).step_by(19) {
                let other = |step: usize| world[(at * step + step) % world.len()].clone();
                check(&[other(1), other(7), other(31)]);
                check(&[other(13), other(2)]);
            }
            println!("{site}: {} bytes, {} tags", table.len(), world.len());
            assert!(
                wrong.is_empty(),
                "{site}: {} wrong\n{}\n{table}",
                wrong.len(),
                wrong[..wrong.len().min(20)].join("\n")
            );
        }
    }

    #[test]
    fn a_table_is_short_where_little_comes_near() {
        assert_eq!(table(&[]), "");
        assert_eq!(table(&["*", "e"]), "");
        assert_eq!(table(&["ko"]), "ako=ko-|ko-kr-;bko=ko-*");
    }
}
