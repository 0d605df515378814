//! Every command over a machine of memory: what it prints, where, and how it ends.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use insta::assert_snapshot;
use nearside::cli::host::Site;
use nearside::cli::{Colour, Host, run};
use nearside::doctor::Answer;
use nearside::preview::ed25519;

use crate::support::NOW;

/// A machine of memory at [`NOW`] in UTC.
#[derive(Default)]
pub struct Machine {
    pub files: BTreeMap<String, Vec<u8>>,
    pub answers: BTreeMap<String, Answer>,
    pub out: String,
    err: String,
    pub colour: bool,
    served: Option<Site>,
}

fn missing(verb: &str, path: &str) -> String {
    format!("can't {verb} `{path}`: there is no such file")
}

impl Host for Machine {
    fn read(&mut self, path: &str) -> Result<Vec<u8>, String> {
        self.files.get(path).cloned().ok_or_else(|| missing("read", path))
    }
    fn write(&mut self, path: &str, bytes: &[u8]) -> Result<(), String> {
        if path.starts_with("/proc/") {
            return Err(format!("can't write `{path}`: the file system is read-only"));
        }
        self.files.insert(path.to_owned(), bytes.to_vec());
        Ok(())
    }
    fn write_secret(&mut self, path: &str, bytes: &[u8]) -> Result<(), String> {
        if self.files.contains_key(path) {
            return Err(format!("`{path}` is there already\n  hint: name another file with `--out`"));
        }
        self.write(path, bytes)
    }
    fn keypair(&mut self) -> Result<[[u8; 32]; 2], String> {
        Ok([[7; 32], ed25519::public(&[7; 32])])
    }
    fn sign(&mut self, secret: &[u8; 32], message: &[u8]) -> Result<[u8; 64], String> {
        Ok(ed25519::sign(secret, message))
    }
    fn verify(&mut self, public: &[u8; 32], message: &[u8], signature: &[u8; 64]) -> Result<bool, String> {
        Ok(ed25519::verify(public, message, signature))
    }
    fn list(&mut self, folder: &str) -> Result<Vec<String>, String> {
        if self.files.contains_key(folder.trim_end_matches('/')) {
            return Err(format!("can't list `{folder}`: a part of this path is a file"));
        }
        let prefix = if folder == "." { String::new() } else { format!("{}/", folder.trim_end_matches('/')) };
        Ok(self.files.keys().filter_map(|path| Some(path.strip_prefix(&prefix)?.to_owned())).collect())
    }
    fn exists(&mut self, path: &str) -> bool {
        let folder = format!("{}/", path.trim_end_matches('/'));
        path == "." || self.files.keys().any(|known| known == path || known.starts_with(&folder))
    }
    fn fetch(&mut self, url: &str) -> Result<Vec<u8>, String> {
        self.files.get(url).cloned().ok_or_else(|| format!("can't fetch `{url}`: the answer was 404"))
    }
    fn ask(&mut self, url: &str, _headers: &[(&str, &str)]) -> Result<Answer, String> {
        self.answers.get(url).cloned().ok_or_else(|| format!("can't fetch `{url}`: nobody answers"))
    }
    fn runtime(&mut self) -> Result<Vec<(String, Vec<u8>)>, String> {
        Ok(vec![("index.js".to_owned(), b"export {};".to_vec()), ("runtime.wasm".to_owned(), vec![0])])
    }
    fn serve(&mut self, site: &Site) -> Result<(), String> {
        self.served = Some(site.clone());
        Ok(())
    }
    fn demo(&mut self, port: u16, _json: bool) -> Result<(), String> {
        Err(format!("port {port} is taken"))
    }
    fn progress(&mut self, text: &str) {
        writeln!(self.err, "[progress {text}]").unwrap();
    }
    fn print(&mut self, text: &str) {
        self.out.push_str(text);
    }
    fn warn(&mut self, text: &str) {
        self.err.push_str(text);
    }
    fn colour(&self) -> Colour {
        Colour { out: self.colour, err: self.colour }
    }
    fn now(&self) -> i64 {
        NOW
    }
    fn offset(&self) -> i32 {
        0
    }
}

const RULES: &str = r##"nearside: 1
id: shop
slots:
  hero: { target: "#hero" }
  units: { value: metric }
experiences:
  - id: evening
    when: { time.hour: { $gte: 18 } }
    show: { hero: { text: Good evening } }
  - id: us-units
    when: { geo.country: US }
    show: { units: us }
"##;
const FAULTY: &str = "nearside: 1\nid: shop\nslots: { hero: { target: \"#hero\" } }\nexperiences:\n  - id: a\n    when: { geo.cuntry: US }\n    show: { hero: { text: Hi } }\n";

pub fn machine(files: &[(&str, &str)]) -> Machine {
    let files = files.iter().map(|(path, text)| ((*path).to_owned(), text.as_bytes().to_vec())).collect();
    Machine { files, ..Machine::default() }
}

pub fn at(machine: &mut Machine, line: &[&str]) -> String {
    machine.out.clear();
    machine.err.clear();
    let words: Vec<String> = line.iter().map(|word| (*word).to_owned()).collect();
    let exit = run(&words, machine) as u8;
    let mut said = format!("exit {exit}\n");
    for (name, text) in [("out", &machine.out), ("err", &machine.err)] {
        if !text.is_empty() {
            writeln!(said, "-- {name}\n{text}").unwrap();
        }
    }
    said
}

/// The command line in a folder with [`RULES`].
fn said(line: &[&str]) -> String {
    at(&mut machine(&[("ruleset.yaml", RULES)]), line)
}

const COMMANDS: [&str; 12] =
    ["demo", "init", "check", "fmt", "build", "decide", "explain", "preview", "signals", "manifest", "doctor", "serve"];

#[test]
fn every_command_has_help_with_an_example_and_speaks_json() {
    for command in COMMANDS {
        let help = said(&[command, "--help"]);
        assert!(help.starts_with("exit 0\n-- out\n"), "{command}: {help}");
        assert!(help.contains(&format!("Example:\n  nearside {command}")), "{command}: {help}");
        assert!(help.contains("--json"), "{command}: {help}");
    }
}

#[test]
fn the_readme_names_the_commands_that_there_are() {
    assert!(include_str!("../../README.md").contains(&format!("`{}`", COMMANDS.join(" "))));
    let help = said(&["--help"]);
    let listed = help.split("Commands:\n").nth(1).unwrap().split("\n\n").next().unwrap().lines();
    let listed: Vec<&str> =
        listed.filter_map(|line| line.split_whitespace().next()).filter(|one| *one != "help").collect();
    assert_eq!(listed, COMMANDS);
}

#[test]
fn help_lists_the_commands_and_nothing_at_all_is_a_misuse_that_shows_it() {
    assert_snapshot!(said(&["--help"]));
    let nothing = said(&[]);
    assert!(nothing.starts_with("exit 2\n-- err\n"), "{nothing}");
    assert!(nothing.contains("Commands:"), "{nothing}");
}

#[test]
fn a_wrong_command_or_flag_is_a_misuse_with_a_suggestion() {
    assert_snapshot!(said(&["chek"]));
    assert_snapshot!(said(&["decide", "--contry", "NO"]));
    assert_snapshot!(said(&["init", "--edge", "clouflare"]));
    assert_snapshot!(said(&["serve", "--port", "70000"]));
}

#[test]
fn check_says_fine_or_shows_findings() {
    assert_snapshot!(said(&["check"]));
    assert_snapshot!(at(&mut machine(&[("ruleset.yaml", FAULTY)]), &["check"]));
    assert_snapshot!(at(&mut machine(&[("ruleset.yaml", FAULTY)]), &["check", "--json"]));
    let one = "nearside: 1\nid: a\nslots: { hero: { target: \"#hero\" } }\nexperiences:\n  \
        - { id: touch, when: { device.touch: true }, show: { hero: { text: Tap } } }\n";
    assert!(at(&mut machine(&[("ruleset.yaml", one)]), &["check"]).contains("fine 1 experience, 1 slot: no findings"));
}

#[test]
fn check_counts_targets_in_files_and_pages() {
    let mut here = machine(&[
        ("ruleset.yaml", RULES),
        ("page.html", "<h1 id=hero>Hello</h1>"),
        ("https://shop.example/about", "<p>no hero</p>"),
    ]);
    assert_snapshot!(at(&mut here, &["check", "--page", "page.html"]));
    assert_snapshot!(at(&mut here, &["check", "--page", "https://shop.example/about"]));
    assert_snapshot!(at(&mut here, &["check", "--page", "https://shop.example/nowhere"]));
}

#[test]
fn check_looks_into_the_templates_of_a_page() {
    let rules = "nearside: 1\nid: a\nslots: { hero: { target: \"#hero\" } }\nexperiences:\n  \
        - { id: thumb, when: { device.touch: true }, show: { hero: { use: \"#swipe\" } } }\n";
    let mut here = machine(&[
        ("ruleset.yaml", rules),
        ("page.html", "<h1 id=hero>Hello</h1><template id=swipe><img src=/img/thumb.png></template>"),
    ]);
    assert!(at(&mut here, &["check"]).starts_with("exit 0"));
    assert_snapshot!(at(&mut here, &["check", "--page", "page.html", "--page", "page.html"]));
}

#[test]
fn a_missing_file_is_a_misuse_that_says_what_to_do() {
    assert_snapshot!(said(&["check", "rules.yaml"]));
    assert_snapshot!(at(&mut machine(&[]), &["build"]));
    let licence = at(&mut machine(&[("LICENSE", "MIT")]), &["check", "LICENSE"]);
    assert!(licence.contains("error: `LICENSE` is neither a folder nor a YAML or JSON file\n  hint: "), "{licence}");
    assert_snapshot!(said(&["decide", "old.nsb"]));
    assert_snapshot!(said(&["decide", "--headers", "headers.txt"]));
}

#[test]
fn a_bundle_is_not_a_ruleset_and_a_ruleset_is_not_a_bundle() {
    let mut here = machine(&[("ruleset.yaml", RULES)]);
    at(&mut here, &["build"]);
    assert_snapshot!(at(&mut here, &["check", "site.nsb"]));
    assert_snapshot!(at(&mut here, &["build", "site.nsb"]));
    here.files.insert("wrong.nsb".to_owned(), RULES.as_bytes().to_vec());
    assert_snapshot!(at(&mut here, &["decide", "wrong.nsb"]));
}

#[test]
fn ten_megabytes_are_refused_in_a_moment() {
    let mut here = machine(&[]);
    here.files.insert("ruleset.yaml".to_owned(), vec![b'a'; 10 << 20]);
    assert_snapshot!(at(&mut here, &["check"]));
    let list = format!("nearside: 1\nid: a\nlists: {{ big: [{}] }}\n", "word, ".repeat((10 << 20) / 6));
    here.files.insert("ruleset.yaml".to_owned(), list.into_bytes());
    assert!(at(&mut here, &["check"]).starts_with("exit 1"));
}

#[test]
fn bytes_that_are_no_text_are_a_finding() {
    let mut here = machine(&[]);
    here.files.insert("ruleset.yaml".to_owned(), vec![0xff, 0xfe, 0, 1]);
    let said = at(&mut here, &["check"]);
    assert_snapshot!(said);
    // Nothing is fine about it, nor is it changed.
    assert_snapshot!(at(&mut here, &["fmt"]));
    assert_eq!(here.files["ruleset.yaml"], [0xff, 0xfe, 0, 1]);
    assert_snapshot!(at(&mut machine(&[("ruleset.yaml", "")]), &["check"]));
}

#[test]
fn build_writes_bundle_and_map_and_the_runtime_when_asked() {
    let mut here = machine(&[("ruleset.yaml", RULES)]);
    assert_snapshot!(at(&mut here, &["build", "--out", "public/site.nsb", "--runtime", "public/nearside"]));
    let names: Vec<_> = here.files.keys().cloned().collect();
    assert_snapshot!(names.join("\n"));
    assert_snapshot!(at(&mut here, &["build", "--json", "--bundle-version", "7"]));
    assert_snapshot!(at(&mut here, &["build", "--out", "/proc/site.nsb"]));
    assert_snapshot!(at(&mut here, &["build", "--now", "tomorrow"]));
}

#[test]
fn build_of_a_faulty_ruleset_writes_nothing() {
    let mut here = machine(&[("ruleset.yaml", FAULTY)]);
    assert_snapshot!(at(&mut here, &["build"]));
    assert_eq!(here.files.len(), 1);
}

#[test]
fn decide_tells_what_a_visitor_gets() {
    assert_snapshot!(said(&["decide", "--country", "US", "--at", "Fri 19:30"]));
    assert_snapshot!(said(&["decide", "--country", "US", "--at", "Fri 09:30", "--slot", "hero", "--json"]));
    assert_snapshot!(said(&["decide", "--at", "soon"]));
    assert_snapshot!(said(&["decide", "--slot", "footer"]));
    assert_snapshot!(said(&["decide", "--set", "geo.country"]));
}

#[test]
fn a_visitor_can_be_a_file_of_signals_or_the_headers_of_a_request() {
    let mut here = machine(&[
        ("ruleset.yaml", RULES),
        ("visitor.json", "{ \"geo.country\": \"US\", \"time.hour\": 20 }"),
        ("broken.json", "{ geo"),
        ("headers.txt", "GET / HTTP/1.1\nHost: shop.example\nCF-IPCountry: US\n"),
    ]);
    let by_name = at(&mut here, &["decide", "--signals", "visitor.json"]);
    assert_snapshot!(by_name);
    assert_snapshot!(at(
        &mut here,
        &["decide", "--headers", "headers.txt", "--platform", "cloudflare", "--slot", "units"]
    ));
    assert_snapshot!(at(&mut here, &["decide", "--signals", "broken.json"]));
}

/// What is shown to whoever comes with these headers at this moment.
fn units_at(platform: &str, moment: &str, headers: &str) -> String {
    const RULES: &str = "nearside: 1
id: shop.example
expires: 2099-12-31T00:00:00Z
dayparts: { morning: 6, evening: \"17:30\", night: 0 }
slots: { units: { value: none } }
experiences:
  - { id: region, when: { geo.region: US-CA }, show: { units: region } }
  - { id: advent, when: { time.date: { $between: [2026-11-29, 2026-12-25] } }, show: { units: advent } }
  - { id: weekend, when: { time.weekend: true, geo.country: EG }, show: { units: weekend } }
  - { id: part, show: { units: { by: time.daypart, morning: morning, afternoon: afternoon, evening: evening, night: night } } }
";
    let mut here = machine(&[("ruleset.yaml", RULES), ("headers.txt", headers)]);
    let args = ["decide", "--headers", "headers.txt", "--platform", platform, "--at", moment, "--json"];
    let text = at(&mut here, &args);
    let Some(json) = text.strip_prefix("exit 0\n-- out\n") else { return text };
    let decided: serde_json::Value = serde_json::from_str(json).unwrap();
    decided["units"]["value"].as_str().unwrap_or(&text).to_owned()
}

#[test]
fn a_platforms_zone_is_the_visitors_clock_and_its_region_where_they_are() {
    let berlin = "x-vercel-ip-country: DE\nx-vercel-ip-timezone: Europe/Berlin\n";
    for (moment, expected) in [
        ("2026-07-21T03:59:00Z", "night"),
        ("2026-07-21T04:00:00Z", "morning"),
        ("2026-07-21T10:00:00Z", "afternoon"),
        ("2026-07-21T15:29:00Z", "afternoon"),
        ("2026-07-21T15:30:00Z", "evening"),
        ("2026-07-21T21:59:00Z", "evening"),
        ("2026-07-21T22:00:00Z", "night"),
        // In winter an hour later.
        ("2026-01-21T04:59:00Z", "night"),
        ("2026-01-21T05:00:00Z", "morning"),
        // Civil times are the visitor's.
        ("2026-01-21T17:30", "evening"),
        ("2026-11-28T22:59:59Z", "evening"),
        ("2026-11-28T23:00:00Z", "advent"),
        ("2026-12-24T22:59:59Z", "advent"),
        ("2026-12-24T23:00:00Z", "night"),
    ] {
        assert_eq!(units_at("vercel", moment, berlin), expected, "{moment}");
    }
    let egypt = "x-vercel-ip-country: EG\nx-vercel-ip-timezone: Africa/Cairo\n";
    assert_eq!(units_at("vercel", "2026-07-24T12:00:00Z", egypt), "weekend");
    assert_eq!(units_at("vercel", "2026-07-26T12:00:00Z", egypt), "afternoon");
    let california = "x-vercel-ip-country: US\nx-vercel-ip-country-region: CA\n";
    assert_eq!(units_at("vercel", "2026-07-24T12:00:00Z", california), "region");
    assert_eq!(units_at("cloudflare", "2026-07-24T12:00:00Z", california), "afternoon");
    assert_eq!(
        units_at("country=x-vercel-ip-country,region=x-vercel-ip-country-region", "12:00", california),
        "region"
    );
}

#[test]
fn a_platform_that_does_not_exist_is_an_error() {
    assert_snapshot!(said(&["decide", "--headers", "headers.txt", "--platform", "Vercel"]));
}

#[test]
fn explain_tells_why_with_the_line_that_asks() {
    assert_snapshot!(said(&["explain", "hero", "--at", "Fri 19:30"]));
    assert_snapshot!(said(&["explain", "hero", "--at", "Fri 09:30", "--json"]));
    assert_snapshot!(said(&["explain", "footer"]));
}

const WHY: &str = r"nearside: 1
id: shop.example
units: { account: { cookie: acct } }
signals: { custom.visits: { type: number } }
segments:
  returning: { custom.visits: { $gte: 3 } }
  evenings: { time.hour: { $between: [18, 23] }, $segment: returning }
slots: { hero: { target: .hero }, shipping: { value: '' } }
experiences:
  - id: winter
    when: { geo.country: { $in: [DE, AT, CH, SE, FI, DK, PL, CZ, NL] }, time.month: { $in: [12, 1, 2] } }
    show: { hero: { text: Warm things } }
  - id: cart-reminder
    when: { geo.country: { $in: [DE, AT] }, $segment: evenings }
    unit: account
    variants: { control: default, reviews: { show: { hero: { text: Others liked it } } } }
  - id: free-shipping
    pages: [/cart/*]
    when: { $segment: returning }
    show: { shipping: free }
";

#[test]
fn explain_tells_a_tree_a_sentence_and_what_would_have_to_be_different() {
    let why = |more: &[&str]| {
        let visit = ["explain", "--country", "DE", "--at", "2026-11-20 19:30", "--set", "custom.visits=4"];
        at(&mut machine(&[("ruleset.yaml", WHY)]), &[&visit[..], more].concat())
    };
    assert_snapshot!(why(&["hero", "--unit", "account=4711", "--what-if"]));
    assert_snapshot!(why(&["hero", "--to", "winter"]));
    assert_snapshot!(why(&["hero", "--to", "cart-reminder:reviews"]));
    assert_snapshot!(why(&["hero", "--to", "default"]));
    assert_snapshot!(why(&["hero", "--to", "sale"]));
    assert_snapshot!(why(&["hero", "--to", "winter", "--json"]));
    assert_snapshot!(why(&[]));
    assert_snapshot!(why(&["--json"]));
    assert_snapshot!(why(&["--what-if"]));
}

/// Splits a line as a shell does, as far as the page needs it.
fn words(line: &str) -> Vec<String> {
    let parts = line.split('"').enumerate();
    parts
        .flat_map(|(at, part)| {
            if at % 2 == 1 { vec![part.to_owned()] } else { part.split_whitespace().map(str::to_owned).collect() }
        })
        .collect()
}

#[test]
fn the_page_about_explanations_shows_what_is_printed() {
    let page = std::fs::read_to_string("docs/explain.md").unwrap();
    let mut blocks = page.split("```").skip(1).step_by(2);
    let rules = blocks.next().and_then(|block| block.strip_prefix("yaml\n")).unwrap();
    let mut count = 0;
    for block in blocks.filter_map(|block| block.trim_start().strip_prefix("$ nearside ")) {
        let (line, printed) = block.split_once('\n').unwrap();
        let line = words(line);
        let said = at(&mut machine(&[("ruleset.yaml", rules)]), &line.iter().map(String::as_str).collect::<Vec<_>>());
        assert_eq!(said.trim_end(), format!("exit 0\n-- out\n{}", printed.trim_end()), "{line:?}");
        count += 1;
    }
    assert_eq!(count, 3);
}

/// A segment is asked once, and yet is told below every question for it.
#[test]
fn explain_tells_of_a_segment_wherever_it_is_asked() {
    let rules = "nearside: 1\nid: s.example\nunits: { account: { cookie: acct } }\nsegments: { us: { geo.country: US } }\n\
                 slots: { s: { value: 0 } }\nexperiences:\n\
                 - { id: a, when: { variant.c: { $exists: false } }, show: { s: 1 } }\n\
                 - { id: b, when: { $segment: us }, unit: account, variants: { x: { show: { s: 2 } }, y: default } }\n\
                 - { id: c, when: { $segment: us }, show: { s: 3 } }\n";
    let said = at(&mut machine(&[("ruleset.yaml", rules)]), &["explain", "s", "--country", "US", "--at", "12:00"]);
    assert_eq!(said.matches("yes geo.country is US").count(), 2, "{said}");
}

#[test]
fn signals_lists_the_catalogue() {
    assert_snapshot!(said(&["signals", "geo.co"]));
    assert_snapshot!(said(&["signals", "time.weekend", "--json"]));
    assert_snapshot!(said(&["signals", "weather"]));
}

#[test]
fn signals_says_what_a_request_yields() {
    let request = "GET /sale?utm_source=letter&gclid=1 HTTP/1.1\nHost: shop.example\nCF-IPCountry: NO\n\
                   Accept-Language: nb-NO,en;q=0.5\nReferer: https://www.google.com/\nSec-CH-UA-Mobile: ?1\n";
    let files = [("request.txt".to_owned(), request.as_bytes().to_vec())];
    let mut here = Machine { files: BTreeMap::from(files), ..Machine::default() };
    let named = ["signals", "--from-headers", "request.txt", "--platform", "cloudflare"];
    assert_snapshot!(at(&mut here, &[&named[..], &["e."]].concat()));
    assert_snapshot!(at(&mut here, &[&named[..3], &["geo.co"]].concat()));
    assert_snapshot!(at(&mut here, &[&named[..], &["geo.eu", "--json"]].concat()));
    assert_snapshot!(at(&mut here, &["signals", "--from-headers", "nowhere.txt"]));
}

#[test]
fn a_file_of_headers_without_a_header_is_a_misuse_and_a_line_that_is_none_is_said() {
    let mut here = machine(&[
        ("ruleset.yaml", RULES),
        ("empty.txt", ""),
        ("nonsense.txt", "hello world\n\u{0}\n"),
        ("line.txt", "GET / HTTP/1.1\n"),
        (
            "curl.txt",
            "GET / HTTP/2\n\nHost: shop.example\n> User-Agent: curl/8.5.0\n* Connected\u{1b}[31m\n: x\nSave-Data: on\n",
        ),
    ]);
    here.files.insert("bytes.txt".to_owned(), b"User-Agent: \xff\xfe\nAccept-Language: d\xe9, nb\n".to_vec());
    for command in [&["signals", "--from-headers"][..], &["decide", "--headers"]] {
        for file in ["empty.txt", "nonsense.txt"] {
            let said = at(&mut here, &[command, &[file]].concat());
            assert_eq!(
                said,
                format!(
                    "exit 2\n-- err\nerror: `{file}` has no header in it\n  hint: a header is a line `Name: value`, as in `Accept-Language: nb, en;q=0.8`\n\n"
                )
            );
        }
    }
    assert!(at(&mut here, &["signals", "geo", "--from-headers", "line.txt"]).starts_with("exit 0"));
    assert_snapshot!(at(&mut here, &["signals", "device.", "--from-headers", "curl.txt"]));
    assert_snapshot!(at(&mut here, &["signals", "locale.lang", "--from-headers", "bytes.txt", "--json"]));
}

#[test]
fn a_request_yields_no_family_and_no_filter_is_in_vain_unsaid() {
    let mut here = machine(&[("request.txt", "GET /?a=b HTTP/1.1\nHost: shop.example\n")]);
    let said = at(&mut here, &["signals", "page.", "--from-headers", "request.txt"]);
    assert!(said.contains("page.path") && !said.contains('*'), "{said}");
    for more in [&[][..], &["--json"], &["--from-headers", "request.txt"]] {
        let said = at(&mut here, &[&["signals", "weather"], more].concat());
        assert!(said.starts_with("exit 2\n-- err\nerror: no signal's name contains `weather`\n  hint: "), "{said}");
    }
    // Headers are whose they are: without them there is nobody to believe.
    assert_snapshot!(at(&mut here, &["decide", "--platform", "cloudflare"]));
}

#[test]
fn a_visitor_who_cannot_be_is_a_misuse_with_a_suggestion() {
    let lines: [&[&str]; 10] = [
        &["--country", "Norway"],
        &["--country", "XX"],
        &["--device", "phone"],
        &["--set", "geo.cuntry=NO"],
        &["--set", "weather=rain"],
        &["--set", "geo.country=no"],
        &["--set", "device.screen=xxl"],
        &["--path", "about"],
        &["--referrer", "google"],
        &["--signals", "visitor.json"],
    ];
    let mut here = machine(&[("ruleset.yaml", RULES), ("visitor.json", "{ \"geo\": { \"country\": \"US\" } }")]);
    let all: Vec<String> = lines.iter().map(|line| at(&mut here, &[&["decide"], *line].concat())).collect();
    assert_snapshot!(all.join("\n"));
    here.files.insert("visitor.json".to_owned(), b" \n".to_vec());
    assert_snapshot!(at(&mut here, &["decide", "--signals", "visitor.json"]));
    // A country's code is one in small letters, too; no referrer is an answer; what the ruleset does not read may be said.
    let fine = ["--country", "us", "--referrer", "", "--path", "?a=b", "--set", "custom.plan=pro", "--slot", "units"];
    let said = at(&mut here, &[&["decide"], &fine[..]].concat());
    assert!(said.starts_with("exit 0") && said.contains("us-units"), "{said}");
}

#[test]
fn explain_takes_a_slot_and_says_so_of_a_file() {
    assert_snapshot!(said(&["explain", "ruleset.yaml"]));
}

#[test]
fn fmt_writes_the_safe_form_or_only_says_so() {
    let risky = RULES.replace("geo.country: US", "geo.country: NO");
    let mut here = machine(&[("ruleset.yaml", &risky)]);
    assert_snapshot!(at(&mut here, &["fmt", "--check"]));
    assert_eq!(here.files["ruleset.yaml"], risky.as_bytes());
    assert!(at(&mut here, &["fmt"]).starts_with("exit 0"));
    assert!(String::from_utf8_lossy(&here.files["ruleset.yaml"]).contains("\"NO\""));
    assert_snapshot!(at(&mut here, &["fmt", "--check", "--json"]));
}

#[test]
fn init_starts_a_project_that_check_finds_fine() {
    for edge in [&[][..], &["--edge", "cloudflare"], &["--edge", "deno"], &["--edge", "node"]] {
        let mut here = machine(&[]);
        let said = at(&mut here, &[&["init", "site"], edge].concat());
        assert!(said.starts_with("exit 0"), "{said}");
        let found = at(&mut here, &["check", "site", "--page", "site/public/index.html"]);
        assert!(found.starts_with("exit 0"), "{found}");
        assert!(at(&mut here, &["fmt", "site", "--check"]).starts_with("exit 0"));
    }
    assert_snapshot!(at(&mut machine(&[]), &["init", "--edge", "cloudflare"]));
    assert_snapshot!(at(&mut machine(&[]), &["init", "site", "--json"]));
}

#[test]
fn init_adds_to_a_project_and_replaces_nothing_unasked() {
    let manifest =
        r#"{ "name": "mine", "scripts": { "dev": "vite" }, "dependencies": { "nearside": "file:../nearside.tgz" } }"#;
    let mut here = machine(&[("package.json", manifest), (".gitignore", "node_modules\n*.log")]);
    assert_snapshot!(at(&mut here, &["init", "--edge", "node"]));
    assert_snapshot!(String::from_utf8_lossy(&here.files["package.json"]).into_owned());
    assert_snapshot!(String::from_utf8_lossy(&here.files[".gitignore"]).into_owned());
    assert_snapshot!(at(&mut here, &["init"]));
    assert!(at(&mut here, &["init", "a/b"]).starts_with("exit 0"));
    let inner = String::from_utf8_lossy(&here.files["a/b/package.json"]).into_owned();
    assert!(inner.contains("\"nearside\": \"file:../../../nearside.tgz\""), "{inner}");
    here.files.insert("package.json".to_owned(), b"{ not json".to_vec());
    assert_snapshot!(at(&mut here, &["init", "--force"]));
}

#[test]
fn serve_checks_what_it_is_to_serve_and_leaves_it_to_the_host() {
    let mut here = machine(&[("ruleset.yaml", RULES), ("public/index.html", "<h1 id=hero>")]);
    assert_eq!(at(&mut here, &["serve", "--site", "public", "--country", "no"]), "exit 0\n");
    let site = here.served.take().unwrap();
    assert_eq!((site.folder.as_str(), site.country.as_deref(), site.port), ("public", Some("NO"), 8788));
    assert_snapshot!(at(&mut here, &["serve", "--site", "pubic"]));
    assert_snapshot!(at(&mut here, &["serve", "--origin", "shop.example"]));
    assert_snapshot!(at(&mut here, &["serve", "--country", "Norway"]));
    assert_snapshot!(at(&mut here, &["serve", "elsewhere"]));
    assert!(here.served.is_none());
    let said = at(&mut here, &["serve", "--site", "public/index.html"]);
    assert!(said.starts_with("exit 2\n-- err\nerror: `public/index.html` is no folder\n  hint: "), "{said}");
}

#[test]
fn what_the_host_cannot_do_is_an_error() {
    assert_snapshot!(said(&["demo", "--port", "80"]));
}

#[test]
fn colour_is_for_terminals_only() {
    let mut here = machine(&[("ruleset.yaml", FAULTY)]);
    assert!(!at(&mut here, &["check"]).contains('\u{1b}'));
    here.colour = true;
    assert!(at(&mut here, &["check"]).contains('\u{1b}'));
    assert!(at(&mut here, &["--help"]).contains('\u{1b}'));
    assert!(at(&mut here, &["chek"]).contains('\u{1b}'));
}

#[test]
fn an_explanation_says_in_which_place_of_a_slot_an_experience_is() {
    let rules = "nearside: 1\nid: shop\nslots: { tile: { target: .tile, take: 2 } }\nexperiences:\n  - { id: sale, show: { tile: { text: Sale } } }\n  - { id: news, when: { geo.country: US }, show: { tile: { text: News } } }\n";
    let mut here = machine(&[("ruleset.yaml", rules)]);
    assert_snapshot!(at(&mut here, &["explain", "tile.2"]));
    assert_snapshot!(at(&mut here, &["explain", "tile.2", "--country", "US"]));
}

#[test]
fn previews_are_signed_for_variants_that_there_are_and_judged() {
    let rules =
        RULES.replace("    show: { units: us }", "    variants: { control: default, us: { show: { units: us } } }");
    let mut here = machine(&[("ruleset.yaml", &rules)]);
    assert_snapshot!(at(&mut here, &["preview", "keygen"]));
    assert_snapshot!(at(&mut here, &["preview", "keygen"]));
    let key = ["--key", "preview.key"];
    let signed = |here: &mut Machine, more: &[&str]| at(here, &[&["preview", "sign"], &key[..], more].concat());
    assert_snapshot!(signed(&mut here, &["us-units=us", "--expires", "90m"]));
    assert_snapshot!(signed(
        &mut here,
        &["us-units=us", "evening=show", "--url", "https://shop.example/?a=1#b", "--json"]
    ));
    let link = here.out.split('"').find(|text| text.starts_with("https://")).unwrap().to_owned();
    let judged = |here: &mut Machine, more: &[&str]| {
        at(here, &[&["preview", "verify", "--public-key", "preview.key"], more].concat())
    };
    assert_snapshot!(judged(&mut here, &[&link, "--id", "shop"]));
    assert_snapshot!(judged(&mut here, &[&link, "--json"]));
    assert_snapshot!(judged(&mut here, &[&link, "--now", "2026-12-01T00:00:00Z"]));
    assert_snapshot!(judged(&mut here, &[&link, "--id", "other", "--json"]));
    assert_snapshot!(judged(&mut here, &["https://shop.example/"]));
    assert_snapshot!(judged(&mut here, &[&link.replace("#b", "A")]));
    assert_snapshot!(at(&mut here, &["preview", "verify", "--public-key", "nobody", &link]));
    for wrong in [
        &["us-units=uk"][..],
        &["us-units"],
        &["us-units=us", "--expires", "soon"],
        &["us-units=us", "--expires", "91d"],
        &["us-units=us", "--url", "shop.example"],
        &["us-units=us", "--ruleset", "elsewhere"],
    ] {
        let said = signed(&mut here, wrong);
        assert!(said.starts_with("exit 2") && said.contains("hint: ") && here.out.is_empty(), "{wrong:?}: {said}");
    }
    assert_snapshot!(at(&mut here, &["preview", "sign", "--key", "nothing.key", "us-units=us"]));
    let [one, other] = [[7; 32], [8; 32]].map(|key| nearside::preview::base64url::encode(&key));
    let torn = format!("{{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"x\":\"{other}\",\"d\":\"{one}\"}}");
    for bad in ["", "{}", "a key", &torn] {
        here.files.insert("bad.key".to_owned(), bad.as_bytes().to_vec());
        let said = at(&mut here, &["preview", "sign", "--key", "bad.key", "us-units=us"]);
        assert!(said.starts_with("exit 2") && said.contains("hint: "), "{bad}: {said}");
    }
    assert!(at(&mut here, &["build"]).starts_with("exit 0"));
    assert!(signed(&mut here, &["us-units=us", "--ruleset", "site.nsb"]).starts_with("exit 0"));
}
