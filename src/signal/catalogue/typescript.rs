//! `pkg/src/signals.ts`: the names and types of signals, for editors and type checkers.

use super::{Entry, all};
use crate::value::Kind;
use std::fmt::Write as _;

/// The catalogue as an interface. A family's name is a template; what a set holds is proposed, other texts are taken.
pub fn typescript() -> String {
    let mut out = String::from(HEAD);
    for entry in all() {
        let name = entry.name.replace('*', "${string}");
        let key = match (entry.is_family(), name.contains('.')) {
            (true, _) => format!("[name: `{name}`]: "),
            (false, true) => format!("\"{name}\"?: "),
            (false, false) => format!("{name}?: "),
        };
        let of = if entry.is_family() { "SignalValue".to_owned() } else { kind(entry) };
        let missing = if entry.is_family() { " | undefined" } else { "" };
        let mut line = format!("  readonly {key}{of}{missing};");
        // As the formatter would break it.
        if line.len() > WIDTH {
            line = format!("  readonly {}\n    | {}{missing};", key.trim_end(), of.replace(" | ", "\n    | "));
        }
        let _ = writeln!(out, "  /** {}. */\n{line}", first_upper(entry.phrase()));
    }
    out.push_str("}\n");
    out
}

/// Of a line, in `biome.jsonc`.
const WIDTH: usize = 140;

const HEAD: &str = "\
// Generated from src/signal/catalogue.rs: `UPDATE=1 cargo test --lib signal::tests`. Do not edit.

import type { SignalValue } from \"./types.ts\";

/** A text that need not be one of those that are proposed. */
type Other = string & {};

/** Every signal, by its name. `docs/signals.md` says where each comes from. */
export interface KnownSignals {
";

fn kind(entry: &Entry) -> String {
    // Countries and the like are named by their standard instead.
    const PROPOSED: usize = 20;
    match entry.kind {
        Kind::Number | Kind::Time | Kind::Duration => "number | undefined".to_owned(),
        Kind::Bool => "boolean | undefined".to_owned(),
        Kind::List => "readonly string[] | undefined".to_owned(),
        Kind::Any => "SignalValue | undefined".to_owned(),
        _ if (1..=PROPOSED).contains(&entry.values.len()) => {
            let values: Vec<String> = entry.values.iter().map(|value| format!("\"{value}\"")).collect();
            format!("{} | Other | undefined", values.join(" | "))
        }
        _ => "string | undefined".to_owned(),
    }
}

fn first_upper(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}
