//! [`Host`] by the standard library.
#![allow(clippy::disallowed_methods, reason = "this is where files, clock and environment are")]

mod fetch;

use std::fs;
use std::io::{ErrorKind, IsTerminal as _, Write as _};
use std::path::Path;
use std::time::{SystemTime, UNIX_EPOCH};

use nearside::cli::host::Site;
use nearside::cli::{Colour, Host};
use nearside::doctor::Answer;
use nearside::limits;
use nearside::preview::ed25519;

/// This machine.
pub struct Machine;

/// Folders that hold no sources.
const SKIPPED: [&str; 4] = ["node_modules", "target", "dist", "build"];

impl Host for Machine {
    fn read(&mut self, path: &str) -> Result<Vec<u8>, String> {
        let len = fs::metadata(path).map_err(|error| explain("read", path, &error))?.len();
        if len > limits::RULESET_BYTES as u64 * 2 {
            return Err(format!("`{path}` has {len} bytes, more than a ruleset, a page or a bundle may have"));
        }
        fs::read(path).map_err(|error| explain("read", path, &error))
    }

    fn write(&mut self, path: &str, bytes: &[u8]) -> Result<(), String> {
        if let Some(folder) = Path::new(path).parent() {
            fs::create_dir_all(folder).map_err(|error| explain("make the folder of", path, &error))?;
        }
        fs::write(path, bytes).map_err(|error| explain("write", path, &error))
    }

    fn write_secret(&mut self, path: &str, bytes: &[u8]) -> Result<(), String> {
        let mut options = fs::OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let mut file = options.open(path).map_err(|error| match error.kind() {
            ErrorKind::AlreadyExists => format!("`{path}` is there already\n  hint: name another file with `--out`"),
            _ => explain("write", path, &error),
        })?;
        file.write_all(bytes).map_err(|error| explain("write", path, &error))
    }

    fn keypair(&mut self) -> Result<[[u8; 32]; 2], String> {
        ed25519::keypair()
    }

    fn sign(&mut self, secret: &[u8; 32], message: &[u8]) -> Result<[u8; 64], String> {
        Ok(ed25519::sign(secret, message))
    }

    fn verify(&mut self, public: &[u8; 32], message: &[u8], signature: &[u8; 64]) -> Result<bool, String> {
        Ok(ed25519::verify(public, message, signature))
    }

    fn list(&mut self, folder: &str) -> Result<Vec<String>, String> {
        let mut names = Vec::new();
        walk(Path::new(folder), "", &mut names, 0).map_err(|error| explain("list", folder, &error))?;
        names.sort();
        Ok(names)
    }

    fn exists(&mut self, path: &str) -> bool {
        Path::new(path).exists()
    }

    fn fetch(&mut self, url: &str) -> Result<Vec<u8>, String> {
        fetch::body(url)
    }

    fn ask(&mut self, url: &str, headers: &[(&str, &str)]) -> Result<Answer, String> {
        fetch::answer(url, headers)
    }

    fn runtime(&mut self) -> Result<Vec<(String, Vec<u8>)>, String> {
        Err("the browser runtime is in the npm package\n  hint: npx nearside build --runtime FOLDER".to_owned())
    }

    fn serve(&mut self, _site: &Site) -> Result<(), String> {
        Err("serving is in the npm package\n  hint: npx nearside serve".to_owned())
    }

    fn demo(&mut self, _port: u16, _json: bool) -> Result<(), String> {
        Err("the demo is in the npm package\n  hint: npx nearside demo".to_owned())
    }

    fn progress(&mut self, text: &str) {
        let mut terminal = std::io::stderr();
        if terminal.is_terminal() {
            let _ = write!(terminal, "\r\x1b[2K{text}");
        }
    }

    fn print(&mut self, text: &str) {
        // A reader that went away (`| head`) is no reason to complain.
        let _ = std::io::stdout().write_all(text.as_bytes());
    }

    fn warn(&mut self, text: &str) {
        let _ = std::io::stderr().write_all(text.as_bytes());
    }

    fn colour(&self) -> Colour {
        let wanted = std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty());
        Colour { out: wanted && std::io::stdout().is_terminal(), err: wanted && std::io::stderr().is_terminal() }
    }

    fn now(&self) -> i64 {
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        i64::try_from(since.as_millis()).unwrap_or(i64::MAX)
    }

    fn offset(&self) -> i32 {
        jiff::Zoned::now().offset().seconds() / 60
    }
}

fn explain(verb: &str, path: &str, error: &std::io::Error) -> String {
    match error.kind() {
        ErrorKind::NotFound => format!("can't {verb} `{path}`: there is no such file"),
        ErrorKind::IsADirectory => {
            format!(
                "can't {verb} `{path}`: it is a folder\n  hint: name a file, as in `{}/name`",
                path.trim_end_matches('/')
            )
        }
        ErrorKind::AlreadyExists | ErrorKind::NotADirectory => {
            format!("can't {verb} `{path}`: a part of this path is a file\n  hint: choose another folder")
        }
        ErrorKind::PermissionDenied => {
            format!("can't {verb} `{path}`: you have no right to\n  hint: choose another place, or change its rights")
        }
        _ => format!("can't {verb} `{path}`: {error}"),
    }
}

fn walk(folder: &Path, prefix: &str, names: &mut Vec<String>, depth: usize) -> std::io::Result<()> {
    if depth > 16 || names.len() > limits::RULESET_FILES {
        return Ok(());
    }
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        if name.starts_with('.') || SKIPPED.contains(&name.as_str()) {
            continue;
        }
        let path = format!("{prefix}{name}");
        if entry.file_type()?.is_dir() {
            walk(&entry.path(), &format!("{path}/"), names, depth + 1)?;
        } else {
            names.push(path);
        }
    }
    Ok(())
}
