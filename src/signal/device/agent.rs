//! One pass over a user agent, at an edge: each word is looked up in a table made by `scripts/devices.mjs`, and says
//! something of the class, the system, the browser.
//!
//! A browser may lie about all three, and calls itself what it succeeds: so what a word says has a rank, and the
//! lowest wins. The surprise: most of what is said of an Android (a model's letters) counts only once the word `Android`
//! is found, since these letters mean other things elsewhere.

static WORDS: &[u8] = include_bytes!("words.bin");

// The script reads the numbers and lists that follow out of this file: after a change, run it.

/// Classes as the table numbers them, in the order in which they win.
mod class {
    pub const BOT: u8 = 1;
    pub const CONSOLE: u8 = 2;
    pub const TV: u8 = 3;
    pub const WEARABLE: u8 = 4;
    pub const TABLET: u8 = 5;
    pub const MOBILE: u8 = 6;
    pub const DESKTOP: u8 = 7;
    /// The same of an Android: console, television, wearable, tablet, mobile.
    pub const ANDROID: u8 = 8;
    /// The last of these, a desktop.
    pub const ANDROID_DESKTOP: u8 = 13;
    /// It is a browser's engine.
    pub const ENGINE: u8 = 14;
    /// It is a part of a program, which an application on a phone may have, too.
    pub const LIBRARY: u8 = 15;
}

const CLASSES: [&str; 8] = ["", "bot", "console", "tv", "wearable", "tablet", "mobile", "desktop"];
/// Windows on phones calls itself an Android, so it comes before; the comment is its name in the script.
const SYSTEMS: [&str; 20] = [
    "",
    "xbox",
    "playstation",
    "nintendo",
    "tizen",
    "webos",
    "roku",
    "kaios",
    "tvos",
    "watchos",
    "visionos",
    "fireos",
    "ios",
    "harmonyos",
    "windows", // windows phone
    "android",
    "chromeos",
    "windows",
    "macos",
    "linux",
];
const BROWSERS: [&str; 15] = [
    "",
    "edge",
    "opera",
    "samsung",
    "yandex",
    "vivaldi",
    "duckduckgo",
    "uc",
    "qq",
    "brave",
    "firefox",
    "ie",
    "chrome",
    "android",
    "safari",
];
/// Of each index; a token's first two letters name its own.
const BUCKETS: usize = 128;
/// Of televisions, in inches.
const SIZES: [u8; 18] = [24, 28, 32, 39, 40, 42, 43, 48, 49, 50, 55, 58, 60, 65, 70, 75, 77, 85];
/// The meaning of tokens that stand there so that shorter ones do not count.
const NOTHING: u8 = 0;
/// Their numbers in the lists above.
const FIRE: u8 = 11;
const HARMONY: u8 = 13;
const ANDROID: u8 = 15;
const OLD_ANDROID: u8 = 13;
const SAFARI: u8 = 14;

/// What is said of it; empty: nothing.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Agent {
    pub class: &'static str,
    pub system: &'static str,
    pub browser: &'static str,
}

/// The last user agent and what it says: half a dozen signals ask.
#[derive(Debug, Clone, Default)]
pub struct Memo {
    text: Vec<u8>,
    agent: Agent,
}

impl Memo {
    pub fn read(&mut self, text: &[u8]) -> Agent {
        if self.text != text {
            self.text.clear();
            self.text.extend_from_slice(text);
            self.agent = read(text);
        }
        self.agent
    }
}

/// What the words said.
struct Found {
    /// A bit for each class.
    classes: u32,
    /// The lowest number.
    system: u8,
    browser: u8,
    /// Up to here, words are known to say nothing; and what their ends say, a word's start has said.
    quiet: usize,
    covered: usize,
    /// Behind what describes the device; no model follows.
    is_past: bool,
}

impl Found {
    fn note(&mut self, meaning: u8) {
        let at = usize::from(meaning) * 3 + 1;
        if let Some([class, system, browser]) = WORDS.get(at..at + 3) {
            // In an Android's parentheses, `Voyager` and `Discovery` are phones.
            let is_name = *class == class::BOT && self.system == ANDROID && !self.is_past;
            if !(is_name || self.is_past && is_android_only(*class)) {
                self.classes |= 1 << class;
            }
            self.system = lower(self.system, *system);
            self.browser = lower(self.browser, *browser);
        }
    }

    /// A model stands in the first parentheses, before the number of its build.
    fn pass(&mut self, rest: &[u8]) {
        self.is_past |= matches!(rest, [b')', ..] | [b'b', b'u', b'i', b'l', b'd', b'/', ..]);
    }

    fn is(&self, class: u8) -> bool {
        self.classes >> class & 1 == 1
    }
}

/// Whether a class is said of an Android only.
fn is_android_only(class: u8) -> bool {
    (class::ANDROID..class::ENGINE).contains(&class)
}

/// The lower of two numbers, where 0 is none.
fn lower(one: u8, other: u8) -> u8 {
    if one == 0 || other != 0 && other < one { other } else { one }
}

#[inline(never)]
pub fn read(agent: &[u8]) -> Agent {
    let folded = agent.to_ascii_lowercase();
    let backwards: Vec<u8> = folded.iter().rev().copied().collect();
    let (heads, tails) = indexes().unwrap_or_default();
    let mut found = Found { classes: 0, system: 0, browser: 0, quiet: 0, covered: 0, is_past: false };
    let mut before = Letter::None;
    for (at, byte) in agent.iter().copied().chain([b' ']).enumerate() {
        let letter = letter(byte);
        if is_seam(before, letter) {
            if before != Letter::None && at > found.covered {
                let word = backwards.get(agent.len() - at..).unwrap_or_default();
                if let Some((meaning, _)) = longest(tails, word, &[]) {
                    found.note(meaning);
                }
            }
            if letter != Letter::None && at >= found.quiet {
                let (rest, plain) = (folded.get(at..).unwrap_or_default(), agent.get(at..).unwrap_or_default());
                if let Some((meaning, len)) = longest(heads, rest, plain) {
                    found.note(meaning);
                    found.covered = at + len;
                    found.quiet = if meaning == NOTHING { at + len } else { found.quiet };
                }
            }
        }
        if matches!(byte, b')' | b'b' | b'B') {
            found.pass(folded.get(at..).unwrap_or_default());
        }
        before = letter;
    }
    conclude(&folded, &found)
}

/// What a byte is to words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Letter {
    None,
    Small,
    Capital,
    Digit,
}

fn letter(byte: u8) -> Letter {
    match byte {
        b'a'..=b'z' => Letter::Small,
        b'A'..=b'Z' => Letter::Capital,
        b'0'..=b'9' => Letter::Digit,
        _ => Letter::None,
    }
}

/// Whether a word ends, or starts, between two bytes: not within letters and digits, but for a capital behind a small
/// letter.
fn is_seam(before: Letter, after: Letter) -> bool {
    before == Letter::None || after == Letter::None || before == Letter::Small && after == Letter::Capital
}

/// The indexes of tokens and of ends of words.
fn indexes() -> Option<(&'static [u8], &'static [u8])> {
    let (count, rest) = WORDS.split_first()?;
    let (len, rest) = rest.get(usize::from(*count) * 3..)?.split_first_chunk()?;
    rest.split_at_checked(usize::from(u16::from_le_bytes(*len)))
}

/// The longest token of an index that `text` starts with: its meaning and its length. `plain` is the text as it was.
#[inline(never)]
fn longest(index: &[u8], text: &[u8], plain: &[u8]) -> Option<(u8, usize)> {
    let [first, second, ..] = text else { return None };
    let bucket = (usize::from(*first) * 7 + usize::from(*second)) % BUCKETS;
    let [start_low, start_high, end_low, end_high] = *index.get(bucket * 2..)?.first_chunk()?;
    let (start, end) = (u16::from_le_bytes([start_low, start_high]), u16::from_le_bytes([end_low, end_high]));
    let mut left = index.get(usize::from(start)..usize::from(end))?;
    while let [shape, meaning, rest @ ..] = left {
        let len = usize::from(shape & 63);
        let (token, others) = rest.split_at_checked(len)?;
        if token.first_chunk() == Some(&[*first, *second])
            && text.starts_with(token)
            && is_ended(shape >> 6, plain, len)
        {
            return Some((*meaning, len));
        }
        left = others;
    }
    None
}

/// Whether what follows a token lets it be one.
fn is_ended(ending: u8, text: &[u8], len: usize) -> bool {
    match (ending, text.get(len.wrapping_sub(1)..)) {
        (0, Some([last, next, ..])) => is_seam(letter(*last), letter(*next)),
        (2, next) => matches!(next, Some([_, b'0'..=b'9', ..])),
        _ => true,
    }
}

fn conclude(agent: &[u8], found: &Found) -> Agent {
    let is_android = matches!(found.system, ANDROID | FIRE | HARMONY);
    let size = if is_android { screen_size(agent) } else { Size::None };
    let build = if is_android { build(agent) } else { 0 };
    let is = |class: u8| found.is(class);
    let is_mine = |class: u8| is(class) || is_android && is(class + class::ANDROID - class::CONSOLE);
    let class = match () {
        () if is(class::BOT) || has_address(agent) => class::BOT,
        () if is_mine(class::CONSOLE) => class::CONSOLE,
        () if is_mine(class::TV) || build == class::TV || size == Size::First => class::TV,
        () if is_mine(class::WEARABLE) || build == class::WEARABLE => class::WEARABLE,
        () if is_mine(class::TABLET) => class::TABLET,
        () if size == Size::Within => class::TV,
        () if is_mine(class::MOBILE) => class::MOBILE,
        () if is_android && is(class::ANDROID_DESKTOP) => class::DESKTOP,
        // What is no page's reader says nothing by not saying that it is mobile.
        () if is_android => {
            if is(class::ENGINE) {
                class::TABLET
            } else {
                class::MOBILE
            }
        }
        () if is(class::LIBRARY) => class::BOT,
        () if is(class::DESKTOP) => class::DESKTOP,
        // No browser was ever so silent.
        () if found.system == 0 && !is(class::ENGINE) && is_plain(agent) => class::BOT,
        () => 0,
    };
    // A browser before Chrome that an Android brings along.
    let browser = if found.browser == SAFARI && is_android || found.browser == 0 && agent.starts_with(b"dalvik/") {
        OLD_ANDROID
    } else {
        found.browser
    };
    let name = |list: &[&'static str], at: u8| list.get(usize::from(at)).copied().unwrap_or_default();
    Agent { class: name(&CLASSES, class), system: name(&SYSTEMS, found.system), browser: name(&BROWSERS, browser) }
}

/// Whether it is a text that a program may call itself.
fn is_plain(agent: &[u8]) -> bool {
    (1..512).contains(&agent.len()) && agent.iter().all(|byte| matches!(byte, b' '..=b'~'))
}

/// Whether there is a way to complain: an e-mail address, or a host.
fn has_address(agent: &[u8]) -> bool {
    let mut rest = agent;
    while let [_, after @ ..] = rest {
        match rest {
            [b'a'..=b'z' | b'0'..=b'9', b'@', b'a'..=b'z', ..]
            | [b'.', b'c', b'o', b'm']
            | [b'.', b'c', b'o', b'm', b'/' | b')' | b';' | b' ', ..] => return true,
            _ => rest = after,
        }
    }
    false
}

/// The size of a television in an Android's model, in inches: `43UP50GU`, `H-LED55GU`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Size {
    None,
    /// Behind letters; tablets have numbers there, too.
    Within,
    /// A word starts with it.
    First,
}

fn screen_size(agent: &[u8]) -> Size {
    // The number of a build looks alike.
    let model = agent.split(|byte| *byte == b')').next().unwrap_or_default();
    let end = model.windows(6).position(|window| window == b"build/").unwrap_or(model.len());
    let text = model.get(..end).unwrap_or_default();
    let before = |at: usize, back: usize| at.checked_sub(back).and_then(|at| text.get(at)).copied().unwrap_or(b' ');
    let size = |(at, pair): (usize, &[u8])| match (pair, text.get(at + 2..).unwrap_or_default()) {
        ([tens @ b'0'..=b'9', ones @ b'0'..=b'9'], after @ [b'a'..=b'z', ..])
            if SIZES.contains(&((tens - b'0') * 10 + ones - b'0')) =>
        {
            match before(at, 1) {
                b'0'..=b'9' => Size::None,
                b'a'..=b'z' if before(at, 2).is_ascii_alphabetic() => Size::Within,
                // Behind a single letter stands a phone's number, unless more follow.
                b'a'..=b'z' => {
                    let letters = after.iter().take_while(|byte| byte.is_ascii_lowercase()).count();
                    let is_followed = letters < 4 && after.get(letters).is_some_and(u8::is_ascii_digit);
                    if is_followed { Size::Within } else { Size::None }
                }
                _ => Size::First,
            }
        }
        _ => Size::None,
    };
    text.windows(2).enumerate().map(size).max().unwrap_or(Size::None)
}

/// Androids for televisions and watches have branches of their own, which the second letter of a build's number names.
/// https://source.android.com/docs/setup/reference/build-numbers
fn build(agent: &[u8]) -> u8 {
    let number = agent.windows(11).find(|window| window.starts_with(b"build/"));
    match number {
        Some([_, _, _, _, _, _, b'a'..=b'z', b't', b't' | b'm' | b's' | b'g' | b'o', _, b'.']) => class::TV,
        Some([_, _, _, _, _, _, b'a'..=b'z', b'w', b'd', _, b'.']) => class::WEARABLE,
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::signal::catalogue::values;

    #[test]
    fn every_word_is_in_the_catalogue() {
        let known = |list: &[&str], set: &[&str]| list.iter().all(|word| word.is_empty() || set.contains(word));
        assert!(
            known(&CLASSES, values::DEVICES) && known(&SYSTEMS, values::SYSTEMS) && known(&BROWSERS, values::BROWSERS)
        );
    }

    #[test]
    fn numbers_are_those_of_the_lists() {
        for (list, at, word) in [
            (&CLASSES[..], class::BOT, "bot"),
            (&CLASSES, class::CONSOLE, "console"),
            (&CLASSES, class::TV, "tv"),
            (&CLASSES, class::WEARABLE, "wearable"),
            (&CLASSES, class::TABLET, "tablet"),
            (&CLASSES, class::MOBILE, "mobile"),
            (&CLASSES, class::DESKTOP, "desktop"),
            (&SYSTEMS, FIRE, "fireos"),
            (&SYSTEMS, HARMONY, "harmonyos"),
            (&SYSTEMS, ANDROID, "android"),
            (&BROWSERS, OLD_ANDROID, "android"),
            (&BROWSERS, SAFARI, "safari"),
        ] {
            assert_eq!(list[usize::from(at)], word);
        }
        assert_eq!(class::ANDROID_DESKTOP, class::ANDROID + class::DESKTOP - class::CONSOLE);
    }

    #[test]
    fn the_table_is_whole() {
        let (heads, tails) = indexes().unwrap();
        let meanings = usize::from(WORDS[0]);
        for index in [heads, tails] {
            let at = |slot: usize| usize::from(u16::from_le_bytes([index[slot * 2], index[slot * 2 + 1]]));
            assert_eq!((at(0), at(BUCKETS)), ((BUCKETS + 1) * 2, index.len()));
            for bucket in 0..BUCKETS {
                let mut left = &index[at(bucket)..at(bucket + 1)];
                while let [shape, meaning, rest @ ..] = left {
                    assert!(usize::from(*meaning) < meanings);
                    left = &rest[usize::from(shape & 63)..];
                }
                assert!(left.is_empty());
            }
        }
        for [class, system, browser] in WORDS[1..].as_chunks().0.iter().take(meanings) {
            let fits = |at: u8, len: usize| usize::from(at) < len;
            assert!(fits(*class, 16) && fits(*system, SYSTEMS.len()) && fits(*browser, BROWSERS.len()));
        }
    }

    /// Class, system, browser.
    fn said(agent: &str) -> (&'static str, &'static str, &'static str) {
        let Agent { class, system, browser } = read(agent.as_bytes());
        (class, system, browser)
    }

    #[test]
    fn ok_devices() {
        const WEBKIT: &str = "AppleWebKit/537.36 (KHTML, like Gecko)";
        for (agent, expected) in [
            (format!("Mozilla/5.0 (Linux; Android 10; K) {WEBKIT} Chrome/124.0.0.0 Mobile Safari/537.36"), ("mobile", "android", "chrome")),
            (format!("Mozilla/5.0 (Linux; Android 10; K) {WEBKIT} Chrome/124.0.0.0 Safari/537.36"), ("tablet", "android", "chrome")),
            (format!("Mozilla/5.0 (Linux; Android 15; SM-X920) {WEBKIT} Chrome/130.0 Mobile Safari/537.36"), ("tablet", "android", "chrome")),
            (format!("Mozilla/5.0 (Linux; Android 15; Some Pad 9) {WEBKIT} Chrome/130.0 Mobile Safari/537.36"), ("tablet", "android", "chrome")),
            (format!("Mozilla/5.0 (Linux; Android 14; FutureTV 4K Build/UTT2.240125.001) {WEBKIT} Chrome/130.0 Safari/537.36"), ("tv", "android", "chrome")),
            (format!("Mozilla/5.0 (Linux; Android 11; 55ABC7 Build/RP1A) {WEBKIT} Chrome/130.0 Mobile Safari/537.36"), ("tv", "android", "chrome")),
            (format!("Mozilla/5.0 (Web0S; Linux/SmartTV) {WEBKIT} Chrome/94.0 Safari/537.36 WebAppManager"), ("tv", "webos", "chrome")),
            (format!("Mozilla/5.0 (SMART-TV; LINUX; Tizen 7.0) {WEBKIT} SamsungBrowser/4.0 Chrome/94.0 TV Safari/537.36"), ("tv", "tizen", "samsung")),
            (format!("Mozilla/5.0 (Linux; Android 9; AFTZZ9) {WEBKIT} Silk/130.1 like Chrome/130.0 Safari/537.36"), ("tv", "fireos", "chrome")),
            (format!("Mozilla/5.0 (Windows NT 10.0; Win64; x64; Xbox; Xbox Series X) {WEBKIT} Chrome/130.0 Safari/537.36 Edg/130.0"), ("console", "xbox", "edge")),
            ("Mozilla/5.0 (PlayStation; PlayStation 5/6.50) AppleWebKit/605.1.15 (KHTML, like Gecko)".into(), ("console", "playstation", "safari")),
            (format!("Mozilla/5.0 (Linux; Android 11; SM-R925F) {WEBKIT} SamsungBrowser/3 Chrome/111.0 Mobile Safari/537.36"), ("wearable", "android", "samsung")),
            ("Mozilla/5.0 (iPad; CPU OS 17_4 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.4 Mobile/15E148 Safari/604.1".into(), ("tablet", "ios", "safari")),
            ("Mozilla/5.0 (iPhone; CPU iPhone OS 17_4 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148 [FBAN/FBIOS;FBAV/450.0]".into(), ("mobile", "ios", "safari")),
            (format!("Mozilla/5.0 (Windows NT 10.0; Win64; x64) {WEBKIT} Chrome/124.0.0.0 Safari/537.36 OPR/110.0.0.0"), ("desktop", "windows", "opera")),
            ("Mozilla/5.0 (Windows NT 6.1; WOW64; Trident/7.0; Tablet PC 2.0; rv:11.0) like Gecko".into(), ("desktop", "windows", "ie")),
            ("Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) AppleWebKit/537.36 Chrome/124.0.0.0 Safari/537.36".into(), ("desktop", "chromeos", "chrome")),
            ("Mozilla/5.0 (Windows Phone 10.0; Android 6.0.1; Microsoft; Lumia 950) AppleWebKit/537.36 Chrome/52.0 Mobile Safari/537.36 Edge/15.1".into(), ("mobile", "windows", "edge")),
            ("Mozilla/5.0 (Linux; U; Android 2.3.5; en-us; X) AppleWebKit/533.1 (KHTML, like Gecko) Version/4.0 Mobile Safari/533.1".into(), ("mobile", "android", "android")),
            ("Dalvik/2.1.0 (Linux; U; Android 14; Pixel 8)".into(), ("mobile", "android", "android")),
            (format!("Mozilla/5.0 (Linux; Android 9; CUBOT X30) {WEBKIT} Chrome/124.0 Mobile Safari/537.36"), ("mobile", "android", "chrome")),
            ("Mozilla/5.0 (X11; Linux x86_64; rv:125.0) Gecko/20100101 Firefox/125.0".into(), ("desktop", "linux", "firefox")),
        ] {
            assert_eq!(said(&agent), expected, "{agent}");
        }
    }

    #[test]
    fn ok_robots() {
        for agent in [
            "Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko; compatible; GPTBot/1.2; +https://openai.com/gptbot)",
            "Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko; compatible; ClaudeBot/1.0; +claudebot@anthropic.com)",
            "Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko; compatible; PerplexityBot/1.0)",
            "Mozilla/5.0 (Linux; Android 5.0) AppleWebKit/537.36 (KHTML, like Gecko) Mobile Safari/537.36 (compatible; Bytespider)",
            "Mozilla/5.0 (iPhone; CPU iPhone OS 7_0 like Mac OS X) Mobile Safari/1 (compatible; Googlebot/2.1)",
            "CCBot/2.0",
            "Google-Extended",
            "facebookexternalhit/1.1",
            "WhatsApp/2.23.20.0",
            "curl/8.5.0",
            "python-requests/2.31.0",
            "Go-http-client/2.0",
            "okhttp/4.12.0",
            "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) HeadlessChrome/124.0.0.0 Safari/537.36",
            "Pingdom.com_bot_version_1.4_(http://www.pingdom.com/)",
            "SomethingOfTomorrow/1.0",
        ] {
            assert_eq!(said(agent).0, "bot", "{agent}");
        }
    }

    #[test]
    fn err_nonsense_says_nothing() {
        for agent in ["", "\u{0}", "\u{fffd}\r\nX: 1", "éMozilla"] {
            assert_eq!(said(agent), ("", "", ""), "{agent:?}");
        }
        for part in ["bot", "(", "Android;", "Build/", "0", "55a", "é", " ", "Tv"] {
            let _ = said(&part.repeat(64 * 1024));
        }
        let _ = read(&vec![0xff; 64 * 1024]);
    }
}
