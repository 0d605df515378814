// The decision workload: campaigns of two or three weighted variants behind three or four predicates, about 15 % of
// (campaign, visitor) pairs match, and visitors of ten signals. Deterministic; the same for every engine.

/** A small generator of pseudo-random numbers in [0, 1) (mulberry32, public domain, Tommy Ettinger). */
export function random(seed) {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

const COUNTRIES = "US GB DE FR ES IT NL BE SE NO DK FI PL CZ AT CH PT IE GR HU RO BG CA MX BR AR JP KR IN AU".split(" ");
const HOSTS =
  "www.google.com news.google.com www.facebook.com m.facebook.com l.instagram.com www.bing.com duckduckgo.com t.co www.reddit.com news.ycombinator.com partner.example.com www.linkedin.com".split(
    " ",
  );
const SUFFIXES = ".google.com .facebook.com .instagram.com .bing.com .reddit.com .example.com .linkedin.com".split(" ");
const LANGUAGES = ["en", "de", "fr", "es", "it", "ja"];
const PATHS = ["/", "/pricing", "/blog/a-post", "/product/123", "/cart", "/checkout"];
const CAMPAIGNS = ["", "spring", "summer-sale", "brand", "retarget-7"];

/**
 * An answer is the sum, over the campaigns that match, of HIT and of something that depends on campaign and variant. So
 * every variant is read, any other answer gives another sum, and the number of matches can be told from it.
 */
export const HIT = 2 ** 22;

/** Signals by their names in nearside. */
export const NAMES = {
  user: "custom.user",
  country: "geo.country",
  device: "device.type",
  hour: "time.hour",
  host: "referral.host",
  views: "custom.views",
  language: "locale.language",
  path: "page.path",
  utm: "referral.utm.campaign",
  returning: "custom.returning",
};

/** Visitors as `{ user, country, … }`. */
export function visitors(count = 1000, seed = 42) {
  const next = random(seed);
  const pick = (list) => list[Math.floor(next() * list.length)];
  return Array.from({ length: count }, (_, i) => ({
    user: `user-${Math.floor(next() * 1e9).toString(36)}-${i}`,
    country: COUNTRIES[Math.floor(next() ** 1.6 * COUNTRIES.length)],
    device: next() < 0.55 ? "mobile" : next() < 0.85 ? "desktop" : "tablet",
    hour: Math.floor(next() * 24),
    host: pick(HOSTS),
    views: Math.floor(-Math.log(1 - next()) * 6),
    language: pick(LANGUAGES),
    path: pick(PATHS),
    utm: pick(CAMPAIGNS),
    returning: next() < 0.4,
  }));
}

const test = (op, name, value) => ({ op, name, value });
const and = (...all) => ({ and: all });
const or = (...any) => ({ or: any });
const not = (one) => ({ not: one });

/** Campaigns as `{ key, when, variants: [{ key, weight }] }`, `when` a small tree of and, or, not and tests. */
export function campaigns(count, seed = 7) {
  const next = random(seed);
  const pick = (list) => list[Math.floor(next() * list.length)];
  return Array.from({ length: count }, (_, i) => {
    const countries = new Set();
    while (countries.size < 10) countries.add(COUNTRIES[Math.floor(next() ** 1.3 * COUNTRIES.length)]);
    const here = test("in", "country", [...countries]);
    const views = 1 + Math.floor(next() * 6);
    const from = Math.floor(next() * 12);
    const suffix = test("ends", "host", pick(SUFFIXES));
    const hours = and(test("gte", "hour", from), test("lt", "hour", from + 8));
    const device = (type) => test("eq", "device", type);
    const shapes = [
      () => and(here, device("mobile"), test("gte", "views", views)),
      () => and(here, or(hours, test("gte", "views", views + 3)), not(device("tablet"))),
      () => and(suffix, test("ne", "device", "mobile"), hours),
      () => or(and(here, device("desktop")), and(suffix, test("gte", "views", views))),
      () => and(not(here), or(device("mobile"), device("tablet")), test("gte", "hour", from), test("lt", "views", views + 6)),
    ];
    const three = next() < 0.4;
    return {
      key: `campaign-${i}`,
      when: shapes[i % 5](),
      variants: three
        ? [
            { key: "control", weight: 34 },
            { key: "a", weight: 33 },
            { key: "b", weight: 33 },
          ]
        : [
            { key: "control", weight: 50 },
            { key: "a", weight: 50 },
          ],
    };
  });
}

/** Slots of the campaigns below. */
export const SLOTS = 10;

/**
 * Campaigns that share ten slots, the first that matches takes its own; some 1 % of (campaign, visitor) pairs match, for
 * each also wants a page, and one of two campaigns that link there.
 */
export function sharing(count, seed = 7) {
  const next = random(seed + 1);
  const pick = (list) => list[Math.floor(next() * list.length)];
  return campaigns(count, seed).map((campaign, i) => {
    const from = Math.floor(next() * CAMPAIGNS.length);
    const two = [CAMPAIGNS[from], CAMPAIGNS[(from + 1) % CAMPAIGNS.length]];
    return { ...campaign, slot: i % SLOTS, when: and(campaign.when, test("eq", "path", pick(PATHS)), test("in", "utm", two)) };
  });
}

/** GrowthBook's hash version 2, as its SDK computes it: what a hand-written engine would use. */
export function bucket(seed, unit) {
  return (fnv(String(fnv(seed + unit))) % 10000) / 10000;
}

function fnv(text) {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) {
    hash ^= text.charCodeAt(i);
    hash += (hash << 1) + (hash << 4) + (hash << 7) + (hash << 8) + (hash << 24);
  }
  return hash >>> 0;
}

/** Upper bounds of the variants' shares. */
export function bounds(variants) {
  const total = variants.reduce((sum, variant) => sum + variant.weight, 0);
  let sum = 0;
  return variants.map((variant) => {
    sum += variant.weight;
    return sum / total;
  });
}
