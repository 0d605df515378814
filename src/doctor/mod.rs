//! A page as it is served: what stands in the way of nearside on it, and what to paste.
//!
//! Nothing here fetches. Whoever does hands over what came ([`Scene`]) and gets findings; `cli::doctor` is one. What a page
//! does once its scripts run nobody can tell from its bytes, so a finding says what the bytes say.

mod address;
mod assets;
mod blocked;
mod caching;
mod code;
pub mod codes;
mod hash;
mod hints;
mod imports;
mod leads;
mod loading;
mod page;
mod policy;
mod scripts;
mod served;

pub use blocked::Paste;
pub use hints::hints_of;
pub use leads::Leads;
pub use page::Page;

/// What came back for an address.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Answer {
    /// Where redirects led in the end.
    pub url: String,
    pub status: u16,
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
}

impl Answer {
    /// All values of a header, as one (RFC 9110, section 5.3).
    pub fn header(&self, name: &str) -> Option<String> {
        let values: Vec<&str> = self
            .headers
            .iter()
            .filter(|(known, _)| known.eq_ignore_ascii_case(name))
            .map(|(_, value)| value.as_str())
            .collect();
        (!values.is_empty()).then(|| values.join(", "))
    }

    /// The media type without its parameters, in lower case.
    pub fn media_type(&self) -> Option<String> {
        let whole = self.header("content-type")?;
        Some(whole.split([';', ',']).next().unwrap_or_default().trim().to_ascii_lowercase())
    }
}

/// What a file on the way is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Bundle,
    Wasm,
}

/// A file that the page will ask for.
#[derive(Debug, Clone)]
pub struct Asset {
    pub kind: Kind,
    pub url: String,
    /// What came, or why nothing did.
    pub answer: Result<Answer, String>,
    /// The `Content-Encoding` that a browser would get.
    pub encoding: Option<String>,
}

/// Everything that was looked at.
#[derive(Debug)]
pub struct Scene<'a> {
    pub served: &'a Answer,
    pub page: &'a Page,
    /// A saved page has no headers, and nothing is said about them.
    pub is_file: bool,
    /// The page's `Content-Encoding`, as a browser would get it.
    pub encoding: Option<String>,
    pub leads: &'a Leads,
    pub assets: &'a [Asset],
    /// Client Hints that the ruleset reads, when there is one; and whether its contents have `style="…"`.
    pub ruleset: Option<(Vec<&'static str>, bool)>,
    /// Milliseconds since 1970, when the page came.
    pub now: i64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// Something does not work.
    Error,
    /// It works, but not as it could, or not for long.
    Warning,
    Note,
}

impl Severity {
    pub fn word(self) -> &'static str {
        match self {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Note => "note",
        }
    }
}

/// One thing that was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// Stable, documented in `docs/doctor.md`.
    pub code: &'static str,
    pub severity: Severity,
    pub what: String,
    /// A header, an element, an address.
    pub place: String,
    pub mend: String,
}

/// What was found, the worst first, and the policies to paste.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Report {
    pub findings: Vec<Finding>,
    pub paste: Vec<Paste>,
}

impl Report {
    fn add(
        &mut self,
        severity: Severity,
        code: &'static str,
        what: impl Into<String>,
        place: impl Into<String>,
        mend: impl Into<String>,
    ) {
        self.findings.push(Finding { code, severity, what: what.into(), place: place.into(), mend: mend.into() });
    }

    pub fn is_broken(&self) -> bool {
        self.findings.iter().any(|finding| finding.severity == Severity::Error)
    }
}

/// Looks at a page from all sides.
pub fn examine(scene: &Scene) -> Report {
    let mut report = Report::default();
    served::page(scene, &mut report);
    blocked::check(scene, &mut report);
    assets::check(scene, &mut report);
    scripts::check(scene, &mut report);
    hints::check(scene, &mut report);
    report.findings.sort_by_key(|finding| finding.severity);
    report
}
