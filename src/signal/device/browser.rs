//! What browsers are known by that run this code themselves: the tables of `edge.rs` less old devices and robots that
//! run no scripts. Names of hints and tokens of user agents stand in one table, as none means two things.

pub const LOUD: &str =
    "bot=bot/|Bot|pider|rawler|Lighthouse;console=PlayStation|Xbox|Nintendo;tv=TV|Web0S|BRAVIA|CrKey|AFT";

pub const CLASSES: &str = "wearable=Watch;tablet=iPad|Tablet|Silk/;mobile=iPhone|iPod|Mobile;tablet=Android;\
desktop=Windows|Macintosh|X11|CrOS|Linux";

pub const SYSTEMS: &str = "xbox=Xbox;playstation=PlayStation;nintendo=Nintendo;tizen=Tizen;webos=Web0S;\
harmonyos=HarmonyOS;fireos=AFT|Silk/;android=Android;ios=iOS|iPhone|iPad|iPod;\
chromeos=CrOS|Chrome OS|Chromium OS;windows=Windows;macos=macOS|Macintosh;linux=Linux|X11";

pub const BROWSERS: &str = "edge=Microsoft Edge|Edg/|EdgA/|EdgiOS/;opera=Opera|OPR/|OPT/|OPiOS/;\
samsung=Samsung Internet|SamsungBrowser/;yandex=Yandex|YaBrowser;vivaldi=Vivaldi;duckduckgo=DuckDuckGo|Ddg/;\
uc=UCBrowser/;brave=Brave;firefox=Firefox/|FxiOS/;chrome=Chromium|Chrome/|CriOS/;safari=Safari/|AppleWebKit/";

pub const PLATFORMS: &str = SYSTEMS;
pub const BRANDS: &str = BROWSERS;
