//! The closed sets: everything that an enumerated signal can be. What is not in its set is missing.

/// ISO 3166-1 alpha-2, and `XK` (Kosovo), which every platform sends.
#[rustfmt::skip]
pub static COUNTRIES: &[&str] = &[
    "AD", "AE", "AF", "AG", "AI", "AL", "AM", "AO", "AQ", "AR", "AS", "AT", "AU", "AW", "AX", "AZ", "BA", "BB",
    "BD", "BE", "BF", "BG", "BH", "BI", "BJ", "BL", "BM", "BN", "BO", "BQ", "BR", "BS", "BT", "BV", "BW", "BY",
    "BZ", "CA", "CC", "CD", "CF", "CG", "CH", "CI", "CK", "CL", "CM", "CN", "CO", "CR", "CU", "CV", "CW", "CX",
    "CY", "CZ", "DE", "DJ", "DK", "DM", "DO", "DZ", "EC", "EE", "EG", "EH", "ER", "ES", "ET", "FI", "FJ", "FK",
    "FM", "FO", "FR", "GA", "GB", "GD", "GE", "GF", "GG", "GH", "GI", "GL", "GM", "GN", "GP", "GQ", "GR", "GS",
    "GT", "GU", "GW", "GY", "HK", "HM", "HN", "HR", "HT", "HU", "ID", "IE", "IL", "IM", "IN", "IO", "IQ", "IR",
    "IS", "IT", "JE", "JM", "JO", "JP", "KE", "KG", "KH", "KI", "KM", "KN", "KP", "KR", "KW", "KY", "KZ", "LA",
    "LB", "LC", "LI", "LK", "LR", "LS", "LT", "LU", "LV", "LY", "MA", "MC", "MD", "ME", "MF", "MG", "MH", "MK",
    "ML", "MM", "MN", "MO", "MP", "MQ", "MR", "MS", "MT", "MU", "MV", "MW", "MX", "MY", "MZ", "NA", "NC", "NE",
    "NF", "NG", "NI", "NL", "NO", "NP", "NR", "NU", "NZ", "OM", "PA", "PE", "PF", "PG", "PH", "PK", "PL", "PM",
    "PN", "PR", "PS", "PT", "PW", "PY", "QA", "RE", "RO", "RS", "RU", "RW", "SA", "SB", "SC", "SD", "SE", "SG",
    "SH", "SI", "SJ", "SK", "SL", "SM", "SN", "SO", "SR", "SS", "ST", "SV", "SX", "SY", "SZ", "TC", "TD", "TF",
    "TG", "TH", "TJ", "TK", "TL", "TM", "TN", "TO", "TR", "TT", "TV", "TW", "TZ", "UA", "UG", "UM", "US", "UY",
    "UZ", "VA", "VC", "VE", "VG", "VI", "VN", "VU", "WF", "WS", "XK", "YE", "YT", "ZA", "ZM", "ZW",
];

pub static CONTINENTS: &[&str] = &["AF", "AN", "AS", "EU", "NA", "OC", "SA"];

pub static DEVICES: &[&str] = &["mobile", "tablet", "desktop", "tv", "console", "wearable", "bot"];

/// `ios` is iPhone and iPad alike.
#[rustfmt::skip]
pub static SYSTEMS: &[&str] = &[
    "android", "chromeos", "fireos", "harmonyos", "ios", "kaios", "linux", "macos", "nintendo", "playstation", "roku",
    "tizen", "tvos", "visionos", "watchos", "webos", "windows", "xbox",
];

/// Families, by who makes them. Android's own web view and unnamed Chromium builds are `chrome`; `android` is what Androids
/// brought along before.
#[rustfmt::skip]
pub static BROWSERS: &[&str] = &[
    "android", "brave", "chrome", "duckduckgo", "edge", "firefox", "ie", "opera", "qq", "safari", "samsung", "uc",
    "vivaldi", "yandex",
];

pub static SCREENS: &[&str] = &["s", "m", "l", "xl"];

pub static CONTRASTS: &[&str] = &["more", "less", "custom", "none"];

/// Network Information API.
pub static NETWORKS: &[&str] = &["slow-2g", "2g", "3g", "4g"];

pub static WEEKDAYS: &[&str] = &["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

pub static DAYPARTS: &[&str] = &["morning", "afternoon", "evening", "night"];

pub static OPEN_CLOSED: &[&str] = &["open", "closed"];

#[rustfmt::skip]
pub static REFERRALS: &[&str] = &[
    "direct", "internal", "search", "social", "email", "paid", "chat", "campaign", "referral",
];

/// Click identifiers by the name of their parameter. Their values are never kept.
#[rustfmt::skip]
pub static CLICKS: &[&str] = &[
    "gclid", "gbraid", "wbraid", "dclid", "msclkid", "fbclid", "ttclid", "twclid", "li_fat_id", "yclid", "sccid",
    "rdt_cid", "epik", "gad_source", "qclid", "ndclid", "tblci", "ymclid", "irclickid", "cjevent", "obclid", "igshid", "igsh",
    "srsltid", "ysclid", "mc_eid", "mkt_tok", "_hsenc", "_kx", "vero_id", "oly_enc_id",
];

pub static UNITS: &[&str] = &["metric", "us", "uk"];
