//! What the tests here share: a ruleset of a folder, compiled.

use std::collections::BTreeMap;
use std::path::Path;

use nearside::compile::{Options, compile};
use nearside::program::write;
use nearside::ruleset;

/// When nothing else is said: Friday 2026-11-20, 19:30 UTC.
pub const NOW: i64 = 1_795_203_000_000;

/// All files of a folder by their names, folders in it included.
pub fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut files = BTreeMap::new();
    let mut rest = vec![folder.to_path_buf()];
    while let Some(at) = rest.pop() {
        for entry in std::fs::read_dir(&at).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                rest.push(path);
            } else {
                let name = path.strip_prefix(folder).unwrap().to_string_lossy().replace('\\', "/");
                files.insert(name, std::fs::read(&path).unwrap());
            }
        }
    }
    files
}

/// The bundle of the ruleset in a folder; it must be without errors.
pub fn bundle(folder: &str) -> Vec<u8> {
    let mut files = files(Path::new(folder));
    files.remove("cases.json");
    let reading = ruleset::read(&files);
    assert!(!reading.has_errors(), "{folder}: {:#?}", reading.diagnostics);
    let options = Options { bundle_version: 1, now: NOW, keep_names: false };
    let compiled = compile(&reading.ruleset.unwrap(), &reading.sources, &options)
        .unwrap_or_else(|found| panic!("{folder}: {found:#?}"));
    write(&compiled.draft)
}

/// Holds what stands below `$ command` in a page of the documentation against what is printed; `UPDATE=1` writes it.
pub fn documented(page: &str, command: &str, printed: &str) {
    let text = std::fs::read_to_string(page).unwrap();
    let head = format!("```\n$ {command}\n");
    let at = text.find(&head).unwrap_or_else(|| panic!("{page} shows no `{command}`")) + head.len();
    let end = at + text[at..].find("```\n").unwrap();
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(page, format!("{}{printed}{}", &text[..at], &text[end..])).unwrap();
    } else {
        assert_eq!(&text[at..end], printed, "{page}: UPDATE=1 writes it");
    }
}
