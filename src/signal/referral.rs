//! How a visitor came here: the address's campaign parameters first, then the referrer's host.
//!
//! Whoever makes a link chooses its `utm_*` and click identifiers, so what they say is *declared*; a referrer's host
//! is *known*; and "direct" is only *inferred*, as many sites send no referrer. The value of a click identifier is
//! never kept. `fbclid` proves no payment: Facebook appends it to everything.

use super::facts::{Known, number};
use super::page::address;
use super::scan::{cut, has};

/// Well-known services by medium. `host`, or `name:host`; a host stands for its subdomains too, and `.*` for any
/// public ending. Mail and assistants come first: `mail.google.com` is no search. Android's referrers name packages.
#[cfg(feature = "edge")]
pub(super) const HOSTS: &str = "\
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
pub(super) const HOSTS: &str = "\
email=gmail:mail.google.com|gmail:com.google.android.gm|outlook:outlook.live.com|yahoo:mail.yahoo.*;\
chat=chatgpt.com|claude.ai|perplexity.ai|gemini.google.com|copilot.microsoft.com;\
search=google.*|google:com.google.android.googlequicksearchbox|bing.com|duckduckgo.com|yahoo:search.yahoo.*|yahoo.*|\
ecosia.org|baidu.com|yandex.*|yandex:ya.ru|naver:search.naver.com|brave:search.brave.com;\
social=facebook.com|instagram.com|x:t.co|x:x.com|linkedin.com|linkedin:lnkd.in|reddit.com|pinterest.*|youtube.com|\
tiktok.com|threads.com|bluesky:bsky.app|whatsapp.com|telegram:t.me|vk.com";

/// `utm_medium`, folded, by what it means (the channel definitions that analytics tools share).
pub(super) const MEDIA: &str = "\
paid=paid*|cpc|ppc|cpm|cpv|cpa|cpp|display|banner|retargeting|expandable|interstitial|sem|ads|ad;\
email=email|e-mail|e_mail|newsletter|mail|mailing;\
social=social|social-network|social-media|social_media|social network|social media|sm;\
search=organic";

/// Click identifiers. Only advertisements carry them.
pub(super) const CLICKS: &str =
    "paid=gclid|gbraid|wbraid|dclid|msclkid|ttclid|twclid|li_fat_id|yclid|sccid|rdt_cid|epik";
/// But for this one.
pub(super) const FACEBOOK: &str = "social=fbclid";
/// A link that says anything else of its own is somebody's campaign.
pub(super) const CAMPAIGN: &str = "campaign=utm_medium|utm_source|utm_campaign";

/// Whether there is no referrer, in a word.
pub(super) fn direct(facts: &impl Known) -> &[u8] {
    if facts.given_text(number::REFERRER) == Some(&[]) { b"direct" } else { &[] }
}

/// Whether the referrer is the page's own site, or a stranger, in a word.
pub(super) fn relation(facts: &impl Known, own: bool) -> &'static [u8] {
    let (there, here) = (address(facts, number::REFERRER).host, address(facts, number::URL).host);
    #[cfg(feature = "edge")]
    let (there, here) = (&*there.to_ascii_lowercase(), &*here.to_ascii_lowercase());
    // Without the page's own host nobody can tell a stranger from oneself.
    match own {
        true if is_same_site(there, here) => b"internal",
        false if !there.is_empty() && !here.is_empty() => b"referral",
        _ => &[],
    }
}

/// One host, or one the other's subdomain. Both in small letters, as all hosts below.
fn is_same_site(one: &[u8], other: &[u8]) -> bool {
    let (one, other) = (bare(one), bare(other));
    let (short, long) = if one.len() < other.len() { (one, other) } else { (other, one) };
    !short.is_empty() && is_within(long, short) && (short.len() == long.len() || has(short, b"."))
}

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
pub(super) fn is_service(host: &[u8], stem: &[u8], is_open: bool) -> bool {
    if !is_open {
        return is_within(host, stem);
    }
    let host = bare(host);
    let (label, rest) = cut(host, b'.');
    is_ending(host, stem) || (label.len() <= 2 || label == b"images" || label == b"news") && is_ending(rest, stem)
}

/// Whether a stem of one or more labels, with its dot, is followed by an ending.
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
    use crate::signal::scan::parts;
    use crate::signal::{Fact, Facts, Observation, observe};
    use crate::value::Value;

    fn service_of(host: &str) -> (String, String) {
        let known = Facts { known: vec![(number::REFERRER, Fact::Text(format!("https://{host}/")))] };
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
        for row in
            [HOSTS, MEDIA, CLICKS, FACEBOOK, CAMPAIGN].into_iter().flat_map(|table| parts(table.as_bytes(), b';'))
        {
            assert!(is_in(values::REFERRALS, cut(row, b'=').0));
        }
        let clicks = || {
            [CLICKS, FACEBOOK]
                .into_iter()
                .flat_map(|table| parts(table.as_bytes(), b';'))
                .flat_map(|row| parts(cut(row, b'=').1, b'|'))
        };
        assert_eq!(clicks().count(), values::CLICKS.len());
        assert!(clicks().all(|kind| is_in(values::CLICKS, kind)));
    }

    #[test]
    fn one_site_is_a_host_and_its_subdomains() {
        let same = |one: &str, other: &str| is_same_site(one.as_bytes(), other.as_bytes());
        assert!(same("www.shop.example", "shop.example"));
        assert!(same("blog.shop.example", "www.shop.example"));
        assert!(same("localhost", "localhost"));
        assert!(!same("shop.example", "example"));
        assert!(!same("badshop.example", "shop.example"));
        assert!(!same("", ""));
    }
}
