//! Fixtures: a folder for each code in `tests/cases/check`, with what is shown and what machines get.
//!
//! `NEARSIDE_BLESS=1 cargo test --lib check::` writes what is expected anew; then read the difference.
#![allow(clippy::disallowed_methods, reason = "tests read fixtures")]

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use super::*;
use crate::ruleset::{Files, read};

/// 2026-11-22T12:00:00Z: the fixtures' present.
const NOW: i64 = 1_795_348_800_000;

/// Codes whose input is too large for a fixture; a test below makes it.
const MADE: [&str; 8] = [
    "too-large",
    "not-utf8",
    "too-many-files",
    "content-too-large",
    "content-too-deep",
    "condition-too-large",
    "too-many-experiences",
    "patterns-too-large",
];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).to_owned()
}

/// The files of a folder and below; what is expected of them left out.
fn files(folder: &Path) -> Files {
    fn walk(root: &Path, at: &Path, files: &mut Files) {
        for entry in std::fs::read_dir(at).unwrap() {
            let path = entry.unwrap().path();
            let name = path.strip_prefix(root).unwrap().to_str().unwrap().replace('\\', "/");
            if path.is_dir() {
                walk(root, &path, files);
            } else if !name.starts_with("expected.") {
                files.insert(name, std::fs::read(&path).unwrap());
            }
        }
    }
    let mut files = Files::new();
    walk(folder, folder, &mut files);
    files
}

/// All findings; what a release does not do yet has fixtures of its own.
fn findings(files: &Files) -> (Vec<Diagnostic>, Sources) {
    let mut reading = read(files);
    complete(&mut reading, NOW);
    reading.diagnostics.retain(|one| !one.code.ends_with("not-active"));
    (reading.diagnostics, reading.sources)
}

fn of(yaml: &str) -> Files {
    Files::from([("ruleset.yaml".to_owned(), yaml.as_bytes().to_vec())])
}

fn shown(yaml: &str) -> String {
    let (found, sources) = findings(&of(yaml));
    render::text(&found, &sources, false)
}

fn codes(files: &Files) -> BTreeSet<&'static str> {
    findings(files).0.iter().map(|one| one.code).collect()
}

/// Compares with a file, or writes it when blessing.
fn expect(path: &Path, found: &str) {
    if std::env::var_os("NEARSIDE_BLESS").is_some() {
        std::fs::write(path, found).unwrap();
    }
    let expected = std::fs::read_to_string(path).unwrap_or_default();
    assert_eq!(found, expected, "{} (NEARSIDE_BLESS=1 writes it)", path.display());
}

fn fixtures() -> Vec<(String, PathBuf)> {
    let folder = root().join("tests/cases/check");
    let mut all: Vec<_> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .map(|path| (path.file_name().unwrap().to_str().unwrap().to_owned(), path))
        .collect();
    all.sort();
    all
}

#[test]
fn each_fixture_shows_its_code_and_nothing_else() {
    let mut mixed = Vec::new();
    for (code, folder) in fixtures() {
        let (found, sources) = findings(&files(&folder));
        expect(&folder.join("expected.txt"), &render::text(&found, &sources, false));
        expect(&folder.join("expected.json"), &format!("{:#}\n", render::json(&found, &sources)));
        let others: Vec<_> = found.iter().map(|one| one.code).filter(|one| *one != code).collect();
        if found.is_empty() || !others.is_empty() {
            mixed.push(format!("{code}: {} findings, of others {others:?}", found.len()));
        }
    }
    assert!(mixed.is_empty(), "{mixed:#?}");
}

#[test]
fn each_code_has_a_fixture_and_each_fixture_a_code() {
    let known: BTreeSet<&str> = codes::CODES.iter().map(|one| one.code).collect();
    let fixtures: BTreeSet<String> = fixtures().into_iter().map(|(code, _)| code).collect();
    for code in &known {
        // What is not active yet is listed by the fixtures in `tests/cases/rulesets`.
        let elsewhere = MADE.contains(code) || code.ends_with("not-active");
        assert!(fixtures.contains(*code) != elsewhere, "{code} has no fixture, or two");
    }
    for code in &fixtures {
        assert!(known.contains(code.as_str()), "{code} is not in src/check/codes.rs");
    }
    assert!(codes::CODES.is_sorted_by_key(|one| one.code));
}

#[test]
fn the_severity_in_the_table_is_the_one_that_is_reported() {
    for (_, folder) in fixtures() {
        for found in findings(&files(&folder)).0 {
            let known = codes::CODES.iter().find(|one| one.code == found.code);
            assert_eq!(known.map(|one| one.severity), Some(found.severity), "{}", found.code);
        }
    }
}

#[test]
fn the_documentation_lists_the_codes() {
    expect(&root().join("docs/diagnostics.md"), &codes::markdown());
}

#[test]
fn every_code_in_the_source_is_in_the_table() {
    fn walk(at: &Path, out: &mut String) {
        for entry in std::fs::read_dir(at).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                walk(&path, out);
            } else if !path.ends_with("tests.rs") && !path.ends_with("codes.rs") {
                let text = std::fs::read_to_string(&path).unwrap();
                out.push_str(text.split("#[cfg(test)]").next().unwrap());
            }
        }
    }
    let mut source = String::new();
    for folder in ["ruleset", "check", "compile"] {
        walk(&root().join("src").join(folder), &mut source);
    }
    for start in ["Diagnostic::error(", "Diagnostic::warning(", ".refuse("] {
        for rest in source.split(start).skip(1) {
            let Some(code) = rest.trim_start().strip_prefix('"').and_then(|rest| rest.split('"').next()) else {
                continue;
            };
            let known = codes::CODES.iter().any(|one| one.code == code);
            assert!(known, "`{code}` is not in src/check/codes.rs");
        }
    }
    for one in codes::CODES {
        assert!(source.contains(&format!("\"{}\"", one.code)), "`{}` is never reported", one.code);
    }
}

#[test]
fn real_rulesets_have_no_findings() {
    for folder in ["tests/cases/rulesets/five-teams", "www/shop"] {
        let reading = read(&files(&root().join(folder)));
        let mut found = check(reading.ruleset.as_ref().unwrap(), &reading.sources, NOW);
        found.retain(|one| !one.code.ends_with("not-active"));
        assert_eq!(render::text(&found, &reading.sources, false), "", "{folder}");
    }
    assert_eq!(shown("nearside: 1\nid: a\n"), "");
}
