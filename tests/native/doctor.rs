//! `nearside doctor`: pages that are served well, and in every way that stands in the way.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use insta::assert_snapshot;
use nearside::doctor::Answer;
use nearside::doctor::codes::CODES;
use nearside::limits::FETCHED_BYTES;
use nearside::program::write;
use serde_json::Value as Json;

use crate::cli::{Machine, at, machine};
use crate::support::{NOW, bundle, documented};

const PAGE: &str = "https://shop.example/";
const START: &str =
    r#"<!doctype html><title>Shop</title><script type="module" src="/start.js"></script><h1 id="hero">Hello</h1>"#;
const SCRIPT: &str = r#"import { start } from "/nearside/index.js"; await start({ bundle: "/site.3f9a2c.nsb" });"#;
/// 2026-11-20T19:30:00Z, as the machine's clock.
const DATE: &str = "Fri, 20 Nov 2026 19:30:00 GMT";

fn answer(url: &str, headers: &[(&str, &str)], body: &[u8]) -> Answer {
    let headers = headers.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    Answer { url: url.to_owned(), status: 200, headers, body: body.to_vec() }
}

static BUNDLE: LazyLock<Vec<u8>> = LazyLock::new(|| bundle("tests/cases/rulesets/every-feature"));

/// A site where all is well but for what a test changes.
struct Site(Machine);

impl Site {
    fn new() -> Site {
        let mut site = Site(machine(&[]));
        site.page(START, &[]);
        let forever = ("Cache-Control", "public, max-age=31536000, immutable");
        let code = ("Content-Type", "text/javascript");
        site.put(&answer("https://shop.example/start.js", &[code], SCRIPT.as_bytes()));
        let index = b"new URL('./runtime-b8dk39sk.wasm', import.meta.url)";
        site.put(&answer("https://shop.example/nearside/index.js", &[code], index));
        let wasm = [("Content-Type", "application/wasm"), ("Content-Encoding", "br"), forever];
        site.put(&answer("https://shop.example/nearside/runtime-b8dk39sk.wasm", &wasm, b"\0asm\x01\0\0\0"));
        let nsb = [("Content-Type", "application/octet-stream"), ("Content-Encoding", "br"), forever];
        site.put(&answer("https://shop.example/site.3f9a2c.nsb", &nsb, &BUNDLE));
        site
    }

    fn put(&mut self, answer: &Answer) {
        self.0.answers.insert(answer.url.clone(), answer.clone());
    }

    fn page(&mut self, html: &str, headers: &[(&str, &str)]) {
        const POLICY: (&str, &str) =
            ("Content-Security-Policy", "script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'");
        let defaults = [
            ("Content-Type", "text/html; charset=utf-8"),
            ("Content-Encoding", "br"),
            ("Date", DATE),
            ("Cache-Control", "no-cache"),
            ("ETag", "\"1\""),
            POLICY,
        ];
        let mut all: Vec<(&str, &str)> =
            defaults.into_iter().filter(|(name, _)| !headers.iter().any(|(own, _)| own == name)).collect();
        all.extend(headers.iter().filter(|(_, value)| !value.is_empty()));
        self.put(&answer(PAGE, &all, html.as_bytes()));
    }

    fn change(&mut self, url: &str, change: impl FnOnce(&mut Answer)) {
        change(self.0.answers.get_mut(url).unwrap());
    }

    /// How it ended, and what was printed; what it was at meanwhile is for a terminal.
    fn said(&mut self, more: &[&str]) -> String {
        let said = at(&mut self.0, &[&["doctor", PAGE], more].concat());
        let lines = said.lines().filter(|line| !line.starts_with("[progress"));
        lines.collect::<Vec<_>>().join("\n")
    }

    /// Codes of what was found, and the report.
    fn found(&mut self, more: &[&str]) -> (BTreeSet<String>, Json) {
        let said = self.said(&[&["--json"], more].concat());
        let report: Json = serde_json::from_str(&self.0.out).unwrap_or_else(|_| panic!("{said}"));
        let broken = report["findings"].as_array().unwrap().iter().any(|one| one["severity"] == "error");
        assert_eq!(said.starts_with("exit 1\n"), broken, "{said}");
        for one in report["findings"].as_array().unwrap() {
            let known = CODES.iter().find(|(code, ..)| *code == one["code"]).unwrap_or_else(|| panic!("{one}"));
            assert!(known.1.contains(one["severity"].as_str().unwrap()), "{one}");
        }
        let codes = report["findings"].as_array().unwrap().iter().map(|one| one["code"].as_str().unwrap().to_owned());
        (codes.collect(), report)
    }

    fn codes(&mut self) -> String {
        self.found(&[]).0.into_iter().collect::<Vec<_>>().join(" ")
    }
}

const NSB: &str = "https://shop.example/site.3f9a2c.nsb";
const STARTER: &str = "https://shop.example/start.js";
const INDEX: &str = "https://shop.example/nearside/index.js";
const WASM: &str = "https://shop.example/nearside/runtime-b8dk39sk.wasm";

fn set(answer: &mut Answer, name: &str, value: &str) {
    answer.headers.retain(|(known, _)| known != name);
    answer.headers.push((name.to_owned(), value.to_owned()));
}

#[test]
fn of_a_page_that_is_served_well_nothing_is_said() {
    let mut site = Site::new();
    assert_eq!(site.codes(), "");
    assert_snapshot!(site.said(&[]));
}

#[test]
fn a_page_with_everything_in_the_way_is_told_what_to_paste() {
    let mut site = Site::new();
    let html = r#"<base href="/shop/"><script src="https://tags.example/t.js"></script><script>gtag ( 'consent', 'default', {}); __tcfapi('addEventListener')</script>
<script src="https://cdn.cookielaw.org/x.js" integrity="sha384-x"></script><script type="application/json" data-nearside>{}</script><script type="application/json" data-nearside>{"hash"</script>
<meta http-equiv="Content-Security-Policy" content="require-trusted-types-for 'script'; trusted-types default">
<script type=module src=/start.js></script>"#;
    site.page(
        html,
        &[
            ("Content-Security-Policy", "default-src 'self' https://tags.example; connect-src https://api.example"),
            ("Content-Encoding", ""),
            ("Cache-Control", "public, no-transform"),
            ("Date", "Fri, 20 Nov 2026 19:37:30 GMT"),
        ],
    );
    site.change(WASM, |wasm| set(wasm, "Content-Type", "application/octet-stream"));
    site.0.answers.remove(NSB);
    assert_snapshot!(site.said(&[]));
    assert_snapshot!(site.said(&["--json"]));
    site.0.colour = true;
    assert!(site.said(&[]).contains("\u{1b}["));
}

#[test]
fn each_way_of_being_served_has_its_code() {
    type Change = fn(&mut Site);
    let cases: &[(&str, Change)] = &[
        ("csp-absent", |site| site.page(START, &[("Content-Security-Policy", "")])),
        ("csp-blocks-wasm", |site| site.page(START, &[("Content-Security-Policy", "script-src 'self'")])),
        ("csp-blocks-bundle csp-blocks-style csp-blocks-wasm-file", |site| {
            site.page(
                START,
                &[("Content-Security-Policy", "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'")],
            );
        }),
        ("csp-blocks-bundle csp-blocks-wasm-file", |site| {
            site.page(
                START,
                &[("Content-Security-Policy", "script-src 'self' 'wasm-unsafe-eval', connect-src https://api.example")],
            );
        }),
        ("csp-blocks-script", |site| {
            site.page(START, &[("Content-Security-Policy", "script-src https://cdn.example 'wasm-unsafe-eval'")]);
        }),
        ("csp-blocks-markup", |site| {
            site.page(
                START,
                &[("Content-Security-Policy", "require-trusted-types-for 'script'; trusted-types 'none'")],
            );
        }),
        ("csp-sandboxed", |site| site.page(START, &[("Content-Security-Policy", "sandbox allow-scripts")])),
        ("csp-report-only", |site| site.page(START, &[("Content-Security-Policy-Report-Only", "default-src 'self'")])),
        ("page-not-brotli", |site| {
            site.page(&format!("{START}{}", "x".repeat(1_000)), &[("Content-Encoding", "gzip")]);
        }),
        ("page-no-validator", |site| site.page(START, &[("ETag", "")])),
        ("", |site| site.page(START, &[("ETag", ""), ("Cache-Control", "private, max-age=60")])),
        ("vary-all", |site| site.page(START, &[("Vary", "*")])),
        ("vary-encoding", |site| site.page(START, &[("Cache-Control", "public, max-age=60")])),
        ("", |site| {
            site.page(START, &[("Cache-Control", "public, max-age=60"), ("Vary", "Cookie, Accept-Encoding")]);
        }),
        ("no-transform", |site| site.page(START, &[("Cache-Control", "no-cache, no-transform")])),
        ("page-type", |site| site.page(START, &[("Content-Type", "text/plain")])),
        ("page-status", |site| site.change(PAGE, |page| page.status = 503)),
        ("clock-differs", |site| site.page(START, &[("Date", "Fri, 20 Nov 2026 19:27:30 GMT")])),
        ("", |site| site.page(START, &[("Date", "Fri, 20 Nov 2026 19:28:30 GMT")])),
        ("", |site| site.page(START, &[("Date", "Fri, 20 Nov 2026 18:30:00 GMT"), ("Age", "3600")])),
        ("", |site| site.page(START, &[("Date", "soon")])),
        ("base", |site| site.page(&format!("<base href=/>{START}"), &[])),
        ("base-elsewhere", |site| {
            site.page(
                &format!(
                    "<base href=https://cdn.example/>{}",
                    START.replace("/start.js", "https://shop.example/start.js")
                ),
                &[],
            );
            site.change("https://shop.example/start.js", |script| {
                script.body = SCRIPT.replace("/site", "https://shop.example/site").into();
            });
        }),
        ("page-shared", |site| {
            let html = format!(r#"{START}<script type="application/json" data-nearside>{{"hash":"x"}}</script>"#);
            site.page(&html, &[("Cache-Control", "public, max-age=60"), ("Vary", "accept-encoding")]);
        }),
        ("handoff-unreadable", |site| {
            site.page(&format!(r#"{START}<script type="text/rocketscript" data-nearside>{{}}</script>"#), &[]);
        }),
        ("inline-scripts", |site| {
            site.page(&format!("{START}<script>1</script>"), &[]);
        }),
        ("no-integrity third-party-scripts", |site| {
            site.page(&format!("{START}<script src=//cdn.example/a.js></script>"), &[]);
        }),
        ("third-party-scripts", |site| {
            site.page(&format!("{START}<script src=//cdn.example/a.js integrity=sha384-a></script>"), &[]);
        }),
        ("", |site| {
            site.page(
                &format!(
                    "{START}<script type=text/template>__tcfapi</script><script src='data:text/javascript,1'></script>"
                ),
                &[],
            );
        }),
        ("consent-manager inline-scripts", |site| {
            site.page(&format!("{START}<script>window.__gpp('ping')</script>"), &[]);
        }),
        ("inline-scripts", |site| site.page(&format!("{START}<script>gtag('event', 'consent')</script>"), &[])),
        ("no-bundle", |site| site.page("<h1>Hello</h1>", &[])),
        ("bundle-missing", |site| site.change(NSB, |nsb| nsb.status = 404)),
        ("bundle-missing", |site| {
            site.change(NSB, |nsb| {
                set(nsb, "Content-Type", "text/html");
                nsb.body = b"<!doctype html>".to_vec();
            });
        }),
        ("bundle-unreadable", |site| site.change(NSB, |nsb| nsb.body.truncate(100))),
        ("bundle-type", |site| site.change(NSB, |nsb| set(nsb, "Content-Type", "text/plain"))),
        ("bundle-not-brotli", |site| site.change(NSB, |nsb| set(nsb, "Content-Encoding", "gzip"))),
        ("bundle-expired", |site| site.change(NSB, |nsb| nsb.body = expired())),
        ("asset-no-store", |site| site.change(NSB, |nsb| set(nsb, "Cache-Control", "no-store"))),
        ("asset-asked", |site| site.change(NSB, |nsb| set(nsb, "Cache-Control", "no-cache"))),
        ("script-missing", |site| site.change(INDEX, |script| script.status = 404)),
        ("script-missing", |site| drop(site.0.answers.remove(INDEX))),
        ("script-missing", |site| {
            site.change(INDEX, |script| {
                set(script, "Content-Type", "text/html");
                script.body = b"<!doctype html>".to_vec();
            });
        }),
        ("no-bundle script-missing", |site| site.change(STARTER, |script| script.status = 404)),
        ("no-bundle script-missing", |site| {
            site.page(&START.replace(r#"type="module" "#, ""), &[]);
            site.change(STARTER, |script| script.status = 404);
        }),
        ("script-missing", |site| {
            site.change(STARTER, |script| script.body = SCRIPT.replace("/nearside/", "/none/").into());
        }),
        ("script-missing", |site| site.page(&format!("{START}<link rel=modulepreload href=/none.js>"), &[])),
        // What is only named, or fetched for another page, need not be there.
        ("inline-scripts", |site| {
            site.page(&format!("{START}<link rel=prefetch href=/none.js><script>later('/none.js')</script>"), &[]);
        }),
        ("script-type", |site| site.change(INDEX, |script| set(script, "Content-Type", "text/plain"))),
        ("script-type", |site| site.change(STARTER, |script| script.headers.clear())),
        ("import-bare", |site| {
            site.change(STARTER, |script| script.body = SCRIPT.replace("/nearside/index.js", "nearside").into());
        }),
        ("", |site| {
            site.page(
                &format!(
                    r#"<script type=importmap>{{"imports": {{"nearside": "/nearside/index.js"}}}}</script>{START}"#
                ),
                &[],
            );
            site.change(STARTER, |script| script.body = SCRIPT.replace("/nearside/index.js", "nearside").into());
        }),
        ("import-outside-module", |site| site.page(&START.replace(r#"type="module" "#, ""), &[])),
        ("wasm-missing", |site| site.change(WASM, |wasm| wasm.status = 500)),
        ("wasm-missing", |site| site.change(WASM, |wasm| wasm.body = b"<html>".to_vec())),
        ("wasm-type", |site| site.change(WASM, |wasm| set(wasm, "Content-Type", "text/plain"))),
        ("wasm-not-brotli", |site| {
            site.change(WASM, |wasm| {
                wasm.headers.retain(|(name, _)| name != "Content-Encoding");
                wasm.body.resize(2_000, 0);
            });
        }),
        ("wasm-missing", |site| drop(site.0.answers.remove(WASM))),
    ];
    let mut met = BTreeSet::new();
    for (number, (codes, change)) in cases.iter().enumerate() {
        let mut site = Site::new();
        change(&mut site);
        assert_eq!(site.codes(), *codes, "case {number}: {}", site.said(&[]));
        met.extend(codes.split(' '));
    }
    // Those that another test is about.
    met.extend([
        "asset-no-validator",
        "asset-stale",
        "cors",
        "csp-blocks-inline-start",
        "handoff-twice",
        "hints-forbidden",
        "hints-not-asked",
        "page-cut",
        "page-insecure",
    ]);
    let never: Vec<&str> = CODES.iter().map(|(code, ..)| *code).filter(|code| !met.contains(code)).collect();
    assert_eq!(never, [""; 0]);
}

fn expired() -> Vec<u8> {
    let text = "nearside: 1\nid: a\nexpires: 2026-11-20T00:00:00Z\nslots: { s: { value: 1 } }\nexperiences: [{ id: e, show: { s: 2 } }]\n";
    let files = [("ruleset.yaml".to_owned(), text.as_bytes().to_vec())].into_iter().collect();
    let reading = nearside::ruleset::read(&files);
    let options = nearside::compile::Options { bundle_version: 1, now: NOW - 864_000_000, keep_names: false };
    write(&nearside::compile::compile(&reading.ruleset.unwrap(), &reading.sources, &options).unwrap().draft)
}

#[test]
fn a_name_that_stays_must_not_be_kept_for_long() {
    let mut site = Site::new();
    let url = "https://shop.example/site.nsb";
    let mut nsb = site.0.answers[NSB].clone();
    nsb.url = url.to_owned();
    site.put(&nsb);
    site.change("https://shop.example/start.js", |script| {
        script.body = b"start({ bundle: '/site.nsb' }) // nearside".to_vec();
    });
    for (control, etag, code) in [
        ("public, max-age=31536000, immutable", "x", "asset-stale"),
        ("max-age=90000", "x", "asset-stale"),
        ("max-age=600", "x", ""),
        ("no-cache", "x", ""),
        ("no-cache", "", "asset-no-validator"),
        ("no-store", "x", "asset-no-store"),
    ] {
        site.change(url, |nsb| {
            set(nsb, "Cache-Control", control);
            nsb.headers.retain(|(name, _)| name != "ETag");
            if !etag.is_empty() {
                set(nsb, "ETag", etag);
            }
        });
        assert_eq!(site.codes(), code, "{control} {etag}");
    }
}

#[test]
fn a_bundle_elsewhere_must_let_itself_be_read() {
    let mut site = Site::new();
    let url = "https://cdn.example/site.3f9a2c.nsb";
    let mut nsb = site.0.answers[NSB].clone();
    nsb.url = url.to_owned();
    site.put(&nsb);
    let (codes, report) = site.found(&["--bundle", url]);
    assert_eq!(codes.into_iter().collect::<Vec<_>>(), ["cors", "csp-blocks-bundle"]);
    let policy = report["paste"][0]["policy"].as_str().unwrap();
    assert_eq!(policy, "script-src 'self' 'wasm-unsafe-eval'; connect-src 'self' https://cdn.example");
    site.page(START, &[("Content-Security-Policy", policy)]);
    for allowed in ["*", "https://shop.example"] {
        site.change(url, |nsb| set(nsb, "Access-Control-Allow-Origin", allowed));
        assert!(site.found(&["--bundle", url]).0.is_empty());
    }
    let said = site.said(&["--bundle", "site.nsb"]);
    assert!(said.starts_with("exit 2\n") && said.contains("hint: "), "{said}");
}

#[test]
fn under_the_policy_that_is_pasted_nothing_is_blocked_any_more() {
    for policy in [
        "default-src 'none'",
        "default-src 'self'",
        "script-src 'self'; connect-src 'none'",
        "script-src 'none'; require-trusted-types-for 'script'; trusted-types a b; sandbox",
        "script-src-elem https://a.example; object-src 'none'; report-uri /r",
        "default-src https:; script-src 'nonce-x' 'self'",
    ] {
        let mut site = Site::new();
        site.page(START, &[("Content-Security-Policy", policy)]);
        let (codes, report) = site.found(&[]);
        assert!(codes.iter().any(|code| code.starts_with("csp-")), "{policy}");
        let paste = report["paste"][0]["policy"].as_str().unwrap();
        site.page(START, &[("Content-Security-Policy", paste)]);
        let (codes, report) = site.found(&[]);
        let blocked: Vec<_> =
            codes.iter().filter(|code| code.starts_with("csp-") && *code != "csp-blocks-style").collect();
        assert!(blocked.is_empty(), "{policy}\n{paste}\n{blocked:?}");
        assert_eq!(report["paste"], serde_json::json!([]), "{paste}");
    }
}

#[test]
fn a_start_in_the_page_needs_a_nonce_or_a_file() {
    let html = |nonce: &str| format!("<script type=module {nonce}>{SCRIPT}</script>");
    for (policy, nonce, blocked) in [
        ("script-src 'self' 'wasm-unsafe-eval'", "", true),
        ("script-src 'self' 'wasm-unsafe-eval' 'nonce-a'", "nonce=a", false),
        ("script-src 'wasm-unsafe-eval' 'nonce-a' 'strict-dynamic'", "nonce=a", false),
        ("script-src 'self' 'wasm-unsafe-eval' 'nonce-b'", "nonce=a", true),
        ("script-src 'self' 'wasm-unsafe-eval' 'unsafe-inline'", "", false),
        ("script-src 'self' 'wasm-unsafe-eval' 'sha256-AAAA'", "", true),
        ("script-src 'self' 'wasm-unsafe-eval' 'sha256-AAAA' 'unsafe-inline'", "", true),
    ] {
        let mut site = Site::new();
        site.page(&html(nonce), &[("Content-Security-Policy", policy)]);
        let (codes, report) = site.found(&[]);
        assert_eq!(codes.contains("csp-blocks-inline-start"), blocked, "{policy} {nonce}");
        assert!(!codes.contains("csp-blocks-script"), "{policy}: {codes:?}");
        if let Some(finding) =
            report["findings"].as_array().unwrap().iter().find(|one| one["code"] == "csp-blocks-inline-start")
        {
            let (_, hash) = finding["mend"].as_str().unwrap().split_once("or the policy its hash: `").unwrap();
            site.page(
                &html("").replace("; ", ";\r\n"),
                &[("Content-Security-Policy", &format!("{policy} {}", hash.trim_end_matches('`')))],
            );
            assert!(site.found(&[]).0.contains("csp-blocks-inline-start"), "of another script");
            site.page(&html(""), &[("Content-Security-Policy", &format!("{policy} {}", hash.trim_end_matches('`')))]);
            assert!(!site.found(&[]).0.contains("csp-blocks-inline-start"), "{policy} {hash}");
        }
    }
}

#[test]
fn a_classic_script_that_is_not_there_stops_only_what_it_starts() {
    let mut site = Site::new();
    site.page(&format!("<script src=/carousel.js></script>{START}"), &[]);
    let (codes, report) = site.found(&[]);
    assert_eq!(codes.into_iter().collect::<Vec<_>>(), ["script-missing"]);
    assert_eq!(
        (&report["findings"][0]["severity"], &report["findings"][0]["where"]),
        (&"warning".into(), &"https://shop.example/carousel.js".into())
    );
}

#[test]
fn scripts_of_other_sites_are_counted_however_the_page_comes_by_them() {
    const TAGS: &str = "(function(w,d,s,l,i){var j=d.createElement(s);j.async=true;j.src='https://www.googletagmanager.com/gtm.js?id='+i})(window,document,'script','dataLayer','GTM-X')";
    for (html, address) in [
        ("<script type=module>import x from 'https://esm.sh/foo'</script>".to_owned(), "https://esm.sh/foo"),
        ("<link rel=modulepreload href=https://esm.sh/foo>".to_owned(), "https://esm.sh/foo"),
        (
            r#"<script type=importmap>{"imports": {"foo": "https://esm.sh/foo"}}</script><script type=module>import 'foo'</script>"#.to_owned(),
            "https://esm.sh/foo",
        ),
        ("<svg><script href=https://esm.sh/foo></script></svg>".to_owned(), "https://esm.sh/foo"),
        (format!("<script>{TAGS}</script>"), "https://www.googletagmanager.com/gtm.js?id="),
    ] {
        let mut site = Site::new();
        site.page(&format!("{START}{html}"), &[("Content-Security-Policy", "")]);
        let report = site.found(&[]).1;
        let of = |code: &str| report["findings"].as_array().unwrap().iter().find(|one| one["code"] == code).cloned();
        let (finding, policy) = (of("third-party-scripts").unwrap(), of("csp-absent").unwrap()["mend"].to_string());
        assert_eq!(finding["where"], address);
        let origin = address.split('/').take(3).collect::<Vec<_>>().join("/");
        assert!(policy.contains(&format!(" {origin}")), "{policy}");
        assert_eq!(of("inline-scripts"), None);
    }
    let mut site = Site::new();
    site.page(&format!("{START}<script>1</script>"), &[]);
    assert!(!site.said(&[]).contains("none of another site"));
}

#[test]
fn what_a_trusted_script_loads_needs_no_place_in_the_policy() {
    let with = |nonce: &str| START.replace("<script ", &format!("<script {nonce} "));
    for (policy, nonce, blocked) in [
        ("script-src 'nonce-a' 'wasm-unsafe-eval'", "nonce=a", false),
        ("script-src 'nonce-a' 'wasm-unsafe-eval'", "", true),
        ("script-src 'nonce-a' 'strict-dynamic' 'wasm-unsafe-eval'", "nonce=a", false),
        ("script-src 'nonce-a' 'strict-dynamic' 'wasm-unsafe-eval' https:", "", true),
        ("script-src https: 'wasm-unsafe-eval'", "", false),
    ] {
        let mut site = Site::new();
        site.page(&with(nonce), &[("Content-Security-Policy", policy)]);
        assert_eq!(site.codes(), if blocked { "csp-blocks-script" } else { "" }, "{policy} {nonce}");
    }
}

#[test]
fn client_hints_and_styles_are_looked_at_where_the_ruleset_is_known() {
    let ruleset = |show: &str| {
        format!(
            "nearside: 1\nid: a\nslots: {{ s: {{ target: '#s' }} }}\nexperiences: [{{ id: e, when: {{ device.screen: s, device.network: 4g }}, show: {{ s: {show} }} }}]\n"
        )
    };
    let mut site = Site::new();
    let strict = ("Content-Security-Policy", "script-src 'self' 'wasm-unsafe-eval'; style-src 'self'");
    site.0.files.insert("ruleset.yaml".into(), ruleset("{ html: '<p style=\"color: red\">x</p>' }").into());
    site.page(
        START,
        &[strict, ("Permissions-Policy", "ch-viewport-width=(), ch-ect=(\"https://cdn.example\" self), camera=()")],
    );
    let (codes, report) = site.found(&["--ruleset", "ruleset.yaml"]);
    assert_eq!(codes.into_iter().collect::<Vec<_>>(), ["csp-blocks-style", "hints-forbidden", "hints-not-asked"]);
    let of =
        |code: &str| report["findings"].as_array().unwrap().iter().find(|one| one["code"] == code).unwrap().clone();
    assert_eq!(of("hints-forbidden")["mend"], "`Permissions-Policy: ch-viewport-width=(self)`");
    assert_eq!(of("csp-blocks-style")["severity"], "warning");
    assert!(of("hints-not-asked")["mend"].as_str().unwrap().ends_with("`Accept-CH: Sec-CH-Viewport-Width, ECT`"));
    site.0.files.insert("ruleset.yaml".into(), ruleset("{ style: { color: red } }").into());
    site.page(
        START,
        &[strict, ("Accept-CH", "sec-ch-viewport-width, ECT"), ("Permissions-Policy", "ch-viewport-width=*")],
    );
    assert!(site.found(&["--ruleset", "ruleset.yaml"]).0.is_empty());
    let said = site.said(&["--ruleset", "nowhere.yaml"]);
    assert!(said.starts_with("exit 2\n"), "{said}");
}

#[test]
fn a_page_without_tls_is_for_everybody_to_change() {
    let mut site = Site::new();
    let mut page = site.0.answers[PAGE].clone();
    page.url = "http://shop.example/".to_owned();
    site.put(&page);
    let said = at(&mut site.0, &["doctor", "http://shop.example/"]);
    assert!(said.contains("warning page-insecure: "), "{said}");
}

#[test]
fn a_saved_page_is_looked_at_without_its_headers() {
    let html = r#"<meta http-equiv="content-security-policy" content="script-src &#39;self&#39;"><script src="https://tags.example/t.js"></script><script type="module" src="/start.js"></script>"#;
    let mut here = machine(&[("page.html", html)]);
    assert_snapshot!(at(&mut here, &["doctor", "page.html"]));
    let nowhere = at(&mut here, &["doctor", "nowhere.html"]);
    assert!(nowhere.starts_with("exit 2\n"), "{nowhere}");
    for (meant, address) in [
        ("shop.example", Some("https://shop.example")),
        ("shop.example/x.html?y=1", Some("https://shop.example/x.html?y=1")),
        ("localhost:8787/", Some("http://localhost:8787/")),
        ("nowhere.html", None),
        ("folder/nowhere.html", None),
        ("../nowhere.html", None),
        ("a b.example", None),
    ] {
        let said = at(&mut here, &["doctor", meant]);
        assert!(said.starts_with("exit 2\n"), "{said}");
        let hint = said.lines().find_map(|line| line.trim().strip_prefix("hint: nearside doctor "));
        assert_eq!(hint, address.map(|address| format!("{address} fetches the page")).as_deref(), "{said}");
    }
    here.files.insert("site.nsb".into(), BUNDLE.clone());
    let bundle = at(&mut here, &["doctor", "site.nsb"]);
    assert!(bundle.starts_with("exit 2\n") && bundle.contains("`site.nsb` is a bundle, not a page"), "{bundle}");
    let nowhere = at(&mut here, &["doctor", "https://nowhere.example/"]);
    assert!(nowhere.starts_with("exit 2\n") && nowhere.contains("nobody answers"), "{nowhere}");
}

#[test]
fn of_a_page_that_is_too_long_is_said_that_it_was_cut() {
    let mut site = Site::new();
    for (bytes, codes) in [(FETCHED_BYTES, ""), (FETCHED_BYTES + 1, "page-cut")] {
        site.change(PAGE, |page| page.body.resize(bytes, b' '));
        assert_eq!(site.codes(), codes);
    }
}

#[test]
fn no_page_is_too_odd_to_be_looked_at() {
    let endless = format!("<script src=/start.js></script><p {}", "x".repeat(5 << 20));
    for html in [
        "",
        "<",
        "\0",
        "<script data-nearside>",
        "<base href><base href='data:x'>",
        "<script src=' '></script>",
        "<meta http-equiv=content-security-policy content=',;;, ;script-src'>",
        &endless,
    ] {
        let mut site = Site::new();
        site.page(
            html,
            &[
                ("Content-Security-Policy", ", ; script-src"),
                ("Permissions-Policy", "((("),
                ("Cache-Control", ",,=,max-age=x"),
                ("Age", "-1"),
            ],
        );
        site.found(&[]);
    }
    let mut site = Site::new();
    site.change(PAGE, |page| page.body = vec![0xff, 0xfe, 0, b'<', 0xc3]);
    site.found(&[]);
}

#[test]
fn the_documentation_shows_what_is_printed() {
    let mut site = Site::new();
    let html = format!(
        "{START}<script src=\"https://tags.example/t.js\"></script><script>__tcfapi('ping', 2, () => {{}})</script>"
    );
    site.page(
        &html,
        &[("Content-Security-Policy", "default-src 'self' https://tags.example; connect-src https://api.example")],
    );
    site.said(&[]);
    documented("docs/doctor.md", "nearside doctor https://shop.example/", &site.0.out);
}
