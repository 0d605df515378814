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
    match observe(signal, None, &Facts::from_iter(known)).map(|seen| seen.value) {
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
    // The table is made of an earlier edition of this list, so this tells how whole it is kept. What it leaves out are a news
    // site and a page to sign in; what has another medium here are networks with a search, and advertisements; and a few
    // engines are younger than it.
    for (medium, least) in [("search", 0.97), ("social", 0.98), ("chat", 1.0)] {
        let found = share(counts[medium].medium, counts[medium].all);
        assert!(found >= least, "{medium}: {found:.3} < {least}");
    }
}

/// Sites that everybody knows, and that are neither engines, networks, mail, assistants nor advertisers.
const OTHERS: &str = "\
en.wikipedia.org commons.wikimedia.org www.amazon.com www.amazon.co.jp www.ebay.de www.aliexpress.com www.etsy.com \
www.walmart.com www.target.com www.ikea.com www.zalando.de www.otto.de www.bestbuy.com www.rakuten.co.jp www.mercadolibre.com.ar \
www.nytimes.com www.washingtonpost.com www.theguardian.com www.bbc.co.uk www.bbc.com www.cnn.com edition.cnn.com www.reuters.com \
apnews.com www.spiegel.de www.zeit.de www.faz.net www.sueddeutsche.de www.lemonde.fr www.lefigaro.fr www.liberation.fr elpais.com \
www.elmundo.es www.corriere.it www.repubblica.it www.nrc.nl www.vg.no www.aftonbladet.se www.hs.fi www.asahi.com www.nikkei.com \
timesofindia.indiatimes.com www.aljazeera.com www.forbes.com www.bloomberg.com www.ft.com www.wsj.com www.economist.com \
techcrunch.com www.theverge.com arstechnica.com www.wired.com www.heise.de www.golem.de www.zdnet.com \
stackoverflow.com developer.mozilla.org docs.python.org www.npmjs.com crates.io pypi.org gitlab.com bitbucket.org www.rust-lang.org \
kubernetes.io www.docker.com aws.amazon.com azure.microsoft.com cloud.google.com docs.google.com drive.google.com \
accounts.google.com support.google.com sites.google.com www.microsoft.com support.microsoft.com www.apple.com apps.apple.com \
play.google.com store.steampowered.com www.netflix.com open.spotify.com www.imdb.com www.rottentomatoes.com www.booking.com \
www.airbnb.com www.expedia.com www.tripadvisor.com www.yelp.com www.uber.com www.paypal.com checkout.stripe.com \
www.shopify.com wordpress.org www.wix.com www.adobe.com www.canva.com www.notion.so www.figma.com trello.com zoom.us \
www.nasa.gov www.who.int europa.eu www.gov.uk www.service-public.fr www.harvard.edu web.mit.edu www.cam.ac.uk \
www.nature.com www.sciencedirect.com arxiv.org pubmed.ncbi.nlm.nih.gov archive.org web.archive.org www.weather.com \
www.espn.com www.nba.com www.fifa.com www.uefa.com www.lego.com www.nike.com www.adidas.de research.google \
research.example.com searchengineland.com www.researchsquare.com finance.yahoo.com www.chattanooga.gov www.socialist.example";

#[test]
fn others_are_strangers() {
    let others: Vec<&str> = OTHERS.split_whitespace().collect();
    assert!(others.len() >= 100);
    let wrong: Vec<String> = others
        .iter()
        .map(|host| (host, seen(id::REFERRAL_SOURCE, &format!("https://{host}/"))))
        .filter(|(_, found)| found != "referral")
        .map(|(host, found)| format!("{host}: {found}"))
        .collect();
    println!("referral others: {} of {} are strangers", others.len() - wrong.len(), others.len());
    assert!(wrong.is_empty(), "{wrong:?}");
}
