//! `nearside init`: a project that works as it stands.

use serde_json::{Value as Json, json};

use super::args::Init;
use super::host::{Exit, Host};
use super::style;

/// Path in the project, content.
const SITE: &[(&str, &str)] =
    &[("ruleset.yaml", include_str!("init/ruleset.yaml")), ("public/index.html", include_str!("init/index.html"))];
const IGNORED: &str = include_str!("init/gitignore");
const SCRIPTS: &[(&str, &str)] = &[
    ("dev", "nearside serve --site public"),
    ("check", "nearside check --page public/index.html"),
    ("build", "nearside build --out public/site.nsb --runtime public/nearside"),
];

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
            ("worker.mjs", include_str!("init/cloudflare.mjs")),
            ("local.capnp", include_str!("init/cloudflare.capnp")),
            ("wrangler.jsonc", include_str!("init/wrangler.jsonc")),
        ],
        edge: "nearside build --out build/site.nsb && esbuild worker.mjs --bundle --format=esm --conditions=workerd,worker --loader:.wasm=copy --asset-names=[name] --external:./site.nsb --outfile=build/worker.js && workerd serve local.capnp",
        tools: &[("esbuild", "^0.28.0"), ("workerd", "^1.20261023.1")],
    },
    Platform {
        name: "deno",
        files: &[("worker.mjs", include_str!("init/deno.mjs"))],
        edge: "npm run build && deno run --allow-net=127.0.0.1 --allow-read=. --allow-env=PORT worker.mjs",
        tools: &[("deno", "^2.0.0")],
    },
    Platform {
        name: "node",
        files: &[("worker.mjs", include_str!("init/node.mjs"))],
        edge: "npm run build && node worker.mjs",
        tools: &[],
    },
];

pub fn run(args: &Init, host: &mut dyn Host) -> Result<Exit, String> {
    let platform = PLATFORMS.iter().find(|platform| Some(platform.name) == args.edge.as_deref());
    let folder = args.folder.trim_end_matches('/');
    let place = |path: &str| if folder == "." { path.to_owned() } else { format!("{folder}/{path}") };
    let ours = platform.iter().flat_map(|platform| platform.files);
    let mut files: Vec<(&str, String)> =
        SITE.iter().chain(ours).map(|(path, text)| (*path, (*text).to_owned())).collect();
    if !args.force {
        let there: Vec<String> = files.iter().map(|(path, _)| place(path)).filter(|path| host.exists(path)).collect();
        if !there.is_empty() {
            return Err(format!(
                "{} {} there already\n  hint: choose another folder, or `--force` to replace",
                there.join(", "),
                if there.len() == 1 { "is" } else { "are" }
            ));
        }
    }
    files.push((".gitignore", ignored(&place(".gitignore"), host)));
    let (manifest, kept) = package(&place("package.json"), folder, platform, args.force, host)?;
    files.push(("package.json", manifest));
    for (path, text) in &files {
        host.write(&place(path), text.as_bytes())?;
    }
    if args.json {
        let written: Vec<String> = files.iter().map(|(path, _)| place(path)).collect();
        host.print(&format!("{:#}\n", json!({ "written": written, "kept_scripts": kept })));
    } else {
        welcome(folder, &files, &kept, platform.is_some(), host);
    }
    Ok(Exit::Fine)
}

/// The project's `.gitignore` with the lines that it lacks.
fn ignored(path: &str, host: &mut dyn Host) -> String {
    let mut text = existing(path, host).unwrap_or_default();
    for line in IGNORED.lines() {
        if !text.lines().any(|known| known.trim().trim_matches('/') == line) {
            if !text.is_empty() && !text.ends_with('\n') {
                text.push('\n');
            }
            text.push_str(line);
            text.push('\n');
        }
    }
    text
}

fn existing(path: &str, host: &mut dyn Host) -> Option<String> {
    if !host.exists(path) {
        return None;
    }
    host.read(path).ok().and_then(|bytes| String::from_utf8(bytes).ok())
}

/// A field, or null.
fn field<'j>(json: &'j Json, key: &str) -> &'j Json {
    json.get(key).unwrap_or(&Json::Null)
}

/// A field of a field, made when it is not there; `None` when the outer one is no object.
fn entry<'j>(json: &'j mut Json, outer: &str, key: &str) -> Option<&'j mut Json> {
    let outer = json.as_object_mut()?.entry(outer).or_insert_with(|| json!({}));
    if outer.is_null() {
        *outer = json!({});
    }
    Some(outer.as_object_mut()?.entry(key).or_insert(Json::Null))
}

/// The project's package.json with our scripts and packages added; and the names of scripts that were there and stay.
fn package(
    path: &str,
    folder: &str,
    platform: Option<&Platform>,
    force: bool,
    host: &mut dyn Host,
) -> Result<(String, Vec<String>), String> {
    let unreadable = |why: &str| format!("`{path}` is {why}\n  hint: mend it, or choose another folder");
    let mut json: Json = match existing(path, host) {
        Some(text) => serde_json::from_str(&text).map_err(|_| unreadable("not JSON"))?,
        None => json!({ "private": true, "type": "module" }),
    };
    if !json.is_object()
        || ["scripts", "dependencies", "devDependencies"]
            .iter()
            .any(|key| !field(&json, key).is_null() && !field(&json, key).is_object())
    {
        return Err(unreadable("no package.json that npm would take"));
    }
    let mut kept = Vec::new();
    for (name, command) in SCRIPTS.iter().copied().chain(platform.map(|platform| ("edge", platform.edge))) {
        let Some(there) = entry(&mut json, "scripts", name) else { continue };
        if there.is_null() || force {
            *there = json!(command);
        } else if *there != json!(command) {
            kept.push(name.to_owned());
        }
    }
    let own = field(field(&json, "devDependencies"), "nearside").is_null().then(|| json!(version(folder, host)));
    let ours = own.map(|range| ("dependencies", "nearside", range));
    let tools = platform.map(|platform| platform.tools).into_iter().flatten();
    for (outer, name, range) in
        ours.into_iter().chain(tools.map(|(name, range)| ("devDependencies", *name, json!(range))))
    {
        if let Some(there) = entry(&mut json, outer, name).filter(|there| there.is_null()) {
            *there = range;
        }
    }
    Ok((format!("{json:#}\n"), kept))
}

/// The version to depend on: this one, or the very file that the project around was given.
fn version(folder: &str, host: &mut dyn Host) -> String {
    let around = existing("package.json", host).and_then(|text| serde_json::from_str::<Json>(&text).ok());
    let file =
        around.as_ref().and_then(|json| field(field(json, "dependencies"), "nearside").as_str()?.strip_prefix("file:"));
    let inside = folder != "." && !folder.starts_with('/') && !folder.split('/').any(|part| part == "..");
    match file {
        Some(file) if file.starts_with('/') => format!("file:{file}"),
        Some(file) if inside => {
            let up = "../".repeat(folder.split('/').filter(|part| !part.is_empty() && *part != ".").count());
            format!("file:{up}{file}")
        }
        _ => concat!("^", env!("CARGO_PKG_VERSION")).to_owned(),
    }
}

fn welcome(folder: &str, files: &[(&str, String)], kept: &[String], edge: bool, host: &mut dyn Host) {
    let colour = host.colour().out;
    for (path, _) in files {
        host.print(&format!("  {} {path}\n", style::good("+", colour)));
    }
    if !kept.is_empty() {
        host.print(&format!("\npackage.json keeps its own {}; `--force` puts ours there\n", kept.join(", ")));
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
