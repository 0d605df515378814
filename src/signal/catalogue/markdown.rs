//! `docs/signals.md`, and what `nearside signals` prints: the table, for people.

use super::{Entry, Sensitivity, all};
use crate::program::records::{AT_EDGE, ON_DEVICE};
use crate::signal::facts::platforms::PLATFORMS;
use std::fmt::Write as _;

/// The whole catalogue as a page of documentation.
pub fn markdown() -> String {
    let mut out = String::from(HEAD);
    let mut group = "";
    for entry in all() {
        if entry.group() != group {
            group = entry.group();
            let _ = writeln!(
                out,
                "\n## `{group}`\n\n| signal | type | what it is | what it can reveal | from | where | |\n|---|---|---|---|---|---|---|"
            );
        }
        let _ = writeln!(out, "| {} |", row(entry).join(" | "));
    }
    out.push_str(OWN);
    out + &places() + TOOLS
}

const TOOLS: &str = r#"
## Without a ruleset

`nearside/tools` tells one group of signals, in Node or in a page; `nearside signals --from-headers FILE` all that a request
yields, with their sources. (A test runs these lines.)

```js
classify({ "user-agent": "CCBot/2.0" }); // { "device.type": "bot" }
classifyReferrer("https://t.co/", "https://shop.example/"); // { "referral.source": "social", "referral.name": "x", "referral.host": "t.co" }
geoFrom({ "cf-ipcountry": "NO" }, "cloudflare"); // { "geo.country": "NO", "geo.continent": "EU", "geo.eu": false }
geoFrom({ "cf-ipcountry": "NO" }); // {}
localeFrom("nb, en;q=0.5")["locale.currency"]; // "NOK"
localeFrom("en", "DE")["locale.currency"]; // "EUR"
```

`classifyReferrer(url, pageUrl, { domains })` takes the site's own domains, as a ruleset does: `internal` is then what lies below
the part of one of them that somebody registered, by the public suffix list, and the page's own host. Without them it is what
shares that part with the page's host, by a rule that knows most endings. What is no domain (`co.uk`, `https://shop.example`)
is a `TypeError` that says what to write.
"#;

const OWN: &str = r##"
## The site's own signals

`custom.*` is declared in the ruleset, with its type, and given by the site: `start({ signals: { "custom.plan": "pro" } })`, or
read from the page by the browser:

```yaml
signals:
  custom.plan:  { type: enum, values: [free, pro] }                              # given by the site
  custom.price: { type: number, from: { text: "[itemprop=price]" } }             # the text of the first such element
  custom.sku:   { type: string, from: { attr: data-sku, of: "#product" } }       # an attribute
  custom.size:  { type: enum, values: [s, m, l], from: { value: "select[name=size]" } }   # a field; never a password's
  custom.about: { type: topic, from: { attr: content, of: "meta[name=section]" } }
```

What the site gives goes before what the page says. A text of more than 200 characters is no value, nor is one of another
type. In a text for people, the last `.` or `,` that is not followed by exactly three digits is the decimal point: `1.299,00 €`
and `$1,299` are numbers, 1299 both; in attributes and fields numbers are written as programs write them. An edge does not read
the page, so what hangs on such a signal is decided in the browser. What stands in a field may come from a link, and is shown
only through a named list or table.
"##;

/// Who says where a request comes from.
fn places() -> String {
    let mut out = String::from(PLACES);
    for known in PLATFORMS {
        let said = |at: usize| known.says(at).iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
        let clock = if said(3).is_empty() { said(4) } else { said(3) };
        let _ = writeln!(out, "| `{}` | {} | {} | {} | {clock} |", known.name, said(0), said(1), said(2));
    }
    out
}

const PLACES: &str = "
## Where `geo` comes from

From the platform that the host names, and nobody else: a visitor can send `CF-IPCountry: NO` as well as Cloudflare can, so it
counts for `platform: \"cloudflare\"` and is not looked at for any other, nor where none is named. Name a platform only where
every request passes through it. What each must be told, and how values are mended, is in [platforms.md](platforms.md).

| platform | `geo.country`, `geo.continent`, `geo.eu` | `geo.region` | `geo.city` | `geo.timezone`, `time.*` |
|---|---|---|---|---|
";

const HEAD: &str = "\
<!-- Generated from src/signal/catalogue.rs: `UPDATE=1 cargo test --lib signal::tests`. Do not edit. -->
# Signals

Everything that a rule can ask about a visit. A ruleset names the signals it reads; nothing else is read. Each value
carries its source and its trust: `known` (a platform, a device API or a header made for it says so), `declared` (the visitor,
the site or a link says so) or `inferred` (concluded from something else). What is not known is missing, never guessed.

`known` is no proof. What a request says, its sender says: any program can send any user agent, hint, language or referrer, and
gets the page of whom it claims to be. So nothing that a visitor must not see may hang on a signal. A platform's headers
(`CF-IPCountry`) are believed only where that platform is named, see [below](#where-geo-comes-from).

*From*: the sources, first choice first, each with the trust of what it says. *Where*: `edge` from a request, `device` in a
browser. *Later* signals are reserved: their names and types are checked, using them is an error until a release makes them. A
`*` stands for a name that you choose.

What an edge does not know and a browser may is left to the browser: rules that hang on it, and contents that show it, wait
for the device (`on_device`). Not so what a request says in full (`page.path`, `page.host`, `page.query.*`, `referral.*`,
`time.utc.*`), and what only a platform says (`geo.region`, `geo.city`): missing there, it is missing. `custom.*` may be given at the edge, in the
browser, or both; where you know at the edge that there is none, give `null`, and nothing waits for it.

Some hints a browser sends once it is asked. A page that an edge rewrites asks for those that its rules read, and no others
(`Accept-CH`): `Sec-CH-UA-Form-Factors`, `-Platform-Version` and `-Full-Version-List`, `Sec-CH-Viewport-Width`,
`Sec-CH-Prefers-Color-Scheme` and `-Reduced-Motion`, `ECT`, `Sec-CH-Device-Memory`. They come with the second request, from
Chromium alone; until then, the signals behind them are made of what there is, or left to the browser.
";

/// The cells of an entry's row: name, type, about, what it reveals, sources, place, notes.
fn row(entry: &Entry) -> [String; 7] {
    let [about, reveals] = [entry.about(), entry.reveals()].map(str::to_owned);
    [format!("`{}`", entry.name), kind(entry), about, reveals, sources(entry), place(entry), notes(entry)]
}

/// `platform (known), time zone (inferred)`.
pub fn sources(entry: &Entry) -> String {
    let all = entry.sources();
    let said = all.iter().map(|(source, trust)| format!("{} ({})", source.word(), trust.word()));
    said.collect::<Vec<_>>().join(", ")
}

fn kind(entry: &Entry) -> String {
    // Countries and the like are named by their standard instead.
    const SHORT: usize = 20;
    let mut out = match entry.values.len() {
        1..=SHORT => entry.values.iter().map(|value| format!("`{value}`")).collect::<Vec<_>>().join(" "),
        _ => entry.kind.word().to_owned(),
    };
    if !entry.unit.is_empty() {
        let _ = write!(out, ", {}", entry.unit);
    }
    out
}

fn place(entry: &Entry) -> String {
    let places = [(AT_EDGE, "edge"), (ON_DEVICE, "device")];
    places.iter().filter(|(flag, _)| entry.place & flag != 0).map(|(_, word)| *word).collect::<Vec<_>>().join(", ")
}

fn notes(entry: &Entry) -> String {
    let mut notes = Vec::new();
    if entry.sensitivity != Sensitivity::Contextual {
        notes.push(entry.sensitivity.word());
    }
    if entry.memory {
        notes.push("remembered");
    }
    if entry.url_text {
        notes.push("a link's text: never shown as it is");
    }
    if !entry.active {
        notes.push("later");
    }
    notes.join(", ")
}
