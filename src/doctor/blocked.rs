//! What the page's Content Security Policies forbid, and the policies that would not.

use super::address::origin;
use super::leads::ending;
use super::page::Script;
use super::policy::{Policy, TRUSTED};
use super::{Report, Scene, Severity};

/// A policy to paste, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Paste {
    /// `Content-Security-Policy`, as a header or in a `<meta>`.
    pub place: &'static str,
    pub line: String,
}

const HEADER: &str = "Content-Security-Policy";
const META: &str = "<meta http-equiv=\"Content-Security-Policy\">";

pub fn check(scene: &Scene, report: &mut Report) {
    let header = scene.served.header(HEADER).unwrap_or_default();
    let of_header = Policy::read_all(&header).into_iter().map(|policy| (HEADER, policy));
    let of_meta = scene.page.meta("content-security-policy").flat_map(Policy::read_all).map(|policy| (META, policy));
    let policies: Vec<(&'static str, Policy)> = of_header.chain(of_meta).collect();
    let needs = Needs::of(scene);
    for (place, policy) in &policies {
        needs.judge(scene, place, policy, report);
        let mended = policy.mended(&needs.page, &needs.scripts, &needs.fetched);
        if mended != *policy {
            report.paste.push(Paste { place, line: mended.line() });
        }
    }
    if policies.is_empty() {
        let line = needs.smallest(scene);
        let what = if scene.is_file {
            "the saved page has no Content Security Policy"
        } else {
            "there is no Content Security Policy, so nothing is blocked"
        };
        report.add(
            Severity::Note,
            "csp-absent",
            what,
            HEADER,
            format!("one under which nearside works, and the scripts of this page: `{line}`"),
        );
    }
    if let Some(only) = scene.served.header("content-security-policy-report-only") {
        let forbids = Policy::read_all(&only)
            .iter()
            .any(|policy| policy.mended(&needs.page, &needs.scripts, &needs.fetched) != *policy);
        if forbids {
            let what = "a policy that only reports would block nearside, and reports each page view";
            report.add(
                Severity::Note,
                "csp-report-only",
                what,
                "Content-Security-Policy-Report-Only",
                "change it as the one that blocks, before it does",
            );
        }
    }
}

/// What the page asks for.
struct Needs<'a> {
    page: String,
    scripts: Vec<(String, Option<String>)>,
    /// Bundles and WebAssembly.
    fetched: Vec<String>,
    inline: Option<&'a Script>,
    /// Which of the scripts are the page's own elements; others load the rest.
    elements: Vec<String>,
}

impl<'a> Needs<'a> {
    fn of(scene: &Scene<'a>) -> Needs<'a> {
        let page = scene.served.url.clone();
        let base = scene.page.base(&page);
        let running = || scene.page.scripts.iter().filter(|script| script.runs());
        let address = |script: &Script| super::address::resolve(&base, script.src.as_ref()?);
        let elements: Vec<String> = running().filter_map(address).collect();
        let inline = scene.leads.inline.and_then(|number| scene.page.scripts.get(number));
        // What a script imports has its nonce (HTML, 8.1.4.2: "descendant script fetch options").
        let inherited = inline.or_else(|| running().find(|script| script.nonce.is_some()));
        let nonce = |wanted: &str| {
            let own = running().find(|script| address(script).as_deref() == Some(wanted));
            own.or(inherited).and_then(|script| script.nonce.clone())
        };
        let scripts = scene.leads.loaded().into_iter().map(|address| (address.to_owned(), nonce(address))).collect();
        let mut fetched: Vec<String> = scene.leads.bundles.iter().chain(&scene.leads.wasm).cloned().collect();
        if fetched.is_empty() {
            // Nobody said where it is: it will be beside the page.
            fetched.extend(super::address::resolve(&page, "/site.nsb"));
        }
        Needs { page, scripts, fetched, inline, elements }
    }

    fn judge(&self, scene: &Scene, place: &str, policy: &Policy, report: &mut Report) {
        whole(place, policy, report);
        self.fetches(place, policy, report);
        self.loads(place, policy, report);
        contents(scene, place, policy, report);
    }

    fn fetches(&self, place: &str, policy: &Policy, report: &mut Report) {
        // Where WebAssembly is forbidden, its file is never asked for.
        let asked = |address: &&String| ending(address) != "wasm" || policy.forbids_wasm().is_none();
        for address in self.fetched.iter().filter(asked) {
            let Some(directive) = policy.forbids_fetch(&self.page, address) else { continue };
            let (code, what) = match ending(address).as_str() {
                "wasm" => ("csp-blocks-wasm-file", "the engine"),
                _ => ("csp-blocks-bundle", "the bundle"),
            };
            let what = format!("`{directive}` forbids to fetch {what}, {address}");
            let mend = format!("`{}` in `connect-src`", self.source(address));
            report.add(Severity::Error, code, what, at(place, directive), mend);
        }
    }

    fn loads(&self, place: &str, policy: &Policy, report: &mut Report) {
        // Under `'strict-dynamic'` what a trusted script loads is trusted.
        let counts = |address: &String| !policy.is_strict() || self.elements.contains(address);
        for (address, nonce) in self.scripts.iter().filter(|(address, _)| counts(address)) {
            let Some(directive) = policy.forbids_script(&self.page, address, nonce.as_deref()) else { continue };
            let what = format!("`{directive}` forbids the script {address}");
            let mend = if policy.is_strict() {
                "the page's nonce on its `<script>`".to_owned()
            } else {
                format!("`{}` in `script-src`", self.source(address))
            };
            report.add(Severity::Error, "csp-blocks-script", what, at(place, directive), mend);
        }
        let Some(script) = self.inline else { return };
        let text = script.hashed();
        if let Some(directive) = policy.forbids_inline(script.nonce.as_deref(), text.as_deref()) {
            let what = format!("`{directive}` forbids the script in the page that starts nearside");
            let mut mend = "put it into a file of its own, `<script type=\"module\" src=\"/start.js\">`, or give it the policy's nonce".to_owned();
            if let Some(text) = text {
                mend += &format!(", or the policy its hash: `{}`", super::hash::of(&text));
            }
            report.add(Severity::Error, "csp-blocks-inline-start", what, at(place, directive), mend);
        }
    }

    fn source(&self, address: &str) -> String {
        match origin(address) {
            Some(other) if origin(&self.page).as_ref() != Some(&other) => other,
            _ => "'self'".to_owned(),
        }
    }

    /// The smallest policy that lets this page do what it does.
    fn smallest(&self, scene: &Scene) -> String {
        let base = scene.page.base(&self.page);
        let mut scripts = vec!["'self'".to_owned(), "'wasm-unsafe-eval'".to_owned()];
        for script in scene.page.scripts.iter().filter(|script| script.runs()) {
            let source = match &script.src {
                Some(src) => super::address::resolve(&base, src).map(|address| self.source(&address)),
                None => Some("'unsafe-inline'".to_owned()),
            };
            scripts.extend(source.filter(|source| !scripts.contains(source)));
        }
        for address in &scene.leads.others {
            let source = self.source(address);
            if !scripts.contains(&source) {
                scripts.push(source);
            }
        }
        let mut connect = vec!["'self'".to_owned()];
        for address in &self.fetched {
            let source = self.source(address);
            if !connect.contains(&source) {
                connect.push(source);
            }
        }
        format!("script-src {}; connect-src {}", scripts.join(" "), connect.join(" "))
    }
}

fn at(place: &str, directive: &str) -> String {
    format!("{place}: {directive}")
}

/// What a policy takes from the page as a whole.
fn whole(place: &str, policy: &Policy, report: &mut Report) {
    if let Some(missing) = policy.sandboxed() {
        let what = match missing {
            "allow-scripts" => "the sandbox lets no script run",
            _ => "the sandbox takes the page its origin, and with it all storage and its own bundle",
        };
        let mend = format!("`sandbox {missing}`, or no sandbox");
        report.add(Severity::Error, "csp-sandboxed", what, at(place, "sandbox"), mend);
    }
    if let Some(directive) = policy.forbids_wasm() {
        let what = format!(
            "`{directive}` forbids WebAssembly: nearside runs as JavaScript instead, which is larger and about half as fast, and each page view reports a violation where the policy has `report-uri`"
        );
        let mend = "`'wasm-unsafe-eval'` in `script-src` (it allows WebAssembly and no `eval`); or import `start` from `nearside/js`, which never tries";
        report.add(Severity::Warning, "csp-blocks-wasm", what, at(place, directive), mend);
    }
}

/// What it forbids of what rules show.
fn contents(scene: &Scene, place: &str, policy: &Policy, report: &mut Report) {
    if policy.forbids_markup() {
        let what = "Trusted Types are required, and the policy that nearside sets markup by is not allowed";
        let mend = format!("`{TRUSTED}` in `trusted-types`");
        report.add(Severity::Error, "csp-blocks-markup", what, at(place, "trusted-types"), mend);
    }
    let Some(directive) = policy.forbids_style_attributes() else { return };
    let (severity, whose) = match scene.ruleset.as_ref().map(|(_, has)| *has) {
        Some(true) => (Severity::Warning, "what this ruleset shows"),
        Some(false) => return,
        None => (Severity::Note, "markup that a rule shows"),
    };
    let what = format!("`{directive}` forbids `style=\"…\"` in {whose}");
    let mend = "the operation `style`, or a class: no policy forbids what they do";
    report.add(severity, "csp-blocks-style", what, at(place, directive), mend);
}
