//! Fixtures: a folder for each code in `tests/cases/check`, with what is shown and what machines get.
//!
//! `NEARSIDE_BLESS=1 cargo test --lib check::` writes what is expected anew; then read the difference.
#![allow(clippy::disallowed_methods, reason = "tests read fixtures")]

use std::path::{Path, PathBuf};

use super::*;
use crate::ruleset::{Files, read};

/// 2026-11-22T12:00:00Z: the fixtures' present.
const NOW: i64 = 1_795_348_800_000;

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

fn findings(files: &Files) -> (Vec<Diagnostic>, Sources) {
    let reading = read(files);
    let mut found = reading.diagnostics;
    if let Some(ruleset) = &reading.ruleset {
        found.extend(check(ruleset, &reading.sources, NOW));
    }
    render::arrange(&mut found);
    (found, reading.sources)
}

fn shown(yaml: &str) -> String {
    let files = Files::from([("ruleset.yaml".to_owned(), yaml.as_bytes().to_vec())]);
    let (found, sources) = findings(&files);
    render::text(&found, &sources, false)
}

#[test]
fn real_rulesets_have_no_findings() {
    for folder in ["tests/cases/rulesets/five-teams", "www/shop"] {
        let (mut found, sources) = findings(&files(&root().join(folder)));
        found.retain(|one| !one.code.ends_with("not-active"));
        assert_eq!(render::text(&found, &sources, false), "", "{folder}");
    }
    assert_eq!(shown("nearside: 1\nid: a\n"), "");
}
