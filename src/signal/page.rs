//! What the page says of itself. Of the query only the parameter that a rule names is looked at.

use super::facts::{Facts, number};
use super::scan::parts;
use super::url::Url;
use super::{Observation, Observed, Source, Trust};
use crate::limits::SIGNAL_LIST;

fn known(value: Observed, source: Source) -> Observation {
    Observation { value, source, trust: Trust::Known }
}

fn url(facts: &Facts) -> Option<Url<'_>> {
    Url::read(facts.text(number::URL)?)
}

/// The path as `location.pathname` has it: percent-encoded.
pub(super) fn path(facts: &Facts) -> Option<Observation> {
    Some(known(Observed::Text(String::from(url(facts)?.path)), Source::Url))
}

/// The host without its port, lower case.
pub(super) fn host(facts: &Facts) -> Option<Observation> {
    let host = url(facts)?.host.to_ascii_lowercase();
    (!host.is_empty()).then(|| known(Observed::Text(host), Source::Url))
}

pub(super) fn query(facts: &Facts, parameter: &str) -> Option<Observation> {
    from_link(url(facts)?.parameter(parameter))
}

/// Text of a link. E-mail addresses stand in the links of many newsletters; they are missing.
pub(super) fn from_link(text: Option<String>) -> Option<Observation> {
    let text = text.filter(|text| !text.bytes().any(|b| b == b'@'))?;
    Some(Observation { value: Observed::Text(text), source: Source::Url, trust: Trust::Declared })
}

/// Title, type: the document's own text.
pub(super) fn text(facts: &Facts, fact: u8) -> Option<Observation> {
    let text = facts.text(fact)?.trim_ascii();
    (!text.is_empty()).then(|| known(Observed::Text(String::from(text)), Source::Document))
}

/// Topics, separated by commas.
pub(super) fn topics(facts: &Facts) -> Option<Observation> {
    let topics = parts(facts.text(number::PAGE_TOPICS)?, b',')
        .map(str::trim_ascii)
        .filter(|topic| !topic.is_empty())
        .take(SIGNAL_LIST)
        .map(String::from)
        .collect::<Vec<_>>();
    (!topics.is_empty()).then(|| known(Observed::Texts(topics), Source::Document))
}
