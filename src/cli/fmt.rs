//! `nearside fmt`: rulesets in their safe form.

use serde_json::json;

use super::args::Fmt;
use super::host::{Exit, Host};
use super::{load, style};
use crate::ruleset::fmt::format;

pub fn run(args: &Fmt, host: &mut dyn Host) -> Result<Exit, String> {
    let now = host.now();
    let loaded = load::ruleset(args.source.path(), now, host)?;
    let mut changed = Vec::new();
    for source in loaded.reading.sources.files() {
        let is_yaml = source.name.ends_with(".yaml") || source.name.ends_with(".yml");
        let Some(formatted) = is_yaml.then(|| format(&loaded.files, &source.name)).flatten() else { continue };
        if formatted != source.text {
            changed.push(source.name.clone());
            if !args.check {
                host.write(&format!("{}{}", loaded.folder, source.name), formatted.as_bytes())?;
            }
        }
    }
    if args.json {
        host.print(&format!("{:#}\n", json!({ "changed": changed, "written": !args.check })));
    } else {
        let out = host.colour().out;
        let verb = if args.check { "would change" } else { "changed" };
        for name in &changed {
            host.print(&format!("{verb} {}\n", style::bold(name, out)));
        }
        if changed.is_empty() {
            host.print(&format!("{}\n", style::good("every file is in its safe form", out)));
        }
    }
    Ok(if args.check && !changed.is_empty() { Exit::Findings } else { Exit::Fine })
}
