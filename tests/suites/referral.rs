//! Hosts of search engines, social networks and assistants (Matomo's public list, CC0), and sites that are none.

use super::suite;
use nearside::signal::catalogue::id;
use nearside::signal::{Fact, Facts, facts::number, observe};
use nearside::value::Value;
use std::collections::BTreeMap;

/// A signal of a visit that comes from an address.
fn seen(signal: u16, referrer: &str) -> String {
    let known = vec![
        (number::REFERRER, Fact::Text(referrer.to_owned())),
        (number::URL, Fact::Text("https://www.shop.example/p".to_owned())),
    ];
    match observe(signal, None, &Facts { known }).map(|seen| seen.value) {
        Some(Value::Text(text)) => text,
        _ => String::new(),
    }
}

fn folded(name: &str) -> String {
    name.chars().filter(|c| c.is_alphanumeric()).collect::<String>().to_lowercase()
}

#[derive(Default)]
struct Count {
    all: usize,
    medium: usize,
    /// The same of an address with its path and query, where the list has one.
    full: usize,
    name: usize,
    terms: usize,
    term: usize,
}

#[test]
fn hosts_are_known_by_their_medium() {
    let Some(text) = suite("referral/referrer-hosts.jsonl") else { return };
    let mut counts: BTreeMap<String, Count> = BTreeMap::new();
    for line in text.lines() {
        let row: serde_json::Value = serde_json::from_str(line).unwrap();
        let field = |name: &str| row[name].as_str().unwrap_or_default();
        // `{}` is a country, before the host or as its ending.
        let pattern = field("host_pattern");
        let pattern =
            if pattern.starts_with("{}") { pattern.replace("{}", "fr") } else { pattern.replace("{}", "com") };
        let medium = if field("medium") == "ai" { "chat" } else { field("medium") };
        let count = counts.entry(medium.to_owned()).or_default();
        let bare = format!("https://{pattern}/");
        let full =
            format!("https://{}/{}", pattern.trim_end_matches('/'), field("backlink").replace("{k}", "red+shoes"));
        count.all += 1;
        count.medium += usize::from(seen(id::REFERRAL_SOURCE, &bare) == medium);
        count.full += usize::from(seen(id::REFERRAL_SOURCE, &full) == medium);
        let name = folded(&seen(id::REFERRAL_NAME, &bare));
        count.name += usize::from(
            !name.is_empty() && (folded(field("name")).contains(&name) || name.contains(&folded(field("name")))),
        );
        if full.contains("=red+shoes") {
            count.terms += 1;
            count.term += usize::from(seen(id::REFERRAL_TERM, &full) == "red shoes");
            if std::env::var_os("SHOW_MISSED").is_some()
                && seen(id::REFERRAL_SOURCE, &bare) == medium
                && seen(id::REFERRAL_TERM, &full) != "red shoes"
            {
                println!("noterm {full}");
            }
        }
        if std::env::var_os("SHOW_MISSED").is_some() && seen(id::REFERRAL_SOURCE, &bare) != medium {
            println!("missed {medium}: {pattern}");
        }
    }
    let share = |part: usize, all: usize| part as f64 / all.max(1) as f64;
    for (medium, count) in &counts {
        println!(
            "referral {medium}: {} hosts, medium {:.3} (with path and query {:.3}), name {:.3}, term {:.3} of {}",
            count.all,
            share(count.medium, count.all),
            share(count.full, count.all),
            share(count.name, count.all),
            share(count.term, count.terms),
            count.terms,
        );
    }
    for (medium, least) in [("search", 0.97), ("social", 0.95), ("chat", 1.0)] {
        let found = share(counts[medium].medium, counts[medium].all);
        assert!(found >= least, "{medium}: {found:.3} < {least}");
    }
}
