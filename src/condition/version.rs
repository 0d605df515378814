//! Versions as GrowthBook compares them: cut at `-.+`, numbers padded to five, a release after its pre-releases.

/// The comparable form of a version. `v1.2.3-beta+7` becomes `    1-    2-    3-beta`.
///
/// Source: GrowthBook SDK, `paddedVersionString`: strip a leading `v` and everything after `+`, split at `-` and `.`,
/// a version of exactly three parts gets a fourth, `~`, which sorts after any pre-release.
pub fn padded(version: &[u8]) -> Vec<u8> {
    let version = version.strip_prefix(b"v").unwrap_or(version);
    let mut out = Vec::with_capacity(version.len() + 16);
    let mut parts = 0;
    let mut rest = version;
    loop {
        let len = rest.iter().position(|byte| matches!(byte, b'-' | b'.' | b'+')).unwrap_or(rest.len());
        let (part, after) = rest.split_at_checked(len).unwrap_or((rest, &[]));
        if parts > 0 {
            out.push(b'-');
        }
        parts += 1;
        if !part.is_empty() && part.iter().all(u8::is_ascii_digit) {
            (len..5).for_each(|_| out.push(b' '));
        }
        out.extend_from_slice(part);
        match after {
            [b'-' | b'.', next @ ..] => rest = next,
            _ => break,
        }
    }
    if parts == 3 {
        out.extend_from_slice(b"-~");
    }
    out
}
