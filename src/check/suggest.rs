//! "Did you mean": the nearest of the names that would have been right.

use std::cell::Cell;

/// Suggestions that one run looks for. A file with more unknown names than this has another problem, and every
/// suggestion costs a comparison with each name.
const SUGGESTIONS: u32 = 300;
/// Longer names are not compared: the distance is quadratic in the length.
const NAME_BYTES: usize = 80;

/// The suggestions that are still affordable.
#[derive(Debug)]
pub struct Budget(Cell<u32>);

impl Default for Budget {
    fn default() -> Budget {
        Budget(Cell::new(SUGGESTIONS))
    }
}

impl Budget {
    /// The candidate that differs least from `name`, if it is close enough to be what was meant.
    pub fn nearest<'a>(&self, name: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
        let left = self.0.get().checked_sub(1)?;
        self.0.set(left);
        nearest(name, candidates)
    }

    /// The hint for an unknown name: the nearest one, else all when they are few.
    pub fn hint<'a>(&self, name: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<String> {
        let candidates: Vec<&str> = candidates.into_iter().collect();
        if let Some(nearest) = self.nearest(name, candidates.iter().copied()) {
            return Some(format!("did you mean `{nearest}`?"));
        }
        match candidates.len() {
            1 => Some(format!("there is only {}", quoted(candidates))),
            2..=8 => Some(format!("expected one of {}", quoted(candidates))),
            _ => None,
        }
    }
}

/// The nearest of some names, ties to the first.
pub fn nearest<'a>(name: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    if name.is_empty() || name.len() > NAME_BYTES {
        return None;
    }
    let allowed = (name.chars().count() / 3).clamp(1, 4);
    let mut best: Option<(usize, &str)> = None;
    for candidate in candidates {
        if candidate.len() > NAME_BYTES || candidate.len().abs_diff(name.len()) > 4 * allowed || candidate == name {
            continue;
        }
        let distance = distance(name, candidate);
        if distance <= allowed && best.is_none_or(|(least, _)| distance < least) {
            best = Some((distance, candidate));
        }
    }
    best.map(|(_, candidate)| candidate)
}

/// Letter case and `-` against `_` are the commonest slips; they cost nothing, so the same letters always win.
fn distance(name: &str, candidate: &str) -> usize {
    let plain = |text: &str| text.to_lowercase().replace('-', "_");
    strsim::damerau_levenshtein(&plain(name), &plain(candidate))
}

/// `a`, `b` or `c`, each in backticks.
pub fn quoted<'a>(names: impl IntoIterator<Item = &'a str>) -> String {
    let names: Vec<String> = names.into_iter().map(|name| format!("`{name}`")).collect();
    match names.split_last() {
        Some((last, rest)) if !rest.is_empty() => format!("{} or {last}", rest.join(", ")),
        Some((last, _)) => last.clone(),
        None => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_finds_its_name_and_nonsense_finds_none() {
        let names = ["geo.country", "geo.city", "time.hour", "device_type"];
        assert_eq!(nearest("geo.contry", names), Some("geo.country"));
        assert_eq!(nearest("Device-Type", names), Some("device_type"));
        assert_eq!(nearest("weather", names), None);
        assert_eq!(nearest("", names), None);
        assert_eq!(Budget::default().hint("x", ["a", "b", "c"]).as_deref(), Some("did you mean `a`?"));
        assert_eq!(Budget::default().hint("zzzz", ["aa", "bb"]).as_deref(), Some("expected one of `aa` or `bb`"));
    }

    #[test]
    fn suggestions_run_out_instead_of_taking_for_ever() {
        let budget = Budget::default();
        let found = (0..1000).filter(|_| budget.nearest("sloat", ["slot"]).is_some()).count();
        assert_eq!(found, SUGGESTIONS as usize);
    }
}
