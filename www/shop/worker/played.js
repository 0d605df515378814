// The demo's only trick: what the panel picked becomes the headers that a real visitor's browser and CDN would have sent.
// From here on nothing knows that it is a demo.

import { COUNTRIES } from "../panel/visit.js";
import { moment, step } from "../panel/week.js";

const AGENTS = {
  phone: "Mozilla/5.0 (iPhone; CPU iPhone OS 19_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/19.1 Mobile/15E148 Safari/604.1",
  tablet: "Mozilla/5.0 (Linux; Android 15; SM-X710) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/150.0.0.0 Safari/537.36",
  desktop: "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/150.0.0.0 Safari/537.36",
};

const REFERRERS = { search: "https://www.google.com/", social: "https://www.instagram.com/" };

const LANGUAGE = /^[a-z]{2,3}(-[A-Z]{2})?$/;

/** Where the country and the time zone stand. The demo says it by headers, so that `curl -H "CF-IPCountry: DE"` works. */
export const GEO = { country: "cf-ipcountry", timezone: "cf-timezone" };

/** The headers as the chosen visitor would have sent them, and the moment of the request (undefined: now).
 * `home` is the time zone of whoever does not say. */
export function played(request, home) {
  const query = new URL(request.url).searchParams;
  const headers = new Headers(request.headers);
  const country = query.get("demo-country");
  const zone = COUNTRIES[country]?.[1] ?? headers.get("CF-Timezone") ?? home;
  if (COUNTRIES[country]) headers.set("CF-IPCountry", country);
  if (zone) headers.set("CF-Timezone", zone);
  const agent = AGENTS[query.get("demo-device")];
  if (agent) {
    headers.set("User-Agent", agent);
    for (const name of [...headers.keys()]) if (name.startsWith("sec-ch-")) headers.delete(name);
    if (query.get("demo-device") !== "desktop") headers.set("Sec-CH-UA-Mobile", query.get("demo-device") === "phone" ? "?1" : "?0");
  }
  const referrer = REFERRERS[query.get("demo-from")];
  if (referrer) headers.set("Referer", referrer);
  // A reload of the panel's is no visit from the page before.
  else if ([...query.keys()].some((name) => name.startsWith("utm_"))) headers.delete("Referer");
  const language = query.get("demo-language");
  if (language && LANGUAGE.test(language)) headers.set("Accept-Language", `${language},${language.slice(0, 2)};q=0.9`);
  const at = step(query.get("demo-at"));
  return { url: request.url, headers, now: at === undefined ? undefined : moment(at, zone ?? "UTC") };
}
