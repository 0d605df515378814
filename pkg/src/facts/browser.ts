// The facts of a browser. Only what the mask names is touched: no other property is read, no other query asked.

import { type Fact, type FactMask, type FactValue, names, type Reader, read } from "./fact.ts";
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

const meta = (env: Browser, name: string): unknown => env.document.querySelector(`meta[name="nearside:${name}"]`)?.getAttribute("content");

/** A fact that media queries tell: what it is under each, the first that fits; and under none. */
export type Media = readonly [fact: number, under: readonly (readonly [query: string, value: FactValue])[], otherwise: FactValue];

const MEDIA: readonly Media[] = [
  // The class is enough: the exact width tells devices apart, and asking for it lays out the page.
  [number.VIEWPORT_WIDTH, [1440, 1024, 600].map((px) => [`(min-width:${px}px)`, px] as const), 0],
  [number.DARK, [["(prefers-color-scheme:dark)", true]], false],
  [number.REDUCED_MOTION, [["(prefers-reduced-motion:reduce)", true]], false],
  [number.CONTRAST, ["more", "less", "custom"].map((wish) => [`(prefers-contrast:${wish})`, wish] as const), "none"],
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
  ...MEDIA.map(
    ([fact, under, otherwise]): Reader<Host> => [
      fact,
      ({ env }) => {
        const lists = under.map(([query]) => env.matchMedia(query));
        const [, value = otherwise] = under.find((_, at) => lists[at]?.matches) ?? [];
        // A browser that does not know the first knows none.
        return lists[0]?.media === "not all" ? undefined : value;
      },
    ],
  ),
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

/** Those facts of the mask that may change in a view, with the queries that say when. */
export function changing(mask: FactMask): readonly Media[] {
  return MEDIA.filter(([fact]) => names(mask, fact));
}
