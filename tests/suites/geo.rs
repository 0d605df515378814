//! What platforms call their headers and fields, as their documentation spells them.

use super::suite;
use nearside::signal::facts::platforms::{Convention, PLATFORMS, Places};
use serde_json::Value;

/// The platforms of the suite, and ours; some are several there.
const NAMES: [(&str, &str); 12] = [
    ("cloudflare_request_cf", "cloudflare"),
    ("cloudflare_headers", "cloudflare"),
    ("vercel", "vercel"),
    ("netlify", "netlify"),
    ("fastly", "fastly"),
    ("cloudfront", "cloudfront"),
    ("akamai", "akamai"),
    ("appengine", "appengine"),
    ("gcp_load_balancer", "gcp"),
    ("deno_deploy", "deno"),
    ("wpengine_headless", "wpengine"),
    ("contentstack_launch", "contentstack"),
];

/// All that the suite says of a platform, as words: names stand in lists, and in sentences too.
fn words(value: &Value, out: &mut Vec<String>) {
    match value {
        Value::String(text) => {
            let is_part = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
            out.extend(text.split(|c| !is_part(c)).filter(|word| !word.is_empty()).map(str::to_owned));
        }
        Value::Array(all) => all.iter().for_each(|one| words(one, out)),
        Value::Object(all) => all.values().for_each(|one| words(one, out)),
        _ => {}
    }
}

fn named<'a>(places: &Places<'a>) -> impl Iterator<Item = &'a str> {
    places.iter().copied().filter(|name| !name.is_empty())
}

fn headers<'a>(known: &Convention<'a>) -> Vec<&'a str> {
    named(&known.headers).chain(known.packed.map(|packed| packed.header)).collect()
}

fn fields<'a>(known: &Convention<'a>) -> Vec<&'a str> {
    let packed = known.packed.iter().flat_map(|packed| named(&packed.fields));
    let object = known.object.iter().flat_map(nearside::signal::facts::platforms::Object::marks);
    packed.chain(object).collect()
}

#[test]
fn every_name_is_spelt_as_the_platform_spells_it() {
    let Some(text) = suite("geo/geo-headers.json") else { return };
    let suite: Value = serde_json::from_str(&text).unwrap();
    let theirs = suite.as_object().unwrap().keys().filter(|key| !key.starts_with('_'));
    for key in theirs {
        assert!(NAMES.iter().any(|(name, _)| name == key), "{key} is not tested");
    }
    for known in PLATFORMS {
        let mut documented = Vec::new();
        let keys = NAMES.iter().filter(|(_, ours)| *ours == known.name).map(|(key, _)| *key);
        for key in keys {
            words(&suite[key], &mut documented);
        }
        if documented.is_empty() {
            println!("geo {}: not in the suite", known.name);
            continue;
        }
        let (headers, fields) = (headers(known), fields(known));
        for header in &headers {
            assert!(documented.iter().any(|word| word.eq_ignore_ascii_case(header)), "{}: {header}", known.name);
        }
        // Fields are JavaScript's: case counts.
        for field in fields.iter().flat_map(|path| path.split('.')) {
            assert!(documented.iter().any(|word| word == field), "{}: {field}", known.name);
        }
        println!("geo {}: {} headers and {} fields as documented", known.name, headers.len(), fields.len());
    }
}
