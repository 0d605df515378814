//! What the page says of itself. Of the query only the parameter that a rule names is looked at.

use super::facts::{Facts, number};
use super::scan::{has, parts};
use super::url::Url;
use super::{Observation, Source, Trust};

/// The page's address.
#[inline(never)]
pub(super) fn url(facts: &Facts) -> Url<'_> {
    Url::read(facts.text(number::URL))
}

/// Text of a link. E-mail addresses stand in the links of many newsletters; they are missing.
pub(super) fn query(facts: &Facts, parameter: &[u8]) -> Option<Observation> {
    let text = url(facts).parameter(parameter)?;
    if has(&text, b"@") { None } else { Observation::any_text(&text, Source::Url, Trust::Declared) }
}

/// Topics, separated by commas.
pub(super) fn topics(facts: &Facts) -> Option<Observation> {
    let mut topics = parts(facts.text(number::PAGE_TOPICS), b',');
    Observation::list(&mut || topics.next().map(<[u8]>::trim_ascii), Source::Document)
}
