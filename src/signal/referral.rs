//! How a visitor came here: the address's campaign parameters first, then the referrer's host.
//!
//! Whoever makes a link chooses its `utm_*` and click identifiers, so what they say is *declared*; a referrer's host
//! is *known*; and "direct" is only *inferred*, as many sites send no referrer. The value of a click identifier is
//! never read. `fbclid` proves no payment: Facebook appends it to everything.

use super::facts::{Facts, number};
use super::page::from_link;
use super::scan::{cut, meaning, parts};
use super::url::Url;
use super::{Observation, Observed, Source, Trust};

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

/// Click identifiers that only advertisements carry.
const PAID: &str = "gclid|gbraid|wbraid|dclid|msclkid|ttclid|twclid|li_fat_id|yclid|sccid|rdt_cid|epik";

pub(super) fn source(facts: &Facts) -> Option<Observation> {
    let page = page(facts);
    let (medium, source, trust) = match page.and_then(declared) {
        Some(medium) => (medium, Source::Url, Trust::Declared),
        None => referred(facts, page)?,
    };
    Some(Observation { value: Observed::Text(String::from(medium)), source, trust })
}

/// The well-known service: of the referrer's host, else of a host in `utm_source`.
pub(super) fn name(facts: &Facts) -> Option<Observation> {
    if let Some((_, name)) = referrer(facts).and_then(|url| service(url.host)) {
        return Some(observed(name, Source::Referrer, Trust::Known));
    }
    let campaign = page(facts)?.parameter("utm_source")?;
    let (_, name) = service(&campaign)?;
    Some(observed(name, Source::Url, Trust::Declared))
}

pub(super) fn host(facts: &Facts) -> Option<Observation> {
    let host = referrer(facts)?.host.to_ascii_lowercase();
    Some(Observation { value: Observed::Text(host), source: Source::Referrer, trust: Trust::Known })
}

/// `utm_source` and its like; never an e-mail address.
pub(super) fn utm(facts: &Facts, parameter: &str) -> Option<Observation> {
    from_link(page(facts)?.parameter(parameter).filter(|text| !text.is_empty()))
}

/// Which kind of click identifier the address carries.
pub(super) fn click(facts: &Facts) -> Option<Observation> {
    let url = page(facts)?;
    let kind = parts(PAID, b'|').chain(["fbclid"]).find(|kind| url.carries(kind))?;
    Some(observed(kind, Source::Url, Trust::Declared))
}

fn observed(text: &str, source: Source, trust: Trust) -> Observation {
    Observation { value: Observed::Text(String::from(text)), source, trust }
}

fn page(facts: &Facts) -> Option<Url<'_>> {
    Url::read(facts.text(number::URL)?)
}

fn referrer(facts: &Facts) -> Option<Url<'_>> {
    Url::read(facts.text(number::REFERRER)?).filter(|url| !url.host.is_empty())
}

/// What the address says of itself.
fn declared(url: Url<'_>) -> Option<&'static str> {
    if parts(PAID, b'|').any(|kind| url.carries(kind)) {
        return Some("paid");
    }
    let medium = url.parameter("utm_medium").filter(|text| !text.is_empty());
    if let Some(medium) = medium.as_deref().and_then(known_medium) {
        return Some(medium);
    }
    let campaign = url.parameter("utm_source").filter(|text| !text.is_empty());
    if let Some((medium, _)) = campaign.as_deref().and_then(service) {
        return Some(medium);
    }
    if medium.is_some() || campaign.is_some() || url.carries("utm_campaign") {
        return Some("campaign");
    }
    url.carries("fbclid").then_some("social")
}

fn known_medium(text: &str) -> Option<&'static str> {
    let paid = text.get(..4).is_some_and(|start| start.eq_ignore_ascii_case("paid"));
    if paid { Some("paid") } else { meaning(MEDIA, |word| word.eq_ignore_ascii_case(text)) }
}

/// What the referrer says.
fn referred(facts: &Facts, page: Option<Url<'_>>) -> Option<(&'static str, Source, Trust)> {
    if facts.text(number::REFERRER)?.is_empty() {
        return Some(("direct", Source::Referrer, Trust::Inferred));
    }
    let url = referrer(facts)?;
    let here = page.map_or("", |page| page.host);
    if is_same_site(url.host, here) {
        return Some(("internal", Source::Referrer, Trust::Known));
    }
    let medium = match service(url.host) {
        Some((medium, _)) => medium,
        // Without the page's own host nobody can tell a stranger from oneself.
        None if here.is_empty() => return None,
        None => "referral",
    };
    Some((medium, Source::Referrer, Trust::Known))
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
fn service(host: &str) -> Option<(&'static str, &'static str)> {
    cut(host, b'.').1?;
    let mut found = "";
    let medium = meaning(HOSTS, |entry| {
        let (name, address) = match cut(entry, b':') {
            (name, Some(address)) => (name, address),
            (address, None) => (cut(address, b'.').0, address),
        };
        found = name;
        match address.strip_suffix(".*") {
            Some(stem) => is_under_any_ending(host, stem),
            None => is_within(host, address),
        }
    })?;
    Some((medium, found))
}

/// `stem` or `www.stem`, `m.stem` or a country's label before it, and then a public ending: `com`, `de`, `co.uk`,
/// `com.tr`. Other subdomains are other services.
fn is_under_any_ending(host: &str, stem: &str) -> bool {
    let host = bare(host);
    let Some(rest) = under(host, stem)
        .or_else(|| cut(host, b'.').1.filter(|_| is_prefix_label(host)).and_then(|host| under(host, stem)))
    else {
        return false;
    };
    let (first, second) = cut(rest, b'.');
    match second {
        None => first.len() >= 2,
        Some(second) => first.len() <= 3 && second.len() == 2,
    }
}

fn is_prefix_label(host: &str) -> bool {
    let label = cut(host, b'.').0;
    label.len() <= 2 || label.eq_ignore_ascii_case("images") || label.eq_ignore_ascii_case("news")
}

/// What follows `stem.` in `host`.
fn under<'a>(host: &'a str, stem: &str) -> Option<&'a str> {
    let start = host.get(..stem.len())?;
    start.eq_ignore_ascii_case(stem).then(|| host.get(stem.len()..)).flatten()?.strip_prefix('.')
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
        assert_eq!(parts(PAID, b'|').chain(["fbclid"]).count(), values::CLICKS.len());
        assert!(parts(PAID, b'|').all(|kind| values::CLICKS.contains(&kind)));
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
