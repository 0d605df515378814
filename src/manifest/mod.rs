//! What a ruleset reads of a person, remembers and lets others notice: for whoever answers for it, and for the public.
//!
//! Made from the model, not from a bundle: it says where each thing was written, and holds for what this release reads and
//! does not run yet. [`Manifest`] is the file (`"manifest": 1`, sorted, so that two of them can be compared line by line);
//! [`Drawn`] knows besides who caused each part of it. The surprise: a cell of a table is no signal of its own. It says less
//! than the signal by which its row is found, and that one is listed.

mod compare;
mod kept;
mod loads;
mod markdown;
mod memory;
mod reads;
mod survey;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::diagnostic::Span;
use crate::ruleset::shapes::AUDIENCES;
use crate::signal::catalogue::Sensitivity;
use crate::value::Kind;

pub use compare::{Change, compare};
pub use kept::{Kept, LONGEST};
pub use markdown::markdown;
pub use survey::draw;

/// The version of the file. A reader refuses a newer one.
pub const VERSION: u32 = 1;

/// A ruleset's manifest. Every list is sorted by name.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Manifest {
    pub manifest: u32,
    /// The ruleset's.
    pub id: String,
    /// Who the site is for: `children`, `mixed`, or `adults`, as where nobody says so.
    pub audience: String,
    /// What is written to a device before its visitor agreed. Always empty; here so that nobody has to conclude it.
    pub stored_before_consent: Vec<String>,
    pub signals: Vec<Signal>,
    pub events: Vec<Event>,
    pub topics: Vec<Topic>,
    pub questions: Vec<Question>,
    /// What is remembered besides events and answers.
    pub memory: Vec<Memory>,
    pub units: Vec<Unit>,
    pub experiences: Vec<Experience>,
    pub observable: Vec<Observable>,
}

/// One signal that the ruleset reads.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Signal {
    pub name: String,
    /// For the visitor: `the country you are in`.
    pub what: String,
    pub reveals: String,
    #[serde(rename = "type")]
    pub kind: String,
    /// How finely it tells visitors apart, for people.
    pub granularity: String,
    /// How many values there are; none where they are open.
    pub values: Option<u64>,
    /// The values of a signal of the site's own, by name: of as many, others say something else.
    pub one_of: Vec<String>,
    pub sensitivity: String,
    pub sources: Vec<Source>,
    /// What of the page is read for it: `value input[name=plan]`.
    pub from: Option<String>,
    /// `edge`, `device`.
    #[serde(rename = "where")]
    pub place: Vec<String>,
    pub remembered: bool,
    pub kept: Kept,
    pub purposes: Vec<String>,
    /// `experience hero`, `segment evening`, `slot hero`, `stage trial`, `unit account`.
    pub used_by: Vec<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Source {
    pub source: String,
    pub trust: String,
}

/// Something that is noted when it happens.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Event {
    pub name: String,
    /// What in the page reports it: `click [data-buy]`. Empty: the site does.
    pub on: Vec<String>,
    pub fields: Vec<Field>,
    pub sensitivity: String,
    pub kept: Kept,
    pub purposes: Vec<String>,
    pub used_by: Vec<String>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Field {
    pub name: String,
    #[serde(rename = "type")]
    pub kind: String,
}

/// A subject of which it may be remembered how often somebody reads about it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Topic {
    pub name: String,
    pub sensitive: bool,
    pub kept: Kept,
}

/// Something that a visitor may be asked.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Question {
    pub name: String,
    pub ask: Option<String>,
    #[serde(rename = "type")]
    pub kind: String,
    pub values: Vec<String>,
    pub sensitivity: String,
    pub kept: Kept,
    pub used_by: Vec<String>,
}

/// `state cart`, `stage trial`, `experience hero`, `visit`, `seen`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Memory {
    pub name: String,
    pub what: Vec<String>,
    pub kept: Kept,
    pub purposes: Vec<String>,
    pub used_by: Vec<String>,
}

/// What a visitor is drawn by.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Unit {
    pub name: String,
    /// `cookie`, `header`, `signal`, `device` (a random number made there), `page-view` (drawn anew each time).
    pub from: String,
    pub key: Option<String>,
    pub kept: Kept,
    pub purposes: Vec<String>,
    pub used_by: Vec<String>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Experience {
    pub id: String,
    pub because: Option<String>,
    /// `edge`, `device`: where it can be decided.
    pub decided: Vec<String>,
    /// Whether visitors are drawn.
    pub random: bool,
    pub purposes: Vec<String>,
    pub signals: Vec<String>,
}

/// An experience that others than the visitor can notice: a server sees what a browser asks it for.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Observable {
    pub experience: String,
    /// Whether the ruleset says so (`observable: true`).
    pub declared: bool,
    pub redirects: Vec<String>,
    /// Addresses that a browser loads for some visitors and not for others.
    pub loads: Vec<String>,
}

/// A manifest, and who caused what of it.
#[derive(Debug, Clone)]
pub struct Drawn {
    pub manifest: Manifest,
    pub causes: Causes,
}

/// Who brought something in, and where it is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cause {
    /// `experience hero`; empty when nobody uses it.
    pub by: String,
    pub span: Span,
}

/// Causes by part (`signal geo.country`) and what of it (`new`, `kept`, …).
#[derive(Debug, Clone, Default)]
pub struct Causes(BTreeMap<(String, String), Cause>);

impl Causes {
    /// The first that is said of something stays.
    pub(crate) fn put(&mut self, part: &str, of: &str, by: &str, span: Span) {
        let cause = Cause { by: by.to_owned(), span };
        self.0.entry((part.to_owned(), of.to_owned())).or_insert(cause);
    }

    /// Who caused this of a part; where nobody in particular did, who brought the part in.
    pub fn of(&self, part: &str, of: &str) -> Option<&Cause> {
        let at = |of: &str| self.0.get(&(part.to_owned(), of.to_owned()));
        at(of).or_else(|| at("new"))
    }
}

/// A manifest as it was written, or why the text is none.
///
/// # Errors
/// A text for people.
pub fn read(bytes: &[u8]) -> Result<Manifest, String> {
    #[derive(Deserialize)]
    struct Head {
        manifest: u32,
    }
    let none = |problem: serde_json::Error| format!("it is no manifest: {problem}");
    // Editors put a byte-order mark before what they save.
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    if bytes.trim_ascii_start().first() != Some(&b'{') {
        return Err("it is no JSON object".to_owned());
    }
    let head: Head = serde_json::from_slice(bytes).map_err(none)?;
    if head.manifest > VERSION {
        return Err(format!("it is a manifest of version {}, and this release knows {VERSION}", head.manifest));
    }
    if head.manifest < VERSION {
        return Err(format!("there is no version {} of manifests", head.manifest));
    }
    let manifest: Manifest = serde_json::from_slice(bytes).map_err(none)?;
    unknown_word(&manifest).map_or(Ok(manifest), Err)
}

/// What a comparison has an order for must be in it: of a word that nobody knows nobody can say what is wider.
fn unknown_word(manifest: &Manifest) -> Option<String> {
    let refused = |what: &str, word: &str| Some(format!("`{word}` is no {what} that this release knows"));
    if !AUDIENCES.contains(&manifest.audience.as_str()) {
        return refused("audience", &manifest.audience);
    }
    let sensitivities = manifest.signals.iter().map(|one| &one.sensitivity);
    let sensitivities = sensitivities.chain(manifest.events.iter().map(|one| &one.sensitivity));
    let mut sensitivities = sensitivities.chain(manifest.questions.iter().map(|one| &one.sensitivity));
    if let Some(word) = sensitivities.find(|word| Sensitivity::from_word(word).is_none()) {
        return refused("sensitivity", word);
    }
    let fields = manifest.events.iter().flat_map(|one| &one.fields).map(|field| &field.kind);
    let kinds = manifest.signals.iter().map(|one| &one.kind).chain(manifest.questions.iter().map(|one| &one.kind));
    let unknown = kinds.chain(fields).find(|word| Kind::from_word(word).is_none());
    unknown.and_then(|word| refused("type", word))
}
