//! `nearside build`: a bundle and its side map.

use serde_json::json;

use super::args::Build;
use super::host::{Exit, Host};
use super::{load, style};
use crate::check;
use crate::compile::Options;
use crate::limits;
use crate::program::write;

pub fn run(args: &Build, host: &mut dyn Host) -> Result<Exit, String> {
    let now = load::moment(args.now.as_deref(), host)?;
    let loaded = load::ruleset(args.source.path(), now, host)?;
    let options = Options { bundle_version: args.bundle_version, now, keep_names: args.keep_names };
    let Some(compiled) = load::compiled(&loaded, &options, host) else { return Ok(Exit::Findings) };
    let bytes = write(&compiled.draft);
    if bytes.len() > limits::BUNDLE_BYTES {
        return Err(format!(
            "the bundle has {} bytes, more than the {} that devices take\n  hint: keep long content in the page, with `use: \"#template\"`",
            bytes.len(),
            limits::BUNDLE_BYTES
        ));
    }
    let map = format!("{:#}\n", compiled.map);
    host.write(&args.out, &bytes)?;
    let map_file = format!("{}.map", args.out);
    host.write(&map_file, map.as_bytes())?;
    if let Some(folder) = &args.runtime {
        for (name, bytes) in host.runtime()? {
            host.write(&format!("{}/{name}", folder.trim_end_matches('/')), &bytes)?;
        }
    }
    let draft = &compiled.draft;
    let signals: Vec<&str> =
        draft.signals.iter().map(|signal| draft.strings.get(signal.name as usize).map_or("", String::as_str)).collect();
    if args.json {
        let figures = json!({
            "bundle": args.out, "map": map_file, "bytes": bytes.len(), "version": args.bundle_version,
            "experiences": draft.experiences.len(), "slots": draft.slots.len(), "signals": signals,
        });
        host.print(&format!("{figures:#}\n"));
    } else {
        let (out, err) = (host.colour().out, host.colour().err);
        if !loaded.reading.diagnostics.is_empty() {
            host.warn(&check::render::text(&loaded.reading.diagnostics, &loaded.reading.sources, err));
        }
        host.print(&format!(
            "{} {} bytes, {}, {}\n{} {}\n",
            style::bold(&args.out, out),
            bytes.len(),
            style::count(draft.experiences.len(), "experience"),
            style::count(draft.slots.len(), "slot"),
            style::dim("reads", out),
            if signals.is_empty() { "nothing".to_owned() } else { signals.join(", ") },
        ));
    }
    Ok(Exit::Fine)
}
