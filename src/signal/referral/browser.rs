//! What a visitor's own browser is told of: the great services. The edge that served its page knows the others.

/// Services by medium. `host`, or `name:host`; a host stands for its subdomains too, and `.*` for any public ending.
/// Mail and assistants come first: `mail.google.com` is no search. Android's referrers name packages.
pub const HOSTS: &str = "\
email=gmail:mail.google.com|gmail:com.google.android.gm|outlook:outlook.live.com|yahoo:mail.yahoo.*;\
chat=chatgpt.com|chatgpt:openai.com|claude.com|claude.ai|perplexity.ai|gemini.google.com|copilot.microsoft.com|copilot.com|\
deepseek.com|grok.com;\
search=google.*|google:com.google.android.googlequicksearchbox|bing.com|duckduckgo.com|yahoo:search.yahoo.*|yahoo.*|\
ecosia.org|baidu.com|yandex.*|yandex:ya.ru|naver:search.naver.com|brave:search.brave.com;\
social=facebook.com|facebook:fb.com|instagram.com|x:t.co|x:x.com|x:twitter.com|linkedin.com|linkedin:lnkd.in|\
reddit.com|pinterest.*|youtube.com|tiktok.com|threads.com|bluesky:bsky.app|\
whatsapp.com|telegram:t.me|vk.com";

/// Click identifiers that only advertisements carry.
pub const CLICKS: &str = "paid=gclid|gbraid|wbraid|dclid|msclkid|ttclid|twclid|li_fat_id|yclid|sccid|rdt_cid|epik";
/// And those that a service puts into every link of its own.
pub const FACEBOOK: &str = "social=fbclid";

/// Both, by name alone; one in the spelling that its advertisements have.
pub const KINDS: &str =
    "gclid|gbraid|wbraid|dclid|msclkid|ttclid|twclid|li_fat_id|yclid|sccid|rdt_cid|epik|fbclid|ScCid";

/// Apps that open links in a browser of their own and send no referrer, by tokens of their user agents.
pub const APPS: &str = "\
social=instagram:Instagram|facebook:FBAN|line: Line/|wechat:MicroMessenger";

/// What an engine calls the term, the surest first.
pub const TERMS: &str = "q|query|text|wd|p";
