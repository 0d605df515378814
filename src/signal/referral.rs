//! How a visitor came here: the address's campaign parameters first, then the referrer's host.
//!
//! Whoever makes a link chooses its `utm_*` and click identifiers, so what they say is *declared*; a referrer's host
//! is *known*; and "direct" is only *inferred*, as many sites send no referrer. The value of a click identifier is
//! never kept. `fbclid` proves no payment: Facebook appends it to everything.

#[cfg(any(test, not(feature = "edge")))]
#[cfg_attr(feature = "edge", expect(dead_code, reason = "tested at home, used in browsers"))]
mod browser;
#[cfg(feature = "edge")]
mod edge;
#[cfg(feature = "edge")]
mod services;
mod site;

#[cfg(not(feature = "edge"))]
pub(super) use browser::{APPS, CLICKS, FACEBOOK, HOSTS, KINDS, TERMS};
#[cfg(feature = "edge")]
pub(super) use edge::{APPS, CLICKS, FACEBOOK, KINDS, TERMS};
#[cfg(feature = "edge")]
pub use services::Service;

use super::facts::{Known, number};
use super::private::is_private;
#[cfg(not(feature = "edge"))]
use super::scan::cut;
use super::scan::{Test, Word, meaning, parts};
use super::url::parameter;
use super::{Seen, Source};

/// `utm_medium`, folded, by what it means (the channel definitions that analytics tools share). What is sent by others
/// than the site, and is none of these, is a campaign.
pub(super) const PAID: &str = "paid=paid*|*cp*|cp*|ppc|display|banner|retargeting|expandable|interstitial|sem|ads|ad";
/// Mediums that some write as the source.
pub(super) const MEDIA: &str = "\
email=email*|e-mail|e_mail|e mail|newsletter*|mail|mailing;\
social=social*|sm;\
search=organic";
/// Mediums that say less than their source does.
pub(super) const MENTIONS: &str = "referral=referral|app|link";
/// A link that says anything else of its own is somebody's campaign.
pub(super) const CAMPAIGN: &str = "campaign=utm_medium|utm_source|utm_campaign";

/// Writes what the service of a host is, or what it is called. A link that calls it by its name means `.com`.
#[cfg(not(feature = "edge"))]
#[inline(never)]
pub(super) fn service(_facts: &impl Known, asked: Word, seen: &mut Seen) -> bool {
    if seen.source == Source::Url && cut(&seen.word, b'.').1.is_empty() {
        seen.word.extend_from_slice(b".com");
    }
    meaning(HOSTS.as_bytes(), Test::Host, asked, seen)
}

/// The same, of an app as well, and of what a link calls it.
#[cfg(feature = "edge")]
pub(super) fn service(facts: &impl Known, asked: Word, seen: &mut Seen) -> bool {
    seen.word.make_ascii_lowercase();
    let is_app = seen.source == Source::Referrer && facts.text(number::REFERRER).starts_with(b"android-app:");
    let Some(found) = (if is_app { services::find_app(&seen.word) } else { facts.service(&seen.word) }) else {
        return seen.source == Source::Url && meaning(edge::NAMES.as_bytes(), Test::Whole, asked, seen);
    };
    seen.text.extend_from_slice(if asked == Word::Row { found.medium } else { found.name });
    true
}

/// The same, of what a host's own labels let conclude.
#[cfg(feature = "edge")]
pub(super) fn guess(asked: Word, seen: &mut Seen) -> bool {
    let Some(found) = services::guess(&seen.word) else { return false };
    seen.text.extend_from_slice(if asked == Word::Row { found.medium } else { found.name });
    true
}

/// Writes the term that was searched for, where an engine's referrer still has it.
pub(super) fn term(facts: &impl Known, seen: &mut Seen) -> bool {
    let is_known = service(facts, Word::Row, seen);
    #[cfg(feature = "edge")]
    let is_known = is_known || guess(Word::Row, seen);
    if !is_known || seen.text != b"search" {
        return false;
    }
    let query = facts.address(number::REFERRER).query;
    for name in parts(TERMS.as_bytes(), b'|') {
        if parameter(query, name, &mut seen.text) && !seen.text.is_empty() {
            return !is_private(&seen.text);
        }
    }
    false
}

/// Whether there is no referrer, in a word. Some clients write that down: `Referer: about:client`, `null`.
pub(super) fn direct(facts: &impl Known) -> &'static [u8] {
    let is_none = match facts.given_text(number::REFERRER) {
        Some([]) => true,
        #[cfg(feature = "edge")]
        Some(b"null" | b"about:client") => true,
        _ => false,
    };
    if is_none { b"direct" } else { &[] }
}

/// Whether the referrer is the page's own site, or a stranger, in a word. `domains` are the site's own, with commas
/// between them; without any the page's host decides.
pub(super) fn relation(facts: &impl Known, own: bool, domains: &[u8]) -> &'static [u8] {
    let (there, here) = (facts.address(number::REFERRER).host, facts.address(number::URL).host);
    #[cfg(feature = "edge")]
    let (there, here) = (&*there.to_ascii_lowercase(), &*here.to_ascii_lowercase());
    // Without the page's own host nobody can tell a stranger from oneself.
    if there.is_empty() || here.is_empty() {
        return &[];
    }
    let is_own = if domains.is_empty() {
        site::domain(there) == site::domain(here)
    } else {
        there == here || parts(domains, b',').any(|domain| is_within(there, domain))
    };
    match own {
        true if is_own => b"internal",
        false => b"referral",
        _ => &[],
    }
}

#[cfg(not(feature = "edge"))]
#[inline(never)]
fn bare(host: &[u8]) -> &[u8] {
    host.strip_prefix(b"www.").unwrap_or(host)
}

/// Whether `host` is `parent` or below it.
#[inline(never)]
fn is_within(host: &[u8], parent: &[u8]) -> bool {
    host.strip_suffix(parent).is_some_and(|below| matches!(below, [] | [.., b'.']))
}

/// Whether a host is meant by an entry of `HOSTS`.
///
/// `stem.*` is `stem.` and then a public ending: `com`, `de`, `co.uk`, `com.tr`. Before it nothing, `www` or a country's
/// label: other subdomains are other services.
#[cfg(not(feature = "edge"))]
pub(super) fn is_service(host: &[u8], stem: &[u8], is_open: bool) -> bool {
    if !is_open {
        return is_within(host, stem);
    }
    let host = bare(host);
    let (label, rest) = cut(host, b'.');
    is_ending(host, stem) || (label.len() <= 2 || label == b"images" || label == b"news") && is_ending(rest, stem)
}

/// Whether a stem of one or more labels, with its dot, is followed by an ending.
#[cfg(not(feature = "edge"))]
#[inline(never)]
fn is_ending(host: &[u8], stem: &[u8]) -> bool {
    let Some(rest) = host.strip_prefix(stem) else { return false };
    let (first, second) = cut(rest, b'.');
    matches!((first.len(), second.len()), (2.., 0) | (2..=3, 2))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::signal::catalogue::id;
    use crate::signal::scan::cut;
    use crate::signal::{Fact, Facts, Observation, observe};
    use crate::value::Value;

    fn service_of(host: &str) -> (String, String) {
        let scheme = if host.starts_with("com.") { "android-app" } else { "https" };
        let known = Facts::from_iter(vec![(number::REFERRER, Fact::Text(format!("{scheme}://{host}/")))]);
        let text = |signal| match observe(signal, None, &known) {
            Some(Observation { value: Value::Text(text), .. }) => text,
            _ => String::new(),
        };
        (text(id::REFERRAL_SOURCE), text(id::REFERRAL_NAME))
    }

    #[test]
    fn ok_service() {
        for (host, expected) in [
            ("www.google.com", ("search", "google")),
            ("google.co.uk", ("search", "google")),
            ("WWW.GOOGLE.DE", ("search", "google")),
            ("images.google.com.tr", ("search", "google")),
            ("mail.google.com", ("email", "gmail")),
            ("gemini.google.com", ("chat", "gemini")),
            ("de.search.yahoo.com", ("search", "yahoo")),
            ("mail.yahoo.co.jp", ("email", "yahoo")),
            ("l.facebook.com", ("social", "facebook")),
            ("t.co", ("social", "x")),
            ("chatgpt.com", ("chat", "chatgpt")),
            ("www.perplexity.ai", ("chat", "perplexity")),
        ] {
            assert_eq!(service_of(host), (expected.0.into(), expected.1.into()), "{host}");
        }
    }

    #[test]
    fn err_service_of_look_alikes() {
        for host in [
            "google",
            "google.evil.com",
            "notgoogle.com",
            "docs.google.com",
            "bing.com.evil.org",
            "t.co.uk",
            "x.y",
            "",
            ".",
        ] {
            assert_eq!(service_of(host), (String::new(), String::new()), "{host}");
        }
    }

    #[test]
    fn every_medium_and_click_is_in_the_catalogue() {
        use crate::signal::catalogue::values;
        let is_in = |set: &[&str], word: &[u8]| set.iter().any(|known| known.as_bytes() == word);
        let tables = [browser::HOSTS, browser::APPS, APPS, PAID, MEDIA, MENTIONS, CLICKS, FACEBOOK, CAMPAIGN];
        for row in tables.into_iter().flat_map(|table| parts(table.as_bytes(), b';')) {
            assert!(is_in(values::REFERRALS, cut(row, b'=').0), "{}", String::from_utf8_lossy(row));
        }
        let clicks = || {
            [CLICKS, FACEBOOK]
                .into_iter()
                .flat_map(|table| parts(table.as_bytes(), b';'))
                .flat_map(|row| parts(cut(row, b'=').1, b'|'))
        };
        assert!(cfg!(not(feature = "edge")) || clicks().count() == values::CLICKS.len());
        assert!(clicks().all(|kind| is_in(values::CLICKS, kind)));
        assert!(clicks().eq(parts(KINDS.as_bytes(), b'|').filter(|kind| *kind != b"ScCid")));
    }

    /// What a browser knows an edge knows too, and the same of it.
    #[cfg(feature = "edge")]
    #[test]
    fn browsers_carry_a_part_of_the_table() {
        for row in parts(browser::HOSTS.as_bytes(), b';') {
            let (medium, tokens) = cut(row, b'=');
            for token in parts(tokens, b'|') {
                let (name, host) = match cut(token, b':') {
                    (_, []) => (cut(token, b'.').0, token),
                    named => named,
                };
                let host = String::from_utf8_lossy(host).replace('*', "com");
                let (source, called) = service_of(&host);
                assert_eq!((source.as_bytes(), called.as_bytes()), (medium, name), "{host}");
            }
        }
    }

    fn relation_of(there: &str, here: &str, domains: &str) -> (&'static [u8], &'static [u8]) {
        let known = Facts::from_iter(vec![
            (number::REFERRER, Fact::Text(format!("https://{there}/"))),
            (number::URL, Fact::Text(format!("https://{here}/"))),
        ]);
        (relation(&known, true, domains.as_bytes()), relation(&known, false, domains.as_bytes()))
    }

    #[test]
    fn one_site_is_what_somebody_registered() {
        let same = |there, here| relation_of(there, here, "").0 == b"internal";
        assert!(same("www.shop.example", "shop.example"));
        assert!(same("blog.shop.example", "www.shop.example"));
        assert!(same("checkout.shop.example:8443", "www.shop.example"));
        assert!(same("localhost:8787", "localhost"));
        assert!(same("user:pw@shop.example.", "shop.example"));
        assert!(same("[::1]:80", "[::1]"));
        assert!(!same("shop.example", "other.example"));
        assert!(!same("badshop.example", "shop.example"));
        assert!(!same("a.co.uk", "b.co.uk") && !same("a.com.au", "b.com.au") && !same("a.co.jp", "b.co.jp"));
        assert!(!same("192.168.1.10", "192.168.2.10"));
        assert_eq!(relation_of("", "", "").1, b"");
    }

    #[test]
    fn hostile_referrers_are_right_or_missing() {
        let long = |part: &str| format!("https://{}", part.repeat(8000 / part.len()));
        let all = [
            id::REFERRAL_SOURCE,
            id::REFERRAL_NAME,
            id::REFERRAL_HOST,
            id::REFERRAL_TERM,
            id::REFERRAL_CLICK,
            id::REFERRAL_UTM_TERM,
        ];
        for text in [
            long("a."),
            long("."),
            long("a"),
            long("@"),
            long("%40"),
            long("google."),
            long("www.google.com/"),
            long("google.com?q=&"),
            format!("https://www.google.com/?q={}", "%2540".repeat(1500)),
            format!("https://www.google.com/?{}", "q&".repeat(4000)),
            format!("https://www.google.com/?q={}", "gclid".repeat(1500)),
            "https://[::1]:80:80@x]/".to_owned(),
            "https://%67oogle.com/".to_owned(),
            "HTTPS://WWW.GOOGLE.COM:443/".to_owned(),
            "x".repeat(1 << 16),
            "https://a.example/".repeat(1 << 13),
            "\u{0}".to_owned(),
            "https://\u{ff47}oogle.com/".to_owned(),
        ] {
            let known = vec![(number::REFERRER, Fact::Text(text.clone())), (number::URL, Fact::Text(text))];
            let facts = Facts::from_iter(known);
            for signal in all {
                if let Some(Observation { value: Value::Text(value), .. }) =
                    observe(signal, Some("a.example,b"), &facts)
                {
                    assert!(!value.contains('@') && !value.contains("%2540"), "{value}");
                }
            }
        }
    }

    #[test]
    fn named_domains_are_the_site_and_no_other_is() {
        let same = |there, here| relation_of(there, here, "shop.example,other-shop.example").0 == b"internal";
        assert!(same("checkout.other-shop.example", "www.shop.example"));
        assert!(same("shop.example", "www.other-shop.example"));
        assert!(same("preview.host.example", "preview.host.example"));
        assert!(!same("a.host.example", "b.host.example"));
        assert!(!same("xshop.example", "shop.example"));
        let known = vec![
            (number::REFERRER, Fact::Text("https://checkout.other-shop.example/".to_owned())),
            (number::URL, Fact::Text("https://shop.example/".to_owned())),
        ];
        let source =
            |domains| observe(id::REFERRAL_SOURCE, domains, &Facts::from_iter(known.clone())).map(|seen| seen.value);
        assert_eq!(source(Some("shop.example,other-shop.example")), Some(Value::Text("internal".to_owned())));
        assert_eq!(source(None), Some(Value::Text("referral".to_owned())));
    }
}
