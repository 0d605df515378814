//! Public suites that are not part of this project. Each test says by name what it skipped when they are not there.
#![allow(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "tests read files and the environment, and may fail"
)]

mod growthbook;
mod referral;

use std::path::PathBuf;

/// A file of the suites: `NEARSIDE_SUITES`, default `../shared/suites`.
fn suite(path: &str) -> Option<String> {
    let folder = std::env::var_os("NEARSIDE_SUITES")
        .map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../shared/suites"), PathBuf::from);
    let text = std::fs::read_to_string(folder.join(path)).ok();
    if text.is_none() {
        println!("skipped: {path} (set NEARSIDE_SUITES to the folder of the suites)");
    }
    text
}
