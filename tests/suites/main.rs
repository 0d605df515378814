//! Public suites that are not part of this project. Each test says by name what it skipped when they are not there.
#![allow(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "tests read files and the environment, and may fail"
)]

mod geo;
mod growthbook;
mod locale;
mod referral;
mod structured_fields;
mod ua;

use std::path::PathBuf;

/// Where the suites are: `NEARSIDE_SUITES`, default `../shared/suites`.
fn folder() -> PathBuf {
    std::env::var_os("NEARSIDE_SUITES")
        .map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../shared/suites"), PathBuf::from)
}

/// A file of the suites.
fn suite(path: &str) -> Option<String> {
    let text = std::fs::read_to_string(folder().join(path)).ok();
    if text.is_none() {
        println!("skipped: {path} (set NEARSIDE_SUITES to the folder of the suites)");
    }
    text
}
