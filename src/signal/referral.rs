//! How a visitor came here: the address's campaign parameters first, then the referrer's host.
//!
//! Whoever makes a link chooses its `utm_*` and click identifiers, so what they say is *declared*; a referrer's host
//! is *known*; and "direct" is only *inferred*, as many sites send no referrer. The value of a click identifier is
//! never read. `fbclid` proves no payment: Facebook appends it to everything.

use super::facts::{Facts, number};
use super::page::{query, url};
use super::scan::{cut, meaning, parts};
use super::url::Url;
use super::{Observation, Source, Trust};

/// Well-known services by medium. `host`, or `name:host`; a host stands for its subdomains too, and `.*` for any
/// public ending. Mail and assistants come first: `mail.google.com` is no search. Android's referrers name packages.
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

/// `utm_medium`, folded, by what it means (the channel definitions that analytics tools share).
const MEDIA: &str = "\
paid=cpc|ppc|cpm|cpv|cpa|cpp|display|banner|retargeting|expandable|interstitial|sem|ads|ad;\
email=email|e-mail|e_mail|newsletter|mail|mailing;\
social=social|social-network|social-media|social_media|social network|social media|sm;\
search=organic";

/// Click identifiers. Only advertisements carry them, but for the last.
const CLICKS: &str = "gclid|gbraid|wbraid|dclid|msclkid|ttclid|twclid|li_fat_id|yclid|sccid|rdt_cid|epik|fbclid";
const FACEBOOK: &str = "fbclid";

pub(super) fn source(facts: &Facts) -> Option<Observation> {
    let page = url(facts);
    match page.and_then(declared) {
        Some(medium) => Observation::text(medium, Source::Url, Trust::Declared),
        None => {
            let (medium, trust) = referred(facts, page)?;
            Observation::text(medium, Source::Referrer, trust)
        }
    }
}

/// The well-known service: of the referrer's host, else of a host in `utm_source`.
pub(super) fn name(facts: &Facts) -> Option<Observation> {
    if let Some((_, name)) = referrer(facts).and_then(|url| service(url.host)) {
        return Observation::text(name, Source::Referrer, Trust::Known);
    }
    let (_, name) = service(&url(facts)?.parameter("utm_source")?)?;
    Observation::text(name, Source::Url, Trust::Declared)
}

pub(super) fn host(facts: &Facts) -> Option<Observation> {
    Observation::text(&referrer(facts)?.host.to_ascii_lowercase(), Source::Referrer, Trust::Known)
}

/// `utm_source` and its like; never an e-mail address, never empty.
pub(super) fn utm(facts: &Facts, parameter: &str) -> Option<Observation> {
    url(facts)?.parameter(parameter).filter(|text| !text.is_empty())?;
    query(facts, parameter)
}

/// Which kind of click identifier the address carries.
pub(super) fn click(facts: &Facts) -> Option<Observation> {
    Observation::text(click_kind(url(facts)?)?, Source::Url, Trust::Declared)
}

fn click_kind(url: Url<'_>) -> Option<&'static str> {
    parts(CLICKS, b'|').find(|kind| url.carries(kind))
}

#[inline(never)]
fn referrer(facts: &Facts) -> Option<Url<'_>> {
    Url::read(facts.text(number::REFERRER)?).filter(|url| !url.host.is_empty())
}

/// What the address says of itself.
fn declared(url: Url<'_>) -> Option<&'static str> {
    let click = click_kind(url);
    if click.is_some_and(|kind| kind != FACEBOOK) {
        return Some("paid");
    }
    let text = |name| url.parameter(name).filter(|text| !text.is_empty());
    let (medium, source) = (text("utm_medium"), text("utm_source"));
    if let Some(known) = medium.as_deref().and_then(known_medium) {
        return Some(known);
    }
    if let Some((known, _)) = source.as_deref().and_then(service) {
        return Some(known);
    }
    if medium.is_some() || source.is_some() || url.carries("utm_campaign") {
        return Some("campaign");
    }
    click.map(|_| "social")
}

fn known_medium(text: &str) -> Option<&'static str> {
    let text = text.to_ascii_lowercase();
    if text.starts_with("paid") { Some("paid") } else { meaning(MEDIA, &mut |word| word == text) }
}

/// What the referrer says.
fn referred(facts: &Facts, page: Option<Url<'_>>) -> Option<(&'static str, Trust)> {
    if facts.text(number::REFERRER)?.is_empty() {
        return Some(("direct", Trust::Inferred));
    }
    let url = referrer(facts)?;
    let here = page.map_or("", |page| page.host);
    let medium = match service(url.host) {
        _ if is_same_site(url.host, here) => "internal",
        Some((medium, _)) => medium,
        // Without the page's own host nobody can tell a stranger from oneself.
        None if here.is_empty() => return None,
        None => "referral",
    };
    Some((medium, Trust::Known))
}

/// One host, or one the other's subdomain.
fn is_same_site(one: &str, other: &str) -> bool {
    let (one, other) = (bare(one), bare(other));
    let (short, long) = if one.len() < other.len() { (one, other) } else { (other, one) };
    !short.is_empty() && is_within(long, short) && (short.len() == long.len() || cut(short, b'.').1.is_some())
}

fn bare(host: &str) -> &str {
    match host.get(..4) {
        Some(start) if start.eq_ignore_ascii_case("www.") => host.get(4..).unwrap_or(host),
        _ => host,
    }
}

/// Whether `host` is `parent` or below it.
fn is_within(host: &str, parent: &str) -> bool {
    let Some(start) = host.len().checked_sub(parent.len()) else { return false };
    host.get(start..).is_some_and(|end| end.eq_ignore_ascii_case(parent))
        && (start == 0 || host.as_bytes().get(start - 1) == Some(&b'.'))
}

/// Medium and name of a well-known host.
#[inline(never)]
fn service(host: &str) -> Option<(&'static str, &'static str)> {
    cut(host, b'.').1?;
    let mut found = "";
    let medium = meaning(HOSTS, &mut |entry| {
        let (name, address) = match cut(entry, b':') {
            (name, Some(address)) => (name, address),
            (address, None) => (cut(address, b'.').0, address),
        };
        found = name;
        match cut(address, b'*') {
            (stem, Some(_)) => is_under_any_ending(host, stem),
            (address, None) => is_within(host, address),
        }
    })?;
    Some((medium, found))
}

/// `stem.` and then a public ending: `com`, `de`, `co.uk`, `com.tr`. Before it nothing, `www` or a country's label:
/// other subdomains are other services.
fn is_under_any_ending(host: &str, stem: &str) -> bool {
    let host = bare(host);
    let (label, rest) = cut(host, b'.');
    let rest = rest.filter(|_| label.len() <= 2 || label == "images" || label == "news");
    is_ending(host, stem) || rest.is_some_and(|host| is_ending(host, stem))
}

/// Whether a stem of one or more labels, with its dot, is followed by an ending.
fn is_ending(host: &str, stem: &str) -> bool {
    let (Some(start), Some(rest)) = (host.get(..stem.len()), host.get(stem.len()..)) else { return false };
    let (first, second) = cut(rest, b'.');
    start.eq_ignore_ascii_case(stem) && matches!((first.len(), second.map_or(0, str::len)), (2.., 0) | (2..=3, 2))
}

#[cfg(test)]
mod tests {
    use super::*;

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
            assert_eq!(service(host), Some(expected), "{host}");
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
            assert_eq!(service(host), None, "{host}");
        }
    }

    #[test]
    fn every_medium_and_click_is_in_the_catalogue() {
        use crate::signal::catalogue::values;
        for row in parts(HOSTS, b';').chain(parts(MEDIA, b';')) {
            assert!(values::REFERRALS.contains(&cut(row, b'=').0), "{row}");
        }
        assert_eq!(parts(CLICKS, b'|').count(), values::CLICKS.len());
        assert!(parts(CLICKS, b'|').all(|kind| values::CLICKS.contains(&kind)));
    }

    #[test]
    fn one_site_is_a_host_and_its_subdomains() {
        assert!(is_same_site("www.shop.example", "shop.example"));
        assert!(is_same_site("blog.shop.example", "www.Shop.example"));
        assert!(is_same_site("localhost", "localhost"));
        assert!(!is_same_site("shop.example", "example"));
        assert!(!is_same_site("badshop.example", "shop.example"));
        assert!(!is_same_site("", ""));
    }
}
