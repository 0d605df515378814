//! `docs/platforms.md`: the table, for people.

use super::PLATFORMS;
use std::fmt::Write as _;

const HEAD: &str = "\
<!-- Generated from src/signal/facts/platforms.rs: `UPDATE=1 cargo test --lib signal::tests`. Do not edit. -->
# Platforms

Where a request comes from is known to the edge platform before the site, and each says it in its own way. Name yours:
`edge({ …, platform: \"vercel\" })` in a worker, `--platform vercel` on the command line. Without a name nothing is believed
but what the runtime itself makes sure of (Cloudflare's, Fastly's, Netlify's and Vercel's workers are known by their
globals), because **any visitor can send any header**: a `CF-IPCountry` that reaches a server without Cloudflare before it
is a visitor's word. The platforms below overwrite what visitors send under their names; where that takes a setting, it
says so.

Your own proxy: name the headers that it sets, and removes from what visitors send. `platform: { country: \"x-my-country\",
region: …, city: …, timezone: … }`, `--platform country=x-my-country,timezone=x-my-zone`.

| platform | `geo.country` | `geo.region` | `geo.city` | `geo.timezone`, `time.*` | to know |
|---|---|---|---|---|---|
";

const TAIL: &str = "
Where an object is named, it goes before the headers: where the platform made it, they are not looked at.

- `geo.country`, and with it `geo.continent`, `geo.eu` and `time.weekend`: `XX`, `ZZ`, `T1`, `A1`, `AP`, `EU`, `?` and whatever
  else is no country are missing.
- `geo.region` is the code of ISO 3166-2 with its country: `CA` of a visitor in `US` is `US-CA`, and so is `US-CA`. Codes of a
  form that the country does not have (`06`, FIPS 10-4, names) are missing.
- `geo.city` is decoded (percent-encoding, escapes, UTF-8 and Latin-1 taken for one another). A name all in capitals or all
  in small letters is written as others write it, `Rio de Janeiro`; since platforms differ in more than that (spaces,
  accents, languages), compare with `$ini`, and name every spelling. It is a precise signal: off unless a charter allows it, which no
  release makes possible yet (`precise-signal`); `geoFrom` and `nearside signals` say it.
- `time.*` follows the zone's rules at the moment of the request. Where a platform names no zone, the visitor's device is
  asked (`on_device`).
";

pub fn markdown() -> String {
    let mut out = String::from(HEAD);
    for known in PLATFORMS {
        let said = |at| known.says(at).iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
        let [country, region, city, zone, offset] = [0, 1, 2, 3, 4].map(said);
        let clock = if zone.is_empty() { offset } else { zone };
        let _ = writeln!(
            out,
            "| {}: `{}` | {country} | {region} | {city} | {clock} | {} Source: {}. |",
            known.title, known.name, known.about, known.source
        );
    }
    out + TAIL
}
