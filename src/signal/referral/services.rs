//! The services of the world by their hosts: search engines, social networks, mail, assistants, advertisers.
//!
//! `services.txt` names them, a line each, in the order of bytes, since lines are found by halving. It is our own list:
//! of what people know, of engines that browsers have offered (Chromium's `prepopulated_engines.json`, BSD-3-Clause) and
//! of the services' own documentation; no list under another licence went into it. What it does not name may still say
//! what it is: `webmail.…`, `suche.…`, `mastodon.…`. That is concluded, not known.
//!
//! A line is `STEM`, and after it, but for search engines under their own name, a mark of the medium and the name:
//! `+` social, `@` email, `!` chat, `$` paid, `?` search; without a name it is the stem's first label.
//! A stem is a host, which stands for its subdomains too. One label alone is below `com`; `stem*` has any public ending;
//! `stem.` has any as well, but of its subdomains only those of a search engine, since others are other services.

use super::super::scan::{cut, has, parts};
use super::edge::NAMES;
use super::site::domain;
use std::cmp::Ordering;

static SERVICES: &str = include_str!("services.txt");

/// Labels before a `stem.` that are still the engine.
const PLACES: &str = "www|www?|m|wap|mobile|*search*|*suche|*recherche*|*image*|img|cse|scholar|books|video|videos|encrypted|lens|\
maps|shopping|??";

/// What labels below a site's own domain say of it.
const BELOW: &str = "\
search=search*|*search|suche*|*suche|recherche*|ricerca*|busca*|pesquisa*|szukaj*|zoek*|hledej|hledani|hledat|hladaj|otsi*|\
poisk|haku*|sok|sog|ara|arama|kereso*|cauta*|find|start;\
email=webmail*|mail|mail?|email|owa|roundcube|zimbra|horde|squirrelmail|outlook|poczta|posta|correo|courriel|messagerie;\
social=mastodon|mstdn|masto|pixelfed|lemmy|misskey|peertube|pleroma|friendica|diaspora|*-mastodon";

/// What its own name says.
const OWN: &str = "\
search=*search|*suche|search-*|*find|*toolbar*;\
chat=*chatgpt*|chat-gpt*|*gpt|chatai|chatglm|chatbot|chatbox|chathub|chatllm|chatnow|chatplus|chatpro|chatpdf|aichat|ai-chat|chat-ai;\
social=mastodon|*todon|mstdn*|masto|pixelfed|lemmy|misskey|peertube";

/// Endings below which a search is one through what the site itself has, and mail an archive of mailing lists.
const CATALOGUES: &str = "org|edu|gov|mil|int|museum|dev|io|app|ai|ac|gob|gouv";

/// Where somebody came from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Service<'a> {
    pub medium: &'a [u8],
    pub name: &'a [u8],
}

/// The service at a host in small letters. Some name an app as if it were a host (`com.snapchat.android`).
pub(super) fn find(host: &[u8]) -> Option<Service<'static>> {
    let is_package = fits_any(cut(host, b'.').0, b"com|org|net|ai|jp|ru") && {
        let last = parts(host, b'.').last().unwrap_or_default();
        last.len() > 2 && !fits_any(last, b"com|org|net")
    };
    find_host(host).or_else(|| if is_package { find_app(host) } else { None })
}

fn find_host(host: &[u8]) -> Option<Service<'static>> {
    let mut rest = host;
    // No stem has more than five labels.
    for _ in 5..parts(host, b'.').count() {
        rest = cut(rest, b'.').1;
    }
    while has(rest, b".") {
        let before = host.get(..host.len() - rest.len()).unwrap_or_default();
        if let Some(found) = at(rest, before) {
            // Who gives people mail has a search as well.
            let is_search =
                found.medium == b"email" && parts(before, b'.').any(|label| said(label, BELOW) == Some(b"search"));
            return Some(Service { medium: if is_search { b"search" } else { found.medium }, ..found });
        }
        rest = cut(rest, b'.').1;
    }
    None
}

/// The service of an app: its package is a host with its labels turned round (`com.google.android.gm`).
pub(super) fn find_app(package: &[u8]) -> Option<Service<'static>> {
    let mut labels: Vec<&[u8]> = parts(package, b'.').collect();
    labels.reverse();
    find_host(&labels.join(&b'.'))
}

/// The line of a host, whatever stands before it.
fn at(host: &[u8], before: &[u8]) -> Option<Service<'static>> {
    let (first, rest) = cut(host, b'.');
    let below_com = if rest == b"com" { line(first, b"") } else { None };
    below_com.or_else(|| line(host, b"")).or_else(|| {
        [1, 2].into_iter().find_map(|labels| {
            let base = without_ending(host, labels)?;
            line(base, b"*").or_else(|| {
                let is_engine = parts(before, b'.').all(|label| fits_any(label, PLACES.as_bytes()));
                if is_engine { line(base, b".") } else { None }
            })
        })
    })
}

/// What stands before an ending of one label, or of two when they look like one: `com`, `co.uk`.
fn without_ending(host: &[u8], labels: usize) -> Option<&[u8]> {
    let last = host.iter().rev().position(|byte| *byte == b'.')?;
    let base = host.get(..host.len() - last - 1)?;
    if labels == 1 {
        return (last >= 2).then_some(base);
    }
    let second = base.iter().rev().position(|byte| *byte == b'.')?;
    (last == 2 && (2..=3).contains(&second)).then(|| base.get(..base.len() - second - 1))?
}

/// Finds the line of a stem by halving what is left.
fn line(stem: &[u8], ending: &[u8]) -> Option<Service<'static>> {
    let mut text = SERVICES.as_bytes();
    while !text.is_empty() {
        let (before, _) = text.split_at_checked(text.len() / 2)?;
        let start = before.iter().rposition(|byte| *byte == b'\n').map_or(0, |at| at + 1);
        let (line, after) = cut(text.get(start..)?, b'\n');
        let marks = line.iter().position(|byte| MEDIA.iter().any(|(mark, _)| mark == byte)).unwrap_or(line.len());
        let (known, mark) = line.split_at_checked(marks)?;
        match known.iter().cmp(stem.iter().chain(ending)) {
            Ordering::Less => text = after,
            Ordering::Greater => text = text.get(..start)?,
            Ordering::Equal => return Some(service(known, mark)),
        }
    }
    None
}

const MEDIA: [(u8, &str); 5] = [(b'?', "search"), (b'+', "social"), (b'@', "email"), (b'!', "chat"), (b'$', "paid")];

fn service(stem: &'static [u8], mark: &'static [u8]) -> Service<'static> {
    let (medium, name) = mark.split_first().map_or(("search", mark), |(mark, name)| {
        (MEDIA.iter().find(|(known, _)| known == mark).map_or("search", |(_, medium)| *medium), name)
    });
    let name = if name.is_empty() { cut(cut(stem, b'.').0, b'*').0 } else { name };
    Service { medium: medium.as_bytes(), name }
}

/// What a host in small letters says of itself, of a service that no line names.
pub(super) fn guess(host: &[u8]) -> Option<Service<'_>> {
    let site = domain(host);
    let (own, ending) = cut(site, b'.');
    let below = host.get(..host.len() - site.len()).unwrap_or_default();
    if ending.is_empty() {
        return None;
    }
    let service = |medium: &'static [u8]| Service { medium, name: own };
    if ending == b"social" {
        return Some(service(b"social"));
    }
    // Keys of hidden services begin with the service's name.
    if ending == b"onion" {
        let name = |line: &'static [u8]| cut(line, b':').0;
        let rows = parts(NAMES.as_bytes(), b';').map(|row| cut(row, b'='));
        return rows.into_iter().find_map(|(medium, names)| {
            let found = parts(names, b'|').map(name).find(|name| name.len() > 4 && own.starts_with(name))?;
            Some(Service { medium, name: found })
        });
    }
    if ending == b"ai" && below.starts_with(b"chat.") {
        return Some(service(b"chat"));
    }
    let is_catalogue = parts(ending, b'.').any(|label| fits_any(label, CATALOGUES.as_bytes()));
    let medium = parts(below, b'.').find_map(|label| said(label, BELOW)).or_else(|| said(own, OWN))?;
    let is_its_own = is_catalogue && matches!(medium, b"search" | b"email");
    if is_its_own { None } else { Some(service(medium)) }
}

/// What a table says of a label.
fn said(label: &[u8], table: &'static str) -> Option<&'static [u8]> {
    let mut rows = parts(table.as_bytes(), b';').map(|row| cut(row, b'='));
    rows.find(|(_, patterns)| fits_any(label, patterns)).map(|(medium, _)| medium)
}

/// Whether one of the patterns fits a label: `*` at either end stands for anything, `?` for one character.
fn fits_any(label: &[u8], patterns: &[u8]) -> bool {
    parts(patterns, b'|').any(|pattern| match pattern {
        [b'*', inner @ .., b'*'] => has(label, inner),
        // Who does research is no search engine.
        [b'*', tail @ ..] => label.ends_with(tail) && !label.ends_with(b"research"),
        [head @ .., b'*'] => label.starts_with(head),
        _ => label.len() == pattern.len() && label.iter().zip(pattern).all(|(a, b)| a == b || *b == b'?'),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(host: &str) -> (&'static str, String) {
        let found = find(host.as_bytes()).or_else(|| guess(host.as_bytes()));
        let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
        let media = ["search", "social", "email", "chat", "paid"];
        found.map_or(("", String::new()), |service| {
            (media.into_iter().find(|medium| medium.as_bytes() == service.medium).unwrap(), text(service.name))
        })
    }

    #[test]
    fn lines_are_in_order_and_found() {
        assert!(SERVICES.len() <= 8_000, "{}", SERVICES.len());
        let stem = |line: &'static str| line.split(['?', '+', '@', '!', '$']).next().unwrap();
        let stems: Vec<&str> = SERVICES.lines().map(stem).collect();
        assert!(stems.is_sorted_by(|a, b| a.as_bytes() < b.as_bytes()));
        assert!(stems.iter().all(|stem| line(stem.as_bytes(), b"").is_some()));
        assert!(stems.iter().all(|stem| stem.split('.').count() <= 5));
        assert!(["", "~", "0", "zzz", "google"].iter().all(|stem| line(stem.as_bytes(), b"").is_none()));
    }

    #[test]
    fn ok_services() {
        for (host, medium, name) in [
            ("www.google.com.tr", "search", "google"),
            ("fr.search.yahoo.com", "search", "yahoo"),
            ("mail.google.com", "email", "gmail"),
            ("news.ycombinator.com", "social", "hacker-news"),
            ("web.telegram.org", "social", "telegram"),
            ("www.pinterest.com.au", "social", "pinterest"),
            ("yiyan.baidu.com", "chat", "ernie"),
            ("www.googleadservices.com", "paid", "google-ads"),
            ("webmail.provider.example", "email", "provider"),
            ("suche.portal.de", "search", "portal"),
            ("berlin.social", "social", "berlin"),
            ("chat.assistant.ai", "chat", "assistant"),
        ] {
            assert_eq!(of(host), (medium, name.to_owned()), "{host}");
        }
    }

    #[test]
    fn err_services() {
        for host in [
            "",
            ".",
            "google",
            "com",
            "search",
            "mail",
            "docs.google.com",
            "google.com.evil.example",
            "research.example.com",
            "search.library.org",
            "mail.python.org",
            "notfacebook.com",
            "192.168.1.1",
            "[::1]",
            "x.co",
            "t.co.uk",
            "au.int",
        ] {
            assert_eq!(of(host).0, "", "{host}");
        }
    }

    #[test]
    fn an_app_is_a_host_turned_round() {
        for (package, name) in [
            ("com.google.android.gm", "gmail"),
            ("com.google.android.googlequicksearchbox", "google"),
            ("com.instagram.android", "instagram"),
            ("com.instagram.barcelona", "threads"),
            ("ai.perplexity.app.android", "perplexity"),
            ("com.microsoft.copilot", "copilot"),
            ("org.telegram.messenger", "telegram"),
            ("com.zhiliaoapp.musically", "tiktok"),
            ("jp.naver.line.android", "line"),
        ] {
            assert_eq!(find_app(package.as_bytes()).map(|service| service.name), Some(name.as_bytes()), "{package}");
        }
        assert_eq!(find_app(b"com.example.app"), None);
    }
}
