//! The commands. The same code runs as a native binary and, in WebAssembly, under `npx nearside`.
//!
//! Every command: `--json`, `--help` with an example, exit code 0 (fine), 1 (findings), 2 (misuse), colour only on a
//! terminal, results to standard output, everything else to standard error.

mod args;
mod build;
mod check;
mod decide;
mod doctor;
mod explain;
mod fmt;
pub mod host;
mod init;
mod load;
mod manifest;
mod preview;
mod serve;
mod signals;
mod style;
mod visit;

pub use args::{Cli, Command};
pub use host::{Colour, Exit, Host};

use clap::Parser;

/// Runs one command line (without the program's name) and says how it ended.
pub fn run(arguments: &[String], host: &mut dyn Host) -> Exit {
    let words = std::iter::once("nearside".to_owned()).chain(arguments.iter().cloned());
    match Cli::try_parse_from(words) {
        Ok(cli) => command(&cli.command, host),
        Err(error) => {
            let text = error.render();
            if error.use_stderr() {
                host.warn(&if host.colour().err { text.ansi().to_string() } else { text.to_string() });
                Exit::Misuse
            } else {
                host.print(&if host.colour().out { text.ansi().to_string() } else { text.to_string() });
                Exit::Fine
            }
        }
    }
}

fn command(command: &Command, host: &mut dyn Host) -> Exit {
    let done = match command {
        Command::Check(args) => check::run(args, host),
        Command::Build(args) => build::run(args, host),
        Command::Decide(args) => decide::run(args, host),
        Command::Explain(args) => explain::run(args, host),
        Command::Preview(args) => preview::run(args, host),
        Command::Signals(args) => signals::run(args, host),
        Command::Manifest(args) => manifest::run(args, host),
        Command::Doctor(args) => doctor::run(args, host),
        Command::Fmt(args) => fmt::run(args, host),
        Command::Init(args) => init::run(args, host),
        Command::Demo(args) => host.demo(args.port, args.json).map(|()| Exit::Fine),
        Command::Serve(args) => serve::run(args, host),
    };
    done.unwrap_or_else(|message| {
        let text = style::error(&message, host.colour().err);
        host.warn(&text);
        Exit::Misuse
    })
}
