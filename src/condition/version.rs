//! Versions as GrowthBook compares them: cut at `-.+`, numbers padded to five, a release after its pre-releases.

use std::cmp::Ordering;

use super::subject::Subject;

/// The comparable form of a version. `v1.2.3-beta+7` becomes `    1-    2-    3-beta`.
///
/// Source: GrowthBook SDK, `paddedVersionString`: strip a leading `v` and everything after `+`, split at `-` and `.`,
/// a version of exactly three parts gets a fourth, `~`, which sorts after any pre-release.
pub fn padded(version: &str) -> String {
    let version = version.strip_prefix('v').unwrap_or(version);
    let version = version.split('+').next().unwrap_or_default();
    let mut out = String::with_capacity(version.len() + 16);
    let mut count = 0;
    for part in version.split(['-', '.']) {
        if count > 0 {
            out.push('-');
        }
        count += 1;
        if !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit()) {
            (part.len()..5).for_each(|_| out.push(' '));
        }
        out.push_str(part);
    }
    if count == 3 {
        out.push_str("-~");
    }
    out
}

/// Compares a subject with a padded version. A number stands for its shortest text only when it is whole; versions
/// are text (`os_version` is).
pub fn compare(subject: &Subject, other: &[u8]) -> Option<Ordering> {
    let text = match subject {
        Subject::Text(text, _) if !text.is_empty() => padded(std::str::from_utf8(text).ok()?),
        Subject::Number(n) => padded(&super::loose::number_text(*n)?),
        // What is no version is version 0, as GrowthBook has it. A ruleset's versions are text.
        _ => padded("0"),
    };
    Some(text.as_bytes().cmp(other))
}
