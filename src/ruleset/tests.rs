//! Reading whole rulesets: the fixtures in `tests/cases`, and texts in place.

use super::*;
use crate::diagnostic::{Diagnostic, Severity};

/// The findings of one text, `code line:column message | hints`.
fn findings(text: &str) -> Vec<String> {
    let files = Files::from([("ruleset.yaml".to_owned(), text.as_bytes().to_vec())]);
    lines(&read(&files))
}

fn lines(reading: &Reading) -> Vec<String> {
    let line = |d: &Diagnostic| {
        let at = reading.sources.start(d.span);
        let mark = if d.severity == Severity::Error { "" } else { " (warning)" };
        format!(
            "{}{mark} {}:{}:{} {} | {}",
            d.code,
            reading.sources.name(d.span.file),
            at.line,
            at.column,
            d.message,
            d.hints.join(" | ")
        )
    };
    reading.diagnostics.iter().map(line).collect()
}

/// All files of a folder, paths relative to it.
fn folder(path: &str) -> Files {
    fn walk(root: &std::path::Path, at: &std::path::Path, files: &mut Files) {
        for entry in std::fs::read_dir(at).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                walk(root, &path, files);
            } else {
                let name = path.strip_prefix(root).unwrap().to_str().unwrap().replace('\\', "/");
                files.insert(name, std::fs::read(&path).unwrap());
            }
        }
    }
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases").join(path);
    let mut files = Files::new();
    walk(&root, &root, &mut files);
    files
}

#[test]
fn five_teams_parse_without_a_finding() {
    let reading = read(&folder("rulesets/five-teams"));
    assert_eq!(lines(&reading), Vec::<String>::new());
    assert_eq!(reading.ruleset.unwrap().experiences.len(), 7);
}

#[test]
fn the_whole_language_by_example_parses_without_a_finding() {
    let reading = read(&folder("rulesets/whole-language"));
    assert_eq!(lines(&reading), Vec::<String>::new());
}
