// Runs before the shop's own script. A played visitor is played on both sides: what the demo worker puts into the
// request's headers, this puts where a browser keeps it.

import { played } from "../worker/played.js";

const { headers, now } = played({ url: location.href, headers: new Headers() });
const say = (owner, name, value) => Object.defineProperty(owner, name, { configurable: true, get: () => value });

// Why a page looks as it does is asked of the hour that it was made for.
if (now) {
  const { now: real } = Date;
  const shift = now - real();
  Date.now = () => real() + shift;
}
const agent = headers.get("User-Agent");
if (agent) {
  say(navigator, "userAgent", agent);
  say(navigator, "userAgentData", undefined);
}
const languages = headers.get("Accept-Language");
if (languages) say(navigator, "languages", languages.split(",").map((language) => language.split(";")[0]));
const referrer = headers.get("Referer");
if (referrer) say(document, "referrer", referrer);
