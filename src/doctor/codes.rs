//! Every code that a page can be found to have, for its documentation (`docs/doctor.md`).

/// Code, severity as a word, what it means. Sorted.
#[rustfmt::skip]
pub static CODES: &[(&str, &str, &str)] = &[
    ("asset-asked", "note", "A file whose name changes with each build is asked for again nevertheless."),
    ("asset-no-store", "warning", "The bundle or the engine is loaded anew on each page view."),
    ("asset-no-validator", "note", "No `ETag` and no `Last-Modified`: it is loaded whole again."),
    ("asset-stale", "warning", "A file whose name stays is kept for more than a day: what you build is not seen."),
    ("base", "note", "`<base>` turns relative addresses, the bundle's and those in contents."),
    ("base-elsewhere", "warning", "It turns them to another site."),
    ("bundle-expired", "error", "The bundle's `expires` is over: defaults only."),
    ("bundle-missing", "error", "The bundle is not there, or the server answers with a page in its place."),
    ("bundle-not-brotli", "note", "The bundle could be smaller on its way."),
    ("bundle-type", "warning", "The server calls the bundle text, which may be changed on the way."),
    ("bundle-unreadable", "error", "The bundle can't be used; the code is of [errors.md](errors.md)."),
    ("clock-differs", "warning", "The server's `Date` (with its `Age`) is more than two minutes off this machine's clock."),
    ("consent-manager", "note", "The page asks for consent; nearside can listen to it."),
    ("cors", "error", "The bundle or the engine is on another origin that does not let this one read it."),
    ("csp-absent", "note", "There is no policy; one that would do is printed."),
    ("csp-blocks-bundle", "error", "A policy forbids to fetch the bundle."),
    ("csp-blocks-inline-start", "error", "A policy forbids the script in the page that starts nearside: no nonce, and no hash that is its own."),
    ("csp-blocks-markup", "error", "Trusted Types without nearside's policy."),
    ("csp-blocks-script", "error", "A policy forbids a script of nearside's, or the one that starts it."),
    ("csp-blocks-style", "warning or note", "A policy forbids `style=\"…\"` in markup; a warning if the ruleset shows some."),
    ("csp-blocks-wasm", "warning", "A policy forbids WebAssembly: the engine runs as JavaScript."),
    ("csp-blocks-wasm-file", "error", "A policy forbids to fetch the engine's file."),
    ("csp-report-only", "note", "A policy that only reports would forbid something of this."),
    ("csp-sandboxed", "error", "A sandbox without scripts, or without an origin."),
    ("handoff-twice", "error", "Two edges have rewritten the page, or one has twice."),
    ("handoff-unreadable", "error", "Something behind the edge changed what it hands to the browser."),
    ("hints-forbidden", "warning", "`Permissions-Policy` forbids Client Hints that the ruleset reads."),
    ("hints-not-asked", "note", "`Accept-CH` lacks Client Hints that the ruleset reads. A worker of nearside's asks by itself."),
    ("import-bare", "error", "A script imports a name that is no address (`nearside`), and no import map of the page says where it is."),
    ("import-outside-module", "error", "`import … from` stands in a script without `type=\"module\"`."),
    ("inline-scripts", "note", "How many scripts stand in the page, where no script of another site is named."),
    ("no-bundle", "note", "Nobody says where the bundle is."),
    ("no-integrity", "note", "Scripts of other sites without Subresource Integrity."),
    ("no-transform", "warning", "An edge must not change the page."),
    ("page-cut", "warning", "The page could not be read to its end: a tag of megabytes, or more than 16 MiB."),
    ("page-insecure", "warning", "The page comes without TLS."),
    ("page-no-validator", "note", "No `ETag` and no `Last-Modified`: the page is loaded whole again."),
    ("page-not-brotli", "note", "The page could be smaller on its way."),
    ("page-shared", "warning", "What an edge decided for one visitor may be kept for all."),
    ("page-status", "error", "The server did not answer 200."),
    ("page-type", "error", "It is not served as HTML."),
    ("script-missing", "error or warning", "A script that the page loads or imports is not there, or the server answers with a page in its place. A warning if it is a classic script and something else names the bundle."),
    ("script-type", "error or warning", "Browsers refuse a script for the type that the server says: a module that is not called JavaScript, a classic script under `nosniff`. A warning as above."),
    ("third-party-scripts", "warning", "Scripts of other sites run in the page, by an element, an import, or a script of its own that names them: each can read what any script of it stores."),
    ("vary-all", "note", "`Vary: *`: no cache keeps the page."),
    ("vary-encoding", "warning", "A page for shared caches comes compressed without `Vary: Accept-Encoding`."),
    ("wasm-missing", "error", "The engine's file is not there, or no WebAssembly."),
    ("wasm-not-brotli", "note", "The engine could be smaller on its way."),
    ("wasm-type", "warning", "The engine is not served as `application/wasm`: it is compiled only once it is there."),
];

/// The rows of the table.
pub fn markdown() -> String {
    CODES.iter().map(|(code, severity, about)| format!("| `{code}` | {severity} | {about} |\n")).collect()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::disallowed_methods, reason = "tests read and write documentation")]
    use super::*;

    #[test]
    fn codes_are_sorted_and_documented() {
        assert!(CODES.is_sorted_by(|a, b| a.0 < b.0));
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/doctor.md");
        let page = std::fs::read_to_string(path).unwrap();
        let (head, _) = page.split_once("|---|---|---|\n| `asset").unwrap_or((page.trim_end_matches("CODES\n"), ""));
        let head = head.trim_end_matches("|---|---|---|\n");
        let whole = format!("{head}|---|---|---|\n{}", markdown());
        if std::env::var_os("UPDATE").is_some() {
            std::fs::write(path, &whole).unwrap();
        } else {
            assert_eq!(page, whole, "UPDATE=1 cargo test --lib doctor::codes writes it");
        }
    }
}
