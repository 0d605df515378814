//! What a `Cache-Control` says, and whether something is compressed as well as it could be.

use super::{Answer, Report, Severity};

/// In seconds.
pub const DAY: u64 = 86_400;

/// What a `Cache-Control` says; names in lower case.
pub struct Caching(Vec<(String, Option<u64>)>);

impl Caching {
    pub fn of(answer: &Answer) -> Caching {
        let header = answer.header("cache-control").unwrap_or_default().to_ascii_lowercase();
        let one = |directive: &str| {
            let (name, value) =
                directive.split_once('=').map_or((directive, None), |(name, value)| (name, Some(value)));
            (name.trim().to_owned(), value.and_then(|value| value.trim().trim_matches('"').parse().ok()))
        };
        Caching(header.split(',').map(str::trim).filter(|directive| !directive.is_empty()).map(one).collect())
    }

    pub fn has(&self, name: &str) -> bool {
        self.0.iter().any(|(known, _)| known == name)
    }

    /// Seconds that a browser may keep it without asking.
    pub fn fresh(&self) -> u64 {
        let age = self.0.iter().find(|(name, _)| name == "max-age").and_then(|(_, value)| *value);
        if self.has("no-cache") || self.has("no-store") { 0 } else { age.unwrap_or(0) }
    }

    pub fn is_shared(&self) -> bool {
        (self.has("public") || self.has("s-maxage")) && !self.has("private") && !self.has("no-store")
    }
}

/// What is smaller than this is not worth compressing.
const SMALL: usize = 1_000;

pub fn compressed(part: &str, what: &str, encoding: Option<&str>, bytes: usize, place: &str, report: &mut Report) {
    let encoding = encoding.unwrap_or_default().to_ascii_lowercase();
    if bytes < SMALL || encoding.split(',').any(|one| one.trim() == "br") {
        return;
    }
    let code = match part {
        "page" => "page-not-brotli",
        "bundle" => "bundle-not-brotli",
        _ => "wasm-not-brotli",
    };
    let how = if encoding.is_empty() { "not compressed".to_owned() } else { format!("compressed by `{encoding}`") };
    report.add(
        Severity::Note,
        code,
        format!("{what} is {how}, {bytes} bytes plain"),
        place,
        "Brotli makes it smallest: `Content-Encoding: br` for those who accept it",
    );
}
