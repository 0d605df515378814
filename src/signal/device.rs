//! What a device is: Client Hints first, the user agent second, and touch points where a tablet calls itself a Mac.
//!
//! The tables name makers' own tokens, from their documentation; nothing is taken from a list of devices, so that a
//! device of tomorrow lands in its class by the words that its platform always says. What a hint says is *known*,
//! what a user agent says *inferred*.

use super::facts::{Fact, Facts, number, unquoted};
use super::scan::{has, has_fold, meaning, parts};
use super::{Observation, Source, Trust};

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
    let by_agent = robot(facts).or_else(|| by_agent(facts, CLASSES));
    match (by_agent, hinted(facts)) {
        // These are what they say whatever their hints: a console sends the hints of the Windows that it runs.
        (Some(class @ ("bot" | "console" | "tv")), _) => inferred(class),
        (_, Some(class)) => known(class),
        (Some("desktop"), None) if is_ipad(facts) => inferred("tablet"),
        (class, None) => inferred(class?),
    }
}

pub(super) fn system(facts: &Facts) -> Option<Observation> {
    match (by_agent(facts, SYSTEMS), platform(facts)) {
        // Amazon's Android is an Android to its hints.
        (Some("fireos"), _) => inferred("fireos"),
        (_, Some(system)) => known(system),
        (Some("macos"), None) if is_ipad(facts) => inferred("ios"),
        (system, None) => inferred(system?),
    }
}

pub(super) fn browser(facts: &Facts) -> Option<Observation> {
    match listed(facts, number::CH_BRANDS, BRANDS) {
        Some(browser) => known(browser),
        None => inferred(by_agent(facts, BROWSERS)?),
    }
}

pub(super) fn touch(facts: &Facts) -> Option<Observation> {
    Observation::flag(facts.number(number::TOUCH_POINTS)? > 0.0, Source::Device, Trust::Known)
}

pub(super) fn screen(facts: &Facts) -> Option<Observation> {
    let width = facts.number(number::VIEWPORT_WIDTH).filter(|width| *width >= 0.0)?;
    let class = match width {
        w if w < 600.0 => "s",
        w if w < 1024.0 => "m",
        w if w < 1440.0 => "l",
        _ => "xl",
    };
    Observation::text(class, media(facts, number::VIEWPORT_WIDTH), Trust::Known)
}

/// A preference: `yes` is how a header says it.
pub(super) fn preference(facts: &Facts, fact: u8, yes: &str) -> Option<Observation> {
    Observation::flag(facts.flag(fact, yes)?, media(facts, fact), Trust::Known)
}

/// `Save-Data: on` or `navigator.connection.saveData`; `Sec-GPC: 1` or `navigator.globalPrivacyControl`.
pub(super) fn setting(facts: &Facts, fact: u8, yes: &str) -> Option<Observation> {
    Observation::flag(facts.flag(fact, yes)?, Source::Device, Trust::Known)
}

/// A header is a Client Hint, an answer of the browser a media query.
fn media(facts: &Facts, fact: u8) -> Source {
    match facts.get(fact) {
        Some(Fact::Text(_)) => Source::ClientHints,
        _ => Source::MediaQuery,
    }
}

fn known(text: &str) -> Option<Observation> {
    Observation::text(text, Source::ClientHints, Trust::Known)
}

fn inferred(text: &str) -> Option<Observation> {
    Observation::text(text, Source::UserAgent, Trust::Inferred)
}

fn user_agent(facts: &Facts) -> &str {
    let Some(Fact::Text(text)) = facts.get(number::USER_AGENT) else { return "" };
    let mut end = text.len().min(USER_AGENT);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    text.get(..end).unwrap_or("")
}

fn by_agent(facts: &Facts, table: &'static str) -> Option<&'static str> {
    let agent = user_agent(facts);
    meaning(table, &mut |token| has(agent, token))
}

fn robot(facts: &Facts) -> Option<&'static str> {
    let agent = user_agent(facts);
    meaning(ROBOTS, &mut |token| has_fold(agent, token)).filter(|_| !has_fold(agent, "cubot"))
}

/// The class by hints alone.
fn hinted(facts: &Facts) -> Option<&'static str> {
    let by_form = listed(facts, number::CH_FORM_FACTORS, FORMS);
    if by_form.is_some() {
        return by_form;
    }
    match (facts.flag(number::CH_MOBILE, "?1")?, platform(facts)) {
        (true, _) => Some("mobile"),
        // Chrome on an Android tablet says that it is not mobile.
        (false, Some("android")) => Some("tablet"),
        (false, Some("windows" | "macos" | "linux" | "chromeos")) => Some("desktop"),
        (false, _) => None,
    }
}

fn platform(facts: &Facts) -> Option<&'static str> {
    let hint = unquoted(facts.text(number::CH_PLATFORM)?);
    meaning(PLATFORMS, &mut |name| name == hint)
}

/// iPadOS has called itself a Mac since 13; no Mac has a touch screen.
fn is_ipad(facts: &Facts) -> bool {
    facts.number(number::TOUCH_POINTS).is_some_and(|points| points > 1.0) && has(user_agent(facts), "Macintosh")
}

/// What the first row means one of whose names a list has.
fn listed(facts: &Facts, fact: u8, table: &'static str) -> Option<&'static str> {
    match facts.get(fact)? {
        Fact::Texts(list) => meaning(table, &mut |name| list.iter().take(32).any(|item| item == name)),
        Fact::Text(header) if header.len() <= USER_AGENT => meaning(table, &mut |name| is_item(header, name)),
        _ => None,
    }
}

/// Whether a header's list has an item (RFC 9651, §3.1): `"Chromium";v="124", "Not A;Brand"`. Parameters are strings
/// too, but follow a `=`.
fn is_item(header: &str, name: &str) -> bool {
    let mut strings = parts(header, b'"');
    while let (Some(before), Some(string)) = (strings.next(), strings.next()) {
        if string == name && !before.ends_with('=') {
            return true;
        }
    }
    false
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
        let header = "\"Chromium\";v=\"124\", \"Google Chrome\";v=\"124\", \"Not-A.Brand\";v=\"99\"";
        assert!(is_item(header, "Chromium") && is_item(header, "Google Chrome") && is_item(header, "Not-A.Brand"));
        assert!(!is_item(header, "124") && !is_item(header, ";v=") && !is_item(header, "") && !is_item("", ""));
    }
}
