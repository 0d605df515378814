//! `nearside check`: findings as a compiler shows them, and what each target matches in a page.

use serde_json::json;

use super::args::Check;
use super::host::{Exit, Host};
use super::{load, style};
use crate::check::{self, page};

pub fn run(args: &Check, host: &mut dyn Host) -> Result<Exit, String> {
    let now = load::moment(args.now.as_deref(), host)?;
    let mut loaded = load::ruleset(args.source.path(), now, host)?;
    let mut pages = Vec::new();
    let reading = &mut loaded.reading;
    if let Some(model) = &reading.ruleset {
        for address in &args.page {
            let html = read_page(address, host)?;
            pages.push((address.as_str(), page::page(model, &html, path_of(address))));
            let found = check::on_page(model, &reading.sources, &html, &reading.diagnostics);
            reading.diagnostics.extend(found);
        }
        check::render::arrange(&mut reading.diagnostics);
    }
    let reading = &loaded.reading;
    let missed = pages.iter().flat_map(|(_, counts)| counts).any(page::TargetCount::is_finding);
    if args.json {
        let targets: Vec<_> =
            pages.iter().map(|(address, counts)| json!({ "page": address, "targets": page::json(counts) })).collect();
        let all = json!({ "findings": check::render::json(&reading.diagnostics, &reading.sources), "pages": targets });
        host.print(&format!("{all:#}\n"));
    } else {
        show(&loaded, &pages, missed, host);
    }
    Ok(if loaded.errors() || missed || !reading.diagnostics.is_empty() { Exit::Findings } else { Exit::Fine })
}

fn show(loaded: &load::Loaded, pages: &[(&str, Vec<page::TargetCount>)], missed: bool, host: &mut dyn Host) {
    let (out, err) = (host.colour().out, host.colour().err);
    let reading = &loaded.reading;
    if !reading.diagnostics.is_empty() {
        host.warn(&check::render::text(&reading.diagnostics, &reading.sources, err));
    }
    for (address, counts) in pages {
        host.print(&format!("{}\n{}\n", style::bold(address, out), page::text(counts, out)));
    }
    let summary = check::render::summary(&reading.diagnostics);
    if reading.diagnostics.is_empty() {
        let model = reading.ruleset.as_ref();
        let (experiences, slots) = model.map_or((0, 0), |model| (model.experiences.len(), model.slots.len()));
        let (word, but) = if missed {
            (style::bad("not fine", out), ", but not every target matches as it should")
        } else {
            (style::good("fine", out), "")
        };
        let (experiences, slots) = (style::count(experiences, "experience"), style::count(slots, "slot"));
        host.print(&format!("{word} {experiences}, {slots}: no findings{but}\n"));
    } else {
        host.warn(&format!("\n{}\n", style::bold(&summary, err)));
    }
}

fn read_page(address: &str, host: &mut dyn Host) -> Result<Vec<u8>, String> {
    if address.starts_with("http://") || address.starts_with("https://") {
        host.progress(&format!("fetching {address} …"));
        let page = host.fetch(address);
        host.progress("");
        page
    } else {
        host.read(address)
    }
}

/// The path of an address, so that only slots of that page are counted; a file's page is not known.
fn path_of(address: &str) -> Option<&str> {
    let rest = address.strip_prefix("https://").or_else(|| address.strip_prefix("http://"))?;
    let path = rest.find('/').map_or("/", |at| rest.get(at..).unwrap_or("/"));
    path.split(['?', '#']).next()
}
