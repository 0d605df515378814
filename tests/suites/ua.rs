//! User agents: classes, systems, browsers and robots, as Matomo's, isbot's and crawler-user-agents' fixtures label them,
//! and real traffic.
//!
//! Classes are judged by recall, each class alike: two in three rows are phones. Labels that our catalogue has no word
//! for are left out of the count, and counted.

use super::suite;
use nearside::signal::catalogue::id;
use nearside::signal::facts::headers;
use nearside::signal::observe;
use nearside::value::Value as Seen;
use serde_json::Value;
use std::collections::BTreeMap;

const CLASSES: [&str; 7] = ["mobile", "tablet", "desktop", "tv", "console", "wearable", "bot"];

fn rows(name: &str) -> Vec<Value> {
    let text = suite(&format!("ua/ua-{name}.jsonl")).unwrap_or_default();
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// What an edge says of the row; empty: nothing.
fn said(signal: u16, row: &Value) -> String {
    let more = row["headers"]
        .as_object()
        .into_iter()
        .flatten()
        .filter_map(|(name, value)| Some((name.as_str(), value.as_str()?)));
    let facts = headers::read([("user-agent", row["ua"].as_str().unwrap())].into_iter().chain(more), None);
    match observe(signal, None, &facts).map(|seen| seen.value) {
        Some(Seen::Text(text)) => text,
        _ => String::new(),
    }
}

fn text<'a>(row: &'a Value, key: &str) -> &'a str {
    row[key].as_str().unwrap_or_default()
}

/// Right ones of how many.
#[derive(Debug, Clone, Copy, Default)]
struct Share {
    right: usize,
    all: usize,
    /// Without a word of ours.
    out: usize,
}

impl Share {
    fn count(&mut self, is_right: bool) {
        self.all += 1;
        self.right += usize::from(is_right);
    }

    fn of_one(self) -> f64 {
        self.right as f64 / self.all.max(1) as f64
    }
}

/// Our word for Matomo's name of a system.
fn system(name: &str) -> Option<&'static str> {
    Some(match name {
        "Android" | "Android TV" | "Wear OS" | "Lineage OS" | "CyanogenMod" | "MocorDroid" | "HyperOS" => "android",
        "Fire OS" => "fireos",
        "iOS" | "iPadOS" => "ios",
        "watchOS" => "watchos",
        "tvOS" => "tvos",
        "Windows" | "Windows Phone" | "Windows Mobile" | "Windows CE" | "Windows RT" => "windows",
        "Mac" => "macos",
        "GNU/Linux" | "Ubuntu" | "Debian" | "Fedora" | "Gentoo" | "CentOS" => "linux",
        "Chrome OS" => "chromeos",
        "webOS" => "webos",
        "Tizen" => "tizen",
        "KaiOS" => "kaios",
        "HarmonyOS" => "harmonyos",
        "PlayStation" => "playstation",
        "Xbox" => "xbox",
        "Roku OS" => "roku",
        _ => return None,
    })
}

/// Our word for Matomo's browser, else for the family that it counts it among.
fn browser(client: &str, family: &str) -> Option<&'static str> {
    Some(match client {
        "Samsung Browser" => "samsung",
        "Yandex Browser" | "Yandex Browser Lite" => "yandex",
        "UC Browser" | "UC Browser Turbo" | "UC Browser Mini" => "uc",
        "QQ Browser" | "QQ Browser Lite" | "QQ Browser Mini" => "qq",
        "Microsoft Edge" => "edge",
        "Brave" => "brave",
        "Vivaldi" => "vivaldi",
        "DuckDuckGo Privacy Browser" => "duckduckgo",
        "Android Browser" => "android",
        _ => match family {
            "Chrome" => "chrome",
            "Opera" => "opera",
            "Firefox" => "firefox",
            "Safari" => "safari",
            "Internet Explorer" => "ie",
            _ => return None,
        },
    })
}

#[test]
fn devices_are_what_matomo_says() {
    let rows = rows("matomo");
    if rows.is_empty() {
        return;
    }
    let mut classes: BTreeMap<&str, Share> = BTreeMap::new();
    let (mut systems, mut browsers, mut unnamed) = (Share::default(), Share::default(), 0);
    for row in &rows {
        match CLASSES.into_iter().find(|class| *class == text(row, "device")) {
            Some(class) => classes.entry(class).or_default().count(said(id::DEVICE_TYPE, row) == class),
            None => unnamed += 1,
        }
        if row["os_name"].is_string() {
            match system(text(row, "os_name")) {
                Some(word) => systems.count(said(id::DEVICE_OS, row) == word),
                None => systems.out += 1,
            }
        }
        if text(row, "client_type") == "browser" {
            match browser(text(row, "client"), text(row, "browser")) {
                Some(word) => browsers.count(said(id::DEVICE_BROWSER, row) == word),
                None => browsers.out += 1,
            }
        }
    }
    for (class, share) in &classes {
        println!("ua matomo {class}: {:.3} ({} of {})", share.of_one(), share.right, share.all);
    }
    let macro_recall = classes.values().map(|share| share.of_one()).sum::<f64>() / classes.len() as f64;
    println!("ua matomo classes: macro recall {macro_recall:.3}; {unnamed} rows of other classes left out");
    for (what, share) in [("systems", systems), ("browsers", browsers)] {
        println!("ua matomo {what}: {:.3} ({} of {}; {} left out)", share.of_one(), share.right, share.all, share.out);
    }
    let recall = |class: &str| classes.get(class).map_or(0.0, |share| share.of_one());
    assert!(macro_recall >= 0.90);
    assert!(
        recall("tablet") >= 0.85 && recall("tv") >= 0.90 && recall("console") >= 0.95 && recall("wearable") >= 0.80
    );
    assert!(systems.of_one() >= 0.96 && browsers.of_one() >= 0.92);
}

#[test]
fn robots_are_found_and_people_are_none() {
    let (mut found, mut people): (BTreeMap<String, Share>, _) = (BTreeMap::new(), Share::default());
    let matomo = rows("matomo");
    for row in rows("bots").iter().chain(&matomo) {
        let is_robot = said(id::DEVICE_TYPE, row) == "bot";
        let source = text(row, "src").split('/').next().unwrap().to_owned();
        match row["bot"] == true {
            true => found.entry(source).or_default().count(is_robot),
            false if source == "isbot" => people.count(!is_robot),
            false => {}
        }
    }
    if found.is_empty() {
        return;
    }
    for (source, share) in &found {
        println!("ua robots of {source}: {:.3} ({} of {})", share.of_one(), share.right, share.all);
    }
    println!("ua people of isbot: {:.3} ({} of {})", people.of_one(), people.right, people.all);
    let right: usize = found.values().map(|share| share.right).sum();
    let all: usize = found.values().map(|share| share.all).sum();
    println!("ua robots: {:.4} ({right} of {all})", right as f64 / all as f64);
    assert!(right * 100 >= all * 98);
}

#[test]
fn real_traffic_is_what_it_is_and_no_robots() {
    let rows = rows("realtraffic");
    let (mut share, mut robots) = (Share::default(), 0);
    for row in &rows {
        let class = said(id::DEVICE_TYPE, row);
        share.count(class == text(row, "device"));
        robots += usize::from(class == "bot");
    }
    println!("ua real traffic: {:.4} ({} of {}); {robots} robots", share.of_one(), share.right, share.all);
    assert!(share.right * 1_000 >= share.all * 999 && robots * 1_000 <= share.all);
}
