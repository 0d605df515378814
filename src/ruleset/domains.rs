//! The site's own domains: which part of a host somebody registered, by the public suffix list.
//!
//! A ruleset names hosts of the site; a visit wants to know below what everything is the site's. The list is looked up
//! when a ruleset is built, through the crate `psl`; what reaches a visit is the registered domains alone, as the
//! argument of the signal `referral.source`.

use super::model::Ruleset;

/// Why a text is no domain of a site, and what may have been meant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Problem {
    /// `https://shop.example/`, `shop.example:8080`, `*.shop.example`, `jane@shop.example`: more than the host in it.
    More(String),
    /// `co.uk`: below it sites are registered.
    Suffix,
    /// `localhost`, `intranet`: nobody registers a single label.
    Label,
    /// `192.0.2.1`
    Number,
    /// `münchen.example`: browsers send another form.
    NotAscii,
    /// Not the letters, or more of them than a host has.
    NoHost,
}

/// The registered domain of a host, in small letters: `shop.co.uk` of `checkout.shop.co.uk`.
///
/// # Errors
/// When the text is no host, or nobody registered it.
pub fn registered(text: &str) -> Result<String, Problem> {
    let host = text.to_ascii_lowercase();
    let host = host.strip_suffix('.').unwrap_or(&host);
    if let Some(bare) = bare(host) {
        return Err(Problem::More(bare.to_owned()));
    }
    if !host.is_ascii() {
        return Err(Problem::NotAscii);
    }
    let is_label = |label: &str| {
        let is_letter = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
        (1..=63).contains(&label.len())
            && label.bytes().all(is_letter)
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    if host.len() > 253 || !host.split('.').all(is_label) {
        return Err(Problem::NoHost);
    }
    if host.ends_with(|last: char| last.is_ascii_digit()) {
        return Err(Problem::Number);
    }
    if !host.contains('.') {
        return Err(Problem::Label);
    }
    psl::domain_str(host).map(str::to_owned).ok_or(Problem::Suffix)
}

/// The host of a text that has more in it.
fn bare(text: &str) -> Option<&str> {
    let rest = text.split_once("://").map_or(text, |(_, rest)| rest);
    let rest = rest.split(['/', '?', '#']).next().unwrap_or(rest);
    let rest = rest.rsplit('@').next().unwrap_or(rest);
    let rest = rest.split(':').next().unwrap_or(rest);
    let rest = rest.trim_start_matches("*.").trim_matches('.').trim();
    (rest.len() < text.len()).then_some(rest)
}

/// The registered domains that a ruleset names, with commas between them, each once, in their order; nothing when it
/// names none.
pub fn own(ruleset: &Ruleset) -> Option<String> {
    joined(ruleset.domains.iter().filter_map(|domain| registered(&domain.value).ok()))
}

/// Domains as [`own`] gives them.
pub fn joined(all: impl Iterator<Item = String>) -> Option<String> {
    let mut domains: Vec<String> = Vec::new();
    for domain in all {
        if !domains.contains(&domain) {
            domains.push(domain);
        }
    }
    (!domains.is_empty()).then(|| domains.join(","))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ok_registered() {
        for (text, expected) in [
            ("shop.example", "shop.example"),
            ("checkout.shop.example", "shop.example"),
            ("WWW.Shop.co.uk.", "shop.co.uk"),
            ("a.b.gov.au", "b.gov.au"),
            ("me.github.io", "me.github.io"),
            ("xn--mnchen-3ya.de", "xn--mnchen-3ya.de"),
            ("city.kawasaki.jp", "city.kawasaki.jp"),
        ] {
            assert_eq!(registered(text).as_deref(), Ok(expected), "{text}");
        }
    }

    #[test]
    fn err_registered() {
        let more = |bare: &str| Problem::More(bare.to_owned());
        for (text, problem) in [
            ("https://shop.example/", more("shop.example")),
            ("//shop.example", more("")),
            ("shop.example/a", more("shop.example")),
            ("shop.example:8080", more("shop.example")),
            ("jane@shop.example", more("shop.example")),
            ("*.shop.example", more("shop.example")),
            (".shop.example", more("shop.example")),
            ("", Problem::NoHost),
            ("a..b", Problem::NoHost),
            ("a b.example", Problem::NoHost),
            ("-a.example", Problem::NoHost),
            ("co.uk", Problem::Suffix),
            ("github.io", Problem::Suffix),
            ("localhost", Problem::Label),
            ("192.0.2.1", Problem::Number),
            ("[::1]", more("[")),
            ("m\u{fc}nchen.de", Problem::NotAscii),
        ] {
            assert_eq!(registered(text), Err(problem), "{text}");
        }
        assert_eq!(registered(&"a.".repeat(200)), Err(Problem::NoHost));
    }
}
