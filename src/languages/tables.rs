//! The short form of matching for the few languages of one ruleset, as `signal::locale::nearest` reads it.
//!
//! For each of the world's languages that comes near, the tags that somebody may send are asked for one by one: with each
//! region, with each script. What most of them get becomes one open token, `pt*`; the others are written out before it.

use super::data::DATA;
use super::distance::nearest_to;
use super::tag::Tag;
use crate::signal::locale::likely::regions_of;
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

/// Tags with a script stand before those without one; then what is open; then what holds in any script.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Phase {
    Scripted,
    Exact,
    Open,
    ForeignExact,
    Foreign,
}

/// Any script that is not said otherwise. Nobody writes in those that begin with a `Z`: they are codes for no script.
const ANY: &str = "Zzzz";

struct Table {
    supported: Vec<Tag>,
    /// Regions that mean something by themselves here; of others it counts only in which areas they are.
    special: BTreeSet<String>,
    /// Tokens by when they are looked at, their script, and what they get.
    rows: BTreeMap<(Phase, String, Outcome), Vec<String>>,
    /// Answers for tags that differ in nothing that counts.
    asked: BTreeMap<(String, Vec<bool>), Outcome>,
}

/// One tag that somebody may send.
struct Asked {
    text: String,
    region: &'static str,
    /// Named or likely.
    script: String,
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
        let Some(bare) = plain.first() else { return };
        let usual = bare.script.clone();
        let most = majority(plain.iter().skip(1).filter(|tag| tag.script == usual));
        let mut exact: BTreeMap<&str, &Asked> = BTreeMap::new();
        for tag in plain.iter().filter(|tag| tag.gets != most) {
            self.put(Phase::Exact, &tag.script, tag.gets, tag.text.clone());
            exact.insert(tag.region, tag);
        }
        self.open(Phase::Open, &usual, most, format!("{language}*"));

        // In a script that this language hardly ever has.
        let foreign = self.ask(&format!("{language}-{ANY}"));
        let usually = majority(foreign.iter());
        for tag in foreign.iter().filter(|tag| tag.gets != usually) {
            self.put(Phase::ForeignExact, ANY, tag.gets, tag.text.replace("-Zzzz", ""));
        }
        self.open(Phase::Foreign, ANY, usually, format!("{language}*"));

        for script in self.scripts(language, &plain) {
            let all = self.ask(&format!("{language}-{script}"));
            let own = majority(all.iter().skip(1)).filter(|own| script != usual && Some(*own) != usually);
            for (tag, foreign) in all.iter().zip(&foreign) {
                // The same tag without the script may stand in the table already.
                let found = exact.get(tag.region).filter(|found| found.script == script).map(|found| found.gets);
                let otherwise = match own {
                    _ if script == usual => most,
                    Some(_) => own,
                    None => foreign.gets,
                };
                if tag.gets != found.unwrap_or(otherwise) {
                    self.put(Phase::Scripted, &script, tag.gets, tag.text.clone());
                }
            }
            self.open(Phase::Open, &script, own, format!("{language}-{script}*"));
        }
        self.our_own(language);
    }

    /// Our own tags as they are: they may have variants.
    fn our_own(&mut self, language: &str) {
        for at in 0..self.supported.len() {
            let Some(tag) = self.supported.get(at).filter(|tag| tag.language == language && !tag.rest.is_empty())
            else {
                continue;
            };
            let (text, script) = (tag.text.clone(), tag.script.clone());
            let gets = self.get(&text);
            self.put(Phase::Scripted, &script, gets, text);
        }
    }

    /// A language, with its script where that is named, alone and with every region.
    fn ask(&mut self, prefix: &str) -> Vec<Asked> {
        let Some(bare) = Tag::read(prefix) else { return Vec::new() };
        let script = bare.maximize().script;
        // Regions in which another script is likely.
        let apart: BTreeSet<&str> = regions_of(&bare.language).collect();
        let regions = std::iter::once("").chain(DATA.regions.iter().copied());
        let ask_one = |region: &'static str| {
            let text = if region.is_empty() { prefix.to_owned() } else { format!("{prefix}-{region}") };
            if region.is_empty() || self.special.contains(region) || apart.contains(region) {
                let script = Tag::read(&text).map(|tag| tag.maximize().script).unwrap_or_default();
                return Asked { gets: self.get(&text), text, region, script };
            }
            let key = (prefix.to_owned(), DATA.areas(region));
            let gets = match self.asked.get(&key) {
                Some(known) => *known,
                None => self.get(&text),
            };
            self.asked.insert(key, gets);
            Asked { text, region, script: script.clone(), gets }
        };
        regions.map(ask_one).collect()
    }

    fn get(&self, text: &str) -> Outcome {
        let near = nearest_to(&Tag::read(text)?, &self.supported)?;
        Some((near.index, near.cost))
    }

    /// The scripts that somebody may name with a language.
    fn scripts(&self, language: &str, plain: &[Asked]) -> BTreeSet<String> {
        let current = Tag::read(language).map(|tag| tag.language).unwrap_or_default();
        let written = DATA.written.get(current.as_str()).into_iter().flatten().map(|script| (*script).to_owned());
        let likely = plain.iter().map(|tag| tag.script.clone());
        let ours = self.supported.iter().map(|tag| tag.script.clone());
        written.chain(likely).chain(ours).filter(|script| !script.is_empty()).collect()
    }

    fn open(&mut self, phase: Phase, script: &str, gets: Outcome, token: String) {
        if gets.is_some() {
            self.put(phase, script, gets, token);
        }
    }

    fn put(&mut self, phase: Phase, script: &str, gets: Outcome, token: String) {
        let script = if script.is_empty() { ANY } else { script };
        self.rows.entry((phase, script.to_owned(), gets)).or_default().push(token);
    }

    fn write(&self) -> String {
        let rows = self.rows.iter().map(|((_, script, gets), tokens)| {
            let language = gets.and_then(|(index, _)| self.supported.get(index)).map_or("", |tag| &tag.text);
            let cost = char::from(b'a' + gets.map_or(0, |(_, cost)| cost as u8));
            format!("{script}{cost}{language}={}", tokens.join("|"))
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
    use crate::signal::locale::nearest::nearest as looked_up;

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

    /// As the runtime has it.
    fn quoted(list: &[String]) -> String {
        list.iter().map(|tag| format!("\"{tag}\"")).collect()
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
                    world.extend(REGIONS.split(' ').step_by(3).map(|region| format!("{language}-{script}-{region}")));
                }
            }
            world.extend(
                ["ca-ES-valencia", "ca-valencia", "de-1996", "en-GB-oxendict", "zh-Hant-HK-x-a"].map(str::to_owned),
            );
            let mut wrong = Vec::new();
            let mut check = |list: &[String]| {
                let whole = nearest(&list.iter().filter_map(|tag| Tag::read(tag)).collect::<Vec<_>>(), &supported);
                let expected = whole.map_or("", |near| supported[near.index].text.as_str());
                let found = String::from_utf8_lossy(looked_up(quoted(list).as_bytes(), table.as_bytes())).into_owned();
                if found != expected {
                    wrong.push(format!("{list:?}: {found}, not {expected}"));
                }
            };
            world.iter().for_each(|tag| check(std::slice::from_ref(tag)));
            // Pairs and triples, as far apart as the list has them.
            for at in (0..world.len()).step_by(5) {
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
        assert_eq!(table(&["ko"]), "Koreako=ko|ko-KR;Korebko=ko*;Zzzzkko=ko*");
    }
}
