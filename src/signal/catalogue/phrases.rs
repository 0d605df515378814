//! What each signal is, in words: a phrase for the visitor ("because of …"), and a sentence or two for the team.
//!
//! Apart from the table, since a visit never shows them: they are linked where somebody asks why, and in the tools.

use super::id;

/// `(phrase, about)`; empty for a number that the catalogue does not have.
#[rustfmt::skip]
pub(super) fn of(id: u16) -> (&'static str, &'static str) {
    match id {
        id::GEO_COUNTRY => ("the country you are in", "From the edge platform that the host names ([which says it where](#where-geo-comes-from)); otherwise concluded from the device's time zone (`inferred`). Unknown and Tor are missing."),
        id::GEO_REGION => ("the region you are in", "From the edge platform that the host names: `US-CA`. Codes that are none of the country's form are missing."),
        id::GEO_CITY => ("the city you are in", "From the edge platform that the host names; in which language and spelling, platforms differ (compare with `$ini`). Precise: off unless a charter allows it, and no rule can read it until a release brings charters to life; `geoFrom` says it."),
        id::GEO_CONTINENT => ("the continent you are on", "From the country."),
        id::GEO_TIMEZONE => ("your time zone", "From the device; at an edge from the platform's geography."),
        id::GEO_EU => ("whether you are in the European Union", "From the country: the member states, Åland and the outermost regions; not the EEA, not other overseas countries."),

        id::DEVICE_TYPE => ("the kind of device you use", "Client Hints first, the user agent second (`inferred`); a tablet that calls itself a Mac is found by its touch points, in a browser only. Robots, consoles and televisions by what they call themselves, whatever their hints."),
        id::DEVICE_OS => ("your device's operating system", "Client Hints first, the user agent second (`inferred`); Amazon's Fire OS, an Android to its hints, by its user agent."),
        id::DEVICE_OS_VERSION => ("the version of your operating system", "At an edge by Client Hints, which say Windows 11 too; else from the user agent. Missing where that is frozen: Windows 10 and 11, macOS since 10.15, reduced Chrome on Android, Chrome OS. A browser is not asked for more than its user agent, since the answer would come after the page."),
        id::DEVICE_BROWSER => ("your browser", "Client Hints first, the user agent second (`inferred`)."),
        id::DEVICE_BROWSER_VERSION => ("your browser's version", "Client Hints first (`Sec-CH-UA-Full-Version-List` at an edge, major versions in a browser), the user agent second (`inferred`)."),
        id::DEVICE_TOUCH => ("whether your screen can be touched", "From `navigator.maxTouchPoints`."),
        id::DEVICE_SCREEN => ("how wide your window is", "One of four classes by media query; the exact width is never read in a browser. At an edge from `Sec-CH-Viewport-Width`."),
        id::DEVICE_DARK => ("that you prefer dark colours", "Media query `prefers-color-scheme`, or its Client Hint."),
        id::DEVICE_REDUCED_MOTION => ("that you prefer less motion", "Media query `prefers-reduced-motion`, or its Client Hint."),
        id::DEVICE_CONTRAST => ("the contrast you prefer", "Media query `prefers-contrast`."),
        id::DEVICE_SAVE_DATA => ("that you want to save data", "`navigator.connection.saveData`, or the header `Save-Data`. Missing where the browser does not say."),
        id::DEVICE_NETWORK => ("how fast your connection is", "Network Information API, or the Client Hint `ECT`."),
        id::DEVICE_MEMORY => ("how much memory your device has", "`navigator.deviceMemory`, or its Client Hint; rounded by the browser."),

        id::TIME_HOUR => ("the hour of the day where you are", "The visitor's clock and offset; at an edge from the zone that the platform says."),
        id::TIME_MINUTE => ("the time where you are", "As `time.hour`."),
        id::TIME_WEEKDAY => ("the day of the week where you are", "As `time.hour`."),
        id::TIME_WEEKEND => ("that it is the weekend where you are", "As `time.hour`, and the weekend of the country. Missing when the country is."),
        id::TIME_DAYPART => ("the time of day where you are", "As `time.hour`. `dayparts: { morning: 5, evening: \"17:30\" }` in a ruleset says when each begins."),
        id::TIME_DATE => ("the date where you are", "As `time.hour`; texts of this form compare as dates do: `$gte`, `$lt`, `$between: [2026-12-01, 2026-12-25]` (without the last day)."),
        id::TIME_MONTH => ("the month", "As `time.hour`."),
        id::TIME_DAY => ("the day of the month", "As `time.hour`."),
        id::TIME_OFFSET => ("how far your clock is from Greenwich", "The device's offset; at an edge that of the zone the platform says."),
        id::TIME_UTC_HOUR => ("the time of day", "The moment of the decision, in UTC."),
        id::TIME_UTC_MINUTE => ("the time of day", "The moment of the decision, in UTC."),
        id::TIME_UTC_WEEKDAY => ("the day of the week", "The moment of the decision, in UTC."),
        id::TIME_UTC_DATE => ("the date", "The moment of the decision, in UTC."),
        id::TIME_UTC_MONTH => ("the month", "The moment of the decision, in UTC."),
        id::TIME_UTC_DAY => ("the day of the month", "The moment of the decision, in UTC."),

        id::CALENDAR_STATE => ("whether we are open", "From the ruleset's [`calendars`](calendars.md) and the moment of the decision; a table whose rows name a `calendar` has these four of its own, `table.store.state`. Missing once the bundle's table of the zone has ended."),
        id::CALENDAR_OPENS => ("when we open", "The next opening after now, also while it is open. Missing when there is none within 400 days."),
        id::CALENDAR_CLOSES => ("when we close", "The next closing after now, also while it is closed. Missing when there is none within 400 days."),
        id::CALENDAR_CHANGES => ("when we open or close next", "The next opening while it is closed, the next closing while it is open."),

        id::REFERRAL_SOURCE => ("how you came here", "From the referrer's host and the address's campaign parameters (`declared`: whoever made the link says so). No referrer is `direct` (`inferred`: a site may hide it), unless the user agent is an app's own browser. `internal` is what lies below the ruleset's `domains`, or, where it names none, below the part of the page's own host that somebody registered."),
        id::REFERRAL_NAME => ("the site that you came from", "The well-known service behind the referrer's host, or that a link or an app's own browser names; missing for others."),
        id::REFERRAL_HOST => ("the site that you came from", "The referrer's host. Of its query only `referral.term` is read."),
        id::REFERRAL_TERM => ("what you searched for", "From the query of a search engine's referrer, where it still says so; the great ones send their host alone."),
        id::REFERRAL_UTM_SOURCE => ("the link that you followed", "`utm_source` of the address."),
        id::REFERRAL_UTM_MEDIUM => ("the link that you followed", "`utm_medium` of the address."),
        id::REFERRAL_UTM_CAMPAIGN => ("the campaign that you came by", "`utm_campaign` of the address."),
        id::REFERRAL_UTM_TERM => ("the link that you followed", "`utm_term` of the address. As in all texts of an address, one with an e-mail address or a click identifier is missing."),
        id::REFERRAL_UTM_CONTENT => ("the link that you followed", "`utm_content` of the address."),
        id::REFERRAL_CLICK => ("the kind of advertisement that you clicked", "Which click identifier the address carries; never its value."),

        id::LOCALE_LANGUAGE => ("the language you prefer", "The best of the languages that the ruleset names (`locales`, else those of its `messages`), as it writes it; where it names none, or none comes near, the first of `locale.languages` without its region."),
        id::LOCALE_LANGUAGES => ("the languages you prefer", "`navigator.languages` or `Accept-Language`."),
        id::LOCALE_REGION => ("the region of your language settings", "The first region that the languages name; otherwise the country, and where nobody knows that, the one where the first language is at home (both `inferred`)."),
        id::LOCALE_SCRIPT => ("the script you read", "The script that the first language names; otherwise the likely one (`inferred`), after CLDR: `Hant` of `zh-TW`, `Cyrl` of `sr`."),
        id::LOCALE_RTL => ("that your language is written from right to left", "From the script of the first language."),
        id::LOCALE_UNITS => ("the units of measurement you use", "From `locale.region`, after CLDR."),
        id::LOCALE_FIRST_WEEKDAY => ("the day your week begins with", "From `locale.region`, after CLDR."),
        id::LOCALE_HOUR12 => ("how you write the time", "From the browser's settings; at an edge from `locale.region`, after CLDR."),
        id::LOCALE_CURRENCY => ("the currency where you are", "From `locale.region`, after CLDR."),

        id::PAGE_PATH => ("the page you are on", "The address's path, percent-encoded as `location.pathname` has it. Missing when an e-mail address or a click identifier stands in it."),
        id::PAGE_HOST => ("the site you are on", "The address's host, lower case."),
        id::PAGE_QUERY => ("the link that you followed", "One named parameter of the address; others are never read. One with an `@` is missing, as is one with a click identifier or under its name. In a path (`/@jane`) only an e-mail address counts."),
        id::PAGE_TYPE => ("the kind of page you are on", "`<meta name=\"nearside:type\">`."),
        id::PAGE_TITLE => ("the page you are on", "`document.title`."),
        id::PAGE_TOPICS => ("what this page is about", "`<meta name=\"nearside:topics\">`, separated by commas. About the page, not about the visitor."),

        id::VISIT_COUNT => ("how often you have been here", "Counted on this device."),
        id::VISIT_NEW => ("whether this is your first visit", "Counted on this device."),
        id::VISIT_PAGEVIEWS => ("how many pages you have looked at", "Counted on this device, this visit."),
        id::VISIT_SECONDS => ("how long you have been here", "Counted on this device, this visit."),
        id::VISIT_ENTRY => ("the page on which you came in", "Kept on this device, this visit."),
        id::VISIT_DAYS_SINCE_LAST => ("how long ago you were here last", "Kept on this device."),
        id::VISIT_DAYS_SINCE_FIRST => ("how long ago you were here first", "Kept on this device."),
        id::VISIT_LAST_ACTION => ("what you did last here", "Kept on this device."),
        id::EVENT_COUNT => ("how often you did this here", "Counted on this device, declared events only."),
        id::EVENT_COUNT_7D => ("how often you did this in the last week", "Counted on this device, declared events only."),
        id::EVENT_COUNT_30D => ("how often you did this in the last month", "Counted on this device, declared events only."),
        id::EVENT_SESSION_COUNT => ("how often you did this during this visit", "Counted on this device, declared events only."),
        id::EVENT_LAST => ("when you did this last", "Kept on this device, declared events only."),
        id::EVENT_SUM => ("what you did here, added up", "Kept on this device, declared events only."),
        id::EVENT_AVG => ("what you did here, on average", "Kept on this device, declared events only."),
        id::STATE_OPEN => ("something that you began here and have not finished", "From the ruleset's `states`; kept on this device."),
        id::STATE_SINCE => ("when you began something here", "From the ruleset's `states`; kept on this device."),
        id::STATE_AGE => ("how long ago you began something here", "From the ruleset's `states`; kept on this device."),
        id::STAGE => ("how far you have come here", "From the ruleset's `stages`; kept on this device."),
        id::AFFINITY => ("what you often read about here", "Decayed on this device; only topics that the ruleset allows."),
        id::AFFINITY_TOP => ("what you most often read about here", "Decayed on this device; only topics that the ruleset allows."),
        id::DECLARED => ("what you told us", "The visitor's own answer; kept on this device."),
        id::TABLE => ("what we know about your answer to another question", "A row of the ruleset's `tables`, found by another signal."),
        id::HOLDOUT => ("that you see the page as everybody does, so that we can compare", "Whether the ruleset's `holdout` holds this unit out; nobody without a unit is."),
        id::VARIANT => ("which version of something else you see", "Which variant of that experience this unit is in, on whatever page; missing for who is in none."),
        id::CONSENT => ("what you allowed", "The visitor's own choice."),
        id::PRIVACY_GPC => ("that your browser asks for privacy", "`navigator.globalPrivacyControl`, or the header `Sec-GPC: 1` exactly."),
        id::MODEL => ("an estimate made on your device", "Score of a model that runs on this device."),
        id::CUSTOM => ("what this site knows about your visit", "Given by the site; declared with type and sensitivity."),
        _ => ("", ""),
    }
}

/// What a value can reveal of somebody, beyond what it says.
pub(super) fn reveals(id: u16) -> &'static str {
    match id {
        id::GEO_COUNTRY | id::GEO_CONTINENT | id::GEO_EU | id::TIME_WEEKEND => {
            "Roughly where somebody is; not where they are from."
        }
        id::GEO_REGION => "Where somebody is, to a state or a province; in a small one, to few people.",
        id::GEO_CITY => "Where somebody lives or works; with little else, who it is.",
        id::GEO_TIMEZONE | id::TIME_OFFSET => {
            "Roughly where somebody is; beside the country, that they travel or hide it."
        }
        id::TIME_HOUR
        | id::TIME_MINUTE
        | id::TIME_WEEKDAY
        | id::TIME_DAYPART
        | id::TIME_DATE
        | id::TIME_MONTH
        | id::TIME_DAY => "When somebody is awake or at work; beside `time.utc`, roughly where.",
        id::TIME_UTC_HOUR
        | id::TIME_UTC_MINUTE
        | id::TIME_UTC_WEEKDAY
        | id::TIME_UTC_DATE
        | id::TIME_UTC_MONTH
        | id::TIME_UTC_DAY => "Nothing: it is the same for everybody.",
        id::DEVICE_TYPE | id::DEVICE_OS | id::DEVICE_BROWSER => "Means, roughly; a rare one tells somebody apart.",
        id::DEVICE_OS_VERSION | id::DEVICE_BROWSER_VERSION => {
            "How old a device is, and what it is open to; a rare one tells somebody apart."
        }
        id::DEVICE_TOUCH | id::DEVICE_SCREEN | id::DEVICE_DARK => "Little: these are great classes.",
        id::DEVICE_REDUCED_MOTION | id::DEVICE_CONTRAST => "May say something about health.",
        id::DEVICE_SAVE_DATA | id::DEVICE_NETWORK | id::DEVICE_MEMORY => {
            "Means, roughly: the price of a device or of a line."
        }
        id::REFERRAL_SOURCE | id::REFERRAL_NAME => "Where somebody spends their time.",
        id::REFERRAL_HOST => "What somebody reads elsewhere: faith, health and politics, where a site has one subject.",
        id::REFERRAL_TERM => "Whatever somebody was looking for, an illness too.",
        id::REFERRAL_UTM_SOURCE
        | id::REFERRAL_UTM_MEDIUM
        | id::REFERRAL_UTM_CAMPAIGN
        | id::REFERRAL_UTM_TERM
        | id::REFERRAL_UTM_CONTENT
        | id::PAGE_QUERY => "Whatever a link's maker put there: an audience, or a number for each reader.",
        id::REFERRAL_CLICK => "That an advertiser chose somebody; not which.",
        id::LOCALE_LANGUAGE | id::LOCALE_SCRIPT | id::LOCALE_RTL => "Where somebody may be from.",
        id::LOCALE_LANGUAGES => {
            "Where somebody may be from. A long list is a strong hint at who somebody is: prefer `locale.language`."
        }
        id::LOCALE_REGION | id::LOCALE_UNITS | id::LOCALE_FIRST_WEEKDAY | id::LOCALE_HOUR12 | id::LOCALE_CURRENCY => {
            "Where somebody is at home, which may be elsewhere than where they are."
        }
        id::PAGE_PATH | id::PAGE_TITLE | id::PAGE_TYPE | id::PAGE_TOPICS => "What somebody is reading now.",
        id::PAGE_HOST => "Nothing that the site does not know.",
        id::PRIVACY_GPC => "That somebody cares; to be heeded, not to be sorted by.",
        id::VISIT_COUNT
        | id::VISIT_NEW
        | id::VISIT_PAGEVIEWS
        | id::VISIT_SECONDS
        | id::VISIT_ENTRY
        | id::VISIT_DAYS_SINCE_LAST
        | id::VISIT_DAYS_SINCE_FIRST
        | id::VISIT_LAST_ACTION
        | id::EVENT_COUNT
        | id::EVENT_COUNT_7D
        | id::EVENT_COUNT_30D
        | id::EVENT_SESSION_COUNT
        | id::EVENT_LAST
        | id::EVENT_SUM
        | id::EVENT_AVG
        | id::STATE_OPEN
        | id::STATE_SINCE
        | id::STATE_AGE
        | id::STAGE => "Habits, to whoever uses the same device.",
        id::AFFINITY | id::AFFINITY_TOP | id::MODEL => "Interests; what follows from them may be sensitive.",
        id::DECLARED | id::CUSTOM => "What the site asks for or gives: it says how sensitive that is.",
        id::TABLE => "What the signal does by which its row is found.",
        id::HOLDOUT | id::VARIANT => "Nothing: it was drawn.",
        id::CONSENT => "What somebody agreed to.",
        id::CALENDAR_STATE | id::CALENDAR_OPENS | id::CALENDAR_CLOSES | id::CALENDAR_CHANGES => {
            "Nothing: it is the site's own."
        }
        _ => "",
    }
}
