//! Who else runs in the page: scripts that could read what nearside stores, and who asks for consent.

use std::collections::BTreeMap;

use super::address::{origin, resolve};
use super::{Report, Scene, Severity};

/// How many addresses a finding names.
const NAMED: usize = 6;

pub fn check(scene: &Scene, report: &mut Report) {
    others(scene, report);
    consent(scene, report);
}

fn others(scene: &Scene, report: &mut Report) {
    let here = origin(&scene.served.url);
    let base = scene.page.base(&scene.served.url);
    let mut by_origin: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let mut unpinned = Vec::new();
    let mut inline = 0;
    for script in scene.page.scripts.iter().filter(|script| script.runs()) {
        let Some(src) = &script.src else {
            inline += 1;
            continue;
        };
        let Some(address) = resolve(&base, src) else { continue };
        let Some(theirs) = origin(&address).filter(|theirs| Some(theirs) != here.as_ref()) else { continue };
        if !script.has_integrity {
            unpinned.push(address.clone());
        }
        by_origin.entry(theirs).or_default().push(address);
    }
    for address in &scene.leads.others {
        let all = by_origin.entry(origin(address).unwrap_or_default()).or_default();
        if !all.contains(address) {
            all.push(address.clone());
        }
    }
    let count: usize = by_origin.values().map(Vec::len).sum();
    if count > 0 {
        let own = if inline > 0 { format!(", besides {inline} in the page itself") } else { String::new() };
        let sites = by_origin.len();
        report.add(
            Severity::Warning,
            "third-party-scripts",
            format!(
                "{count} script{} of {sites} other site{}{own}: each can read what any script of the page stores (localStorage), what nearside remembers too",
                plural(count),
                plural(sites)
            ),
            named(by_origin.values().flatten()),
            "keep as few as you can; put what need not see the page into an `<iframe sandbox=\"allow-scripts\">`; or let nearside remember nothing on such pages",
        );
    } else if inline > 0 {
        let what = format!(
            "{inline} script{} in the page itself; none names a script of another site, and what they load besides is not seen here",
            plural(inline)
        );
        report.add(
            Severity::Note,
            "inline-scripts",
            what,
            "<script>",
            "files of their own can be named by a policy, and read by a reviewer",
        );
    }
    if !unpinned.is_empty() {
        let what =
            format!("{} script{} of other sites may change without notice", unpinned.len(), plural(unpinned.len()));
        report.add(
            Severity::Note,
            "no-integrity",
            what,
            named(unpinned.iter()),
            "Subresource Integrity, where the file does not change: `integrity=\"sha384-…\" crossorigin`",
        );
    }
}

fn plural(count: usize) -> &'static str {
    if count == 1 { "" } else { "s" }
}

fn named<'a>(all: impl Iterator<Item = &'a String>) -> String {
    let all: Vec<&str> = all.map(String::as_str).collect();
    let first = all.iter().take(NAMED).copied().collect::<Vec<_>>().join(", ");
    match all.len().saturating_sub(NAMED) {
        0 => first,
        more => format!("{first} and {more} more"),
    }
}

/// Ways to tell of consent that scripts agree on: what to look for, its name, what of `nearside/consent` listens to it.
const WAYS: [(&str, &str, &str); 3] = [
    ("__tcfapi", "IAB TCF (`__tcfapi`)", "tcf()"),
    ("__gpp", "IAB GPP (`__gpp`)", "gpp()"),
    ("gtag", "Google Consent Mode (`gtag(\"consent\", …)`)", "consentMode()"),
];

/// Consent managers by the names of their scripts; each speaks TCF or GPP where it is set up to.
const MANAGERS: [(&str, &str); 12] = [
    ("cdn.cookielaw.org", "OneTrust"),
    ("otsdkstub", "OneTrust"),
    ("consent.cookiebot", "Cookiebot"),
    ("usercentrics", "Usercentrics"),
    ("didomi", "Didomi"),
    ("quantcast.mgr.consensu", "Quantcast"),
    ("sourcepoint", "Sourcepoint"),
    ("privacy-mgmt.com", "Sourcepoint"),
    ("trustarc", "TrustArc"),
    ("iubenda", "iubenda"),
    ("axeptio", "Axeptio"),
    ("klaro", "Klaro"),
];

fn consent(scene: &Scene, report: &mut Report) {
    let scripts = || scene.page.scripts.iter().filter(|script| script.runs());
    let says = |mark: &str, text: &str| text.contains(mark) && (mark != "gtag" || says_consent(text));
    let ways = WAYS.iter().filter(|(mark, ..)| scripts().any(|script| says(mark, &script.text)));
    let (mut found, mut adapters): (Vec<&str>, Vec<&str>) = ways.map(|(_, name, adapter)| (*name, *adapter)).unzip();
    for (mark, name) in MANAGERS {
        let loads = |src: &String| src.to_ascii_lowercase().contains(mark);
        if scripts().filter_map(|script| script.src.as_ref()).any(loads) && !found.contains(&name) {
            found.push(name);
        }
    }
    if found.is_empty() {
        return;
    }
    if adapters.is_empty() {
        // Where nothing in the page says how it tells, most tell by this.
        adapters.push("tcf()");
    }
    let adapter = match adapters.as_slice() {
        [one] => (*one).to_owned(),
        several => format!("every({})", several.join(", ")),
    };
    report.add(
        Severity::Note,
        "consent-manager",
        format!("this page asks for consent by {}", found.join(", ")),
        "<script>",
        format!("let nearside listen to it, so that visitors are asked once: `start({{ consent: {adapter} }})`, of `nearside/consent`"),
    );
}

/// `gtag('consent', 'default', …)`, however it is quoted and spaced.
fn says_consent(text: &str) -> bool {
    text.match_indices("gtag").any(|(at, _)| {
        let behind = text.get(at + 4..).unwrap_or_default().trim_start();
        let inside = behind.strip_prefix('(').map(str::trim_start).unwrap_or_default();
        inside.get(1..).is_some_and(|rest| rest.starts_with("consent")) && inside.starts_with(['"', '\'', '`'])
    })
}
