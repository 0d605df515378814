//! `wasm-bindgen`, as far as wasm-pack calls it.
//!
//! wasm-pack asks `--version`, then runs `wasm-bindgen IN.wasm --out-dir DIR --typescript --target web
//! --out-name NAME` and a few switches of the build profile. An option that is not answered here is an
//! error, never ignored: glue that differs silently from what was asked for would be hard to find.

use std::process::ExitCode;
use wasm_bindgen_cli_support::Bindgen;

const VERSION: &str = env!("CARGO_PKG_VERSION");

fn main() -> ExitCode {
    match run(std::env::args().skip(1)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run(mut args: impl Iterator<Item = String>) -> Result<(), String> {
    let mut bindgen = Bindgen::new();
    let mut out_dir = None;
    // The command line's default, which differs from the library's.
    bindgen.omit_default_module_path(false).typescript(true);
    while let Some(arg) = args.next() {
        let (name, inline) = match arg.split_once('=') {
            Some((name, value)) if name.starts_with("--") => (name, Some(value.to_owned())),
            _ => (arg.as_str(), None),
        };
        let mut value = || inline.clone().or_else(|| args.next()).ok_or(format!("`{name}` needs a value"));
        match name {
            "-V" | "--version" => {
                println!("wasm-bindgen {VERSION}");
                return Ok(());
            }
            "--out-dir" => out_dir = Some(value()?),
            "--out-name" => {
                bindgen.out_name(&value()?);
            }
            "--target" => target(&mut bindgen, &value()?)?,
            "--typescript" => {
                bindgen.typescript(true);
            }
            "--no-typescript" => {
                bindgen.typescript(false);
            }
            "--debug" => {
                bindgen.debug(true);
            }
            "--no-demangle" => {
                bindgen.demangle(false);
            }
            "--keep-debug" => {
                bindgen.keep_debug(true);
            }
            "--omit-default-module-path" => {
                bindgen.omit_default_module_path(true);
            }
            "--split-linked-modules" => {
                bindgen.split_linked_modules(true);
            }
            // Read from the module's target features nowadays.
            "--reference-types" | "--weak-refs" => {}
            input if !input.starts_with('-') => {
                bindgen.input_path(input);
            }
            unknown => return Err(format!("unknown option `{unknown}`")),
        }
    }
    let out_dir = out_dir.ok_or("`--out-dir` is missing")?;
    bindgen.generate(out_dir).map_err(|error| format!("{error:?}"))
}

fn target(bindgen: &mut Bindgen, name: &str) -> Result<(), String> {
    match name {
        "web" => bindgen.web(true),
        "bundler" => bindgen.bundler(true),
        "nodejs" => bindgen.nodejs(true),
        "no-modules" => bindgen.no_modules(true),
        "deno" => bindgen.deno(true),
        other => return Err(format!("unknown target `{other}`")),
    }
    .map(drop)
    .map_err(|error| error.to_string())
}
