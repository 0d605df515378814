//! What a device is: Client Hints first, the user agent second, and touch points where a tablet calls itself a Mac.
//!
//! The tables name makers' own tokens, from their documentation; nothing is taken from a list of devices, so that a
//! device of tomorrow lands in its class by the words that its platform always says. What a hint says is *known*,
//! what a user agent says *inferred*.

use super::facts::{Fact, Facts, number, unquoted};
use super::scan::{has, has_fold, meaning, parts};
use super::{Observation, Observed, Source, Trust};

/// Enough for every honest user agent; what follows is not looked at.
const USER_AGENT: usize = 1024;

/// Robots say that they are, or give an address to complain to. `Cubot` makes phones.
const ROBOTS: &str = "bot=bot|crawl|spider|slurp|facebookexternalhit|mediapartners|+http|curl/|wget/|python-|go-http-client|\
libwww|java/|axios/|node-fetch|scrapy|chatgpt-user|claude-user|perplexity-user|lighthouse|preview|archiver|feedfetcher";

/// Classes by tokens of the user agent; the first row wins.
const CLASSES: &str = "\
console=PlayStation|Xbox|Nintendo;\
tv=SMART-TV|SmartTV|Smart TV|HbbTV|NetCast|Web0S|GoogleTV|Google TV|Android TV|AndroidTV|AppleTV|Apple TV|BRAVIA|CrKey|\
AFTT|AFTS|AFTM|AFTB|AFTN|AFTK|AFTG|Roku|VIDAA|Viera|PhilipsTV|Opera TV|OPR TV|TV Safari|DTV| TV|MiTV|MiBOX;\
wearable=Watch OS|WatchOS|Apple Watch|Wear OS| Watch|SM-R;\
tablet=iPad|Tablet|PlayBook|Kindle|Silk/|KFAPWI|TouchPad;\
mobile=iPhone|iPod|Windows Phone|IEMobile|BlackBerry|BB10|KAIOS|Opera Mini|Symbian|MIDP|Mobile Safari|Mobile;\
tablet=Android;\
desktop=Windows NT|Macintosh|X11|CrOS|Linux";

/// Operating systems by tokens of the user agent; the first row wins.
const SYSTEMS: &str = "\
xbox=Xbox;playstation=PlayStation;nintendo=Nintendo;tizen=Tizen;webos=Web0S|webOS|hpwOS;roku=Roku;kaios=KAIOS;\
tvos=AppleTV|Apple TV|tvOS;watchos=Watch OS|WatchOS|watchOS;visionos=visionOS;ios=iPhone|iPad|iPod;\
harmonyos=HarmonyOS|OpenHarmony;fireos=AFTT|AFTS|AFTM|AFTB|AFTN|AFTK|AFTG|Kindle|Silk/;android=Android;\
chromeos=CrOS;windows=Windows;macos=Macintosh;linux=Linux|X11";

/// Browsers by tokens of the user agent; the first row wins, since all call themselves the later ones too.
const BROWSERS: &str = "\
edge=Edg/|EdgA/|EdgiOS/|Edge/;opera=OPR/|OPiOS/|OPT/|OPX/|Opera;samsung=SamsungBrowser/;yandex=YaBrowser/;\
vivaldi=Vivaldi/;duckduckgo=DuckDuckGo/|Ddg/;uc=UCBrowser/|UBrowser/;brave=Brave/;firefox=Firefox/|FxiOS/;\
chrome=Chrome/|CriOS/|Chromium/;ie=MSIE |Trident/;safari=Safari/|AppleWebKit/";

/// `Sec-CH-UA-Platform`.
const PLATFORMS: &str =
    "android=Android;chromeos=Chrome OS|Chromium OS;ios=iOS;linux=Linux;macos=macOS;windows=Windows";

/// Brands of `Sec-CH-UA`. Made-up brands (GREASE) are in no row.
const BRANDS: &str = "\
edge=Microsoft Edge;opera=Opera|Opera GX;samsung=Samsung Internet;yandex=YaBrowser|Yandex;vivaldi=Vivaldi;brave=Brave;\
duckduckgo=DuckDuckGo;chrome=Google Chrome|Android WebView|HeadlessChrome;chrome=Chromium";

/// `Sec-CH-UA-Form-Factors`, most telling first.
const FORMS: &str = "wearable=Watch;tablet=Tablet;mobile=Mobile;desktop=Desktop";

pub(super) fn class(facts: &Facts) -> Option<Observation> {
    let agent = user_agent(facts);
    let by_agent = agent.and_then(class_of);
    // These are what they say whatever their hints: a console sends the hints of the Windows that it runs.
    if let Some(class @ ("bot" | "console" | "tv")) = by_agent {
        return Some(inferred(class));
    }
    if let Some(class) = hinted(facts) {
        return Some(known(class));
    }
    match by_agent {
        Some("desktop") if is_ipad(facts) => Some(inferred("tablet")),
        class => Some(inferred(class?)),
    }
}

pub(super) fn system(facts: &Facts) -> Option<Observation> {
    let agent = user_agent(facts);
    let by_agent = agent.and_then(|agent| meaning(SYSTEMS, |token| has(agent, token)));
    let hint = facts.text(number::CH_PLATFORM).map(unquoted);
    if let Some(system) = hint.and_then(|hint| meaning(PLATFORMS, |name| name == hint)) {
        // Amazon's Android is an Android to its hints.
        return Some(if by_agent == Some("fireos") { inferred("fireos") } else { known(system) });
    }
    match by_agent? {
        "macos" if is_ipad(facts) => Some(inferred("ios")),
        system => Some(inferred(system)),
    }
}

pub(super) fn browser(facts: &Facts) -> Option<Observation> {
    if let Some(browser) = brand(facts) {
        return Some(known(browser));
    }
    let agent = user_agent(facts)?;
    meaning(BROWSERS, |token| has(agent, token)).map(inferred)
}

pub(super) fn touch(facts: &Facts) -> Option<Observation> {
    let points = facts.number(number::TOUCH_POINTS)?;
    Some(measured(Observed::Bool(points > 0.0), Source::Device))
}

pub(super) fn screen(facts: &Facts) -> Option<Observation> {
    let width = facts.number(number::VIEWPORT_WIDTH).filter(|width| *width >= 0.0)?;
    let class = match width {
        w if w < 600.0 => "s",
        w if w < 1024.0 => "m",
        w if w < 1440.0 => "l",
        _ => "xl",
    };
    Some(measured(Observed::Text(String::from(class)), media(facts, number::VIEWPORT_WIDTH)))
}

/// A preference: `yes` is how a header says it.
pub(super) fn preference(facts: &Facts, fact: u8, yes: &str) -> Option<Observation> {
    Some(measured(Observed::Bool(facts.flag(fact, yes)?), media(facts, fact)))
}

/// `Save-Data: on` or `navigator.connection.saveData`; `Sec-GPC: 1` or `navigator.globalPrivacyControl`.
pub(super) fn setting(facts: &Facts, fact: u8, yes: &str) -> Option<Observation> {
    Some(measured(Observed::Bool(facts.flag(fact, yes)?), Source::Device))
}

/// A header is a Client Hint, an answer of the browser a media query.
fn media(facts: &Facts, fact: u8) -> Source {
    match facts.get(fact) {
        Some(Fact::Text(_)) => Source::ClientHints,
        _ => Source::MediaQuery,
    }
}

fn measured(value: Observed, source: Source) -> Observation {
    Observation { value, source, trust: Trust::Known }
}

fn known(text: &str) -> Observation {
    Observation { value: Observed::Text(String::from(text)), source: Source::ClientHints, trust: Trust::Known }
}

fn inferred(text: &str) -> Observation {
    Observation { value: Observed::Text(String::from(text)), source: Source::UserAgent, trust: Trust::Inferred }
}

fn user_agent(facts: &Facts) -> Option<&str> {
    let Some(Fact::Text(text)) = facts.get(number::USER_AGENT) else { return None };
    let mut end = text.len().min(USER_AGENT);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    text.get(..end).filter(|text| !text.is_empty())
}

fn class_of(agent: &str) -> Option<&'static str> {
    let robot = meaning(ROBOTS, |token| has_fold(agent, token)).filter(|_| !has_fold(agent, "cubot"));
    robot.or_else(|| meaning(CLASSES, |token| has(agent, token)))
}

/// The class by hints alone.
fn hinted(facts: &Facts) -> Option<&'static str> {
    let forms = items(facts.get(number::CH_FORM_FACTORS));
    if let Some(class) = meaning(FORMS, |form| forms.contains(&form)) {
        return Some(class);
    }
    match (facts.flag(number::CH_MOBILE, "?1")?, facts.text(number::CH_PLATFORM).map(unquoted)) {
        (true, _) => Some("mobile"),
        // Chrome on an Android tablet says that it is not mobile.
        (false, Some("Android")) => Some("tablet"),
        (false, Some("Windows" | "macOS" | "Linux" | "Chrome OS" | "Chromium OS")) => Some("desktop"),
        (false, _) => None,
    }
}

/// iPadOS has called itself a Mac since 13; no Mac has a touch screen.
fn is_ipad(facts: &Facts) -> bool {
    facts.number(number::TOUCH_POINTS).is_some_and(|points| points > 1.0)
        && user_agent(facts).is_some_and(|agent| has(agent, "Macintosh"))
}

fn brand(facts: &Facts) -> Option<&'static str> {
    let brands = items(facts.get(number::CH_BRANDS));
    meaning(BRANDS, |brand| brands.contains(&brand))
}

/// The items of a browser's list, or the strings of a header's (RFC 9651, §3.1): `"Chromium";v="124", "Not A;Brand"`.
fn items(fact: Option<&Fact>) -> Vec<&str> {
    match fact {
        Some(Fact::Texts(list)) => list.iter().take(32).map(String::as_str).collect(),
        // A string at each item's start; parameters are strings too, but follow a `=`.
        Some(Fact::Text(header)) => {
            let mut before = "";
            let mut inside = false;
            let strings = parts(header, b'"').take(128).filter(|part| {
                let is_item = inside && !before.ends_with('=');
                before = if inside { "" } else { part };
                inside = !inside;
                is_item
            });
            strings.collect()
        }
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::signal::catalogue::values;
    use crate::signal::scan::cut;

    #[test]
    fn every_meaning_is_in_the_catalogue() {
        for (table, set) in [
            (CLASSES, values::DEVICES),
            (ROBOTS, values::DEVICES),
            (FORMS, values::DEVICES),
            (SYSTEMS, values::SYSTEMS),
            (PLATFORMS, values::SYSTEMS),
            (BROWSERS, values::BROWSERS),
            (BRANDS, values::BROWSERS),
        ] {
            for row in parts(table, b';') {
                assert!(set.contains(&cut(row, b'=').0), "{row}");
            }
        }
    }

    #[test]
    fn ok_items_of_a_header() {
        let header = Fact::Text("\"Chromium\";v=\"124\", \"Google Chrome\";v=\"124\", \"Not-A.Brand\";v=\"99\"".into());
        assert_eq!(items(Some(&header)), ["Chromium", "Google Chrome", "Not-A.Brand"]);
        assert_eq!(items(Some(&Fact::Text("\"".repeat(9)))).len(), 5);
        assert_eq!(items(Some(&Fact::Text(String::new()))), Vec::<&str>::new());
    }
}
