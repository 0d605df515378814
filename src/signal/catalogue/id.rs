//! Numbers of signals in bundles. Add at a group's end; never change one, never use one again.

pub const GEO_COUNTRY: u16 = 1;
pub const GEO_REGION: u16 = 2;
pub const GEO_CITY: u16 = 3;
pub const GEO_CONTINENT: u16 = 4;
pub const GEO_TIMEZONE: u16 = 5;
pub const GEO_EU: u16 = 6;

pub const DEVICE_TYPE: u16 = 20;
pub const DEVICE_OS: u16 = 21;
pub const DEVICE_OS_VERSION: u16 = 22;
pub const DEVICE_BROWSER: u16 = 23;
pub const DEVICE_BROWSER_VERSION: u16 = 24;
pub const DEVICE_TOUCH: u16 = 25;
pub const DEVICE_SCREEN: u16 = 26;
pub const DEVICE_DARK: u16 = 27;
pub const DEVICE_REDUCED_MOTION: u16 = 28;
pub const DEVICE_CONTRAST: u16 = 29;
pub const DEVICE_SAVE_DATA: u16 = 30;
pub const DEVICE_NETWORK: u16 = 31;
pub const DEVICE_MEMORY: u16 = 32;

pub const TIME_HOUR: u16 = 50;
pub const TIME_MINUTE: u16 = 51;
pub const TIME_WEEKDAY: u16 = 52;
pub const TIME_WEEKEND: u16 = 53;
pub const TIME_DAYPART: u16 = 54;
pub const TIME_DATE: u16 = 55;
pub const TIME_MONTH: u16 = 56;
pub const TIME_DAY: u16 = 57;
pub const TIME_OFFSET: u16 = 58;
pub const TIME_UTC_HOUR: u16 = 65;
pub const TIME_UTC_MINUTE: u16 = 66;
pub const TIME_UTC_WEEKDAY: u16 = 67;
pub const TIME_UTC_DATE: u16 = 68;
pub const TIME_UTC_MONTH: u16 = 69;
pub const TIME_UTC_DAY: u16 = 70;

pub const CALENDAR_STATE: u16 = 80;
pub const CALENDAR_OPENS: u16 = 81;
pub const CALENDAR_CLOSES: u16 = 82;
pub const CALENDAR_CHANGES: u16 = 83;

pub const REFERRAL_SOURCE: u16 = 90;
pub const REFERRAL_NAME: u16 = 91;
pub const REFERRAL_HOST: u16 = 92;
pub const REFERRAL_TERM: u16 = 93;
pub const REFERRAL_UTM_SOURCE: u16 = 94;
pub const REFERRAL_UTM_MEDIUM: u16 = 95;
pub const REFERRAL_UTM_CAMPAIGN: u16 = 96;
pub const REFERRAL_UTM_TERM: u16 = 97;
pub const REFERRAL_UTM_CONTENT: u16 = 98;
pub const REFERRAL_CLICK: u16 = 99;

pub const LOCALE_LANGUAGE: u16 = 110;
pub const LOCALE_LANGUAGES: u16 = 111;
pub const LOCALE_REGION: u16 = 112;
pub const LOCALE_SCRIPT: u16 = 113;
pub const LOCALE_RTL: u16 = 114;
pub const LOCALE_UNITS: u16 = 115;
pub const LOCALE_FIRST_WEEKDAY: u16 = 116;
pub const LOCALE_HOUR12: u16 = 117;
pub const LOCALE_CURRENCY: u16 = 118;

pub const PAGE_PATH: u16 = 130;
pub const PAGE_HOST: u16 = 131;
pub const PAGE_QUERY: u16 = 132;
pub const PAGE_TYPE: u16 = 133;
pub const PAGE_TITLE: u16 = 134;
pub const PAGE_TOPICS: u16 = 135;

pub const VISIT_COUNT: u16 = 150;
pub const VISIT_NEW: u16 = 151;
pub const VISIT_PAGEVIEWS: u16 = 152;
pub const VISIT_SECONDS: u16 = 153;
pub const VISIT_ENTRY: u16 = 154;
pub const VISIT_DAYS_SINCE_LAST: u16 = 155;
pub const VISIT_DAYS_SINCE_FIRST: u16 = 156;
pub const VISIT_LAST_ACTION: u16 = 157;

pub const EVENT_COUNT: u16 = 170;
pub const EVENT_COUNT_7D: u16 = 171;
pub const EVENT_COUNT_30D: u16 = 172;
pub const EVENT_SESSION_COUNT: u16 = 173;
pub const EVENT_LAST: u16 = 174;
pub const EVENT_SUM: u16 = 175;
pub const EVENT_AVG: u16 = 176;

pub const STATE_OPEN: u16 = 190;
pub const STATE_SINCE: u16 = 191;
pub const STATE_AGE: u16 = 192;
pub const STAGE: u16 = 193;

pub const AFFINITY: u16 = 200;
pub const AFFINITY_TOP: u16 = 201;
pub const DECLARED: u16 = 210;
pub const TABLE: u16 = 211;
pub const HOLDOUT: u16 = 220;
pub const VARIANT: u16 = 221;
pub const CONSENT: u16 = 230;
pub const PRIVACY_GPC: u16 = 231;
pub const MODEL: u16 = 240;
pub const CUSTOM: u16 = 250;
