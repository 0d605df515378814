//! The native shell around the commands: files, terminal, clock and network of this machine. Nothing is decided here.

#![allow(clippy::disallowed_methods, reason = "this is the place that files, environment and clock are for")]

mod shell;

use std::process::ExitCode;

fn main() -> ExitCode {
    // What is no UTF-8 is the name of no file that a ruleset could mention.
    let arguments: Vec<String> =
        std::env::args_os().skip(1).map(|argument| argument.to_string_lossy().into_owned()).collect();
    ExitCode::from(nearside::cli::run(&arguments, &mut shell::Machine) as u8)
}
