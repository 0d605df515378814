//! What requests are told of besides: more click identifiers, apps, and the names that links give to services.

/// Click identifiers that only advertisements carry.
pub const CLICKS: &str = "\
paid=gclid|gbraid|wbraid|dclid|msclkid|ttclid|twclid|li_fat_id|yclid|sccid|rdt_cid|epik|gad_source|qclid|ndclid|tblci|\
ymclid|irclickid|cjevent|obclid";
/// And those that a service puts into every link of its own.
pub const FACEBOOK: &str =
    "social=fbclid|igshid|igsh;search=srsltid|ysclid;email=mc_eid|mkt_tok|_hsenc|_kx|vero_id|oly_enc_id";

/// Both, by name alone.
pub const KINDS: &str = "\
gclid|gbraid|wbraid|dclid|msclkid|ttclid|twclid|li_fat_id|yclid|sccid|rdt_cid|epik|gad_source|qclid|ndclid|tblci|\
ymclid|irclickid|cjevent|obclid|fbclid|igshid|igsh|srsltid|ysclid|mc_eid|mkt_tok|_hsenc|_kx|vero_id|oly_enc_id";

/// Apps that open links in a browser of their own and send no referrer, by tokens of their user agents.
pub const APPS: &str = "\
social=messenger:MessengerForiOS|messenger:Orca-Android|messenger:MessengerLite|threads:Barcelona |instagram:Instagram|\
facebook:FBAN|facebook:FBAV|facebook:FB_IAB|line: Line/|wechat:MicroMessenger|tiktok:BytedanceWebview|tiktok:musical_ly|\
tiktok:trill_|snapchat:Snapchat/|pinterest:[Pinterest/|linkedin:LinkedInApp|x:Twitter for|kakao:KAKAOTALK|weibo:Weibo (|\
weibo:__weibo__|naver:NAVER(inapp|reddit:Reddit/|zalo:Zalo |telegram:Telegram-Android|vk:VKAndroidApp|qq: QQ/;\
chat=chatgpt:ChatGPT/";

/// Names and short forms that `utm_source` has for services: the great ones only, since `info` and `line` are words too.
pub const NAMES: &str = "\
search=google|bing|duckduckgo|yahoo|ecosia|baidu|yandex|naver|brave|qwant|startpage|seznam|sogou|kagi;\
social=facebook|facebook:fb|facebook:meta|instagram|instagram:ig|messenger|threads|whatsapp|x|x:twitter|linkedin|reddit|\
pinterest|youtube|youtube:yt|tiktok|snapchat|tumblr|quora|telegram|bluesky|mastodon|discord|vk|weibo|wechat|kakao|line|xing;\
email=gmail|outlook|mailchimp|klaviyo|hubspot|brevo|sendgrid|substack|hs_email|activecampaign|convertkit|mailerlite;\
chat=chatgpt|chatgpt:openai|claude|perplexity|gemini|copilot|deepseek|mistral|grok|poe|kimi|qwen|doubao";

/// What an engine calls the term, the surest first.
pub const TERMS: &str = "q|query|text|wd|p|word|kw|search|searchfor|searchFor|keyword|keywords|Keywords|qs|qt|MT|term|words|\
search_word|search_for|ask|qry|va|eingabe|su|question|Query|searchTerm|x_query|rdata|key|k|\
s|w|Q|What";
