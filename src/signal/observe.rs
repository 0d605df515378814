//! From a signal's number to its value: the one place where the catalogue's numbers meet the code that knows them.
//!
//! One table ([`rows`]) says of each signal how to come by it: take something out of the facts, make a value of it. The
//! first row that has an answer counts. What can be taken and what can be made are two short lists, so that a signal
//! costs a visitor five bytes and seldom any code.

mod rows;

use super::facts::{Known, number};
#[cfg(feature = "edge")]
use super::geo;
use super::geo::Region;
use super::scan::{Test, Word, has, meaning, parts, trim};
use super::url;
use super::{Form, Observation, Seen, add, device, locale, private, referral, time};
use crate::limits::SIGNAL_LIST;
use rows::{Row, from, rows};

pub(super) use rows::Step;
pub use rows::needs;
#[cfg(feature = "tools")]
pub use rows::sources;

const PARAMETERS: [&str; 5] = ["utm_source", "utm_medium", "utm_campaign", "utm_term", "utm_content"];

/// What the facts say of one signal; `None` when they say nothing, or when it is not made from facts (`custom.*` is
/// the site's to give, memory the profile's). `argument` is the variable part of the name, as `lookup` returns it.
///
/// Pure: the same facts give the same observation on every platform. Never panics; time is linear in the facts.
/// Without the feature `edge` it knows what a browser asks of itself: facts in a browser's spelling, no platform's, and
/// shorter lists of devices and services.
///
/// ```
/// use nearside::signal::{Fact, Facts, catalogue::id, facts::number, observe};
/// let facts = Facts::from_iter(vec![(number::TIME_ZONE, Fact::Text("Europe/Oslo".into()))]);
/// let country = observe(id::GEO_COUNTRY, None, &facts).unwrap();
/// assert_eq!(country.trust.word(), "inferred");
/// ```
pub fn observe(signal: u16, argument: Option<&str>, facts: &impl Known) -> Option<Observation> {
    let mut seen = Seen::new();
    let form = see(signal, argument.unwrap_or_default().as_bytes(), facts, &mut seen);
    seen.observation(form)
}

/// The same without a copy of its own: the answer says which field of `seen` holds the value.
pub fn see(signal: u16, argument: &[u8], facts: &impl Known, seen: &mut Seen) -> Form {
    for row in rows(signal) {
        seen.text.clear();
        seen.source = row.source;
        seen.trust = row.trust;
        // Header or answer of the browser: both are one fact.
        #[cfg(feature = "edge")]
        if row.source == super::Source::MediaQuery
            && row.step != Step::Contrast
            && facts.given_text(row.from & 31).is_some()
        {
            seen.source = super::Source::ClientHints;
        }
        // Whoever has no bundle asks the tools' own table.
        #[cfg(feature = "edge")]
        let argument = if argument.is_empty() { locale::conventions::convention(signal).as_bytes() } else { argument };
        if take(row.from, argument, facts, seen) {
            let form = make(*row, facts, seen);
            if form != Form::Nothing {
                return form;
            }
        }
    }
    Form::Nothing
}

/// Takes it out of the facts: a text into `word`, others where they belong. Whether there is any.
fn take(from: u8, argument: &[u8], facts: &impl Known, seen: &mut Seen) -> bool {
    let word = &mut seen.word;
    word.clear();
    let text: &[u8] = match from {
        from::AGENT => device::agent(facts),
        from::MODEL => device::model(facts),
        from::PLATFORM => device::platform(facts),
        from::MOBILITY => device::mobility(facts),
        from::BRANDS => {
            device::list(facts, number::CH_BRANDS, word);
            &[]
        }
        from::REFERRER_HOST..=from::ARGUMENT => {
            let fact = if from == from::REFERRER_HOST { number::REFERRER } else { number::URL };
            let url = facts.address(fact);
            match from {
                from::REFERRER_HOST | from::HOST => url.host,
                from::PATH => url.path,
                from::QUERY => url.query,
                // Whoever builds a ruleset is told; a bundle made by hand gets nothing.
                #[cfg(feature = "edge")]
                from::ARGUMENT if private::is_click(argument) => return false,
                _ => {
                    let name = PARAMETERS.get(usize::from(from - from::PARAMETER));
                    return url::parameter(url.query, name.map_or(argument, |name| name.as_bytes()), word);
                }
            }
        }
        from::DIRECT => referral::direct(facts),
        from::INTERNAL | from::STRANGER => referral::relation(facts, from == from::INTERNAL, argument),
        from::LANGUAGES => {
            facts.languages(word);
            &[]
        }
        from::LIKELY => {
            facts.likely(word);
            &[]
        }
        from::LANGUAGE => {
            facts.languages(word);
            locale::nearest(argument, seen);
            return !seen.word.is_empty();
        }
        from::HOME | from::CUSTOM => {
            locale::home(facts, seen).write(&mut seen.word);
            if from == from::CUSTOM && !seen.word.is_empty() {
                let custom = locale::custom(argument, &seen.word);
                seen.word.clear();
                seen.word.extend_from_slice(custom);
            }
            return !seen.word.is_empty();
        }
        from::COUNTRY => {
            let country = Region::of_zone(facts.text(number::TIME_ZONE));
            if country.is_known() {
                country.write(word);
            }
            &[]
        }
        from::LOCAL | from::OFFSET => {
            word.extend_from_slice(argument);
            return time::local(facts, number::OFFSET, from == from::LOCAL, &mut seen.number);
        }
        #[cfg(feature = "edge")]
        from::PLATFORM_COUNTRY => {
            let country = geo::platform(facts);
            if country.is_known() {
                country.write(word);
            }
            &[]
        }
        #[cfg(feature = "edge")]
        from::PLATFORM_LOCAL | from::PLATFORM_OFFSET => {
            word.extend_from_slice(argument);
            return time::local(facts, number::PLATFORM_OFFSET, from == from::PLATFORM_LOCAL, &mut seen.number);
        }
        #[cfg(feature = "edge")]
        from::ZONE => geo::zone(facts, number::TIME_ZONE),
        #[cfg(feature = "edge")]
        from::PLATFORM_ZONE => geo::zone(facts, number::PLATFORM_TIME_ZONE),
        #[cfg(feature = "edge")]
        from::FORMS => {
            device::list(facts, number::CH_FORM_FACTORS, word);
            &[]
        }
        #[cfg(feature = "edge")]
        from::VERSIONS => {
            device::list(facts, number::CH_FULL_VERSIONS, word);
            &[]
        }
        #[cfg(feature = "edge")]
        from::HINTED_MODEL => {
            device::hinted_model(facts, word);
            &[]
        }
        #[cfg(feature = "edge")]
        from::HINTED_VERSION => {
            device::hinted_version(facts, word);
            &[]
        }
        from::NUMBER.. => {
            seen.number = facts.number(from & 31);
            return !seen.number.is_nan();
        }
        from::FLAG.. => {
            let flag = facts.flag(from & 31);
            seen.flag = flag == Some(true);
            return flag.is_some();
        }
        _ => facts.text(from),
    };
    word.extend_from_slice(text);
    // A browser writes hosts in small letters.
    #[cfg(feature = "edge")]
    if matches!(from, from::HOST | from::REFERRER_HOST) {
        word.make_ascii_lowercase();
    }
    !word.is_empty()
}

/// Makes a value of it.
fn make(row: Row, facts: &impl Known, seen: &mut Seen) -> Form {
    #[cfg(feature = "edge")]
    if let Some(text) = device::said(row.step, &seen.word, &mut seen.memo) {
        seen.text.extend_from_slice(text.as_bytes());
        return if text.is_empty() { Form::Nothing } else { Form::Text };
    }
    let (table, test, asked) = match row.step {
        Step::Class => (device::CLASSES, Test::Part, Word::Row),
        Step::Platform => (device::PLATFORMS, Test::Part, Word::Row),
        #[cfg(not(feature = "edge"))]
        Step::Loud => (device::LOUD, Test::Part, Word::Row),
        #[cfg(not(feature = "edge"))]
        Step::FireOs => (device::FIRE, Test::Part, Word::Row),
        #[cfg(not(feature = "edge"))]
        Step::System => (device::SYSTEMS, Test::Part, Word::Row),
        #[cfg(not(feature = "edge"))]
        Step::Browser => (device::BROWSERS, Test::Part, Word::Row),
        #[cfg(not(feature = "edge"))]
        Step::Brand => (device::BRANDS, Test::Part, Word::Row),
        #[cfg(feature = "edge")]
        Step::Network => (device::NETWORKS, Test::Whole, Word::Row),
        #[cfg(feature = "edge")]
        Step::Contrast => (device::CONTRASTS, Test::Whole, Word::Row),
        Step::Click => (referral::CLICKS, Test::Parameter, Word::Row),
        Step::ClickKind => (referral::CLICKS, Test::Parameter, Word::Token),
        Step::Facebook => (referral::FACEBOOK, Test::Parameter, Word::Row),
        Step::FacebookKind => (referral::FACEBOOK, Test::Parameter, Word::Token),
        Step::Campaign => (referral::CAMPAIGN, Test::Parameter, Word::Row),
        Step::Paid => (referral::PAID, Test::Whole, Word::Row),
        Step::Medium => (referral::MEDIA, Test::Whole, Word::Row),
        Step::Mention => (referral::MENTIONS, Test::Whole, Word::Row),
        Step::App | Step::AppName if referral::direct(facts).is_empty() => return Form::Nothing,
        Step::App => (referral::APPS, Test::Part, Word::Row),
        Step::AppName => (referral::APPS, Test::Part, Word::Token),
        Step::Host => return found(referral::service(facts, Word::Row, seen)),
        Step::Service => return found(referral::service(facts, Word::Token, seen)),
        #[cfg(feature = "edge")]
        Step::Guess => return found(referral::guess(Word::Row, seen)),
        #[cfg(feature = "edge")]
        Step::GuessName => return found(referral::guess(Word::Token, seen)),
        Step::Term => return found(referral::term(facts, seen)),
        step => return derive(step, row.from == from::ARGUMENT, facts, seen),
    };
    found(meaning(table.as_bytes(), test, asked, seen))
}

fn found(is_found: bool) -> Form {
    if is_found { Form::Text } else { Form::Nothing }
}

/// The same without a table.
fn derive(step: Step, may_be_empty: bool, facts: &impl Known, seen: &mut Seen) -> Form {
    let region = Region::named(&seen.word);
    let text: &[u8] = match step {
        Step::Topics | Step::Quotes => {
            let at = if step == Step::Topics { b',' } else { b'"' };
            let members = parts(&seen.word, at).filter(|member| !member.is_empty());
            members.take(SIGNAL_LIST).for_each(|member| add(&mut seen.text, member));
            return if seen.text.is_empty() { Form::Nothing } else { Form::List };
        }
        Step::Script => locale::script(&seen.word),
        Step::Rtl if locale::script(&seen.word).is_empty() => return Form::Nothing,
        Step::Rtl => return seen.answer(has(locale::RTL, locale::script(&seen.word))),
        #[cfg(feature = "edge")]
        Step::Brand | Step::FormFactor => {
            let table = if step == Step::Brand { device::BRANDS } else { device::FORMS };
            device::listed(table, &seen.word).map(|(meaning, _)| meaning).unwrap_or_default()
        }
        #[cfg(feature = "edge")]
        Step::BrandVersion => {
            device::brand_version(&seen.word, &mut seen.text);
            return if seen.text.is_empty() { Form::Nothing } else { Form::Text };
        }
        Step::SystemVersion | Step::BrowserVersion => {
            (if step == Step::SystemVersion { device::system_version } else { device::browser_version })(seen);
            return if seen.text.is_empty() { Form::Nothing } else { Form::Text };
        }
        Step::Count => return Form::Number,
        Step::Answer => return Form::Flag,
        Step::Touch => return seen.answer(seen.number > 0.0),
        Step::Eu => return seen.answer(region.in_eu()),
        Step::Continent => region.continent().as_bytes(),
        Step::Home if !region.is_known() => return Form::Nothing,
        Step::Units => region.units().as_bytes(),
        Step::Twelve => return seen.answer(matches!(*seen.word, [b'1', ..] | [b'h', b'1', ..])),
        Step::Screen => device::screen(seen.number).as_bytes(),
        #[cfg(feature = "edge")]
        Step::Subdivision => {
            geo::subdivision(seen.word.trim_ascii(), geo::platform(facts), &mut seen.text);
            return seen.said();
        }
        #[cfg(feature = "edge")]
        Step::City => {
            geo::city(seen.word.trim_ascii(), &mut seen.text);
            return seen.said();
        }
        Step::Link if private::is_private(&seen.word) => return Form::Nothing,
        Step::Link => &seen.word,
        Step::Say | Step::Home => trim(&seen.word),
        _ => return time::read(step, facts, seen),
    };
    seen.text.extend_from_slice(text);
    if text.is_empty() && !may_be_empty { Form::Nothing } else { Form::Text }
}
