//! The services of the world by their hosts: search engines, social networks, mail, assistants, advertisers.
//!
//! `services.txt` names them, a line each, in the order of bytes. `scripts/services.mjs` makes it of our own list
//! (`scripts/services.txt`: what people know, engines that browsers have offered, by Chromium's `prepopulated_engines.json`,
//! BSD-3-Clause, and the services' own documentation) and of Matomo's list of search engines and social networks, CC0-1.0,
//! as Debian has it (`matomo-searchengine-and-social-list` 3.14.0-2). The suite of `tests/suites/referral.rs` is a sample of
//! a later edition of that same list: its figures tell how whole the table is kept, not how hosts fare that nobody listed.
//! What the table does not name may still say what it is: `webmail.…`, `suche.…`, `mastodon.…`. That is concluded, not known.
//!
//! A line is `STEM`, and after it, but for search engines under their own name, a mark of the medium and the name:
//! `+` social, `@` email, `!` chat, `$` paid, `?` search; without a name it is the stem's first label. Names are in kebab
//! case, a service's common name without country or kind (`google` for Google Images); of a bar or a start page that only
//! passes on, the engine behind it. Those of many lines are a capital letter there.
//! A stem is a host, which stands for its subdomains too. One label alone is below `com`; `stem*` has any public ending;
//! `stem.` has any as well, but of its subdomains only those of a search engine, since others are other services; and of
//! `stem/` only those mean the engine that say "search" (`search.avast.com`, `suche.freenet.de`).

use super::super::scan::{cut, has, parts};
use super::edge::NAMES;
use super::site::domain;
use crate::signal::table::{Index, split};

const LINES: &str = include_str!("services.txt");
static SERVICES: Index<2048> = Index::of(LINES);

/// Labels before a `stem.` that are still the engine.
const PLACES: &[&[u8]] = split!(
    "www|www?|m|wap|mobile|*search*|*suche*|*recherche*|*image*|img|cse|scholar|books|video|videos|encrypted|lens|\
maps|shopping|??",
    b'|'
);

/// Words by medium.
type Words = [(&'static str, &'static [&'static [u8]])];

/// What labels below a site's own domain say of it.
const BELOW: &Words = &[
    (
        "search",
        split!(
            "search*|*search|suche*|*suche|recherche*|ricerca*|busca*|pesquisa*|szukaj*|zoek*|hledej|hledani|hledat|\
hladaj|otsi*|poisk|haku*|sok|sog|ara|arama|kereso*|cauta*",
            b'|'
        ),
    ),
    (
        "email",
        split!(
            "webmail*|mail|mail?|email|owa|roundcube|zimbra|horde|squirrelmail|outlook|poczta|posta|correo|courriel|\
messagerie",
            b'|'
        ),
    ),
    (
        "social",
        split!("mastodon|mstdn|masto|pixelfed|lemmy|misskey|peertube|pleroma|friendica|diaspora|*-mastodon", b'|'),
    ),
];

/// What its own name says.
const OWN: &Words = &[
    ("search", split!("*search|*suche|search-*|*find|*toolbar*", b'|')),
    (
        "chat",
        split!(
            "*chatgpt*|chat-gpt*|*gpt|chatai|chatglm|chatbot|chatbox|chathub|chatllm|chatnow|chatplus|chatpro|chatpdf|\
aichat|ai-chat|chat-ai",
            b'|'
        ),
    ),
    ("social", split!("mastodon|*todon|mstdn*|masto|pixelfed|lemmy|misskey|peertube", b'|')),
];

/// Endings below which a search is one through what the site itself has, and mail an archive of mailing lists.
const CATALOGUES: &[&[u8]] = split!("org|edu|gov|mil|int|museum|dev|io|app|ai|ac|gob|gouv", b'|');

/// Where somebody came from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Service<'a> {
    pub medium: &'a [u8],
    pub name: &'a [u8],
}

impl Service<'static> {
    /// The service at a host in small letters.
    pub fn at(host: &[u8]) -> Option<Service<'static>> {
        find(host)
    }
}

/// The service at a host in small letters. Some name an app as if it were a host (`com.snapchat.android`).
fn find(host: &[u8]) -> Option<Service<'static>> {
    find_host(host).or_else(|| if is_package(host) { find_app(host) } else { None })
}

fn is_package(host: &[u8]) -> bool {
    let last = host.rsplit(|byte| *byte == b'.').next().unwrap_or_default();
    matches!(cut(host, b'.').0, b"com" | b"org" | b"net" | b"ai" | b"jp" | b"ru")
        && last.len() > 2
        && !matches!(last, b"com" | b"org" | b"net")
}

/// The service of an app: its package is a host with its labels turned round (`com.google.android.gm`).
pub(super) fn find_app(package: &[u8]) -> Option<Service<'static>> {
    let mut labels: Vec<&[u8]> = parts(package, b'.').collect();
    labels.reverse();
    find_host(&labels.join(&b'.'))
}

fn find_host(host: &[u8]) -> Option<Service<'static>> {
    // No stem has more than five labels.
    let dots = || host.iter().enumerate().rev().filter(|(_, byte)| **byte == b'.');
    let mut rest = dots().nth(4).and_then(|(at, _)| host.get(at + 1..)).unwrap_or(host);
    loop {
        let below = cut(rest, b'.').1;
        if below.is_empty() {
            return None;
        }
        let before = host.get(..host.len() - rest.len())?;
        let found = at(rest, before);
        if found.is_some() {
            return found;
        }
        rest = below;
    }
}

/// The service of a host, whatever of it stands before.
fn at(host: &[u8], before: &[u8]) -> Option<Service<'static>> {
    let (base, ending) = cut_last(host);
    let is_below_com = ending == b"com" && !base.contains(&b'.');
    let found = line(host, before, true, false).or_else(|| line(base, before, is_below_com, ending.len() >= 2));
    found.or_else(|| {
        // `co.uk`, `com.tr`: what looks like one ending.
        let (base, second) = cut_last(base);
        if ending.len() == 2 && matches!(second.len(), 2..=3) { line(base, before, false, true) } else { None }
    })
}

/// What stands before the last dot, if anything does, and after it.
fn cut_last(host: &[u8]) -> (&[u8], &[u8]) {
    let ending = host.rsplit(|byte| *byte == b'.').next().unwrap_or_default();
    (host.get(..(host.len() - ending.len()).saturating_sub(1)).unwrap_or_default(), ending)
}

/// The service of a stem's line, if it means this host: the stem as it `is_whole`, or with an ending, as it `is_open`.
fn line(stem: &[u8], before: &[u8], is_whole: bool, is_open: bool) -> Option<Service<'static>> {
    let (stem, after) = SERVICES.find(stem)?;
    let (is_meant, mark) = match after {
        [b'*', mark @ ..] => (is_open, mark),
        [b'.', mark @ ..] => (is_open && is_engine(before), mark),
        [b'/', mark @ ..] => (is_whole && says(before, b"search"), mark),
        mark => (is_whole, mark),
    };
    if is_meant { Some(service(stem, mark, before)) } else { None }
}

/// Names of many lines, as `scripts/services.mjs` has them.
const LETTERS: [(u8, &str); 5] =
    [(b'A', "aol"), (b'G', "google"), (b'I', "infospace"), (b'M', "mastodon"), (b'Y', "yahoo")];

const MEDIA: [(u8, &str); 5] = [(b'?', "search"), (b'+', "social"), (b'@', "email"), (b'!', "chat"), (b'$', "paid")];

fn service(stem: &'static [u8], mark: &'static [u8], before: &[u8]) -> Service<'static> {
    let medium = MEDIA.iter().find(|(known, _)| mark.first() == Some(known)).map_or("search", |(_, medium)| medium);
    let name = match mark {
        [] | [b'\n', ..] | [_, b'\n', ..] => cut(stem, b'.').0,
        [_, name @ ..] => {
            let letter = LETTERS.iter().find(|(letter, _)| name.first() == Some(letter));
            letter.map_or(cut(name, b'\n').0, |(_, name)| name.as_bytes())
        }
    };
    let medium = match medium {
        // Who gives people mail has a search as well, and the other way round.
        "email" if says(before, b"search") => "search",
        "search" if says(before, b"email") => "email",
        medium => medium,
    };
    Service { medium: medium.as_bytes(), name }
}

/// Whether what stands before an engine's stem is the engine, too.
fn is_engine(before: &[u8]) -> bool {
    parts(before, b'.').all(|label| fits_any(label, PLACES)) || says(before, b"search")
}

/// Whether one of the labels before a stem says of what medium it is.
fn says(before: &[u8], medium: &[u8]) -> bool {
    !matches!(before, b"" | b"www.") && parts(before, b'.').any(|label| said(label, BELOW) == Some(medium))
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
    let (medium, label) = parts(below, b'.')
        .filter(|label| *label != b"www")
        .find_map(|label| said(label, BELOW).map(|medium| (medium, label)))
        .or_else(|| said(own, OWN).map(|medium| (medium, own)))?;
    let is_its_own =
        matches!(medium, b"search" | b"email") && parts(ending, b'.').any(|label| CATALOGUES.contains(&label));
    // A server of a network is called as the network is.
    let name = if medium == b"social" { label } else { own };
    if is_its_own { None } else { Some(Service { medium, name }) }
}

/// What a table says of a label.
fn said(label: &[u8], table: &Words) -> Option<&'static [u8]> {
    table.iter().find(|(_, patterns)| fits_any(label, patterns)).map(|(medium, _)| medium.as_bytes())
}

/// Whether one of the patterns fits a label: `*` at either end stands for anything, `?` for one character.
fn fits_any(label: &[u8], patterns: &[&[u8]]) -> bool {
    patterns.iter().any(|pattern| match pattern {
        [b'*', inner @ .., b'*'] => has(label, inner),
        // Who does research is no search engine.
        [b'*', tail @ ..] => label.ends_with(tail) && !label.ends_with(b"research"),
        [head @ .., b'*'] => label.starts_with(head),
        _ => label.len() == pattern.len() && label.iter().zip(*pattern).all(|(a, b)| a == b || *b == b'?'),
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
        // All that an edge has in `src/signal/**.{txt,bin}` is 40 KB.
        assert!(LINES.len() <= 11_550, "{}", LINES.len());
        let stem = |line: &'static str| line.split(['?', '+', '@', '!', '$']).next().unwrap();
        let stems: Vec<&str> = LINES.lines().map(stem).collect();
        assert!(stems.is_sorted_by(|a, b| a.as_bytes() < b.as_bytes()));
        for stem in stems {
            let (base, kind) = stem.split_at(stem.trim_end_matches(['*', '.', '/']).len());
            let (known, after) = SERVICES.find(base.as_bytes()).unwrap();
            assert!(known == base.as_bytes() && after.starts_with(kind.as_bytes()), "two lines for {base}");
            assert!(base.split('.').count() + usize::from(kind == "*") <= 5);
        }
        assert!(["", "~", "0", "zzz", "google.com"].iter().all(|stem| SERVICES.find(stem.as_bytes()).is_none()));
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
            ("search.avast.com", "search", "infospace"),
            ("m.suche.freenet.de", "search", "freenet"),
            ("malaysia.search.yahoo.com", "search", "yahoo"),
            ("suche.web.de", "search", "web.de"),
            ("mail.lycos.com", "email", "lycos"),
            ("mastodon.example", "social", "mastodon"),
            ("lemmy.club.example", "social", "lemmy"),
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
            // What shares a stem or a label with an engine, or is another part of its provider's site.
            "ask.example.com",
            "find.mysite.org",
            "find.example.com",
            "start.mycompany.com",
            "blog.seznam-like.example",
            "www.avast.com",
            "forum.avast.com",
            "www.avast.com.evil.example",
            "home.t-online.de",
            "www.cnn.com",
            "news.charter.net",
            "www.freenet.de",
            "lenovo.com",
            "support.verizon.com",
            "docs.yandex.com",
            "stackoverflow.com",
            "login.live.com",
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
