//! The native shell around the commands: files, terminal, clock and network of this machine. Nothing is decided here.

#![allow(clippy::disallowed_methods, reason = "this is the place that files, environment and clock are for")]

mod shell;

use std::process::ExitCode;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    ExitCode::from(nearside::cli::run(&arguments, &mut shell::Machine) as u8)
}
