// The facts of a browser. Only what the mask names is touched: no other property is read, no other query asked.

import { type Fact, type FactMask, names, type Reader, read } from "./fact.ts";
import { FactNumber as number } from "./numbers.ts";

/** What the DOM's types do not know yet. */
interface Browser extends Window {
  readonly navigator: Navigator & {
    readonly userAgentData?: {
      readonly mobile: boolean;
      readonly platform: string;
      readonly brands: readonly { readonly brand: string; readonly version: string }[];
    };
    readonly connection?: { readonly saveData?: boolean; readonly effectiveType?: string };
    readonly deviceMemory?: number;
    readonly globalPrivacyControl?: boolean;
  };
}

/** Where the facts are, and the moment. */
interface Host {
  readonly env: Browser;
  readonly now: number;
}

const ask = (env: Browser, query: string): MediaQueryList => env.matchMedia(`(${query})`);
const media = (env: Browser, query: string): boolean | undefined => {
  const { media, matches } = ask(env, query);
  return media === "not all" ? undefined : matches;
};
const meta = (env: Browser, name: string): unknown => env.document.querySelector(`meta[name="nearside:${name}"]`)?.getAttribute("content");

const WIDTHS = [1440, 1024, 600];
const CONTRASTS = ["more", "less", "custom"];
const DARK = "prefers-color-scheme:dark";
const CALM = "prefers-reduced-motion:reduce";
const width = (width: number): string => `min-width:${width}px`;
const contrast = (wish: string): string => `prefers-contrast:${wish}`;

/** The queries that say when a fact changes. */
const QUERIES: readonly (readonly [fact: number, queries: readonly string[]])[] = [
  [number.VIEWPORT_WIDTH, WIDTHS.map(width)],
  [number.DARK, [DARK]],
  [number.REDUCED_MOTION, [CALM]],
  [number.CONTRAST, CONTRASTS.map(contrast)],
];

const READERS: readonly Reader<Host>[] = [
  [number.NOW, ({ now }) => now],
  [number.OFFSET, ({ now }) => -new Date(now).getTimezoneOffset()],
  [number.TIME_ZONE, () => new Intl.DateTimeFormat().resolvedOptions().timeZone],
  [number.USER_AGENT, ({ env }) => env.navigator.userAgent],
  [number.CH_MOBILE, ({ env }) => env.navigator.userAgentData?.mobile],
  [number.CH_PLATFORM, ({ env }) => env.navigator.userAgentData?.platform],
  [number.CH_BRANDS, ({ env }) => env.navigator.userAgentData?.brands.map(({ brand, version }) => `${brand}/${version}`)],
  [number.TOUCH_POINTS, ({ env }) => env.navigator.maxTouchPoints],
  // The class is enough: the exact width tells devices apart, and asking for it lays out the page.
  [number.VIEWPORT_WIDTH, ({ env }) => WIDTHS.find((px) => media(env, width(px))) ?? 0],
  [number.DARK, ({ env }) => media(env, DARK)],
  [number.REDUCED_MOTION, ({ env }) => media(env, CALM)],
  [
    number.CONTRAST,
    ({ env }) =>
      CONTRASTS.find((wish) => media(env, contrast(wish))) ?? (media(env, "prefers-contrast") === undefined ? undefined : "none"),
  ],
  [number.SAVE_DATA, ({ env }) => env.navigator.connection?.saveData],
  [number.NETWORK, ({ env }) => env.navigator.connection?.effectiveType],
  [number.MEMORY, ({ env }) => env.navigator.deviceMemory],
  [number.LANGUAGES, ({ env }) => env.navigator.languages],
  [number.HOUR_CYCLE, () => new Intl.DateTimeFormat(undefined, { hour: "numeric" }).resolvedOptions().hourCycle],
  [number.LIKELY, ({ env }) => new Intl.Locale(env.navigator.languages[0] as string).maximize().baseName],
  [number.REFERRER, ({ env }) => env.document.referrer],
  [number.URL, ({ env }) => env.location.href],
  [number.TITLE, ({ env }) => env.document.title],
  [number.PAGE_TYPE, ({ env }) => meta(env, "type")],
  [number.PAGE_TOPICS, ({ env }) => meta(env, "topics")],
  [number.GPC, ({ env }) => env.navigator.globalPrivacyControl === true],
];

/** Reads the facts of the mask, as they are at the moment `now`; what this browser does not know is left out. */
export function readBrowserFacts(mask: FactMask, now: number = Date.now(), env: Browser = window): Fact[] {
  return read(mask, READERS, { env, now });
}

/** Calls `hear` when a fact of the mask may have changed in this view, with a mask of those that may; the answer ends it. */
export function watchBrowserFacts(mask: FactMask, hear: (changed: FactMask) => void, env: Browser = window): () => void {
  const ends = QUERIES.filter(([fact]) => names(mask, fact)).flatMap(([fact, queries]) =>
    queries.map((query) => {
      const list = ask(env, query);
      const changed = () => hear([1 << fact, 0]);
      list.addEventListener("change", changed);
      return () => list.removeEventListener("change", changed);
    }),
  );
  return () => {
    for (const end of ends) end();
  };
}
