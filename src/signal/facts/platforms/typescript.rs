//! `pkg/src/facts/platforms.ts`: the table as the package reads it.

use super::{Convention, PLATFORMS, Places, SAID};
use std::fmt::Write as _;

const HEAD: &str = "\
// Generated from src/signal/facts/platforms.rs: `UPDATE=1 cargo test --lib signal::tests`. Do not edit.

/** Names of headers, or of fields with a dot between them; what is not named is not said. */
export interface Places {
  readonly country?: string;
  readonly region?: string;
  readonly city?: string;
  /** An IANA time zone. */
  readonly timezone?: string;
  /** Hours and minutes as one number: `-330`. */
  readonly offset?: string;
}

/** How a platform says where a request comes from: the first that is there counts. */
export interface Convention {
  /** An object that only the platform can make: on the request, or on what it hands to the handler besides. */
  readonly object?: {
    readonly on: \"request\" | \"context\";
    readonly name: string;
    /** A field that it always has on the platform, besides those below. */
    readonly mark?: string;
    readonly fields: Places;
  };
  /** A header that holds all. */
  readonly packed?: { readonly header: string; readonly form: \"json\" | \"pairs\"; readonly fields: Places };
  readonly headers?: Places;
}

/** All of these overwrite what a visitor sends under their names; `docs/platforms.md` says where that takes a setting. */
export const PLATFORMS = {
";

pub fn typescript() -> String {
    let mut out = String::from(HEAD);
    for known in PLATFORMS {
        let parts = parts(known);
        if parts.is_empty() {
            let _ = writeln!(out, "  {}: {{}},", known.name);
        } else {
            let _ = writeln!(out, "  {}: {{\n{parts}  }},", known.name);
        }
    }
    out.push_str("} as const satisfies Record<string, Convention>;\n");
    out
}

fn parts(known: &Convention) -> String {
    let mut out = String::new();
    if let Some(object) = known.object {
        let on = if object.on_request { "request" } else { "context" };
        let fields = places(&object.fields, 6);
        let mark = if object.mark.is_empty() { String::new() } else { format!("      mark: \"{}\",\n", object.mark) };
        let name = object.name;
        let _ = writeln!(
            out,
            "    object: {{\n      on: \"{on}\",\n      name: \"{name}\",\n{mark}      fields: {fields},\n    }},"
        );
    }
    if let Some(packed) = known.packed {
        let form = if packed.is_json { "json" } else { "pairs" };
        let fields = places(&packed.fields, 6);
        let header = packed.header;
        let _ = writeln!(
            out,
            "    packed: {{\n      header: \"{header}\",\n      form: \"{form}\",\n      fields: {fields},\n    }},"
        );
    }
    if known.headers.iter().any(|name| !name.is_empty()) {
        let _ = writeln!(out, "    headers: {},", places(&known.headers, 4));
    }
    out
}

fn places(places: &Places, indent: usize) -> String {
    let named = SAID.iter().zip(places).filter(|(_, name)| !name.is_empty());
    let lines: String = named.map(|(said, name)| format!("{:indent$}  {said}: \"{name}\",\n", "")).collect();
    format!("{{\n{lines}{:indent$}}}", "")
}
