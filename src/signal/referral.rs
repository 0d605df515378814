//! How a visitor came here: the address's campaign parameters first, then the referrer's host.
//!
//! Whoever makes a link chooses its `utm_*` and click identifiers, so what they say is *declared*; a referrer's host
//! is *known*; and "direct" is only *inferred*, as many sites send no referrer. The value of a click identifier is
//! never read. `fbclid` proves no payment: Facebook appends it to everything.

use super::facts::{Fact, Facts, number};
use super::page::{query, url};
use super::scan::{cut, has, meaning, parts, same};
use super::url::Url;
use super::{Observation, Source, Trust};

/// Well-known services by medium. `host`, or `name:host`; a host stands for its subdomains too, and `.*` for any
/// public ending. Mail and assistants come first: `mail.google.com` is no search. Android's referrers name packages.
#[cfg(feature = "edge")]
const HOSTS: &str = "\
email=gmail:mail.google.com|gmail:com.google.android.gm|outlook:outlook.live.com|outlook:outlook.office.com|\
outlook:outlook.office365.com|yahoo:mail.yahoo.*|proton:mail.proton.me|aol:mail.aol.com|gmx:gmx.*|web.de:web.de|\
zoho:mail.zoho.com|fastmail.com|icloud:www.icloud.com|yandex:mail.yandex.*|mail.ru:e.mail.ru|tuta.com|\
outlook:com.microsoft.office.outlook;\
chat=chatgpt.com|chatgpt:chat.openai.com|claude.ai|perplexity.ai|gemini.google.com|copilot.microsoft.com|\
copilot:copilot.com|deepseek:chat.deepseek.com|mistral:chat.mistral.ai|grok.com|meta:meta.ai|poe.com|you.com|duck.ai|\
phind.com|kimi.com;\
search=google.*|google:com.google.android.googlequicksearchbox|bing.com|duckduckgo.com|yahoo:search.yahoo.*|\
yahoo:yahoo.*|ecosia.org|baidu.com|yandex.*|yandex:ya.ru|naver:search.naver.com|brave:search.brave.com|startpage.com|\
qwant.com|seznam:search.seznam.cz|sogou.com|kagi.com|swisscows.com|mojeek.com|ask.com|aol:search.aol.com|\
so:so.com|metager.org|metager.de;\
social=facebook.com|facebook:com.facebook.katana|facebook:fb.me|messenger:messenger.com|instagram.com|\
instagram:com.instagram.android|x:t.co|x:x.com|x:twitter.com|x:com.twitter.android|linkedin.com|linkedin:lnkd.in|\
linkedin:com.linkedin.android|reddit.com|reddit:redd.it|reddit:com.reddit.frontpage|pinterest.*|pinterest:pin.it|\
youtube.com|youtube:youtu.be|tiktok.com|threads.net|threads.com|bluesky:bsky.app|bluesky:go.bsky.app|\
mastodon.social|snapchat.com|tumblr.com|vk.com|ok.ru|weibo.com|weibo:t.cn|whatsapp:wa.me|whatsapp.com|telegram:t.me|\
telegram:telegram.org|telegram:org.telegram.messenger|discord.com|slack:slack.com|xing.com|quora.com|\
hacker-news:news.ycombinator.com|line:line.me|kakao.com|medium.com|twitch.tv|nextdoor.com|stumbleupon.com|\
flipboard.com|pocket:getpocket.com";
/// A browser carries the great ones; the edge that served its page knows the others.
#[cfg(not(feature = "edge"))]
const HOSTS: &str = "\
email=gmail:mail.google.com|gmail:com.google.android.gm|outlook:outlook.live.com|yahoo:mail.yahoo.*;\
chat=chatgpt.com|claude.ai|perplexity.ai|gemini.google.com|copilot.microsoft.com;\
search=google.*|google:com.google.android.googlequicksearchbox|bing.com|duckduckgo.com|yahoo:search.yahoo.*|yahoo.*|\
ecosia.org|baidu.com|yandex.*|yandex:ya.ru|naver:search.naver.com|brave:search.brave.com;\
social=facebook.com|instagram.com|x:t.co|x:x.com|linkedin.com|linkedin:lnkd.in|reddit.com|pinterest.*|youtube.com|\
tiktok.com|threads.com|bluesky:bsky.app|whatsapp.com|telegram:t.me|vk.com";

/// `utm_medium`, folded, by what it means (the channel definitions that analytics tools share).
const MEDIA: &str = "\
paid=cpc|ppc|cpm|cpv|cpa|cpp|display|banner|retargeting|expandable|interstitial|sem|ads|ad;\
email=email|e-mail|e_mail|newsletter|mail|mailing;\
social=social|social-network|social-media|social_media|social network|social media|sm;\
search=organic";

/// Click identifiers. Only advertisements carry them, but for the last.
const CLICKS: &str = "gclid|gbraid|wbraid|dclid|msclkid|ttclid|twclid|li_fat_id|yclid|sccid|rdt_cid|epik|fbclid";
const FACEBOOK: &[u8] = b"fbclid";

pub(super) fn source(facts: &Facts) -> Option<Observation> {
    let page = url(facts);
    let medium = declared(&page);
    if !medium.is_empty() {
        return Observation::text(medium, Source::Url, Trust::Declared);
    }
    let (medium, trust) = referred(facts, page.host);
    Observation::text(medium, Source::Referrer, trust)
}

/// The well-known service: of the referrer's host, else of a host in `utm_source`.
pub(super) fn name(facts: &Facts) -> Option<Observation> {
    let (_, name) = service(referrer(facts));
    if !name.is_empty() {
        return Observation::text(name, Source::Referrer, Trust::Known);
    }
    Observation::text(service(&url(facts).text(b"utm_source")).1, Source::Url, Trust::Declared)
}

/// `utm_source` and its like; never an e-mail address, never empty.
pub(super) fn utm(facts: &Facts, parameter: &[u8]) -> Option<Observation> {
    let text = url(facts).text(parameter);
    if text.is_empty() { None } else { query(facts, parameter) }
}

/// Which kind of click identifier the address carries.
#[inline(never)]
pub(super) fn click(page: &Url<'_>) -> &'static [u8] {
    parts(CLICKS.as_bytes(), b'|').find(|kind| page.carries(kind)).unwrap_or_default()
}

/// The referrer's host.
#[inline(never)]
pub(super) fn referrer(facts: &Facts) -> &[u8] {
    Url::read(facts.text(number::REFERRER)).host
}

/// What the address says of itself.
fn declared(page: &Url<'_>) -> &'static [u8] {
    let click = click(page);
    if !click.is_empty() && click != FACEBOOK {
        return b"paid";
    }
    let (medium, source) = (page.text(b"utm_medium"), page.text(b"utm_source"));
    let known = if medium.get(..4).is_some_and(|start| same(start, b"paid")) {
        b"paid"
    } else {
        meaning(MEDIA, &mut |word| same(word, &medium))
    };
    if !known.is_empty() {
        return known;
    }
    let (known, _) = service(&source);
    if !known.is_empty() {
        return known;
    }
    if medium.len() + source.len() > 0 || page.carries(b"utm_campaign") {
        return b"campaign";
    }
    if click.is_empty() { click } else { b"social" }
}

/// What the referrer says.
fn referred(facts: &Facts, here: &[u8]) -> (&'static [u8], Trust) {
    if matches!(facts.get(number::REFERRER), Some(Fact::Text(text)) if text.is_empty()) {
        return (b"direct", Trust::Inferred);
    }
    let host = referrer(facts);
    let mut medium = service(host).0;
    if is_same_site(host, here) {
        medium = b"internal";
    // Without the page's own host nobody can tell a stranger from oneself.
    } else if medium.is_empty() && !host.is_empty() && !here.is_empty() {
        medium = b"referral";
    }
    (medium, Trust::Known)
}

/// One host, or one the other's subdomain.
fn is_same_site(one: &[u8], other: &[u8]) -> bool {
    let (one, other) = (bare(one), bare(other));
    let (short, long) = if one.len() < other.len() { (one, other) } else { (other, one) };
    !short.is_empty() && is_within(long, short) && (short.len() == long.len() || has(short, b"."))
}

#[inline(never)]
fn bare(host: &[u8]) -> &[u8] {
    match host.split_at_checked(4) {
        Some((start, rest)) if same(start, b"www.") => rest,
        _ => host,
    }
}

/// Whether `host` is `parent` or below it.
#[inline(never)]
fn is_within(host: &[u8], parent: &[u8]) -> bool {
    let Some((below, end)) = host.split_at_checked(host.len().wrapping_sub(parent.len())) else { return false };
    same(end, parent) && below.last().is_none_or(|last| *last == b'.')
}

/// Medium and name of a well-known host.
#[inline(never)]
fn service(host: &[u8]) -> (&'static [u8], &'static [u8]) {
    let mut found: &'static [u8] = &[];
    let medium = meaning(HOSTS, &mut |entry| {
        let (name, address) = cut(entry, b':');
        let (name, address) = if address.is_empty() { (cut(entry, b'.').0, entry) } else { (name, address) };
        let known = match address {
            [stem @ .., b'*'] => is_under_any_ending(host, stem),
            _ => is_within(host, address),
        };
        if known {
            found = name;
        }
        known
    });
    (medium, found)
}

/// `stem.` and then a public ending: `com`, `de`, `co.uk`, `com.tr`. Before it nothing, `www` or a country's label:
/// other subdomains are other services.
fn is_under_any_ending(host: &[u8], stem: &[u8]) -> bool {
    let host = bare(host);
    let (label, rest) = cut(host, b'.');
    is_ending(host, stem) || (label.len() <= 2 || label == b"images" || label == b"news") && is_ending(rest, stem)
}

/// Whether a stem of one or more labels, with its dot, is followed by an ending.
#[inline(never)]
fn is_ending(host: &[u8], stem: &[u8]) -> bool {
    let Some((start, rest)) = host.split_at_checked(stem.len()) else { return false };
    let (first, second) = cut(rest, b'.');
    same(start, stem) && matches!((first.len(), second.len()), (2.., 0) | (2..=3, 2))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn service_of(host: &str) -> (&'static str, &'static str) {
        let (medium, name) = service(host.as_bytes());
        (std::str::from_utf8(medium).unwrap(), std::str::from_utf8(name).unwrap())
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
            assert_eq!(service_of(host), expected, "{host}");
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
            assert_eq!(service_of(host), ("", ""), "{host}");
        }
    }

    #[test]
    fn every_medium_and_click_is_in_the_catalogue() {
        use crate::signal::catalogue::values;
        let is_in = |set: &[&str], word: &[u8]| set.iter().any(|known| known.as_bytes() == word);
        for row in parts(HOSTS.as_bytes(), b';').chain(parts(MEDIA.as_bytes(), b';')) {
            assert!(is_in(values::REFERRALS, cut(row, b'=').0));
        }
        assert_eq!(parts(CLICKS.as_bytes(), b'|').count(), values::CLICKS.len());
        assert!(parts(CLICKS.as_bytes(), b'|').all(|kind| is_in(values::CLICKS, kind)));
    }

    #[test]
    fn one_site_is_a_host_and_its_subdomains() {
        let same = |one: &str, other: &str| is_same_site(one.as_bytes(), other.as_bytes());
        assert!(same("www.shop.example", "shop.example"));
        assert!(same("blog.shop.example", "www.Shop.example"));
        assert!(same("localhost", "localhost"));
        assert!(!same("shop.example", "example"));
        assert!(!same("badshop.example", "shop.example"));
        assert!(!same("", ""));
    }
}
