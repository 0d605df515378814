//! `nearside init`: a project that works as it stands.

use serde_json::json;

use super::args::Init;
use super::host::{Exit, Host};
use super::style;

/// Path in the project, content. `VERSION` is this release.
const SITE: &[(&str, &str)] = &[
    ("ruleset.yaml", include_str!("init/ruleset.yaml")),
    ("public/index.html", include_str!("init/index.html")),
    (".gitignore", include_str!("init/gitignore")),
];
const PACKAGE: &str = include_str!("init/package.json");

/// What a platform adds: files, scripts and development dependencies of package.json.
struct Platform {
    name: &'static str,
    files: &'static [(&'static str, &'static str)],
    edge: &'static str,
    tools: &'static [(&'static str, &'static str)],
}

const PLATFORMS: &[Platform] = &[
    Platform {
        name: "cloudflare",
        files: &[
            ("worker.js", include_str!("init/cloudflare.js")),
            ("local.capnp", include_str!("init/cloudflare.capnp")),
            ("wrangler.jsonc", include_str!("init/wrangler.jsonc")),
        ],
        edge: "nearside build --out build/site.nsb && esbuild worker.js --bundle --format=esm --conditions=workerd,worker --loader:.wasm=copy --asset-names=[name] --external:./site.nsb --outfile=build/worker.js && workerd serve local.capnp",
        tools: &[("esbuild", "^0.28.0"), ("workerd", "^1.20261023.1")],
    },
    Platform {
        name: "deno",
        files: &[("worker.js", include_str!("init/deno.js"))],
        edge: "npm run build && deno run --allow-net=127.0.0.1 --allow-read=. --allow-env=PORT worker.js",
        tools: &[("deno", "^2.0.0")],
    },
    Platform {
        name: "node",
        files: &[("worker.js", include_str!("init/node.js"))],
        edge: "npm run build && node worker.js",
        tools: &[],
    },
];

pub fn run(args: &Init, host: &mut dyn Host) -> Result<Exit, String> {
    let platform = PLATFORMS.iter().find(|platform| Some(platform.name) == args.edge.as_deref());
    let mut files: Vec<(&str, String)> = SITE.iter().map(|(path, text)| (*path, (*text).to_owned())).collect();
    files.push(("package.json", package(platform)));
    files.extend(platform.iter().flat_map(|platform| platform.files).map(|(path, text)| (*path, (*text).to_owned())));
    let folder = args.folder.trim_end_matches('/');
    let place = |path: &str| if folder == "." { path.to_owned() } else { format!("{folder}/{path}") };
    if !args.force {
        let there: Vec<String> = files.iter().map(|(path, _)| place(path)).filter(|path| host.exists(path)).collect();
        if !there.is_empty() {
            return Err(format!(
                "{} is there already\n  hint: choose an empty folder, or `--force` to replace",
                there.join(", ")
            ));
        }
    }
    for (path, text) in &files {
        host.write(&place(path), text.as_bytes())?;
    }
    if args.json {
        let written: Vec<String> = files.iter().map(|(path, _)| place(path)).collect();
        host.print(&format!("{:#}\n", json!({ "written": written })));
    } else {
        welcome(folder, &files, platform.is_some(), host);
    }
    Ok(Exit::Fine)
}

fn package(platform: Option<&Platform>) -> String {
    let version = env!("CARGO_PKG_VERSION");
    let mut json: serde_json::Value = serde_json::from_str(PACKAGE).unwrap_or_default();
    json["dependencies"]["nearside"] = json!(format!("^{version}"));
    if let Some(platform) = platform {
        json["scripts"]["edge"] = json!(platform.edge);
        for (name, range) in platform.tools {
            json["devDependencies"][*name] = json!(range);
        }
    }
    format!("{json:#}\n")
}

fn welcome(folder: &str, files: &[(&str, String)], edge: bool, host: &mut dyn Host) {
    let colour = host.colour().out;
    for (path, _) in files {
        host.print(&format!("  {} {path}\n", style::good("+", colour)));
    }
    let mut steps = Vec::new();
    if folder != "." {
        steps.push(format!("cd {folder}"));
    }
    steps.extend(["npm install".to_owned(), "npm run dev".to_owned()]);
    host.print(&format!("\n{}\n", style::bold("Next:", colour)));
    for step in steps {
        host.print(&format!("  {step}\n"));
    }
    host.print("\nThen change ruleset.yaml and watch the page. What would somebody in Norway get?\n  npx nearside explain ships --country NO\n");
    if edge {
        host.print("And at an edge, on this machine:\n  npm run edge\n");
    }
}
