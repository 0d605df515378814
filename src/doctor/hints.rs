//! Client Hints that a ruleset reads at an edge: whether the page asks for them, and whether it forbids them.

use super::{Report, Scene, Severity};
use crate::manifest::Manifest;
use crate::signal::facts::number;
use crate::signal::fields::{self, Member};
use crate::signal::{catalogue, needs};

/// Hints that a browser sends once it is asked, by the fact that each tells. As `pkg/src/facts/request.ts` asks for them.
const HINTS: [(u8, &str); 8] = [
    (number::CH_FORM_FACTORS, "Sec-CH-UA-Form-Factors"),
    (number::CH_PLATFORM_VERSION, "Sec-CH-UA-Platform-Version"),
    (number::CH_FULL_VERSIONS, "Sec-CH-UA-Full-Version-List"),
    (number::VIEWPORT_WIDTH, "Sec-CH-Viewport-Width"),
    (number::DARK, "Sec-CH-Prefers-Color-Scheme"),
    (number::REDUCED_MOTION, "Sec-CH-Prefers-Reduced-Motion"),
    (number::NETWORK, "ECT"),
    (number::MEMORY, "Sec-CH-Device-Memory"),
];

/// The hints behind the signals of a ruleset.
pub fn hints_of(manifest: &Manifest) -> Vec<&'static str> {
    let read = manifest.signals.iter().filter_map(|signal| catalogue::lookup(&signal.name));
    let mask = read.fold(0, |mask, (entry, _)| mask | needs(entry.id));
    HINTS.iter().filter(|(fact, _)| mask & (1 << fact) != 0).map(|(_, name)| *name).collect()
}

pub fn check(scene: &Scene, report: &mut Report) {
    let Some((hints, _)) = scene.ruleset.as_ref().filter(|(hints, _)| !hints.is_empty()) else { return };
    let header = scene.served.header("accept-ch").into_iter();
    let asked: Vec<String> = header
        .chain(scene.page.meta("accept-ch").map(str::to_owned))
        .flat_map(|list| list.split(',').map(|name| name.trim().to_ascii_lowercase()).collect::<Vec<_>>())
        .collect();
    let missing: Vec<&str> = hints.iter().filter(|hint| !asked.contains(&hint.to_ascii_lowercase())).copied().collect();
    if !missing.is_empty() && !scene.is_file {
        report.add(
            Severity::Note,
            "hints-not-asked",
            "the ruleset reads Client Hints that this page does not ask for; a browser needs none, an edge decides by the user agent or leaves it to the device",
            "Accept-CH",
            format!("the worker asks by itself; without one: `Accept-CH: {}`", missing.join(", ")),
        );
    }
    let policy = scene.served.header("permissions-policy").unwrap_or_default();
    let policy = fields::dictionary(policy.as_bytes()).unwrap_or_default();
    let forbidden: Vec<String> = hints
        .iter()
        .map(|hint| feature(hint))
        .filter(|feature| policy.iter().any(|(name, member)| name == feature && !allows(member)))
        .collect();
    if !forbidden.is_empty() {
        let mend: Vec<String> = forbidden.iter().map(|feature| format!("{feature}=(self)")).collect();
        report.add(
            Severity::Warning,
            "hints-forbidden",
            "the page forbids browsers to send Client Hints that the ruleset reads",
            format!("Permissions-Policy: {}", forbidden.join(", ")),
            format!("`Permissions-Policy: {}`", mend.join(", ")),
        );
    }
}

/// What a Permissions Policy calls a hint: `ch-viewport-width`.
fn feature(hint: &str) -> String {
    let lower = hint.to_ascii_lowercase();
    format!("ch-{}", lower.strip_prefix("sec-ch-").unwrap_or(&lower))
}

fn allows(member: &Member) -> bool {
    let is_own = |item: &fields::Item| matches!(item.text(), Some("self" | "*"));
    match member {
        Member::Item(item) => is_own(item),
        Member::Inner(items, _) => items.iter().any(is_own),
    }
}
