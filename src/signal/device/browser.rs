//! What browsers are known by that run this code themselves: the tables of `edge.rs` less old devices and robots that
//! run no scripts. Names of hints and tokens of user agents stand in one table, as none means two things, and no longer
//! than it takes: `Edg` is all of `Edg/`, `EdgA/`, `EdgiOS/` and the brand.

pub const LOUD: &str =
    "bot=bot/|Bot|pider|rawler|Lighthouse;console=PlayStation|Xbox|Nintendo;tv=TV|Web0S|BRAVIA|CrKey|AFT";

pub const CLASSES: &str = "wearable=Watch;tablet=iPad|Tablet|Silk/;mobile=iPhone|iPod|Mobile;tablet=Android;\
desktop=Windows|macOS|Macintosh|X11|CrOS|Chrome OS|Chromium OS|Linux";

pub const SYSTEMS: &str = "xbox=Xbox;playstation=PlayStation;nintendo=Nintendo;tizen=Tizen;webos=Web0S;\
harmonyos=HarmonyOS;android=Android;ios=iOS|iP;\
chromeos=CrOS|Chrome OS|Chromium OS;windows=Windows;macos=macOS|Macintosh;linux=Linux|X11";

pub const FIRE: &str = "fireos=AFT|Silk/";

pub const BROWSERS: &str = "edge=Edg;opera=Opera|OPR/|OPT/|OPiOS;\
samsung=Samsung Internet|SamsungBrowser;yandex=Yandex|YaBrowser;vivaldi=Vivaldi;duckduckgo=DuckDuckGo|Ddg/;\
uc=UCBrowser;brave=Brave;firefox=Firefox|FxiOS;chrome=Chrom|CriOS;safari=Safari|AppleWebKit";

pub const PLATFORMS: &str = SYSTEMS;
pub const BRANDS: &str = BROWSERS;
