//! `nearside fmt`: rulesets in their safe form.

use serde_json::json;

use super::args::Fmt;
use super::host::{Exit, Host};
use super::{load, style};
use crate::check::render;
use crate::ruleset::format;

pub fn run(args: &Fmt, host: &mut dyn Host) -> Result<Exit, String> {
    let (out, err) = (host.colour().out, host.colour().err);
    let loaded = load::ruleset(args.source.path(), host.now(), host)?;
    let formatted = match format(&loaded.files, &loaded.entry) {
        Ok(formatted) => formatted,
        Err(findings) => {
            host.warn(&render::text(&findings, &loaded.reading.sources, err));
            host.warn(&format!("\n{}\n", style::bold(&render::summary(&findings), err)));
            return Ok(Exit::Findings);
        }
    };
    let changed: Vec<_> = formatted.iter().filter(|file| file.changed).collect();
    if !args.check {
        for file in &changed {
            host.write(&format!("{}{}", loaded.folder, file.path), file.text.as_bytes())?;
        }
    }
    if args.json {
        let names: Vec<_> = changed.iter().map(|file| &file.path).collect();
        host.print(&format!("{:#}\n", json!({ "changed": names, "written": !args.check })));
    } else {
        let verb = if args.check { "would change" } else { "changed" };
        for file in &changed {
            host.print(&format!("{verb} {}\n", style::bold(&file.path, out)));
        }
        if changed.is_empty() {
            host.print(&format!("{}\n", style::good("every file is in its safe form", out)));
        }
    }
    Ok(if args.check && !changed.is_empty() { Exit::Findings } else { Exit::Fine })
}
