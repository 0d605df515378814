//! How the page is served: status, type, caches, the clock, what an edge left in it.

use super::caching::{Caching, compressed};
use super::page::Page;
use super::{Report, Scene, Severity};
use crate::limits;

/// Schedules are decided by the visitor's clock: beyond this, a test against the server's is not worth much.
const DRIFT: i64 = 2 * 60 * 1_000;

pub fn page(scene: &Scene, report: &mut Report) {
    if !scene.is_file {
        headers(scene, report);
        clock(scene, report);
    }
    let is_endless = scene.served.body.len() > limits::FETCHED_BYTES;
    if is_endless || !scene.page.complete {
        report.add(
            Severity::Warning,
            "page-cut",
            if is_endless {
                "the page is longer than the 16 MiB that are read of it"
            } else {
                "the page could not be read to its end: a tag of megabytes"
            },
            "the page",
            if is_endless { "a shorter page" } else { "an edge leaves such a page as it is, too" },
        );
    }
    handoff(scene, report);
    base(scene, report);
}

fn headers(scene: &Scene, report: &mut Report) {
    let served = scene.served;
    if served.status != 200 {
        let what = format!("the server answered {}", served.status);
        report.add(Severity::Error, "page-status", what, &served.url, "name the address of a page that visitors get");
    }
    let media = served.media_type().unwrap_or_default();
    if !matches!(media.as_str(), "text/html" | "application/xhtml+xml") {
        let what = if media.is_empty() {
            "the server does not say that it is HTML".to_owned()
        } else {
            format!("the server says that it is `{media}`")
        };
        report.add(
            Severity::Error,
            "page-type",
            what,
            "Content-Type",
            "`Content-Type: text/html; charset=utf-8`; an edge touches no other page",
        );
    }
    if served.url.starts_with("http://") && !is_local(&served.url) {
        report.add(
            Severity::Warning,
            "page-insecure",
            "the page comes without TLS: whoever is on the way can read and change it, its rules too",
            &served.url,
            "serve it by https",
        );
    }
    cached(scene, report);
    compressed("page", "the page", scene.encoding.as_deref(), served.body.len(), &served.url, report);
}

/// What caches, and whoever is on the way, are told of the page.
fn cached(scene: &Scene, report: &mut Report) {
    let served = scene.served;
    let caching = Caching::of(served);
    if caching.has("no-transform") {
        report.add(
            Severity::Warning,
            "no-transform",
            "an edge must not change this page, and leaves all of it to the browser",
            "Cache-Control: no-transform",
            "take `no-transform` off if an edge shall decide",
        );
    }
    if caching.is_shared() && handoffs(scene.page) > 0 {
        report.add(
            Severity::Warning,
            "page-shared",
            "an edge has decided this page, and shared caches may hand it to others",
            format!("Cache-Control: {}", served.header("cache-control").unwrap_or_default()),
            "let no shared cache stand before the edge: its answer is `private`, unless `shared: true` says that a key separates them (`cacheKey`)",
        );
    }
    if !caching.has("no-store")
        && caching.fresh() == 0
        && served.header("etag").is_none()
        && served.header("last-modified").is_none()
    {
        report.add(
            Severity::Note,
            "page-no-validator",
            "a browser that comes again loads the whole page",
            "ETag",
            "an `ETag`, or `Last-Modified`",
        );
    }
    vary(scene, caching.is_shared(), report);
}

/// What caches are told to keep apart.
fn vary(scene: &Scene, is_shared: bool, report: &mut Report) {
    let vary = scene.served.header("vary").unwrap_or_default().to_ascii_lowercase();
    let names = |wanted: &str| vary.split(',').any(|name| name.trim() == wanted);
    if names("*") {
        let what = "no cache keeps this page, not even the browser's";
        report.add(Severity::Note, "vary-all", what, "Vary: *", "name the headers that the page differs by");
    } else if is_shared && scene.encoding.is_some() && !names("accept-encoding") {
        let what = "shared caches may hand a compressed page to who cannot unpack it";
        report.add(Severity::Warning, "vary-encoding", what, format!("Vary: {vary}"), "`Vary: Accept-Encoding`");
    }
}

fn is_local(url: &str) -> bool {
    let origin = super::address::origin(url).unwrap_or_default();
    let host = origin.split_once("://").map_or("", |(_, host)| host);
    let host = if host.starts_with('[') { host } else { host.split(':').next().unwrap_or(host) };
    matches!(host, "localhost" | "127.0.0.1") || host.starts_with("[::1]") || host.ends_with(".localhost")
}

fn clock(scene: &Scene, report: &mut Report) {
    let Some(date) = scene.served.header("date").and_then(|date| moment(&date)) else { return };
    // What comes out of a cache has the date of its making, and says how old it is.
    let age = scene.served.header("age").and_then(|age| age.trim().parse::<i64>().ok()).unwrap_or(0);
    let drift = scene.now.saturating_sub(date.saturating_add(age.saturating_mul(1_000)));
    if drift.saturating_abs() > DRIFT {
        let minutes = drift.saturating_abs() / 60_000;
        let (way, whose) = if drift > 0 { ("behind", "this machine's") } else { ("ahead of", "this machine's") };
        report.add(
            Severity::Warning,
            "clock-differs",
            format!("the server's clock is {minutes} minutes {way} {whose}"),
            format!("Date: {}", scene.served.header("date").unwrap_or_default()),
            "set the clock that is wrong; a browser decides schedules by the visitor's, an edge by its own",
        );
    }
}

fn moment(date: &str) -> Option<i64> {
    let parser = jiff::fmt::rfc2822::DateTimeParser::new();
    parser.parse_timestamp(date.trim()).ok().map(jiff::Timestamp::as_millisecond)
}

fn handoffs(page: &Page) -> usize {
    page.scripts.iter().filter(|script| script.is_handoff).count()
}

fn handoff(scene: &Scene, report: &mut Report) {
    let place = "<script data-nearside>";
    if handoffs(scene.page) > 1 {
        let what = format!(
            "{} hand-offs of an edge are in this page: the first counts, and slots that only another decided are decided again",
            handoffs(scene.page)
        );
        report.add(
            Severity::Error,
            "handoff-twice",
            what,
            place,
            "let one edge only rewrite the page, and no cache before it keep what it wrote",
        );
    }
    for script in scene.page.scripts.iter().filter(|script| script.is_handoff) {
        if script.kind != "application/json" || serde_json::from_str::<serde_json::Value>(&script.text).is_err() {
            report.add(
                Severity::Error,
                "handoff-unreadable",
                "the hand-off of the edge is no JSON any more: the browser decides everything again",
                place,
                "let nothing behind the edge change scripts (minifiers, `Rocket Loader` and the like)",
            );
        }
    }
}

fn base(scene: &Scene, report: &mut Report) {
    let Some(first) = scene.page.bases.first() else { return };
    let place = format!("<base href=\"{first}\">");
    let own = super::address::origin(&scene.served.url);
    let leads = super::address::origin(&scene.page.base(&scene.served.url));
    if own.is_some() && leads != own {
        report.add(
            Severity::Warning,
            "base-elsewhere",
            "relative addresses of this page lead to another site: the bundle's and those in what rules show",
            place,
            "write the bundle's address whole, or from the root",
        );
    } else {
        report.add(
            Severity::Note,
            "base",
            "relative addresses lead from here, the bundle's and those in what rules show",
            place,
            "write the bundle's address from the root: `/site.nsb`",
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_those_of_http() {
        assert_eq!(moment("Fri, 20 Nov 2026 19:30:00 GMT"), Some(1_795_203_000_000));
        assert_eq!(moment("yesterday"), None);
    }

    #[test]
    fn a_machines_own_address_needs_no_tls() {
        for local in ["http://localhost:8787/", "http://127.0.0.1/", "http://[::1]:80/", "http://shop.localhost/"] {
            assert!(is_local(local), "{local}");
        }
        assert!(!is_local("http://localhost.example/"));
    }
}
