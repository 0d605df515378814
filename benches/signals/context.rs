//! A full context from a request of twenty headers, natively: nanoseconds a request, for the requests in a file.
//!
//!     cargo bench --bench context -- requests.json
#![allow(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    reason = "a benchmark reads files and the clock, and may fail"
)]

use std::hint::black_box;
use std::time::{Duration, Instant};

use nearside::signal::catalogue::{self, Entry};
use nearside::signal::facts::{headers, number};
use nearside::signal::{Fact, observe};
use serde_json::Value;

const PASSES: usize = 25;
const SLICE: Duration = Duration::from_millis(40);

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
    let mut times = Vec::new();
    for _ in 0..PASSES {
        let (start, mut rounds) = (Instant::now(), 0);
        while start.elapsed() < SLICE {
            for (url, pairs) in &requests {
                let mut facts = headers::read(pairs.iter().copied(), platform);
                facts.insert(number::NOW, Fact::Number(1.8e12));
                facts.insert(number::URL, Fact::Text((*url).to_owned()));
                for entry in &asked {
                    black_box(observe(entry.id, None, &facts));
                }
                rounds += 1;
            }
        }
        times.push(start.elapsed().as_nanos() as f64 / f64::from(rounds));
    }
    times.sort_by(f64::total_cmp);
    println!("{{\"ns\":{}}}", times[PASSES / 2]);
}
