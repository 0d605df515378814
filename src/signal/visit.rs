//! The facts of one visit, with what many signals take out of them read once.
//!
//! A browser asks for a handful of signals and does without; an edge asks for all that its rules name, for each request.

use super::facts::{Known, number};
use super::geo::Region;
use super::locale;
use super::referral::Service;
use super::url::Url;
use std::cell::{OnceCell, RefCell};

/// Facts, and what was read out of them so far.
#[derive(Debug)]
pub struct Visit<'a, K> {
    facts: &'a K,
    page: OnceCell<Url<'a>>,
    referrer: OnceCell<Url<'a>>,
    languages: OnceCell<Vec<u8>>,
    likely: OnceCell<Vec<u8>>,
    region: OnceCell<Region>,
    /// The last host that was asked for, and what is there.
    service: RefCell<(Vec<u8>, Option<Service<'static>>)>,
}

impl<'a, K: Known> Visit<'a, K> {
    pub fn of(facts: &'a K) -> Visit<'a, K> {
        Visit {
            facts,
            page: OnceCell::new(),
            referrer: OnceCell::new(),
            languages: OnceCell::new(),
            likely: OnceCell::new(),
            region: OnceCell::new(),
            service: RefCell::default(),
        }
    }
}

impl<K: Known> Known for Visit<'_, K> {
    fn given_text(&self, number: u8) -> Option<&[u8]> {
        self.facts.given_text(number)
    }

    fn given_number(&self, number: u8) -> Option<f64> {
        self.facts.given_number(number)
    }

    fn given_flag(&self, number: u8) -> Option<bool> {
        self.facts.given_flag(number)
    }

    fn member(&self, number: u8, index: usize) -> Option<&[u8]> {
        self.facts.member(number, index)
    }

    fn address(&self, number: u8) -> Url<'_> {
        let known = if number == number::URL { &self.page } else { &self.referrer };
        *known.get_or_init(|| self.facts.address(number))
    }

    fn service(&self, host: &[u8]) -> Option<Service<'static>> {
        let mut last = self.service.borrow_mut();
        if last.0 != host {
            *last = (host.to_vec(), self.facts.service(host));
        }
        last.1
    }

    fn languages(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(self.languages.get_or_init(|| written(|out| locale::languages(self.facts, out))));
    }

    fn named_region(&self, word: &mut Vec<u8>) -> Region {
        word.clear();
        *self.region.get_or_init(|| self.facts.named_region(word))
    }

    fn likely(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(self.likely.get_or_init(|| written(|out| locale::likely(self.facts, out))));
    }
}

fn written(write: impl FnOnce(&mut Vec<u8>)) -> Vec<u8> {
    let mut out = Vec::new();
    write(&mut out);
    out
}
