// Requests as browsers send them through a platform: twenty headers each, of a dozen devices, robots among them.

const chromium = (version, mobile, platform, more = {}) => ({
  "sec-ch-ua": `"Chromium";v="${version}", "Google Chrome";v="${version}", "Not?A_Brand";v="24"`,
  "sec-ch-ua-mobile": mobile ? "?1" : "?0",
  "sec-ch-ua-platform": `"${platform}"`,
  ...more,
});

const VISITORS = [
  [
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36",
    chromium(142, false, "Windows", { "sec-ch-ua-platform-version": '"15.0.0"' }),
  ],
  [
    "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Mobile Safari/537.36",
    chromium(142, true, "Android", { "sec-ch-ua-model": '"Pixel 9"', "save-data": "on" }),
  ],
  [
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.6 Mobile/15E148 Safari/604.1",
    {},
  ],
  ["Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.6 Safari/605.1.15", {}],
  ["Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0", {}],
  [
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36 Edg/142.0.0.0",
    { "sec-ch-ua": '"Chromium";v="142", "Microsoft Edge";v="142", "Not?A_Brand";v="24"', "sec-ch-ua-mobile": "?0" },
  ],
  [
    "Mozilla/5.0 (Linux; Android 15; SAMSUNG SM-S931B) AppleWebKit/537.36 (KHTML, like Gecko) SamsungBrowser/28.0 Chrome/130.0.0.0 Mobile Safari/537.36",
    {},
  ],
  ["Mozilla/5.0 (SMART-TV; Linux; Tizen 8.0) AppleWebKit/537.36 (KHTML, like Gecko) SamsungBrowser/6.0 TV Safari/537.36", {}],
  ["Mozilla/5.0 (PlayStation; PlayStation 5/9.00) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/15.4 Safari/605.1.15", {}],
  ["Mozilla/5.0 (iPad; CPU OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) CriOS/142.0.0.0 Mobile/15E148 Safari/604.1", {}],
  ["Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)", {}],
  ["Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko; compatible; GPTBot/1.2; +https://openai.com/gptbot)", {}],
];
const REFERRERS = [
  "https://www.google.com/",
  "https://l.facebook.com/l.php?u=x",
  "https://blog.example.org/post/1",
  "https://chatgpt.com/",
  "",
];
const PLACES = [
  ["DE", "BE", "Berlin", "Europe/Berlin", "de-DE,de;q=0.9,en;q=0.8"],
  ["US", "CA", "San%20Francisco", "America/Los_Angeles", "en-US,en;q=0.9"],
  ["BR", "SP", "S%C3%A3o%20Paulo", "America/Sao_Paulo", "pt-BR,pt;q=0.9,en-US;q=0.8,en;q=0.7"],
];
const FILLERS = [
  "connection",
  "cache-control",
  "priority",
  "upgrade-insecure-requests",
  "sec-fetch-dest",
  "sec-fetch-mode",
  "sec-fetch-site",
  "sec-fetch-user",
  "pragma",
  "dnt",
  "x-forwarded-proto",
  "x-real-ip",
  "via",
  "forwarded",
];

/** What the edge that says so runs on. */
export const PLATFORM = "vercel";

/** `{ url, headers }`, each with twenty headers. */
export const requests = VISITORS.flatMap(([agent, hints], i) =>
  PLACES.map(([country, region, city, zone, languages], j) => {
    const headers = {
      "user-agent": agent,
      accept: "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
      "accept-encoding": "gzip, deflate, br, zstd",
      "accept-language": languages,
      referer: REFERRERS[(i + j) % REFERRERS.length],
      "x-vercel-ip-country": country,
      "x-vercel-ip-country-region": region,
      "x-vercel-ip-city": city,
      "x-vercel-ip-timezone": zone,
      ...hints,
    };
    if (headers.referer === "") delete headers.referer;
    for (const name of FILLERS) if (Object.keys(headers).length < 20) headers[name] = "1";
    return { url: `https://shop.example/p/${i}?utm_source=letter&utm_campaign=autumn-${j}&gclid=x${i}`, headers };
  }),
);
