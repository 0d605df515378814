//! How scripts, bundle and engine are served: whether they are there and are what they should be, types, caches, origins.

use super::caching::{Caching, DAY, compressed};
use super::{Answer, Asset, Finding, Kind, Report, Scene, Severity};
use crate::limits;
use crate::program::Program;

pub fn check(scene: &Scene, report: &mut Report) {
    for (fault, is_sure) in &scene.leads.faults {
        // Where the bundle was found, something else starts nearside than a classic script that is broken.
        let starts = !is_sure && !scene.leads.bundles.is_empty();
        let severity = if starts { Severity::Warning } else { fault.severity };
        report.findings.push(Finding { severity, ..fault.clone() });
    }
    for asset in scene.assets {
        match &asset.answer {
            Err(problem) => {
                let code = if asset.kind == Kind::Bundle { "bundle-missing" } else { "wasm-missing" };
                report.add(
                    Severity::Error,
                    code,
                    problem.clone(),
                    &asset.url,
                    "is the address right, and the server there?",
                );
            }
            Ok(answer) if answer.status != 200 => missing(asset, answer, report),
            Ok(answer) => {
                served(scene, asset, answer, report);
                cached(asset, answer, report);
            }
        }
    }
    if scene.leads.bundles.is_empty() && scene.assets.is_empty() {
        let (what, mend) = if scene.leads.is_named {
            ("no script of this page says where the bundle is", "`--bundle URL` looks at it as well")
        } else {
            (
                "nothing in this page starts nearside; what is said here is what it would meet",
                "`import { start } from \"/nearside/index.js\"; await start({ bundle: \"/site.nsb\" })`",
            )
        };
        report.add(Severity::Note, "no-bundle", what, "the page", mend);
    }
}

fn missing(asset: &Asset, answer: &Answer, report: &mut Report) {
    let (code, mend) = match asset.kind {
        Kind::Bundle => ("bundle-missing", "`nearside build --out FILE` writes it; put it where the page asks for it"),
        Kind::Wasm => (
            "wasm-missing",
            "`nearside build --runtime FOLDER` puts it beside its script; a bundler has to move it along",
        ),
    };
    report.add(Severity::Error, code, format!("the server answered {}", answer.status), &asset.url, mend);
}

fn served(scene: &Scene, asset: &Asset, answer: &Answer, report: &mut Report) {
    let media = answer.media_type().unwrap_or_default();
    let is_page = media == "text/html";
    match asset.kind {
        Kind::Wasm if answer.body.get(..4) != Some(b"\0asm") => {
            let what = if is_page { "the server answered with a page" } else { "this is no WebAssembly" };
            report.add(
                Severity::Error,
                "wasm-missing",
                what,
                &asset.url,
                "a rule of the server answers for files that are not there; put the file there",
            );
        }
        Kind::Wasm if media != "application/wasm" => {
            let said = if media.is_empty() { "nothing".to_owned() } else { format!("`{media}`") };
            report.add(
                Severity::Warning,
                "wasm-type",
                format!("the server says {said} of its type: it is compiled once it is all there, not while it comes"),
                &asset.url,
                "`Content-Type: application/wasm`",
            );
        }
        Kind::Wasm => {}
        Kind::Bundle => bundle(scene, asset, answer, is_page, report),
    }
    let here = super::address::origin(&scene.served.url);
    let allowed = answer.header("access-control-allow-origin").unwrap_or_default();
    if here.is_some()
        && super::address::origin(&answer.url) != here
        && allowed != "*"
        && Some(&allowed) != here.as_ref()
    {
        let what = format!("it is on another origin, which does not let {} read it", here.unwrap_or_default());
        report.add(
            Severity::Error,
            "cors",
            what,
            &asset.url,
            "`Access-Control-Allow-Origin: *` (it holds nothing of anybody), or serve it beside the page",
        );
    }
    let (part, what) = if asset.kind == Kind::Bundle { ("bundle", "the bundle") } else { ("wasm", "the engine") };
    compressed(part, what, asset.encoding.as_deref(), answer.body.len(), &asset.url, report);
}

fn bundle(scene: &Scene, asset: &Asset, answer: &Answer, is_page: bool, report: &mut Report) {
    if answer.body.len() > limits::BUNDLE_BYTES {
        return report.add(
            Severity::Error,
            "bundle-unreadable",
            "bundle_too_large",
            &asset.url,
            "`nearside build` says what is large",
        );
    }
    match Program::read(answer.body.clone()) {
        Err(_) if is_page => {
            report.add(
                Severity::Error,
                "bundle-missing",
                "the server answered with a page",
                &asset.url,
                "a rule of the server answers for files that are not there; put the bundle there",
            );
        }
        Err(error) => report.add(Severity::Error, "bundle-unreadable", error.code(), &asset.url, error.hint()),
        Ok(program) if program.expires <= scene.now => {
            report.add(
                Severity::Error,
                "bundle-expired",
                "the bundle has expired: everybody gets the defaults",
                &asset.url,
                "a later `expires:` in the ruleset, and `nearside build`",
            );
        }
        Ok(_) if answer.media_type().is_some_and(|media| media.starts_with("text/")) => {
            report.add(
                Severity::Warning,
                "bundle-type",
                "the server says that it is text, and what stands between may change text",
                &asset.url,
                "`Content-Type: application/octet-stream`",
            );
        }
        Ok(_) => {}
    }
}

fn cached(asset: &Asset, answer: &Answer, report: &mut Report) {
    let caching = Caching::of(answer);
    let place = format!(
        "{} Cache-Control: {}",
        asset.url,
        answer.header("cache-control").unwrap_or_else(|| "(none)".to_owned())
    );
    let is_named = is_fingerprinted(&asset.url);
    let part = if asset.kind == Kind::Bundle { "bundle" } else { "engine" };
    if caching.has("no-store") {
        let what = format!("the {part} is loaded anew on each page view");
        return report.add(
            Severity::Warning,
            "asset-no-store",
            what,
            place,
            "`Cache-Control: no-cache` and an `ETag`: asked for each time, loaded when it changed",
        );
    }
    if (caching.has("immutable") || caching.fresh() > DAY) && !is_named {
        let days = caching.fresh() / DAY;
        let what =
            format!("browsers keep this {part} for {days} days whatever you build, and its name is always the same");
        return report.add(
            Severity::Warning,
            "asset-stale",
            what,
            place,
            "a name of its own for each build (`site.3f9a2c.nsb`), or `Cache-Control: no-cache` and an `ETag`",
        );
    }
    if is_named && caching.fresh() <= DAY {
        report.add(
            Severity::Note,
            "asset-asked",
            format!("the {part} has a name of its own for each build, and browsers ask for it again"),
            place,
            "`Cache-Control: public, max-age=31536000, immutable`",
        );
    } else if !is_named && answer.header("etag").is_none() && answer.header("last-modified").is_none() {
        report.add(
            Severity::Note,
            "asset-no-validator",
            format!("a browser that comes again loads the whole {part}"),
            place,
            "`Cache-Control: no-cache` and an `ETag`",
        );
    }
}

/// Whether a file's name changes with its content: a part of eight letters and digits or more, with a digit in it, or a query.
fn is_fingerprinted(url: &str) -> bool {
    let name = super::address::path(url).rsplit('/').next().unwrap_or_default();
    let is_hash = |part: &str| {
        part.len() >= 6
            && part.bytes().all(|byte| byte.is_ascii_alphanumeric())
            && part.bytes().any(|byte| byte.is_ascii_digit())
    };
    url.contains('?') || name.split(['.', '-', '_']).any(is_hash)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_that_changes_with_the_content_is_known() {
        for named in ["/site.3f9a2c.nsb", "/runtime-BX3kd9_2.wasm?x", "/a/site.nsb?v=2", "/runtime-B8dk39sk.wasm"] {
            assert!(is_fingerprinted(named), "{named}");
        }
        for plain in ["/site.nsb", "/runtime.wasm", "/nearside/index.js", "/site-v2.nsb"] {
            assert!(!is_fingerprinted(plain), "{plain}");
        }
    }
}
