//! A full context from a request of twenty headers, natively: nanoseconds a request, for the requests in a file. And what
//! hostile facts take, at n bytes and at ten times n.
//!
//!     cargo bench --bench context -- requests.json
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::disallowed_methods,
    reason = "a benchmark reads files and the clock, and may fail"
)]

use std::hint::black_box;
use std::time::{Duration, Instant};

use nearside::signal::catalogue::{self, Entry};
use nearside::signal::facts::{headers, number};
use nearside::signal::{Fact, Facts, Seen, Visit, see};
use serde_json::Value;

const PASSES: usize = 25;
const SLICE: Duration = Duration::from_millis(20);

fn main() {
    let Some(path) = std::env::args().skip(1).find(|argument| !argument.starts_with("--")) else { return };
    let file: Value = serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap();
    let platform = file["platform"].as_str();
    let requests: Vec<(&str, Vec<(&str, &str)>)> = file["requests"]
        .as_array()
        .unwrap()
        .iter()
        .map(|request| {
            let pairs = request["headers"].as_object().unwrap().iter();
            (
                request["url"].as_str().unwrap(),
                pairs.map(|(name, value)| (name.as_str(), value.as_str().unwrap())).collect(),
            )
        })
        .collect();
    let asked: Vec<&Entry> = catalogue::all().iter().filter(|entry| entry.active && !entry.is_family()).collect();
    let ns = quickest(|| {
        for (url, pairs) in &requests {
            let mut facts = headers::read(pairs.iter().copied(), platform);
            facts.insert(number::NOW, Fact::Number(1.8e12));
            facts.insert(number::URL, Fact::Text((*url).to_owned()));
            all(&asked, &facts);
        }
        requests.len()
    });
    let hostile: Vec<Value> = HOSTILE.iter().map(|(name, fact, part)| hostile(&asked, name, *fact, part)).collect();
    println!("{}", serde_json::json!({ "ns": ns, "hostile": hostile }));
}

/// What a stranger may send, by what it is repeated of.
const HOSTILE: [(&str, u8, &str); 5] = [
    ("user agent", number::USER_AGENT, "Mozilla/5.0 (Linux; Android; "),
    ("languages", number::LANGUAGES, "en-US;q=0.5,"),
    ("referrer", number::REFERRER, "https://a.b/"),
    ("address", number::URL, "https://a.b/?utm_source=%40&"),
    ("brands", number::CH_BRANDS, "\"Chromium\";v=\"1\","),
];

/// All signals of one long fact, at n bytes and at ten times n.
fn hostile(asked: &[&Entry], name: &str, fact: u8, part: &str) -> Value {
    let at = |bytes: usize| {
        let text = part.repeat(bytes / part.len());
        let facts = Facts::from_iter(vec![(fact, Fact::Text(text))]);
        quickest(|| {
            all(asked, &facts);
            1
        })
    };
    serde_json::json!({ "name": name, "n": N, "ns": at(N), "ns_of_ten": at(10 * N) })
}

/// Bytes; ten times as many are as long as a signal's text may be.
const N: usize = 800;

fn all(asked: &[&Entry], facts: &Facts) {
    let (visit, mut seen) = (Visit::of(facts), Seen::new());
    for entry in asked {
        let form = see(entry.id, &[], &visit, &mut seen);
        black_box(seen.observation(form));
    }
}

/// Nanoseconds a unit of work, of which a round has as many as it says: in the quickest of the passes, since a shared
/// machine can only be slower than itself.
fn quickest(mut round: impl FnMut() -> usize) -> f64 {
    let pass = |_| {
        let (start, mut done) = (Instant::now(), 0);
        while start.elapsed() < SLICE {
            done += round();
        }
        start.elapsed().as_nanos() as f64 / done as f64
    };
    (0..PASSES).map(pass).fold(f64::INFINITY, f64::min)
}
