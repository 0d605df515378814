// The visit that the panel plays: what it picks, as a query of the address. The demo worker reads the same names.

export const COUNTRIES = {
  AT: ["Austria", "Europe/Vienna"],
  CA: ["Canada", "America/Toronto"],
  CH: ["Switzerland", "Europe/Zurich"],
  DE: ["Germany", "Europe/Berlin"],
  FR: ["France", "Europe/Paris"],
  GB: ["United Kingdom", "Europe/London"],
  IE: ["Ireland", "Europe/Dublin"],
  JP: ["Japan", "Asia/Tokyo"],
  NL: ["Netherlands", "Europe/Amsterdam"],
  NO: ["Norway", "Europe/Oslo"],
  SE: ["Sweden", "Europe/Stockholm"],
  US: ["United States", "America/New_York"],
};

export const DEVICES = { phone: "Phone", tablet: "Tablet", desktop: "Desktop" };

/** How somebody came. Search and social are a referrer, the others a query, as in life. */
export const ORIGINS = {
  search: ["a search engine", { "demo-from": "search" }],
  social: ["a social network", { "demo-from": "social" }],
  newsletter: ["our newsletter", { utm_source: "forecast", utm_medium: "email" }],
  hill: ["the campaign hill-season", { utm_source: "poster", utm_campaign: "hill-season" }],
  frost: ["the campaign first-frost", { utm_source: "poster", utm_campaign: "first-frost" }],
};

export const LANGUAGES = { "en-GB": "English, British", "en-US": "English, American", "de-DE": "German", "fr-FR": "French" };

const KEPT = { country: "demo-country", device: "demo-device", language: "demo-language", at: "demo-at" };

/** What the address says; empty texts for what it leaves to the request. */
export function read(url) {
  const query = new URL(url).searchParams;
  const visit = Object.fromEntries(Object.entries(KEPT).map(([key, name]) => [key, query.get(name) ?? ""]));
  const from = Object.entries(ORIGINS).find(([, [, marks]]) => Object.entries(marks).every(([name, value]) => query.get(name) === value));
  return { ...visit, from: from?.[0] ?? "" };
}

/** The same page for that visit. */
export function address(url, visit) {
  const next = new URL(url);
  for (const name of [...next.searchParams.keys()]) if (/^(demo-|utm_)/.test(name)) next.searchParams.delete(name);
  for (const [key, name] of Object.entries(KEPT)) if (visit[key]) next.searchParams.set(name, visit[key]);
  for (const [name, value] of Object.entries(ORIGINS[visit.from]?.[1] ?? {})) next.searchParams.set(name, value);
  return next.href;
}

/** Links and forms inside the shop keep the visitor; how they came ends with the first click. */
export function follow(root, visit) {
  root.addEventListener("submit", ({ target }) => {
    if (target.action.startsWith(location.origin)) target.action = address(target.action, { ...visit(), from: "" });
  });
  root.addEventListener("click", (event) => {
    const link = event.target.closest?.("a[href]");
    if (!link || link.origin !== location.origin || link.getAttribute("href").startsWith("#")) return;
    link.href = address(link.href, { ...visit(), from: "" });
  });
}
