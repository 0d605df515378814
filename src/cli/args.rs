//! The command line, described once; help, errors and suggestions are clap's.

use clap::{Args, Parser, Subcommand};

#[derive(Debug, Parser)]
#[command(
    name = "nearside",
    version,
    about = "Decide what a page shows to a visitor, on the near side of the network",
    arg_required_else_help = true,
    after_help = "Exit codes:\n  0  fine\n  1  there are findings: in a ruleset or a page, or `fmt --check` would change a file, or a manifest became wider\n  2  the command can't be carried out: a flag, a file or an address is wrong\n\nExample:\n  nearside init && nearside check && nearside build && nearside decide --country NO --at \"Fri 19:30\""
)]
pub struct Cli {
    #[command(subcommand)]
    pub command: Command,
}

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Show the demo shop, behind a worker on this machine
    #[command(after_help = "Example:\n  nearside demo --port 8787")]
    Demo(Demo),
    /// Start a project: a ruleset, a page, and the two lines that load it
    #[command(after_help = "Example:\n  nearside init my-site --edge cloudflare")]
    Init(Init),
    /// Find mistakes in a ruleset
    #[command(after_help = "Example:\n  nearside check ruleset.yaml --page https://www.example.com/")]
    Check(Check),
    /// Write a ruleset in its safe form: what YAML could misread is quoted
    #[command(after_help = "Example:\n  nearside fmt --check")]
    Fmt(Fmt),
    /// Compile a ruleset to a bundle (.nsb) and its side map (.nsb.map)
    #[command(after_help = "Example:\n  nearside build --out public/site.nsb")]
    Build(Build),
    /// Say what a visitor would get
    #[command(after_help = "Example:\n  nearside decide --country NO --at \"Fri 19:30\" --device mobile --path /")]
    Decide(Decide),
    /// Say why a visitor would get it
    #[command(
        after_help = "Example:\n  nearside explain hero --country NO --at \"Fri 19:30\"\n  nearside explain hero --country NO --what-if"
    )]
    Explain(Explain),
    /// Make links that show variants to your team, and to nobody else
    #[command(
        after_help = "Example:\n  nearside preview keygen --out preview.key\n  nearside preview sign --key preview.key --expires 2d --url https://www.example.com/ cart=new\n  nearside preview verify --public-key preview.key LINK"
    )]
    Preview(Preview),
    /// List the signals that rules can use
    #[command(after_help = "Example:\n  nearside signals geo")]
    Signals(Signals),
    /// Say what a ruleset reads of a person, remembers, and lets others notice
    #[command(
        after_help = "Example:\n  nearside manifest --json > manifest.json\n  nearside manifest --against manifest.json"
    )]
    Manifest(Manifest),
    /// Look at a page as it is served: what stands in the way, and what to paste
    #[command(after_help = "Example:\n  nearside doctor https://www.example.com/ --ruleset ruleset.yaml")]
    Doctor(Doctor),
    /// Serve a site with its rules applied, for development, with live reload
    #[command(after_help = "Example:\n  nearside serve --origin https://www.example.com")]
    Serve(Serve),
}

#[derive(Debug, Args)]
pub struct Source {
    /// The ruleset: a file, or a folder with a ruleset.yaml
    #[arg(default_value = ".")]
    pub ruleset: String,
}

#[derive(Debug, Args)]
pub struct Check {
    #[command(flatten)]
    pub source: Source,
    /// Also count what each slot's target matches in this page (a file or an address)
    #[arg(long, value_name = "URL|FILE")]
    pub page: Vec<String>,
    /// Print findings as JSON
    #[arg(long)]
    pub json: bool,
    /// Judge windows and expiry at this moment instead of now
    #[arg(long, value_name = "TIME")]
    pub now: Option<String>,
}

#[derive(Debug, Args)]
pub struct Fmt {
    #[command(flatten)]
    pub source: Source,
    /// Only say which files would change
    #[arg(long)]
    pub check: bool,
    /// Print what changed as JSON
    #[arg(long)]
    pub json: bool,
}

#[derive(Debug, Args)]
pub struct Build {
    #[command(flatten)]
    pub source: Source,
    /// Where the bundle goes; the side map goes beside it
    #[arg(long, short, default_value = "site.nsb", value_name = "FILE")]
    pub out: String,
    /// The bundle's version, for those who compare
    #[arg(long, default_value_t = 1)]
    pub bundle_version: u64,
    /// Build as if at this moment; the bundle is a function of its inputs
    #[arg(long, value_name = "TIME")]
    pub now: Option<String>,
    /// Keep team-only names (segments, owners, descriptions) in the bundle
    #[arg(long)]
    pub keep_names: bool,
    /// Also put the browser runtime in this folder, for pages without a bundler
    #[arg(long, value_name = "FOLDER")]
    pub runtime: Option<String>,
    /// Print the figures as JSON
    #[arg(long)]
    pub json: bool,
}

/// A visitor, described by flags, a file of signals, or the headers of a request.
#[derive(Debug, Args, Default)]
pub struct Visit {
    /// geo.country, ISO 3166-1: NO
    #[arg(long, value_name = "CODE", help_heading = "Visitor")]
    pub country: Option<String>,
    /// Local time: "Fri 19:30", "19:30", 2026-11-20T19:30, or RFC 3339
    #[arg(long, value_name = "WHEN", help_heading = "Visitor")]
    pub at: Option<String>,
    /// device.type: mobile, tablet, desktop, tv, console, wearable, bot
    #[arg(long, value_name = "TYPE", help_heading = "Visitor")]
    pub device: Option<String>,
    /// Languages in order, as in Accept-Language: "nb, en;q=0.8"
    #[arg(long, value_name = "LANGUAGES", help_heading = "Visitor")]
    pub language: Option<String>,
    /// The address of the page that led here
    #[arg(long, value_name = "URL", help_heading = "Visitor")]
    pub referrer: Option<String>,
    /// The page: a path, or a whole address with its query
    #[arg(long, value_name = "PATH|URL", help_heading = "Visitor")]
    pub path: Option<String>,
    /// Any signal by name: --set custom.plan=pro (may be given several times)
    #[arg(long = "set", value_name = "SIGNAL=VALUE", help_heading = "Visitor")]
    pub set: Vec<String>,
    /// A unit of random assignment: --unit account=4711
    #[arg(long = "unit", value_name = "NAME=VALUE", help_heading = "Visitor")]
    pub unit: Vec<String>,
    /// A JSON file of signals: { "geo.country": "NO", "time.hour": 19 }
    #[arg(long, value_name = "FILE", help_heading = "Visitor")]
    pub signals: Option<String>,
    /// A file with the headers of a request, a line each
    #[arg(long, value_name = "FILE", help_heading = "Visitor")]
    pub headers: Option<String>,
    /// Whose headers to believe: cloudflare, vercel, netlify …, or your own: country=x-my-country,timezone=x-my-zone
    #[arg(long, value_name = "NAME|HEADERS", help_heading = "Visitor", requires = "headers")]
    pub platform: Option<String>,
    /// Decide as an edge would: leave alone what only a device can know
    #[arg(long, help_heading = "Visitor")]
    pub edge: bool,
    /// What the device remembers: a profile's JSON (`docs/limits.md`). Without it, a visitor who comes for the first time
    #[arg(long, value_name = "FILE", help_heading = "Visitor")]
    pub profile: Option<String>,
    /// Nothing may be remembered: what depends on it is not shown
    #[arg(long, help_heading = "Visitor", conflicts_with = "profile")]
    pub no_memory: bool,
    /// What the visitor agreed to: --consent personalization --consent no-measurement; or opted-out, gpc
    #[arg(long = "consent", value_name = "WORD", help_heading = "Visitor", value_parser = crate::profile::Leave::WORDS.map(|(word, _)| word))]
    pub consent: Vec<String>,
    /// A slot that the visitor wants nothing personal in: --object hero (may be given several times)
    #[arg(long = "object", value_name = "SLOT", help_heading = "Visitor")]
    pub object: Vec<String>,
    /// A variant to be seen, whatever its rules say: --preview cart=reminder (may be given several times)
    #[arg(long = "preview", value_name = "EXPERIENCE=VARIANT", help_heading = "Visitor")]
    pub preview: Vec<String>,
}

#[derive(Debug, Args)]
pub struct Decide {
    /// The ruleset (file or folder), or a bundle (.nsb)
    #[arg(default_value = ".")]
    pub ruleset: String,
    #[command(flatten)]
    pub visit: Visit,
    /// Only these slots
    #[arg(long = "slot", value_name = "NAME")]
    pub slots: Vec<String>,
    /// Print decisions as JSON, operations included
    #[arg(long)]
    pub json: bool,
}

#[derive(Debug, Args)]
pub struct Explain {
    /// The slot; without one, the reason of every slot and experience
    pub slot: Option<String>,
    /// The ruleset (file or folder), or a bundle (.nsb)
    #[arg(long, default_value = ".", value_name = "PATH")]
    pub ruleset: String,
    #[command(flatten)]
    pub visit: Visit,
    /// Also say what would have to be different for something else to be shown
    #[arg(long, requires = "slot")]
    pub what_if: bool,
    /// What would have to be different for this to be shown: an experience, one of its variants, or `default`
    #[arg(long, value_name = "EXPERIENCE[:VARIANT]", requires = "slot")]
    pub to: Option<String>,
    /// Print the explanation as JSON
    #[arg(long)]
    pub json: bool,
}

#[derive(Debug, Args)]
pub struct Signals {
    /// Only names that contain this
    pub filter: Option<String>,
    /// Instead of the catalogue, what the headers of a request yield, each signal with its source
    #[arg(long, value_name = "FILE")]
    pub from_headers: Option<String>,
    /// Whose headers to believe: cloudflare, vercel, netlify …, or your own: country=x-my-country
    #[arg(long, value_name = "NAME|HEADERS", requires = "from_headers")]
    pub platform: Option<String>,
    /// Print it as JSON
    #[arg(long)]
    pub json: bool,
}

#[derive(Debug, Args)]
pub struct Manifest {
    #[command(flatten)]
    pub source: Source,
    /// An earlier manifest (JSON): fail if something became wider since
    #[arg(long, value_name = "FILE")]
    pub against: Option<String>,
    /// `text` for the team, `markdown` for a page that the site can publish
    #[arg(long, default_value = "text", value_parser = ["text", "markdown"], conflicts_with_all = ["json", "against"])]
    pub format: String,
    /// Print it as JSON, to be kept and compared with
    #[arg(long)]
    pub json: bool,
}

#[derive(Debug, Args)]
pub struct Doctor {
    /// The page: an address, or a file that it was saved to
    #[arg(value_name = "URL|FILE")]
    pub page: String,
    /// Also look at a bundle here; without it, where the page's own scripts say that it is
    #[arg(long, value_name = "URL")]
    pub bundle: Vec<String>,
    /// The ruleset (file or folder): which Client Hints it reads, and whether a policy blocks what it shows
    #[arg(long, value_name = "PATH")]
    pub ruleset: Option<String>,
    /// Print what was found as JSON
    #[arg(long)]
    pub json: bool,
}

#[derive(Debug, Args)]
pub struct Init {
    /// The folder to start in
    #[arg(default_value = ".")]
    pub folder: String,
    /// Also add an edge worker that starts locally
    #[arg(long, value_name = "PLATFORM", value_parser = ["cloudflare", "deno", "node"])]
    pub edge: Option<String>,
    /// Replace files that are there already
    #[arg(long)]
    pub force: bool,
    /// Print what was written as JSON
    #[arg(long)]
    pub json: bool,
}

#[derive(Debug, Args)]
pub struct Demo {
    /// The port to listen on
    #[arg(long, default_value_t = 8787)]
    pub port: u16,
    /// Print the address as JSON
    #[arg(long)]
    pub json: bool,
}

#[derive(Debug, Args)]
pub struct Serve {
    #[command(flatten)]
    pub source: Source,
    /// A folder of pages to serve
    #[arg(long, value_name = "FOLDER", default_value = ".")]
    pub site: String,
    /// A live site to put through the local rewriter instead of a folder
    #[arg(long, value_name = "URL", conflicts_with = "site")]
    pub origin: Option<String>,
    /// The port to listen on
    #[arg(long, default_value_t = 8788)]
    pub port: u16,
    /// Take every visitor to be in this country; else the request's CF-IPCountry says it
    #[arg(long, value_name = "CODE")]
    pub country: Option<String>,
    /// Print the address as JSON
    #[arg(long)]
    pub json: bool,
}

#[derive(Debug, Args)]
pub struct Preview {
    #[command(subcommand)]
    pub command: PreviewCommand,
    /// Print it as JSON
    #[arg(long, global = true)]
    pub json: bool,
}

#[derive(Debug, Subcommand)]
pub enum PreviewCommand {
    /// Make a key: the secret half into a file, the public one to be printed
    #[command(after_help = "Example:\n  nearside preview keygen --out preview.key")]
    Keygen(Keygen),
    /// Sign a token that shows these variants for a while
    #[command(
        after_help = "Example:\n  nearside preview sign --key preview.key --expires 2d --url https://www.example.com/ cart=new"
    )]
    Sign(Sign),
    /// Say what a token, or a link, is worth
    #[command(after_help = "Example:\n  nearside preview verify --public-key preview.key LINK")]
    Verify(Verify),
}

#[derive(Debug, Args)]
pub struct Keygen {
    /// Where the secret key goes; a file that is there is not replaced
    #[arg(long, short, default_value = "preview.key", value_name = "FILE")]
    pub out: String,
}

#[derive(Debug, Args)]
pub struct Sign {
    /// The variants to be seen, EXPERIENCE=VARIANT
    #[arg(required = true, value_name = "EXPERIENCE=VARIANT")]
    pub previews: Vec<String>,
    /// The file with the secret key
    #[arg(long, value_name = "FILE")]
    pub key: String,
    /// How long it holds: 90m, 2d; 90d at most
    #[arg(long, default_value = "2d", value_name = "DURATION")]
    pub expires: String,
    /// The ruleset (file or folder), or a bundle (.nsb), that the variants are of
    #[arg(long, default_value = ".", value_name = "PATH")]
    pub ruleset: String,
    /// Also print this address with the token in it
    #[arg(long, value_name = "URL")]
    pub url: Option<String>,
}

#[derive(Debug, Args)]
pub struct Verify {
    /// The token, or an address with one
    #[arg(value_name = "TOKEN|URL")]
    pub token: String,
    /// The public key, or the file of `keygen`
    #[arg(long, allow_hyphen_values = true, value_name = "KEY|FILE")]
    pub public_key: String,
    /// The id of the ruleset that it must be for
    #[arg(long, value_name = "ID")]
    pub id: Option<String>,
    /// Judge it at this moment instead of now
    #[arg(long, value_name = "TIME")]
    pub now: Option<String>,
}
