//! What the page says of itself. Of the query only the parameter that a rule names is looked at.

use super::facts::{Facts, number};
use super::scan::parts;
use super::url::Url;
use super::{Observation, Observed, Source, Trust};
use crate::limits::SIGNAL_LIST;

/// The page's address.
#[inline(never)]
pub(super) fn url(facts: &Facts) -> Option<Url<'_>> {
    Url::read(facts.text(number::URL)?)
}

/// The path as `location.pathname` has it: percent-encoded.
pub(super) fn path(facts: &Facts) -> Option<Observation> {
    Observation::text(url(facts)?.path, Source::Url, Trust::Known)
}

/// The host without its port, lower case.
pub(super) fn host(facts: &Facts) -> Option<Observation> {
    let host = url(facts)?.host.to_ascii_lowercase();
    if host.is_empty() { None } else { Observation::text(&host, Source::Url, Trust::Known) }
}

/// Text of a link. E-mail addresses stand in the links of many newsletters; they are missing.
pub(super) fn query(facts: &Facts, parameter: &str) -> Option<Observation> {
    let text = url(facts)?.parameter(parameter)?;
    if text.bytes().any(|b| b == b'@') { None } else { Observation::text(&text, Source::Url, Trust::Declared) }
}

/// Title, type: the document's own text.
pub(super) fn text(facts: &Facts, fact: u8) -> Option<Observation> {
    let text = facts.text(fact)?.trim_ascii();
    if text.is_empty() { None } else { Observation::text(text, Source::Document, Trust::Known) }
}

/// Topics, separated by commas.
pub(super) fn topics(facts: &Facts) -> Option<Observation> {
    let mut topics = Vec::new();
    for topic in parts(facts.text(number::PAGE_TOPICS)?, b',').take(SIGNAL_LIST) {
        let topic = topic.trim_ascii();
        if !topic.is_empty() {
            topics.push(String::from(topic));
        }
    }
    if topics.is_empty() {
        return None;
    }
    Some(Observation { value: Observed::Texts(topics), source: Source::Document, trust: Trust::Known })
}
