// Builds src/signal/device/words.bin: what words of a user agent say at an edge.
//
//   node scripts/devices.mjs            writes it
//   node scripts/devices.mjs --check    fails where it would change (tests/node/devices.test.mjs)
//
// Sources: what makers document of their own user agents and models (Google, Apple, Microsoft, Samsung, Amazon, Sony,
// Nintendo, LG, Roku, Huawei, Lenovo, Xiaomi and others; Android's build numbers), written by hand; words and names of
// robots from the npm packages isbot (Unlicense) and crawler-user-agents (MIT). No list of devices is behind it: a model
// of tomorrow is found by its family's letters, or by what its platform always says.
//
// A token is looked for where a word starts: behind anything but letters and digits, or at a capital behind a small
// letter. It ends where a word does; with `~` behind it anywhere, with `#` before a digit. With `~` before it, it is the end
// of a word. Of several at one place the longest counts. In small letters; `_` is a space.
//
// Layout: count of meanings · for each: class, system, browser (0: says nothing) · length of the first index (u16, as all
// here little-endian) · two indexes, of tokens and of such as end a word (written backwards): where each of 128 buckets
// starts, and where the last ends (u16, from the index's start) · tokens: length | ending << 6, meaning, bytes.
import { readFileSync, writeFileSync } from "node:fs";
import crawlers from "crawler-user-agents";
import { list as patterns } from "isbot";

const flags = process.argv.slice(2);
if (flags.some((flag) => flag !== "--check")) throw new Error("usage: node scripts/devices.mjs [--check]");
const out = new URL("../src/signal/device/words.bin", import.meta.url);

// Whoever reads the table says what its numbers mean, so that no two lists can differ.
const reader = readFileSync(new URL("../src/signal/device/agent.rs", import.meta.url), "utf8");
/** A list of names; a comment behind one is what the rows below call it. */
const listOf = (name) => {
  const [, rows] = new RegExp(`^const ${name}: \\[&str; \\d+\\] = \\[(.*?)\\];`, "ms").exec(reader) ?? [];
  if (!rows) throw new Error(`src/signal/device/agent.rs has no list ${name}`);
  return [...rows.matchAll(/"([a-z]*)",?(?: \/\/ ([a-z ]+)$)?/gm)].map(([, word, known]) => known ?? word);
};
const numberOf = (name) => {
  const [, digits] = new RegExp(`const ${name}: \\w+ = (\\d+);`).exec(reader) ?? [];
  if (!digits) throw new Error(`src/signal/device/agent.rs has no number ${name}`);
  return Number(digits);
};

const SYSTEMS = listOf("SYSTEMS");
const BROWSERS = listOf("BROWSERS");
const CLASSES = listOf("CLASSES");
// The same of an Android only, from consoles on.
const [first, ofAndroid] = [numberOf("CONSOLE"), numberOf("ANDROID")];
for (const [at, name] of CLASSES.slice(first).entries()) CLASSES[ofAndroid + at] = `${name}?`;
CLASSES[numberOf("ENGINE")] = "engine";
CLASSES[numberOf("LIBRARY")] = "library";

/** Class, system, browser: tokens. */
const TOKENS = `
console xbox - : xbox~ xbox_one xbox_series
console playstation - : playstation~ psp ps4application ps5application ps_vita
console nintendo - : nintendo~ nintendobrowser
console - - : dreampassport~ dreamkey~ planetweb~ zeebo segasaturn~ ouya steam_deck steamdeck steamos gamecube dreamcast sega n-gage
console? - - : powkiddy~ gamestick~ m.o.j.o. mojo yinlips~ gr0006 rg3#~ rg4#~ rg5#~ rg_cube~ retroid~ razer_edge shield_portable logitech_gr# g_cloud odin2~ ayn ayaneo~ anbernic gpd gamepad_digital jxd~ archos_gamepad moqi

tv tvos - : apple_tv~ appletv~ tvos
tv roku - : roku~
tv webos - : web0s
tv - - : tv ~tv tivimate~ iptvsmarters~ iptv_smarters~ ottplay~ ott_navigator~ ssiptv~ televizo~ wv-atv aquos-as~ mr-device~ nvidia_shield~ mag2#~ mag3#~ mag4#~ aminet~ smarttv~ smart-tv~ smart_tv~ smart_tva hbbtv~ netcast~ googletv~ google_tv android_tv androidtv~ bravia~ viera~ nettv~ philipstv~ opera_tv opr_tv tv_safari dtv mitv~ mibox~ mi_box mibox3 vidaa~ vizio~ smartcast crkey~ chromecast~ firetv fire_tv netrangemmh ce-html kdl-~ vstvb~ omi aquos_tv aquostv sonydtv freeview~ fvc titanos tivoos tivo~ ntv humax~ settop set-top stb ~stb ~iptv iptv~ inettvbrowser espial tvbox tv_box tvbrowser tv_bro tv-box skystb technisat~ dlnadoc~ brightsign~ youview~ boxee~ maple maple~ orsay tsbnettv toshibatv  tclwebkit~ tcl/tcl~ antgalio~ nebula~ whaletv philips_tv ~smarttv shield_android_tv qtembedded~ stbapp~ linux_mips~ gw-device~ gibbon~ netflix~ lg_netcast.tv linux/smarttv presto_tv kodi smarthub sonybdp~ bdp-~ freebox~ bouygtel~ play.tv 4ktv uhdtv hdtv
tv fireos - : aft~
tv? - - : vorke~ dolamee~ neo-x#~ neo_x#~ artline~ selenga~ atom-#~ netta~ imaq~ x98_s~ hibox~ sbdv-~ sberbox~ kivi~ iffalcon~ kd-#~ xbr-~ hiberg~ doffler~ starwind~ leff~ hartens~ topdevice~ erisson~ asano~ kalley~ telefunken~ nordmende~ atv#~ gt-king~ gtking~ meson~ mini_mx~ cx919~ cs918~ rikomagic~ cloudnetgo~ sunchip~ mele~ eny~ docooler~ scishion~ bqeel~ zoomtak~ probox2~ mi_tv~ decodeur~ foxtel~ totalplay~ movistar~ directv~ osprey~ tivo_stream xfinity~ ziggo~ proximus~ livebox~ smart_box tv_stick onn_4k google_tv_streamer media_box mediabox~ tvip~ dune~ infomir~ eltex~ imaqliq~ rostelecom~ ntv-plus gs_~ superbox~ evpad~ leelbox~ mbox~ technicolor~ u211 u212 gxl~ sun50iw~ sun8iw~ bcm7#~ p201 ott tx2 mxiii~ magicsee~ rk30#~ q200 q201 egreat~ himedia~ strong_srt~ srt#~ xtream~ aospbox hi3751~ realtek~ q_box qplus vim2 odroid~ raspberry~ nexus_player jmgo~ wanbo~ dangbei~ pptv~ mitv4 android_box nvidia~ zgemma~ sunvell~ turewell~ tvpad~ swisscom~ airtel~ tatasky~ abox~ r-tv~ scishion~ alfawise~ ki_plus~ kiii~ m9c~ m8_pro v88 z69~ z28 tronsmart~ rkm~ measy~ geniatech~ atvx~ dvb~ freebox~ bbox~ sdmc~ sei#~ ip1xx~ uiw#~ dcx#~ diw#~ stb-~ hp4#~ s95x~ mx-q~ mini_m8s~ set-top yundoo~ pendoo~ yndx-0#~ rombica~ wetek~ homatics~ b860~ zxv10~ dreambox~ vega_s9~ arris~ jiostb~ sagemcom~ kaon~ bcm7#~ x88~ i96~ mk#~ iconbit~ xds#~ msd#~ supermax~ cvte~ t96~ box ~box stick ~stick atv ~atv projector ~projector led#~ ~uhd dongle bravia h96~ x96~ t95~ tx3~ tx5~ tx6~ tx9~ mxq~ mx9~ a95x~ hk1~ tanix~ mecool~ km#~ ugoos~ zidoo~ beelink~ minix~ neo-u#~ neo_u#~ vontar~ transpeed~ rk33#~ rk32#~ rk31#~ rk35#~ p212 p281 amlogic~ m8s~ s905~ formuler~ mygica~ dune~ nvidia_shield shield_tv shield_tv shield_android_tv uhd ultrahd 4k 8k qled oled hisilicon~ hi3798~ mt5#~ qm16#~ mt9#~ jvc_shell shell rtd#~ nexbox~ vim3 khadas~ mstar~ polarline~ hismart~ adt-#~ swtv~ smarttv monitor leap~ xgimi~ skyworth~ changhong~ konka~ coocaa~ vestel~ hiremco~ duotv stb~

wearable watchos - : watch_os watchos watch#~ apple_watch applewatch~
wearable - - : watch ~watch wear_os wearos oculusbrowser~ quest_2 quest_3 quest_3s quest_pro quest) oculus~ vr_safari mobile_vr hololens glass_# smartwatch~ galaxy_watch fitbit~ sm-r#~
wearable? - - : hmd_vr pico_neo~ pico_g#~ pico_#~ pico_a#~ sm-l#~ kw#~ dm#~ thor_~ xmwt~ imoo~ lg-w#~ moto_360 wsd-#~ nreal~ xreal~ rokid~ vuzix~ moverio~ realwear~ hmt-1~ dpvr~ mirage_solo tag_heuer~ skagen~ misfit~ kospet~ zeblaze~ lokmat~ kingwear~ finow~ lynx-r1 fossil~ mobvoi~ suunto~ ow19w~ ow20w~ oww#~ gll-~ leo-~ xtc~ amazfit~ lem# lem#~ ticwatch~ magic_leap htc_vive vive~

tablet ios - : ipad~
tablet fireos - : kindle~ silk~ kf~ sd4930ur
tablet - - : shield_tablet~ tablet~ ~tablet playbook~ touchpad~ galaxy_tab~ mediapad~ matepad~ honor_pad~ apad xoom~ nook~ bntv~ bnrv~ pixel_c pixel_tablet nexus_7~ nexus_9 nexus_10 iconia~ transformer~ fbid/tablet fbmd/ipad
- - - : kf# androiddownloadmanager~ quiterss~ camscanner~ server-bag tablet_pc tablet_pc_2.0 bot#~ padfone~ ~notepad mobipad cubot~ padding launchpad powerpad touchpad_driver
tablet? - - : multipad~ pipo~ ainol~ ramos~ cube_u#~ denver~ archos_97~ archos_101~ mpman~ mpqc#~ mpdc#~ goclever~ xoro~ wexler~ perfeo~ turbokids~ treelogic~ techno_# nomi_c#~ c070#~ storex~ danew~ yarvik~ polypad~ smart_tab~ vodafone_tab 8067 8068 8070 8079 8080 8084 8085 8091 9003~ 9005~ 9010~ 9022~ 9024~ 9025~ 9048~ 9080~ 9082~ 9137~ 9198~ t10pro t10s t20mini t30max rt1 rt2 rt5 rt6 rt7 hotwav_r#~ dragon_touch~ matrixpad~ vankyo~ veidoo~ tibuta~ facetel~ xtab~ iball_slide~ funbook~ ubislate~ evertab~ cloudpad~ ypy~ ml-#~ ptb#~ xyboard~ mz61#~ f-01d f-05e f-02f f-03g f-04h f-02k d-01g d-01h d-01j d-01k d-02h d-02k sh-08e kyt31 kyt35 sot21 sot31 sht22 lgt31 lgt32 qua_tab~ arrows_tab~ lavie~ at1-~ at7-~ a200 a210 a211 a511 a701 me17#~ tf60#~ ktb-~ hdl-~ hdz-~ gov-~ fdr-~ bza-~ bzt-~ pmid#~ m-mp#~ n51#~ n80#~ dp10a~ 24074rp~ 24076rp~ readboy~ vrd-~ sm-t#~ sm-x#~ sm-p#~ gt-p#~ gt-n51#~ gt-n80#~ sc-01c sch-i800 sch-i905 sch-i915 tb-~ tb#~ tb3-~ yt3-~ yt-x#~ yt-j#~ yoga_tab~ ideatab~ lenovo_tab~ lenovo_a3500~ lenovo_a5500~ lenovo_yt~ xiaoxin~ pad pad#~ ~pad pad~ tab ~tab tab#~ tab~ mi_pad~ redmi_pad~ 2105118#~ 2107110~ 22081283~ 23043rp~ 24018rp~ 2405cr~ rmp#~ opd#~ pa2#~ oneplus_pad~ bah-~ bah2-~ bah3-~ bah4-~ ags-~ ags2-~ ags3-~ ags5-~ ags6-~ agr-~ agm3-~ sht-~ cmr-~ scmr-~ jdn-~ jdn2-~ btv-~ kob-~ kob2-~ mrx-~ bzt3-~ bzt4-~ bzk-~ dby-~ dby2-~ wgr-~ got-~ ple-7#~ t1-8#~ t1-a2#~ hey-w~ hey2-w~ hey3-w~ krj-w~ krj2-w~ elm-w~ kf~ sgp#~ sony_tablet~ lg-v#~ lg-vk#~ p02#~ p00#~ k01#~ me30#~ me37#~ tf10#~ tf20#~ tf30#~ tf70#~ tf-~ a1-7#~ a1-8#~ a3-a#~ b1-7#~ b1-8#~ b3-a#~ a510 at100~ at200~ at300~ folio~ venue~ streak_7 dell_venue~ slate~ hp_7~ hp_slate~ pmt#~ pmp#~ pmp~ iplay~ alldocube~ teclast~ p80~ p20hd~ chuwi~ hipad~ hi10~ onda~ ifive~ novo7~ vido~ aoson~ hyundai~ hudl~ bush_spira~ alba~ archos_70~ archos_80~ archos_101~ lifetab~ p10#~ xelio~ ieos~ trekstor~ surftab~ st10#~ breeze~ tad-#~ lark~ mid#~ mid ~mid goclever~ ov-~ qualcore~ livecore~ freeway_tab slimtab~ core_10~ mp10#~ polaroid~ pro8~ mid70#~ egq#~ nextbook~ pad_#~ telepad~ rca~ rct#~ digiland~ dl#~ digma~ plane_#~ plane~ optima~ citi_#~ hit_#~ irbis~ tz#~ tw#~ oysters_t#~ oysters_t~ supra_m#~ navitel~ ursus~ bq-7#~ bq-8#~ bq-9#~ bq-10#~ ginzzu~ gt-7#~ gt-8#~ gt-x#~ gt-10#~ roverpad~ turbopad~ gu#~ impad~ pixus~ c0700~ c080#~ c101#~ bravis~ nb#~ np#~ ap-#~ senkatel_t~ t100#~ t70#~ t71#~ t72#~ t80#~ t1060~ m10_#~ a13#~ allwinner~ wmt~ vt75c dslide~ la_tab ezee~ ct7#~ ct72#~ smarttab~ vodafone_smart_tab vfd_1#~ 8055 8056 8062 8067 8068 8082 8088 8092 8094~ 9007~ 9008~ 9009~ 9013~ 9026~ 9027~ 9029~ 9032~ 9049~ 9060~ 9061~ 9081~ 9081x 9132~ 9160~ 9161~ 9166~ 9183~ p310~ kids_tab~ kids kurio~ nabi~ leappad~ ellipsis~ qtaqz3~ qtasun1~ onn~ 1000#~ 1000110#~ moto_tab~ nokia_t20 nokia_t21 doogee_t20~ t30pro t30ultra rt3 rt8 armor_pad~ tab8 headwolf~ wpad#~ vankyo~ notepad_102 k10 pritom~ winnovo~ tecno_p70#~ walpad~ slide~ me_# e-tab~ xtab~ penta~ i7#~ picopad~ mito_t#~ polytron_t#~ thinkpad_tablet~ duet~ rmp2~ lenovo_m10 lenovo_p11 lenovo_p12 m10 smart_tab_#~ positivo_ypy~ ypy_~ m7s~ ptb#~ wave_i~ proton_~ quantum_q#~ bgh_y#~ viewpad~ vtab#~ mz60#~ htc_flyer~ flyer~ p51#~ at830 so-03e so-05f so-05g d-51c kyt32 kyt33 sht21 hwt31 lavie~ pc-te~

mobile ios - : fbios~ iphone~ ipod~
mobile - - : mobile mobile~ mobi phone ~phone iemobile~ blackberry~ bb10 opera_mini opera_mobi~ midp~ cldc~ symbian~ symbos series40 series60 s60 j2me~ up.browser~ up.link~ netfront~ obigo~ openwave~ wap~ docomo~ kddi~ softbank~ vodafone/~ nokia#~ nokia~ sonyericsson~ samsung-sgh~ samsung-gt~ sgh-~ lge-~ lg-#~ mot-~ motorola-~ htc_~ zte-~ sie-~ sec-~ sagem~ alcatel~ teleca~ dolfin~ maui~ mtk mocor~ threadx~ polaris~ jig_browser palm~ webos/~ hpwos bada~ meego~ maemo~ fennec~ brew~ ucweb~ ppc pocket_pc windows_ce windows_mobile smartphone~ juc~ skyfire~ lumia~ firefox_mobile tizen_mobile sailfish~ ubuntu_touch mre_ dv(iph~ micromax~ spice~ karbonn~ lava~ gionee~
mobile kaios - : kaios~
mobile windows_phone - : windows_phone~ wpdesktop
mobile? - - : pixel pixel_#~ nexus_4 nexus_5~ nexus_6~ nexus_s nexus_one galaxy_nexus sm-a#~ sm-c#~ sm-e#~ sm-f#~ sm-g#~ sm-j#~ sm-m#~ sm-n#~ sm-s#~ sm-w#~ sm-z#~ gt-i#~ gt-s#~ gt-n7#~ gt-b#~ gt-c#~ sch-~ sph-~ sgh-~ shv-~ moto moto_~ xt#~ redmi~ poco~ mi_# mi_a#~ mi_note~ mix~ rmx#~ cph#~ pbem~ vivo~ oppo~ oneplus~ honor~ huawei~ htc~ nokia_#~ lm-g#~ lm-q#~ lm-k#~ lm-x#~ lm-v#~ lg-m#~ lg-h#~ lg-k#~ lg-d#~ lg-f#~ lg-e#~ lg-p#~ infinix~ tecno~ itel~ zte_~ blade~ xperia~ cat_s#~ wiko~ meizu~ umidigi~ ulefone~ doogee~ blackview~ oukitel~

desktop? - - : lifebook~ elitebook~ probook~ inspiron~ aspire_v~ aspire_e~ travelmate~ vostro~ thinkpad~ latitude~ satellite~ chromebook~ zenbook~ vivobook~ aio 2in1 optiplex~ android_x86 android-x86 x86_pc surface~
- tizen - : tizen~
- webos - : webos~ webos.tv~
- - - : webos_#~
mobile android - : fb4a~
- fireos - : fire_os
- visionos - : visionos
- ios - : ios cpu_os~  watch_ios
- harmonyos - : harmonyos~ openharmony~ harmony
- android - : android~ adr_#~ andr0id~ dalvik~  lineage~ cyanogenmod~ miui~ wear_os_#
desktop chromeos - : cros chromebook~
desktop windows - : windows~ win64 win32 win98 win95 winnt~ wow64
desktop macos - : macintosh~ macos~ mac_os~ darwin~ mac_powerpc macbook~ imac~ macmini~ macpro~
desktop linux - : linux~ x11 ubuntu~ fedora~ debian~ gentoo~ centos~ suse~
desktop - - : freebsd~ openbsd~ netbsd~ sunos~ solaris~ beos haiku~ amiga~ amigaos~ morphos~ os/2~ openvms~ irix~ osf1~ risc_os~ lynx/~ w3m/~ links_(~ elinks~ dillo~ netsurf~ electron~ inferno aros
library - - : curl~ libcurl~ okhttp/~ dart/~ aiohttp~ java/~ java#~ httpclient~ axios~
engine - - : applewebkit~ gecko~ presto~ trident~ webkit~

- - edge : edg/~ edga/~ edgios/~ edge/#~
- - opera : opr/~ opios/~ opt/~ opx/~ opera~ operamini~ opera_touch
- - samsung : samsungbrowser~
- - yandex : yabrowser~ yasearchbrowser~ yandexsearchbrowser~ yandexbrowser~
- - vivaldi : vivaldi~
- - duckduckgo : duckduckgo/~ ddg/~
- - uc : ucbrowser~ ubrowser~ ucweb~ ucmini~ uc_browser~ ucturbo~
- - qq : mqqbrowser~ qqbrowser~
- - brave : brave/~ brave_chrome
- - firefox : firefox~ fxios~ focus/~ klar/~ fennec~ seamonkey~ iceweasel~ minefield~ granparadiso~ namoroka~ shiretoko~
- - ie : msie~ trident~ iemobile~
- - chrome : chrome~ crios~ chromium~ chr0me~ crmo~
- - safari : safari~ applewebkit~ webkit~ cfnetwork~
`;

/** Words of robots, of whoever fetches pages without a person, and names of them. */
const BOTS = `
bot ~bot bots ~bots robot~ ~robot bot_ ~bots crawl~ ~crawl ~crawler ~crawlers ~crawling spider~ ~spider slurp scraper~ ~scraper scrapy~ http:/~ https:/~
googleother~ google-~ googleproducer~ google-extended~ apis-google~ feedfetcher~ mediapartners~ adsbot~ storebot~ bingpreview~ msnbot~ bytespider~ ccbot gptbot~ chatgpt-~ oai-~ openai~ claude~ anthropic~ perplexity~ cohere~ mistralai~ meta-external~ meta-webindexer~ facebookexternalhit~ facebookcatalog~ amazonbot~ applebot~ petalbot~ youbot~ diffbot~ timpibot~ imagesift~ omgili~ ai2bot~ firecrawl~ manus-user~ duckassist~ kagi~ deepseek~ operator~
whatsapp/~ twitterbot~ slackbot~ slack-imgproxy~ discordbot~ skypeuripreview~ embedly~ iframely~ outbrain~ quora_link_preview~ pinterestbot~ redditbot~ flipboardproxy~ bitlybot~ snap_url_preview~ mastodon/~ bluesky~
wget~ python~ httpx~ requests~ urllib~ go-http-client~ go_#~ apache-~ node.js~ guzzle~ php~ perl~ lwp~ libwww-perl~ lwp::~ ruby~ mechanize~ postman~ rest-client~ winhttp~ powershell~ microsoft_bits~ colly~ jersey~ jetty~ resty~ http_client~ httrack~ deno/~
headless~ headlesschrome~ phantomjs~ puppeteer~ playwright~ selenium~ webdriver~ cypress~ splash~ prerender~ chrome-lighthouse~ lighthouse~ pagespeed~ gtmetrix~ ptst~ speedcurve~ dareboost~
monitor ~monitor monitoring~ ~monitoring uptime~ pingdom~ statuscake~ site24x7~ 24x7~ newrelic~ datadog~ nagios~ check_http~ blackbox~ catchpoint~ ruxit~ checkly~ freshping~ updown~ montastic~ pingadmin~ healthcheck~ health_check~ kube-probe~ elb-healthchecker~ cloudflare-~ cloudfront~ amazon_cloudfront route_53
scan~ ~scan ~scanner censys~ nmap~ masscan~ nuclei~ nikto~ nessus~ openvas~ qualys~ netcraft~ detectify~ projectdiscovery~ leakix~ wappalyzer~ builtwith~ whatweb~ wpscan~ observatory~ burp~ arachni~ foregenix~ fuzz~
feed ~feed feeds~ feedly~ feedburner~ feeder~ feedbin~ feedspot~ feedreader~ feedvalidator~ rss ~rss rss~ simplepie~ inoreader~ newsblur~ bloglovin~ bloglines~ tiny_tiny_rss~ miniflux~ freshrss~ liferea~ netvibes~ theoldreader~ superfeedr~ newsgator~ netnewswire~ blogtrottr~ newsify~ livelap~ aggregator ~aggregator
archive~ ~archive ~archiver ia_archiver~ heritrix~ wayback~ nutch~ teoma~ ask_jeeves~ baiduspider~ baidu_transcoder transcoder~ yandexbot~ yandeximages~ yandexmetrika~ yandexdirect~ yandex.com/bots sogou_web~ sogou_inst~ yeti/~ daum/~ seznam~ exabot~ mojeek~ gigablast~ yacy~ qwantbot~ semrush~ ahrefs~ mj12~ dotbot~ rogerbot~ blexbot~ screaming_frog~ sistrix~ seokicks~ seobility~ serpstat~ sitechecker~ sitebulb~ oncrawl~ ryte~ majestic~ xenu~ linkcheck~ linkchecker~ ~linkchecker w3c~ w3c-checklink~ w3c_validator~ validator~ ~validator checker ~checker check ~check verifier ~verifier fetch ~fetch ~fetcher fetcher~ extractor ~extractor parser ~parser ~analyzer analyzer~ inspector ~inspector inspect~ preview~ ~preview thumbnail~ ~thumbnail screenshot~ ~screenshot capture~ ~capture snapshot~ ~grabber grab~ ~grab harvest~ ~harvester indexer~ ~indexer index~ downloader ~downloader download_~ copier~ ~copier webcopier~ webzip~ offline_explorer~ retriever~ resolver ~resolver ~resolver classifier~ ~classifier ranking~ rank~ audit~ ~audit auditor~ detector~ ~detector detect~ discovery~ research~ ~research survey~ studies~ collector collection~ measurement~ insights~ ~insights insight~ analytics~ intelligence~ optimizer~ ~optimizer proxy ~proxy proxy~ gateway~ agent ~agent server ~server ~sniffer sniffer~ sucker~ bandit~ hunter~ ~hunter finder ~finder tracker ~tracker reader/~ ping probe ~probe probe~ tester ~tester test/~ library ~library integration~ automation~ synthetic~ worker ~worker daemon~ wordpress~ jigsaw~ lipperhey~ barkrowler~ trendiction~ trendsmap~ brandwatch~ meltwater~ moreover~ newspaper~ linkdex~ nerdybot~ domaintools~ domain_~ dataprovider~ bubing~ webmeup~ proximic~ grapeshot~ admantx~ ias-~ adbeat~ comscore~ criteo~ doubleverify~ moat~ contextad~ leikibot~ tineye~ turnitin~ zoombot~ cliqz~ scoutjet~ ipip.net~ url ~url urls~ googleweblight~ web_preview yahoo_~ yahooseeker~ y!j~ hatena~ mcafee~ gomez~ alertsite~ siteimprove~ silktide~ monsido~ cookiebot~ onetrust~ cookiehub~ hubspot~ mailchimp~ sendgrid~ zapier~ ifttt~ shopify~ stripe~ paypal~ svn/~ github-~  exporter itms~ collapsify~ findlinks~ grub~ heritrix larbin~ netresearch~ nutch openindex~ picsearch~ sbider~ spinn3r~ summify~ urlappend~ voyager~ voilabot~ wotbox~ yanga~ ezooms~ ichiro~ sitemap~ webcollage~ adidx~ hotjar~
advisor advisor/~ torrent~ cursor/~ clamav~ favicon~ ~favicon downcast~ bw/~ ~diagnostics diagnostics~
`;

const code = (list, word) => {
  const at = list.indexOf(word === "-" ? "" : word);
  if (at < 0) throw new Error(`${word} is in no list`);
  return at;
};

const meanings = [[0, 0, 0]]; // the first says nothing, and keeps shorter tokens quiet
const tokens = new Map();
function add(meaning, words) {
  let at = meanings.findIndex((known) => known.join() === meaning.join());
  if (at < 0) at = meanings.push(meaning) - 1;
  for (const word of words) {
    const ends = word.startsWith("~");
    const open = word.endsWith("~");
    let body = word.slice(ends ? 1 : 0, open ? -1 : undefined).replaceAll("_", " ");
    const digit = body.endsWith("#");
    if (digit) body = body.slice(0, -1);
    if (/[#~]/.test(body) || (ends && open)) throw new Error(word);
    if (!body || body.length > 31) throw new Error(word);
    const ending = digit ? 2 : open ? 1 : 0;
    const key = `${ends ? "~" : ""}${body}`;
    const old = tokens.get(`${key} ${ending}`);
    if (old && old.at !== at && process.env.VERBOSE) console.warn(`${word}: twice`);
    // Of the same token in two rows with different aspects, both count.
    if (!old) tokens.set(`${key} ${ending}`, { body, ends, ending, at });
    else if (old.at !== at) {
      const both = meanings[old.at].map((aspect, index) => aspect || meaning[index]);
      let joined = meanings.findIndex((known) => known.join() === both.join());
      if (joined < 0) joined = meanings.push(both) - 1;
      old.at = joined;
    }
  }
}
for (const line of TOKENS.split("\n").filter(Boolean)) {
  const [head, words] = line.split(" : ");
  const [type, system, browser] = head.split(" ");
  add([code(CLASSES, type), code(SYSTEMS, system.replace("_", " ")), code(BROWSERS, browser)], words.trim().split(/\s+/));
}
for (const line of BOTS.split("\n").filter(Boolean)) add([1, 0, 0], line.trim().split(/\s+/));

// What the packages know and the words above do not: names without a pattern in them.
const BUT = ["ap3a.240617.008", "catch", "chromeframe", "ddg-android", "fluid", "sogou"]; // people's, or of models
const plain = (pattern) => pattern.replace(/^\^/, "").replaceAll("\\/", "/").replaceAll("\\.", ".").toLowerCase();
const isName = (text) => /^[a-z0-9][a-z0-9 ./_:!+-]{2,30}$/.test(text) && !BUT.includes(text);
const isKnown = (text) =>
  [...tokens.values()].some(({ body, ends, ending, at }) => meanings[at][0] === 1 && !ends && ending === 1 && text.startsWith(body)) ||
  /(bot|crawler|spider|https?:)([^a-z]|$)/.test(text);
const names = new Set();
for (const pattern of patterns.filter((pattern) => !pattern.startsWith("^"))) {
  const text = plain(pattern.replace(/\\b$/, ""));
  if (isName(text)) names.add(text);
}
// Who is no browser and names no system is a robot anyhow.
const isBrowser = (agent) => /webkit|gecko|trident|presto|linux|windows|mac os|darwin|android|iphone|msie/i.test(agent);
for (const { pattern, instances } of crawlers) {
  const text = plain(pattern);
  if (isName(text) && instances.some((agent) => isBrowser(agent) && !/http|bot\b|crawl|spider/i.test(agent))) names.add(text);
}
for (const name of [...names].sort()) if (!isKnown(name)) add([1, 0, 0], [`${name.replaceAll("_", " ")}~`]);

// As src/signal/device/agent.rs looks them up: by the first two bytes, or the last two.
const BUCKETS = numberOf("BUCKETS");
const bucket = (first, second) => (first * 7 + second) % BUCKETS;
// The longest first.
const all = [...tokens.values()].sort((a, b) => b.body.length - a.body.length || (a.body < b.body ? -1 : 1) || b.ending - a.ending);
function index(list) {
  const rows = Array.from({ length: BUCKETS }, () => []);
  for (const { body, ending, at, ends } of list) {
    const letters = Buffer.from(ends ? [...body].reverse().join("") : body);
    if (letters.length < 2) throw new Error(`${body} is too short`);
    rows[bucket(letters[0], letters[1])].push(letters.length | (ending << 6), at, ...letters);
  }
  let offset = (BUCKETS + 1) * 2;
  const offsets = [];
  for (const row of [...rows, []]) {
    offsets.push(offset & 255, offset >> 8);
    offset += row.length;
  }
  return [...offsets, ...rows.flat()];
}
const table = [meanings.length, ...meanings.flat()];
const heads = index(all.filter(({ ends }) => !ends));
const tails = index(all.filter(({ ends }) => ends));
const file = Buffer.from([...table, heads.length & 255, heads.length >> 8, ...heads, ...tails]);
if (flags.length === 0) {
  writeFileSync(out, file);
  console.log(`${tokens.size} tokens, ${meanings.length} meanings, ${file.length} bytes`);
} else if (!file.equals(readFileSync(out))) {
  console.error("error: src/signal/device/words.bin is not what its sources make\n  hint: node scripts/devices.mjs");
  process.exitCode = 1;
}
