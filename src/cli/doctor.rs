//! `nearside doctor`: fetches a page and what it leads to, and says what stands in the way.

use serde_json::json;

use super::args::Doctor as Args;
use super::host::{Exit, Host};
use super::{load, style};
use crate::check::walk;
use crate::doctor::{Answer, Asset, Kind, Leads, Page, Report, Scene, Severity, examine, hints_of};
use crate::manifest;
use crate::ruleset::model::{Markup, OpValue, Part, Ruleset};

/// What a browser says that it can unpack.
const ENCODINGS: (&str, &str) = ("accept-encoding", "br, gzip");
const PLAIN: (&str, &str) = ("accept-encoding", "identity");

pub fn run(args: &Args, host: &mut dyn Host) -> Result<Exit, String> {
    let ruleset = args.ruleset.as_deref().map(|path| of_ruleset(path, host)).transpose()?;
    let is_file = !is_address(&args.page);
    if let Some(bundle) = args.bundle.iter().find(|bundle| !is_address(bundle)) {
        return Err(format!("`--bundle {bundle}` is no address\n  hint: --bundle https://www.example.com/site.nsb"));
    }
    let (served, encoding) = if is_file {
        let body = saved(&args.page, host)?;
        (Answer { url: args.page.clone(), status: 200, headers: Vec::new(), body }, None)
    } else {
        let served = ask(&args.page, PLAIN, host).inspect_err(|_| host.progress(""))?;
        let encoding = ask(&args.page, ENCODINGS, host).ok().and_then(|answer| answer.header("content-encoding"));
        (served, encoding)
    };
    let now = host.now();
    let page = Page::read(&served.body);
    let mut leads = Leads::of(&page, &served.url);
    // What a saved page leads to is not saved with it.
    while let Some(script) = leads.next_script().filter(|_| !is_file) {
        leads.came(&script, &ask(&script, PLAIN, host));
    }
    leads.bundles.extend(args.bundle.iter().cloned());
    let mut assets = Vec::new();
    for (kind, urls) in [(Kind::Bundle, &leads.bundles), (Kind::Wasm, &leads.wasm)] {
        for url in urls.iter().filter(|url| is_address(url)) {
            let answer = ask(url, PLAIN, host);
            let encoding = ask(url, ENCODINGS, host).ok().and_then(|answer| answer.header("content-encoding"));
            assets.push(Asset { kind, url: url.clone(), answer, encoding });
        }
    }
    host.progress("");
    let scene = Scene { served: &served, page: &page, is_file, encoding, leads: &leads, assets: &assets, ruleset, now };
    let report = examine(&scene);
    if args.json {
        host.print(&format!("{:#}\n", object(&served, &report)));
    } else {
        let out = host.colour().out;
        host.print(&text(&served, is_file, &report, out));
    }
    Ok(if report.is_broken() { Exit::Findings } else { Exit::Fine })
}

/// A saved page.
fn saved(path: &str, host: &mut dyn Host) -> Result<Vec<u8>, String> {
    if load::is_bundle(path) {
        return Err(format!(
            "`{path}` is a bundle, not a page\n  hint: name the page that loads it; `--bundle URL` looks at a bundle where it is served"
        ));
    }
    host.read(path).map_err(|problem| match meant(path).filter(|_| !host.exists(path)) {
        Some(address) => format!("{problem}\n  hint: nearside doctor {address} fetches the page"),
        None => problem,
    })
}

/// The address that somebody means who leaves its scheme out: what begins as a host does, and is not named as a page that
/// was saved.
fn meant(text: &str) -> Option<String> {
    let host = text.split(['/', '?', '#']).next().unwrap_or(text);
    let (name, port) = host.split_once(':').unwrap_or((host, ""));
    let is_name = name
        .split('.')
        .all(|label| !label.is_empty() && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-'));
    let is_page = host == text && [".html", ".htm"].iter().any(|ending| text.ends_with(ending));
    let is_host = name == "localhost" || name.contains('.') && !is_page;
    if !is_name || !is_host || !port.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let scheme = if name == "localhost" { "http" } else { "https" };
    Some(format!("{scheme}://{text}"))
}

fn is_address(text: &str) -> bool {
    text.starts_with("http://") || text.starts_with("https://")
}

fn ask(url: &str, header: (&str, &str), host: &mut dyn Host) -> Result<Answer, String> {
    host.progress(&format!("fetching {url} …"));
    host.ask(url, &[header])
}

/// The Client Hints that a ruleset reads, and whether what it shows has `style="…"`.
fn of_ruleset(path: &str, host: &mut dyn Host) -> Result<(Vec<&'static str>, bool), String> {
    let loaded = load::ruleset(path, host.now(), host)?;
    let Some(model) = &loaded.reading.ruleset else {
        return Err(format!("`{path}` can't be read\n  hint: `nearside check {path}` says why"));
    };
    Ok((hints_of(&manifest::draw(model, &loaded.reading.sources).manifest), has_styles(model)))
}

fn has_styles(ruleset: &Ruleset) -> bool {
    let mut found = false;
    for experience in &ruleset.experiences {
        walk::ops(experience, &mut |op| {
            if let OpValue::Markup(Markup::Html(template)) = &op.value {
                let text = |part: &Part| matches!(part, Part::Literal(text) if text.contains("style="));
                found |= template.parts.iter().any(text);
            }
        });
    }
    found
}

fn object(served: &Answer, report: &Report) -> serde_json::Value {
    let findings = report.findings.iter().map(|finding| {
        json!({
            "code": finding.code, "severity": finding.severity.word(), "what": finding.what,
            "where": finding.place, "mend": finding.mend,
        })
    });
    let paste = report.paste.iter().map(|paste| json!({ "where": paste.place, "policy": paste.line }));
    json!({
        "page": served.url, "status": served.status,
        "findings": findings.collect::<Vec<_>>(), "paste": paste.collect::<Vec<_>>(),
    })
}

fn text(served: &Answer, is_file: bool, report: &Report, colour: bool) -> String {
    let size = served.body.len();
    let mut out = style::bold(&served.url, colour);
    out += &if is_file {
        format!("  a saved page, {size} bytes: nothing is known of its headers\n")
    } else {
        format!("  {}, {size} bytes\n", served.status)
    };
    for finding in &report.findings {
        let word = match finding.severity {
            Severity::Error => style::bad("error", colour),
            Severity::Warning => style::bold("warning", colour),
            Severity::Note => style::dim("note", colour),
        };
        let (code, place) = (style::dim(finding.code, colour), style::dim(&finding.place, colour));
        out += &format!("\n{word} {code}: {}\n    at: {place}\n  mend: {}\n", finding.what, finding.mend);
    }
    if !report.paste.is_empty() {
        out += &format!("\n{}\n", style::bold("to paste, in place of the policy that is there:", colour));
        for paste in &report.paste {
            out += &if paste.place.starts_with('<') {
                format!(
                    "\n  <meta http-equiv=\"Content-Security-Policy\" content=\"{}\">\n",
                    paste.line.replace('"', "&quot;")
                )
            } else {
                format!("\n  {}: {}\n", paste.place, paste.line)
            };
        }
    }
    let count = |severity| report.findings.iter().filter(|finding| finding.severity == severity).count();
    let counts = [Severity::Error, Severity::Warning, Severity::Note].map(|severity| {
        let count = count(severity);
        format!("{count} {}{}", severity.word(), if count == 1 { "" } else { "s" })
    });
    let verdict =
        if report.is_broken() { style::bad("broken", colour) } else { style::good("nothing is broken", colour) };
    out + &format!("\n{verdict}: {}\n", counts.join(", "))
}
