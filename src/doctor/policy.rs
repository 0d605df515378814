//! Content Security Policies (CSP Level 3): what one lets a page load, which directive says no, and the line that would let it.
//!
//! As far as it concerns nearside: WebAssembly, scripts, what is fetched, Trusted Types, sandboxes. A policy that nobody here
//! understands a part of keeps that part in the line to paste.

use super::address::{origin, path};
use super::hash::{Hash, is_hash};

/// One policy, its directives in the order in which they are written; of two with one name the first counts.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Policy(Vec<(String, Vec<String>)>);

impl Policy {
    /// All policies of a header; several are separated by commas.
    pub fn read_all(header: &str) -> Vec<Policy> {
        header.split(',').map(Policy::read).filter(|policy| !policy.0.is_empty()).collect()
    }

    pub fn read(text: &str) -> Policy {
        let mut directives: Vec<(String, Vec<String>)> = Vec::new();
        for written in text.split(';') {
            let mut words = written.split_ascii_whitespace();
            let Some(name) = words.next().map(str::to_ascii_lowercase) else { continue };
            if !directives.iter().any(|(known, _)| *known == name) {
                directives.push((name, words.map(str::to_owned).collect()));
            }
        }
        Policy(directives)
    }

    fn sources(&self, name: &str) -> Option<&[String]> {
        self.0.iter().find(|(known, _)| known == name).map(|(_, sources)| sources.as_slice())
    }

    /// The directive that decides: the first of these that is there.
    fn effective(&self, names: &[&'static str]) -> Option<(&'static str, &[String])> {
        names.iter().find_map(|name| Some((*name, self.sources(name)?)))
    }

    /// Which directive forbids WebAssembly.
    pub fn forbids_wasm(&self) -> Option<&'static str> {
        let (name, sources) = self.effective(&SCRIPT)?;
        let allows =
            |word: &String| ["'wasm-unsafe-eval'", "'unsafe-eval'"].iter().any(|one| word.eq_ignore_ascii_case(one));
        (!sources.iter().any(allows)).then_some(name)
    }

    /// Which directive forbids to fetch an address from a page.
    pub fn forbids_fetch(&self, page: &str, address: &str) -> Option<&'static str> {
        let (name, sources) = self.effective(&CONNECT)?;
        (!allows(sources, page, address)).then_some(name)
    }

    /// Which directive forbids to load a script that the page names, with this nonce or without.
    pub fn forbids_script(&self, page: &str, address: &str, nonce: Option<&str>) -> Option<&'static str> {
        let (name, sources) = self.effective(&ELEMENT)?;
        let trusted = has_nonce(sources, nonce);
        (!trusted && (self.is_strict() || !allows(sources, page, address))).then_some(name)
    }

    /// Whether scripts are trusted by a nonce or by those that load them, and addresses count for nothing.
    pub fn is_strict(&self) -> bool {
        let sources = self.effective(&ELEMENT).map(|(_, sources)| sources).unwrap_or_default();
        sources.iter().any(|word| word.eq_ignore_ascii_case("'strict-dynamic'"))
    }

    /// Which directive forbids a script in the page (CSP3, section 6.7.3.3). What is not known whole might have any hash.
    pub fn forbids_inline(&self, nonce: Option<&str>, text: Option<&str>) -> Option<&'static str> {
        let (name, sources) = self.effective(&ELEMENT)?;
        let is_precise = self.is_strict() || sources.iter().any(|word| is_hash(word) || lower_starts(word, "'nonce-"));
        let is_lax = sources.iter().any(|word| word.eq_ignore_ascii_case("'unsafe-inline'")) && !is_precise;
        let has_hash = || {
            let hashes: Vec<Hash> = sources.iter().filter_map(|word| Hash::read(word)).collect();
            !hashes.is_empty() && text.is_none_or(|text| hashes.iter().any(|hash| hash.is_of(text)))
        };
        (!is_lax && !has_nonce(sources, nonce) && !has_hash()).then_some(name)
    }

    /// Which directive forbids `style="…"` in markup. What is set by the CSSOM no policy forbids.
    pub fn forbids_style_attributes(&self) -> Option<&'static str> {
        let (name, sources) = self.effective(&["style-src-attr", "style-src", "default-src"])?;
        let is_precise = sources.iter().any(|word| is_hash(word) || lower_starts(word, "'nonce-"));
        let is_lax = sources.iter().any(|word| word.eq_ignore_ascii_case("'unsafe-inline'")) && !is_precise;
        (!is_lax).then_some(name)
    }

    /// Whether markup may be set only by a Trusted Types policy that the page has not allowed.
    pub fn forbids_markup(&self) -> bool {
        let is_required =
            self.sources("require-trusted-types-for").is_some_and(|sinks| sinks.iter().any(|sink| sink == "'script'"));
        let allowed = self.sources("trusted-types");
        is_required && allowed.is_some_and(|names| !names.iter().any(|name| name == "*" || name == TRUSTED))
    }

    /// What a sandbox takes away: scripts, or storage.
    pub fn sandboxed(&self) -> Option<&'static str> {
        let allowed = self.sources("sandbox")?;
        let has = |word: &str| allowed.iter().any(|one| one.eq_ignore_ascii_case(word));
        if !has("allow-scripts") {
            return Some("allow-scripts");
        }
        (!has("allow-same-origin")).then_some("allow-same-origin")
    }

    /// Gives the directive that decides one more source. Where `default-src` does, a directive of its own is made of it.
    fn add(&mut self, names: &[&'static str], own: &'static str, source: &str, fits: fn(&str) -> bool) {
        let Some((decides, sources)) = self.effective(names) else { return };
        let mut sources: Vec<String> =
            sources.iter().filter(|word| !word.eq_ignore_ascii_case("'none'")).cloned().collect();
        let name = if decides == "default-src" { own } else { decides };
        if name != decides {
            sources.retain(|word| fits(word));
        }
        if !sources.iter().any(|word| word == source) {
            sources.push(source.to_owned());
        }
        match self.0.iter_mut().find(|(known, _)| known == name) {
            Some((_, old)) => *old = sources,
            None => self.0.push((name.to_owned(), sources)),
        }
    }

    /// The policy that lets nearside work: WebAssembly, its scripts, what it fetches, markup.
    #[must_use]
    pub fn mended(&self, page: &str, scripts: &[(String, Option<String>)], fetched: &[String]) -> Policy {
        let mut policy = self.clone();
        if policy.forbids_wasm().is_some() {
            policy.add(&SCRIPT, "script-src", "'wasm-unsafe-eval'", |_| true);
        }
        for (address, nonce) in scripts {
            // With `'strict-dynamic'` no address counts: such a script needs the nonce, and no line can give it.
            if policy.forbids_script(page, address, nonce.as_deref()).is_some() && !policy.is_strict() {
                policy.add(&ELEMENT, "script-src", &source_of(page, address), |_| true);
            }
        }
        for address in fetched {
            if policy.forbids_fetch(page, address).is_some() {
                policy.add(&CONNECT, "connect-src", &source_of(page, address), is_place);
            }
        }
        if policy.forbids_markup()
            && let Some((_, names)) = policy.0.iter_mut().find(|(name, _)| name == "trusted-types")
        {
            names.retain(|name| name != "'none'");
            names.push(TRUSTED.to_owned());
        }
        if let Some((_, allowed)) = policy.0.iter_mut().find(|(name, _)| name == "sandbox") {
            for word in ["allow-scripts", "allow-same-origin"] {
                if !allowed.iter().any(|known| known.eq_ignore_ascii_case(word)) {
                    allowed.push(word.to_owned());
                }
            }
        }
        policy
    }

    /// The line to paste.
    pub fn line(&self) -> String {
        let all = self.0.iter().map(|(name, sources)| {
            let words = std::iter::once(name.as_str()).chain(sources.iter().map(String::as_str));
            words.collect::<Vec<_>>().join(" ")
        });
        all.collect::<Vec<_>>().join("; ")
    }
}

/// The Trusted Types policy that the applier makes.
pub const TRUSTED: &str = "nearside";

const SCRIPT: [&str; 2] = ["script-src", "default-src"];
const ELEMENT: [&str; 3] = ["script-src-elem", "script-src", "default-src"];
const CONNECT: [&str; 2] = ["connect-src", "default-src"];

pub(super) fn lower_starts(word: &str, start: &str) -> bool {
    word.get(..start.len()).is_some_and(|head| head.eq_ignore_ascii_case(start))
}

/// A source that says where, not how.
fn is_place(word: &str) -> bool {
    !word.starts_with('\'') || word.eq_ignore_ascii_case("'self'")
}

fn has_nonce(sources: &[String], nonce: Option<&str>) -> bool {
    let Some(nonce) = nonce.filter(|nonce| !nonce.is_empty()) else { return false };
    sources.iter().any(|word| {
        lower_starts(word, "'nonce-") && word.get(7..).and_then(|rest| rest.strip_suffix('\'')) == Some(nonce)
    })
}

/// How a policy names an address.
fn source_of(page: &str, address: &str) -> String {
    match origin(address) {
        Some(other) if origin(page).as_ref() != Some(&other) => other,
        _ => "'self'".to_owned(),
    }
}

/// Whether one of the sources is this address (CSP3, section 6.7.2).
fn allows(sources: &[String], page: &str, address: &str) -> bool {
    let (here, there) = (origin(page), origin(address));
    let scheme = |origin: &Option<String>| {
        let text = origin.as_deref().unwrap_or_default();
        text.split("://").next().unwrap_or_default().to_owned()
    };
    let (page_scheme, own_scheme) = (scheme(&here), scheme(&there));
    sources.iter().any(|source| {
        if source.eq_ignore_ascii_case("'self'") {
            // A page that is a file has no origin, and is its own.
            return here == there
                || own_scheme == "https" && there.as_deref().map(host_of) == here.as_deref().map(host_of);
        }
        if source.starts_with('\'') {
            return false;
        }
        if source == "*" {
            return true;
        }
        if let Some(scheme) = source.strip_suffix(':') {
            return fits_scheme(scheme, &own_scheme);
        }
        let (scheme, rest) = match source.split_once("://") {
            Some((scheme, rest)) => (scheme.to_owned(), rest),
            None => (page_scheme.clone(), source.as_str()),
        };
        fits_scheme(&scheme, &own_scheme)
            && there.as_ref().is_some_and(|there| fits_host(rest, host_of(there), address))
    })
}

fn host_of(origin: &str) -> &str {
    origin.split_once("://").map_or(origin, |(_, host)| host)
}

/// A plain scheme also means the safe one.
fn fits_scheme(wanted: &str, has: &str) -> bool {
    wanted.eq_ignore_ascii_case(has) || wanted.eq_ignore_ascii_case("http") && has == "https" || wanted.is_empty()
}

/// `*.cdn.example:*/assets/` against a host, its port and a path.
fn fits_host(source: &str, authority: &str, address: &str) -> bool {
    let (wanted, folder) = source.find('/').and_then(|at| source.split_at_checked(at)).unwrap_or((source, ""));
    let cut = |authority: &str| {
        let (host, port) = authority.rsplit_once(':').unwrap_or((authority, ""));
        (host.to_ascii_lowercase(), port.to_owned())
    };
    let ((wanted, wanted_port), (host, port)) = (cut(wanted), cut(authority));
    let is_port =
        wanted_port == "*" || wanted_port == port || port.is_empty() && matches!(wanted_port.as_str(), "80" | "443");
    let is_host = match wanted.strip_prefix('*') {
        Some("") => true,
        Some(below) => host.len() > below.len() && host.ends_with(below),
        None => wanted == host,
    };
    let path = path(address);
    let is_path = folder.is_empty() || if folder.ends_with('/') { path.starts_with(folder) } else { path == folder };
    is_port && is_host && is_path
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: &str = "https://shop.example/";

    #[test]
    fn a_policy_names_the_directive_that_says_no() {
        let fetch = |policy: &str, address: &str| Policy::read(policy).forbids_fetch(PAGE, address);
        assert_eq!(fetch("script-src 'self'", "https://shop.example/site.nsb"), None);
        assert_eq!(fetch("default-src 'none'", "https://shop.example/site.nsb"), Some("default-src"));
        assert_eq!(fetch("default-src 'none'; connect-src 'self'", "https://shop.example/site.nsb"), None);
        for (source, address, allowed) in [
            ("'self'", "https://cdn.example/x", false),
            ("*", "https://cdn.example/x", true),
            ("https:", "https://cdn.example/x", true),
            ("http:", "https://cdn.example/x", true),
            ("cdn.example", "https://cdn.example/x", true),
            ("cdn.example", "http://cdn.example/x", false),
            ("*.example", "https://cdn.example/x", true),
            ("*.cdn.example", "https://cdn.example/x", false),
            ("https://cdn.example:8443", "https://cdn.example/x", false),
            ("https://cdn.example:*", "https://cdn.example:8443/x", true),
            ("https://cdn.example:443", "https://cdn.example/x", true),
            ("https://cdn.example/a/", "https://cdn.example/a/b", true),
            ("https://cdn.example/a", "https://cdn.example/a/b", false),
            ("'none'", "https://shop.example/x", false),
            ("", "https://shop.example/x", false),
        ] {
            assert_eq!(fetch(&format!("connect-src {source}"), address).is_none(), allowed, "{source} {address}");
        }
        let wasm = |policy: &str| Policy::read(policy).forbids_wasm();
        assert_eq!(wasm("img-src 'self'"), None);
        assert_eq!(wasm("script-src 'self'"), Some("script-src"));
        assert_eq!(wasm("default-src 'self'"), Some("default-src"));
        assert_eq!(wasm("default-src 'self'; SCRIPT-SRC 'self' 'Wasm-Unsafe-Eval'"), None);
        // Of two the first counts.
        assert_eq!(wasm("script-src 'self'; script-src 'unsafe-eval'"), Some("script-src"));
    }

    #[test]
    fn scripts_are_let_in_by_place_nonce_or_nothing() {
        let script =
            |policy: &str, nonce| Policy::read(policy).forbids_script(PAGE, "https://shop.example/a.js", nonce);
        assert_eq!(script("script-src 'self'", None), None);
        assert_eq!(script("script-src 'nonce-x'", Some("x")), None);
        assert_eq!(script("script-src 'nonce-x'", Some("y")), Some("script-src"));
        assert_eq!(script("script-src 'self' 'strict-dynamic' 'nonce-x'", None), Some("script-src"));
        assert_eq!(script("script-src *; script-src-elem 'none'", None), Some("script-src-elem"));
        let inline = |policy: &str, nonce| Policy::read(policy).forbids_inline(nonce, Some("start()"));
        assert_eq!(inline("script-src 'self'", None), Some("script-src"));
        assert_eq!(inline("script-src 'unsafe-inline'", None), None);
        assert_eq!(inline("script-src 'unsafe-inline' 'nonce-x'", None), Some("script-src"));
        assert_eq!(inline("script-src 'nonce-x'", Some("x")), None);
        let sha256 = "'sha256-DIm7WJS6ZKDYe5qFLPy+h4JFI9Bol5QmYC57mt3Fb00='";
        assert_eq!(inline(&format!("script-src 'sha256-abc' {sha256}"), None), None);
        assert_eq!(inline("script-src 'sha256-abc'", None), Some("script-src"));
        assert_eq!(inline("script-src 'self' 'unsafe-inline' 'sha256-abc'", None), Some("script-src"));
        assert_eq!(inline("script-src 'unsafe-inline' 'strict-dynamic'", None), Some("script-src"));
        assert_eq!(Policy::read("script-src 'sha256-abc'").forbids_inline(None, None), None);
        assert_eq!(Policy::read("script-src 'self'").forbids_inline(None, None), Some("script-src"));
    }

    #[test]
    fn the_line_to_paste_keeps_what_was_there_and_then_nothing_is_forbidden() {
        let scripts = [("https://shop.example/nearside/index.js".to_owned(), None)];
        let fetched = ["https://shop.example/site.nsb".to_owned(), "https://cdn.example/runtime.wasm".to_owned()];
        for (policy, line) in [
            ("script-src 'self'; object-src 'none'", "script-src 'self' 'wasm-unsafe-eval'; object-src 'none'"),
            (
                "default-src 'self'",
                "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self' https://cdn.example",
            ),
            (
                "default-src 'none'",
                "default-src 'none'; script-src 'wasm-unsafe-eval' 'self'; connect-src 'self' https://cdn.example",
            ),
            (
                "default-src 'self' 'unsafe-inline'; connect-src https://api.example",
                "default-src 'self' 'unsafe-inline'; connect-src https://api.example 'self' https://cdn.example; script-src 'self' 'unsafe-inline' 'wasm-unsafe-eval'",
            ),
            (
                "require-trusted-types-for 'script'; trusted-types 'none'; sandbox allow-scripts",
                "require-trusted-types-for 'script'; trusted-types nearside; sandbox allow-scripts allow-same-origin",
            ),
            (
                "script-src 'none'; script-src-elem https://cdn.example; connect-src *",
                "script-src 'wasm-unsafe-eval'; script-src-elem https://cdn.example 'self'; connect-src *",
            ),
            ("img-src *", "img-src *"),
        ] {
            let mended = Policy::read(policy).mended(PAGE, &scripts, &fetched);
            assert_eq!(mended.line(), line, "{policy}");
            assert_eq!(Policy::read(&mended.line()), mended);
            assert!(mended.forbids_wasm().is_none() && !mended.forbids_markup() && mended.sandboxed().is_none());
            assert!(fetched.iter().all(|address| mended.forbids_fetch(PAGE, address).is_none()), "{policy}");
            assert_eq!(mended.forbids_script(PAGE, &scripts[0].0, None), None, "{policy}");
        }
    }
}
