//! All that requests are known by.

/// Robots say that they are, or give an address to complain to. In small letters.
pub const ROBOTS: &str = "bot=bot|crawl|spider|slurp|facebookexternalhit|mediapartners|+http|curl/|wget/|python-|go-http-client|\
libwww|java/|axios/|node-fetch|scrapy|chatgpt-user|claude-user|perplexity-user|lighthouse|preview|archiver|feedfetcher";

/// Classes of devices that are what they say whatever their hints: a console sends the hints of the Windows that it runs.
pub const LOUD: &str = "\
console=PlayStation|Xbox|Nintendo;\
tv=SMART-TV|SmartTV|Smart TV|HbbTV|NetCast|Web0S|GoogleTV|Google TV|Android TV|AndroidTV|AppleTV|Apple TV|BRAVIA|CrKey|\
AFTT|AFTS|AFTM|AFTB|AFTN|AFTK|AFTG|Roku|VIDAA|Viera|PhilipsTV|Opera TV|OPR TV|TV Safari|DTV| TV|MiTV|MiBOX";

/// Other classes by tokens of the user agent; the first row wins.
pub const CLASSES: &str = "\
wearable=Watch OS|WatchOS|Apple Watch|Wear OS| Watch|SM-R;\
tablet=iPad|Tablet|PlayBook|Kindle|Silk/|KFAPWI|TouchPad;\
mobile=iPhone|iPod|Windows Phone|IEMobile|BlackBerry|BB10|KAIOS|Opera Mini|Symbian|MIDP|Mobile Safari|Mobile;\
tablet=Android;\
desktop=Windows|macOS|Macintosh|X11|CrOS|Chrome OS|Chromium OS|Linux";

/// Operating systems by tokens of the user agent; the first row wins.
pub const SYSTEMS: &str = "\
xbox=Xbox;playstation=PlayStation;nintendo=Nintendo;tizen=Tizen;webos=Web0S|webOS|hpwOS;roku=Roku;kaios=KAIOS;\
tvos=AppleTV|Apple TV|tvOS;watchos=Watch OS|WatchOS|watchOS;visionos=visionOS;ios=iPhone|iPad|iPod;\
harmonyos=HarmonyOS|OpenHarmony;android=Android;\
chromeos=CrOS;windows=Windows;macos=Macintosh;linux=Linux|X11";

/// Amazon's Android, by tokens of the user agent.
pub const FIRE: &str = "fireos=AFTT|AFTS|AFTM|AFTB|AFTN|AFTK|AFTG|Kindle|Silk/";

/// Browsers by tokens of the user agent; the first row wins, since all call themselves the later ones too.
pub const BROWSERS: &str = "\
edge=Edg/|EdgA/|EdgiOS/|Edge/;opera=OPR/|OPiOS/|OPT/|OPX/|Opera;samsung=SamsungBrowser/;yandex=YaBrowser/;\
vivaldi=Vivaldi/;duckduckgo=DuckDuckGo/|Ddg/;uc=UCBrowser/|UBrowser/;brave=Brave/;firefox=Firefox/|FxiOS/;\
chrome=Chrome/|CriOS/|Chromium/;ie=MSIE |Trident/;safari=Safari/|AppleWebKit/";

/// `Sec-CH-UA-Platform`.
pub const PLATFORMS: &str =
    "android=Android;chromeos=Chrome OS|Chromium OS;ios=iOS;linux=Linux;macos=macOS;windows=Windows";

/// Brands of `Sec-CH-UA`. Made-up brands (GREASE) are in no row.
pub const BRANDS: &str = "\
edge=Microsoft Edge;opera=Opera|Opera GX;samsung=Samsung Internet;yandex=YaBrowser|Yandex;vivaldi=Vivaldi;brave=Brave;\
duckduckgo=DuckDuckGo;chrome=Google Chrome|Android WebView|HeadlessChrome;chrome=Chromium";

/// `Sec-CH-UA-Form-Factors`, most telling first.
pub const FORMS: &str = "wearable=Watch;tablet=Tablet;mobile=Mobile;desktop=Desktop";
