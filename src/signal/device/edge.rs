//! All that requests are known by: the words of user agents are in `words.bin`, see `agent.rs`; here is what hints say.

use super::agent::{self, Memo};
use super::version::number_in;
use crate::signal::fields::{self, Bare, Item, Member};
use crate::signal::observe::Step;
use crate::signal::scan::{cut, parts};

/// Classes by what the hints say of being mobile: `Mobile`, or the platform of what is not.
pub const CLASSES: &str = "mobile=Mobile;tablet=Android;desktop=Windows|macOS|Chrome OS|Chromium OS|Linux";

/// `Sec-CH-UA-Platform`.
pub const PLATFORMS: &str = "android=Android;chromeos=Chrome OS|Chromium OS;ios=iOS;linux=Linux;macos=macOS;windows=Windows;\
harmonyos=HarmonyOS|OpenHarmony;tizen=Tizen";

/// Brands of `Sec-CH-UA`. Made-up brands (GREASE) are in no row.
pub const BRANDS: &str = "\
edge=Microsoft Edge;opera=Opera|Opera GX|OperaMobile;samsung=Samsung Internet;yandex=YaBrowser|Yandex;vivaldi=Vivaldi;\
brave=Brave;duckduckgo=DuckDuckGo;chrome=Google Chrome|Android WebView|HeadlessChrome;chrome=Chromium";

/// `Sec-CH-UA-Form-Factors`, most telling first. What is worn on the head is worn.
pub const FORMS: &str = "wearable=Watch|XR;tablet=Tablet|EInk;mobile=Mobile;desktop=Desktop";

/// Where each browser's version stands in its user agent.
pub const BROWSERS: &str = "edge=Edg/|EdgA/|EdgiOS/|Edge/;opera=OPR/|OPiOS/|OPT/|OPX/|Version/|Opera Mini/|Opera/|Opera ;\
samsung=SamsungBrowser/;yandex=YaBrowser/|YaSearchBrowser/;vivaldi=Vivaldi/;duckduckgo=DuckDuckGo/|Ddg/;\
uc=UCBrowser/|UBrowser/;qq=MQQBrowser/|QQBrowser/;brave=Brave/;firefox=Firefox/|FxiOS/;ie=MSIE |rv:;\
chrome=CriOS/|Chrome/|Chromium/;android=Version/;safari=Version/";

/// Where each system's version stands in a user agent. Fire OS says Android's there, and Chrome OS nothing new since 2022.
pub const VERSIONS: &str = "ios= OS |iOS ;android=Android |Adr ;windows=Windows Phone OS |Windows Phone |Windows NT ;\
macos=Mac OS X ;tizen=Tizen ;kaios=KAIOS/;harmonyos=HarmonyOS ;tvos=tvOS ;playstation=PlayStation 4/|PlayStation 5/";

/// `ECT`, and `prefers-contrast`: what is in neither is missing.
pub const NETWORKS: &str = "slow-2g=slow-2g;2g=2g;3g=3g;4g=4g";
pub const CONTRASTS: &str = "more=more;less=less;custom=custom;none=none";

/// What a user agent, or a model behind the word `Android`, says; `None`: the step asks something else.
#[inline(never)]
pub fn said(step: Step, text: &[u8], memo: &mut Memo) -> Option<&'static str> {
    let only = |word: &'static str, words: &[&str]| if words.contains(&word) { word } else { "" };
    let mut agent = || memo.read(text);
    Some(match step {
        // A console sends the hints of the Windows that it runs, a robot those of the browser that it drives.
        Step::Loud => only(agent().class, &["bot", "console", "tv", "wearable"]),
        Step::Model => only(agent::read(text).class, &["console", "tv", "wearable", "tablet"]),
        Step::Kind => agent().class,
        Step::FireOs => only(agent().system, &["fireos", "xbox"]),
        Step::System => agent().system,
        Step::Browser => agent().browser,
        _ => return None,
    })
}

/// The first token of a table that is an item of a header's list: what it means, and the item.
#[inline(never)]
pub fn listed(table: &'static str, header: &[u8]) -> Option<(&'static [u8], Item)> {
    let members = fields::list(header)?;
    parts(table.as_bytes(), b';').find_map(|row| {
        let (meaning, tokens) = cut(row, b'=');
        let is_listed = |member: &&Member| match member {
            Member::Item(item) => {
                item.text().is_some_and(|text| parts(tokens, b'|').any(|token| token == text.as_bytes()))
            }
            Member::Inner(..) => false,
        };
        match members.iter().find(is_listed)? {
            Member::Item(item) => Some((meaning, item.clone())),
            Member::Inner(..) => None,
        }
    })
}

/// Writes the version of the brand that `listed` finds.
pub fn brand_version(header: &[u8], out: &mut Vec<u8>) {
    if let Some(Bare::String(version)) = listed(BRANDS, header).as_ref().and_then(|(_, item)| item.parameter("v")) {
        number_in(version.as_bytes(), out);
    }
}

/// Of a row's tokens, those that stand for a meaning.
pub fn tokens(table: &'static str, meaning: &str) -> &'static [u8] {
    let rows = parts(table.as_bytes(), b';').map(|row| cut(row, b'='));
    rows.filter(|(known, _)| *known == meaning.as_bytes()).map(|(_, tokens)| tokens).next().unwrap_or_default()
}
