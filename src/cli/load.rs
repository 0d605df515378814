//! From a path on the command line to a ruleset that was read, checked, compiled.

use super::args::Source;
use super::host::Host;
use super::style;
use crate::check;
use crate::compile::{Compiled, Options, compile};
use crate::diagnostic::{Diagnostic, Severity};
use crate::program::{Program, write};
use crate::ruleset::{self, Files, Reading};

/// Endings of files that a ruleset can name.
const ENDINGS: [&str; 8] = [".yaml", ".yml", ".json", ".html", ".htm", ".svg", ".txt", ".md"];

/// A ruleset, the files it came from, and all findings.
pub struct Loaded {
    /// Folder that the files' names are relative to, with a final `/` unless empty.
    pub folder: String,
    pub files: Files,
    /// The entry file's name in `files`.
    pub entry: String,
    pub reading: Reading,
}

impl Loaded {
    pub fn errors(&self) -> bool {
        self.reading.diagnostics.iter().any(|finding| finding.severity == Severity::Error)
    }
}

/// Reads and checks the ruleset at `path` as of `now`.
///
/// # Errors
/// When there is nothing to read there.
pub fn ruleset(path: &str, now: i64, host: &mut dyn Host) -> Result<Loaded, String> {
    if is_bundle(path) {
        return Err(format!("`{path}` is a bundle, not a ruleset\n  hint: name the ruleset that it was built from"));
    }
    let (folder, entry) = split(path, host)?;
    let mut files = Files::new();
    let names = host.list(if folder.is_empty() { "." } else { &folder }).map_err(|problem| match &entry {
        None => {
            format!("`{path}` is neither a folder nor a YAML or JSON file\n  hint: name the ruleset, `ruleset.yaml`")
        }
        Some(_) => problem,
    })?;
    for name in names {
        if ENDINGS.iter().any(|ending| name.ends_with(ending)) || Some(&name) == entry.as_ref() {
            let bytes = host.read(&format!("{folder}{name}"))?;
            files.insert(name, bytes);
        }
    }
    let entry = match entry {
        Some(entry) => entry,
        None => {
            ruleset::entry(&files).map_err(|error| with_hints(&error.hint("`nearside init` starts one")))?.to_owned()
        }
    };
    let mut reading = ruleset::read_entry(&files, &entry);
    check::complete(&mut reading, now);
    Ok(Loaded { folder, files, entry, reading })
}

fn with_hints(error: &Diagnostic) -> String {
    let hints: String = error.hints.iter().map(|hint| format!("\n  hint: {hint}")).collect();
    format!("{}{hints}", error.message)
}

pub fn is_bundle(path: &str) -> bool {
    path.rsplit_once('.').is_some_and(|(_, ending)| ending.eq_ignore_ascii_case("nsb"))
}

/// A folder with its final `/`, and the entry file when one was named.
fn split(path: &str, host: &mut dyn Host) -> Result<(String, Option<String>), String> {
    if !host.exists(path) {
        return Err(format!(
            "there is no `{path}` here\n  hint: name a ruleset file or a folder with one, or start with `nearside init`"
        ));
    }
    let is_file = ENDINGS.iter().any(|ending| path.ends_with(ending));
    if is_file {
        let (folder, name) = path.rsplit_once('/').map_or(("", path), |(folder, name)| (folder, name));
        let folder = if folder.is_empty() && !path.starts_with('/') { String::new() } else { format!("{folder}/") };
        return Ok((folder, Some(name.to_owned())));
    }
    let folder = path.trim_end_matches('/');
    Ok((if folder == "." { String::new() } else { format!("{folder}/") }, None))
}

/// Compiles what was loaded; findings go to standard error when there are errors.
///
/// # Errors
/// `Ok(None)` when there were errors, which have been shown.
pub fn compiled(loaded: &Loaded, options: &Options, host: &mut dyn Host) -> Option<Compiled> {
    let mut findings: Vec<Diagnostic> = Vec::new();
    let compiled = match (&loaded.reading.ruleset, loaded.errors()) {
        (Some(model), false) => match compile(model, &loaded.reading.sources, options) {
            Ok(compiled) => Some(compiled),
            Err(more) => {
                findings.extend(more);
                None
            }
        },
        _ => None,
    };
    if compiled.is_none() {
        findings.extend(loaded.reading.diagnostics.iter().filter(|d| d.severity == Severity::Error).cloned());
        check::render::arrange(&mut findings);
        host.warn(&check::render::text(&findings, &loaded.reading.sources, host.colour().err));
        host.warn(&format!("\n{}\n", style::bold(&check::render::summary(&findings), host.colour().err)));
    }
    compiled
}

/// A program from a ruleset or a bundle, and its side map when there is one.
pub struct Ready {
    pub program: Program,
    pub map: Option<serde_json::Value>,
}

/// # Errors
/// When there is nothing there, or a bundle is not one. `Ok(None)`: findings have been shown.
pub fn program(path: &str, now: i64, host: &mut dyn Host) -> Result<Option<Ready>, String> {
    if is_bundle(path) {
        let program = bundle(path, host)?;
        let map = host.read(&format!("{path}.map")).ok().and_then(|bytes| serde_json::from_slice(&bytes).ok());
        return Ok(Some(Ready { program, map }));
    }
    let loaded = ruleset(path, now, host)?;
    let options = Options { bundle_version: 1, now, keep_names: true };
    let Some(compiled) = compiled(&loaded, &options, host) else { return Ok(None) };
    let program =
        Program::read(write(&compiled.draft)).map_err(|error| format!("{}: {}", error.code(), error.hint()))?;
    Ok(Some(Ready { program, map: Some(compiled.map) }))
}

fn bundle(path: &str, host: &mut dyn Host) -> Result<Program, String> {
    let bytes = host.read(path)?;
    Program::read(bytes).map_err(|error| format!("`{path}` can't be used ({})\n  hint: {}", error.code(), error.hint()))
}

/// The moment to judge at: `--now`, or the host's clock.
///
/// # Errors
/// When `--now` is not a time.
pub fn moment(now: Option<&str>, host: &dyn Host) -> Result<i64, String> {
    match now {
        None => Ok(host.now()),
        Some(text) => text
            .parse::<jiff::Timestamp>()
            .map(jiff::Timestamp::as_millisecond)
            .map_err(|_| format!("`{text}` is not a time\n  hint: write it as 2026-11-20T19:30:00Z")),
    }
}

impl Source {
    pub fn path(&self) -> &str {
        &self.ruleset
    }
}
