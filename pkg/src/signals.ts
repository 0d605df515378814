// Generated from src/signal/catalogue.rs: `UPDATE=1 cargo test --lib signal::tests`. Do not edit.

import type { SignalValue } from "./types.ts";

/** A text that need not be one of those that are proposed. */
type Other = string & {};

/** Every signal, by its name. `docs/signals.md` says where each comes from. */
export interface KnownSignals {
  /** The country you are in. */
  readonly "geo.country"?: string | undefined;
  /** The region you are in. */
  readonly "geo.region"?: string | undefined;
  /** The city you are in. */
  readonly "geo.city"?: string | undefined;
  /** The continent you are on. */
  readonly "geo.continent"?: "AF" | "AN" | "AS" | "EU" | "NA" | "OC" | "SA" | Other | undefined;
  /** Your time zone. */
  readonly "geo.timezone"?: string | undefined;
  /** Whether you are in the European Union. */
  readonly "geo.eu"?: boolean | undefined;
  /** The kind of device you use. */
  readonly "device.type"?: "mobile" | "tablet" | "desktop" | "tv" | "console" | "wearable" | "bot" | Other | undefined;
  /** Your device's operating system. */
  readonly "device.os"?:
    | "android"
    | "chromeos"
    | "fireos"
    | "harmonyos"
    | "ios"
    | "kaios"
    | "linux"
    | "macos"
    | "nintendo"
    | "playstation"
    | "roku"
    | "tizen"
    | "tvos"
    | "visionos"
    | "watchos"
    | "webos"
    | "windows"
    | "xbox"
    | Other
    | undefined;
  /** The version of your operating system. */
  readonly "device.os_version"?: string | undefined;
  /** Your browser. */
  readonly "device.browser"?:
    | "android"
    | "brave"
    | "chrome"
    | "duckduckgo"
    | "edge"
    | "firefox"
    | "ie"
    | "opera"
    | "qq"
    | "safari"
    | "samsung"
    | "uc"
    | "vivaldi"
    | "yandex"
    | Other
    | undefined;
  /** Your browser's version. */
  readonly "device.browser_version"?: string | undefined;
  /** Whether your screen can be touched. */
  readonly "device.touch"?: boolean | undefined;
  /** How wide your window is. */
  readonly "device.screen"?: "s" | "m" | "l" | "xl" | Other | undefined;
  /** That you prefer dark colours. */
  readonly "device.dark"?: boolean | undefined;
  /** That you prefer less motion. */
  readonly "device.reduced_motion"?: boolean | undefined;
  /** The contrast you prefer. */
  readonly "device.contrast"?: "more" | "less" | "custom" | "none" | Other | undefined;
  /** That you want to save data. */
  readonly "device.save_data"?: boolean | undefined;
  /** How fast your connection is. */
  readonly "device.network"?: "slow-2g" | "2g" | "3g" | "4g" | Other | undefined;
  /** How much memory your device has. */
  readonly "device.memory"?: number | undefined;
  /** The hour of the day where you are. */
  readonly "time.hour"?: number | undefined;
  /** The time where you are. */
  readonly "time.minute"?: number | undefined;
  /** The day of the week where you are. */
  readonly "time.weekday"?: "mon" | "tue" | "wed" | "thu" | "fri" | "sat" | "sun" | Other | undefined;
  /** That it is the weekend where you are. */
  readonly "time.weekend"?: boolean | undefined;
  /** The time of day where you are. */
  readonly "time.daypart"?: "morning" | "afternoon" | "evening" | "night" | Other | undefined;
  /** The date where you are. */
  readonly "time.date"?: string | undefined;
  /** The month. */
  readonly "time.month"?: number | undefined;
  /** The day of the month. */
  readonly "time.day"?: number | undefined;
  /** How far your clock is from Greenwich. */
  readonly "time.offset"?: number | undefined;
  /** The time of day. */
  readonly "time.utc.hour"?: number | undefined;
  /** The time of day. */
  readonly "time.utc.minute"?: number | undefined;
  /** The day of the week. */
  readonly "time.utc.weekday"?: "mon" | "tue" | "wed" | "thu" | "fri" | "sat" | "sun" | Other | undefined;
  /** The date. */
  readonly "time.utc.date"?: string | undefined;
  /** The month. */
  readonly "time.utc.month"?: number | undefined;
  /** The day of the month. */
  readonly "time.utc.day"?: number | undefined;
  /** Whether we are open. */
  readonly [name: `calendar.${string}.state`]: SignalValue | undefined;
  /** When we open. */
  readonly [name: `calendar.${string}.opens`]: SignalValue | undefined;
  /** When we close. */
  readonly [name: `calendar.${string}.closes`]: SignalValue | undefined;
  /** When we open or close next. */
  readonly [name: `calendar.${string}.changes`]: SignalValue | undefined;
  /** How you came here. */
  readonly "referral.source"?:
    | "direct"
    | "internal"
    | "search"
    | "social"
    | "email"
    | "paid"
    | "chat"
    | "campaign"
    | "referral"
    | Other
    | undefined;
  /** The site that you came from. */
  readonly "referral.name"?: string | undefined;
  /** The site that you came from. */
  readonly "referral.host"?: string | undefined;
  /** What you searched for. */
  readonly "referral.term"?: string | undefined;
  /** The link that you followed. */
  readonly "referral.utm.source"?: string | undefined;
  /** The link that you followed. */
  readonly "referral.utm.medium"?: string | undefined;
  /** The campaign that you came by. */
  readonly "referral.utm.campaign"?: string | undefined;
  /** The link that you followed. */
  readonly "referral.utm.term"?: string | undefined;
  /** The link that you followed. */
  readonly "referral.utm.content"?: string | undefined;
  /** The kind of advertisement that you clicked. */
  readonly "referral.click"?: string | undefined;
  /** The language you prefer. */
  readonly "locale.language"?: string | undefined;
  /** The languages you prefer. */
  readonly "locale.languages"?: readonly string[] | undefined;
  /** The region of your language settings. */
  readonly "locale.region"?: string | undefined;
  /** The script you read. */
  readonly "locale.script"?: string | undefined;
  /** That your language is written from right to left. */
  readonly "locale.rtl"?: boolean | undefined;
  /** The units of measurement you use. */
  readonly "locale.units"?: "metric" | "us" | "uk" | Other | undefined;
  /** The day your week begins with. */
  readonly "locale.first_weekday"?: "mon" | "tue" | "wed" | "thu" | "fri" | "sat" | "sun" | Other | undefined;
  /** How you write the time. */
  readonly "locale.hour12"?: boolean | undefined;
  /** The currency where you are. */
  readonly "locale.currency"?: string | undefined;
  /** The page you are on. */
  readonly "page.path"?: string | undefined;
  /** The site you are on. */
  readonly "page.host"?: string | undefined;
  /** The link that you followed. */
  readonly [name: `page.query.${string}`]: SignalValue | undefined;
  /** The kind of page you are on. */
  readonly "page.type"?: string | undefined;
  /** The page you are on. */
  readonly "page.title"?: string | undefined;
  /** What this page is about. */
  readonly "page.topics"?: readonly string[] | undefined;
  /** How often you have been here. */
  readonly "visit.count"?: number | undefined;
  /** Whether this is your first visit. */
  readonly "visit.new"?: boolean | undefined;
  /** How many pages you have looked at. */
  readonly "visit.pageviews"?: number | undefined;
  /** How long you have been here. */
  readonly "visit.seconds"?: number | undefined;
  /** The page on which you came in. */
  readonly "visit.entry"?: string | undefined;
  /** How long ago you were here last. */
  readonly "visit.days_since_last"?: number | undefined;
  /** How long ago you were here first. */
  readonly "visit.days_since_first"?: number | undefined;
  /** What you did last here. */
  readonly "visit.last_action"?: string | undefined;
  /** How often you did this here. */
  readonly [name: `event.${string}.count`]: SignalValue | undefined;
  /** How often you did this in the last week. */
  readonly [name: `event.${string}.count_7d`]: SignalValue | undefined;
  /** How often you did this in the last month. */
  readonly [name: `event.${string}.count_30d`]: SignalValue | undefined;
  /** How often you did this during this visit. */
  readonly [name: `event.${string}.session_count`]: SignalValue | undefined;
  /** When you did this last. */
  readonly [name: `event.${string}.last`]: SignalValue | undefined;
  /** What you did here, added up. */
  readonly [name: `event.${string}.sum.${string}`]: SignalValue | undefined;
  /** What you did here, on average. */
  readonly [name: `event.${string}.avg.${string}`]: SignalValue | undefined;
  /** Something that you began here and have not finished. */
  readonly [name: `state.${string}.open`]: SignalValue | undefined;
  /** When you began something here. */
  readonly [name: `state.${string}.since`]: SignalValue | undefined;
  /** How long ago you began something here. */
  readonly [name: `state.${string}.age`]: SignalValue | undefined;
  /** How far you have come here. */
  readonly [name: `stage.${string}`]: SignalValue | undefined;
  /** What you most often read about here. */
  readonly "affinity.top"?: string | undefined;
  /** What you often read about here. */
  readonly [name: `affinity.${string}`]: SignalValue | undefined;
  /** What you told us. */
  readonly [name: `declared.${string}`]: SignalValue | undefined;
  /** What we know about your answer to another question. */
  readonly [name: `table.${string}.${string}`]: SignalValue | undefined;
  /** That you see the page as everybody does, so that we can compare. */
  readonly holdout?: boolean | undefined;
  /** Which version of something else you see. */
  readonly [name: `variant.${string}`]: SignalValue | undefined;
  /** What you allowed. */
  readonly [name: `consent.${string}`]: SignalValue | undefined;
  /** That your browser asks for privacy. */
  readonly "privacy.gpc"?: boolean | undefined;
  /** An estimate made on your device. */
  readonly [name: `model.${string}`]: SignalValue | undefined;
  /** What this site knows about your visit. */
  readonly [name: `custom.${string}`]: SignalValue | undefined;
}
