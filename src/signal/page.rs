//! What the page says of itself. Of the query only the parameter that a rule names is looked at.

use super::facts::Known;
use super::url::Url;

/// The page's address, or that of its referrer.
#[inline(never)]
pub(super) fn address(facts: &impl Known, fact: u8) -> Url<'_> {
    Url::read(facts.text(fact))
}
