//! Real pages through the rewriter: where nothing matches, every byte comes out as it went in, however it is cut.
//!
//! The pages are other people's and stay where they are: `NEARSIDE_SUITES` names the folder, and when it is not there
//! the tests say what they skipped.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "a test that cannot go on says so")]

use std::fs;
use std::path::{Path, PathBuf};

use nearside::ops::Op;
use nearside::rewrite::{Edit, Options, Rewriter};

fn suite() -> Option<PathBuf> {
    let fallback = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/suites");
    let root = std::env::var_os("NEARSIDE_SUITES").map_or(fallback, PathBuf::from).join("html");
    if !root.is_dir() {
        println!("skipped: html ({} is not there)", root.display());
        return None;
    }
    Some(root)
}

fn pages(root: &Path) -> Vec<PathBuf> {
    let mut pages: Vec<PathBuf> = [root.to_owned(), root.join("pages")]
        .iter()
        .flat_map(|folder| fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()))
        .filter(|path| path.extension().is_some_and(|extension| extension == "html"))
        .collect();
    pages.sort();
    pages
}

/// Ten selectors that match nowhere, of the kinds that rulesets have.
fn idle() -> Vec<Edit> {
    [
        "#ns-hero",
        ".ns-banner",
        "[data-ns=banner]",
        "main > .ns-offer",
        "ns-picks",
        "#ns-units a",
        "p.ns-first:first-child",
        "a[href^=\"/ns/\"]",
        "div:not(div)",
        ".ns-a .ns-b > .ns-c",
    ]
    .map(|target| Edit { target: target.into(), nth: 0, ops: vec![Op::Text("never".into()), Op::Remove] })
    .into()
}

fn rewrite(page: &[u8], edits: Vec<Edit>, mut next: impl FnMut() -> usize) -> (Vec<u8>, Rewriter) {
    let mut rewriter = Rewriter::new(edits, &Options::default());
    let mut out = Vec::with_capacity(page.len());
    let mut at = 0;
    while at < page.len() {
        let end = (at + next().max(1)).min(page.len());
        rewriter.write(&page[at..end], &mut out);
        at = end;
    }
    rewriter.end(&mut out);
    (out, rewriter)
}

fn random(mut state: u64) -> impl FnMut() -> usize {
    move || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state % 1_999) as usize
    }
}

#[test]
fn pages_without_hits_are_byte_identical_in_any_chunks() {
    let Some(root) = suite() else { return };
    let fixed = std::env::var("NEARSIDE_SEED").ok().and_then(|seed| seed.parse().ok());
    let seed = fixed.unwrap_or_else(|| u64::from(std::process::id()) * 0x9E37_79B9 + 1);
    let pages = pages(&root);
    assert!(pages.len() >= 10);
    for path in &pages {
        let page = fs::read(path).unwrap();
        for (size, next) in [
            ("1", Box::new(|| 1usize) as Box<dyn FnMut() -> usize>),
            ("7", Box::new(|| 7)),
            ("64", Box::new(|| 64)),
            ("4096", Box::new(|| 4096)),
            ("random", Box::new(random(seed))),
        ] {
            let (out, rewriter) = rewrite(&page, idle(), next);
            assert!(out == page, "{} in chunks of {size} (NEARSIDE_SEED={seed})", path.display());
            assert!(!rewriter.bailed(), "{} was given up", path.display());
            assert!(rewriter.outcomes().iter().all(|outcome| outcome.matched == 0), "{}", path.display());
        }
    }
    println!("html: {} pages", pages.len());
}

/// The largest buffer that the rewriter kept, told by what it held back.
fn held(input: impl Iterator<Item = Vec<u8>>, edits: Vec<Edit>) -> (usize, usize, bool) {
    let mut rewriter = Rewriter::new(edits, &Options::default());
    let (mut fed, mut passed, mut most) = (0, 0, 0);
    let mut out = Vec::new();
    for chunk in input {
        fed += chunk.len();
        rewriter.write(&chunk, &mut out);
        passed += out.len();
        out.clear();
        most = most.max(fed - passed);
    }
    rewriter.end(&mut out);
    (most, fed - passed - out.len(), rewriter.bailed())
}

#[test]
fn fifty_megabytes_of_one_tag_pass_in_bounded_memory() {
    let limit = nearside::limits::TAG_BYTES + 65_536;
    for part in ["a", " x=y", "=\"", "<div>", "<!--", "</p>", "<script>", "&amp;", "<table><td>"] {
        let start = std::iter::once(b"<p id=ns-hero class=\"".to_vec());
        let chunk = part.repeat(65_536 / part.len()).into_bytes();
        let parts = std::iter::repeat_n(chunk, 800);
        let (most, lost, _) = held(start.chain(parts), idle().split_off(1));
        assert!(most <= limit, "{part}: held {most} bytes");
        assert_eq!(lost, 0, "{part}");
    }
}

#[test]
fn nesting_without_end_gives_the_page_up_and_passes_it() {
    let page = "<div>".repeat(nearside::limits::PAGE_DEPTH - 3).into_bytes();
    assert!(!rewrite(&page, idle(), || 4096).1.bailed());
    let page = "<div>".repeat(nearside::limits::PAGE_DEPTH + 2).into_bytes();
    let (out, rewriter) = rewrite(&page, idle(), || 4096);
    assert!(rewriter.bailed());
    assert_eq!(out, page);
}

#[test]
fn what_is_not_html_passes() {
    for page in [
        &b"{\"a\": 1}"[..],
        b"\x00\x01\x02<\xFF\xFE",
        b"<",
        b"</",
        b"<!",
        b"<!-",
        b"<a b='",
        b"",
        b"\xFF\xFE<\0p\0",
        b"%PDF-1.7 << /a >>",
    ] {
        for size in 1..=page.len().max(1) {
            assert_eq!(rewrite(page, idle(), || size).0, page);
        }
    }
}
