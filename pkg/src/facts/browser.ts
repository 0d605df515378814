// The facts of a browser. Only what the mask names is touched: no other property is read, no other query asked.

import { type Fact, type FactMask, read } from "./fact.ts";
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

/** Reads the facts of the mask, as they are at the moment `now`; what this browser does not know is left out. */
export function readBrowserFacts(mask: FactMask, now: number = Date.now(), env: Browser = window): Fact[] {
  const media = (query: string): boolean | undefined => {
    const { media, matches } = env.matchMedia(`(${query})`);
    return media === "not all" ? undefined : matches;
  };
  const meta = (name: string): unknown => env.document.querySelector(`meta[name="nearside:${name}"]`)?.getAttribute("content");

  return read(mask, {
    [number.NOW]: () => now,
    [number.OFFSET]: () => -new Date(now).getTimezoneOffset(),
    [number.TIME_ZONE]: () => new Intl.DateTimeFormat().resolvedOptions().timeZone,
    [number.USER_AGENT]: () => env.navigator.userAgent,
    [number.CH_MOBILE]: () => env.navigator.userAgentData?.mobile,
    [number.CH_PLATFORM]: () => env.navigator.userAgentData?.platform,
    [number.CH_BRANDS]: () => env.navigator.userAgentData?.brands.map(({ brand, version }) => `${brand}/${version}`),
    [number.TOUCH_POINTS]: () => env.navigator.maxTouchPoints,
    // The class is enough: the exact width tells devices apart, and asking for it lays out the page.
    [number.VIEWPORT_WIDTH]: () => [1440, 1024, 600].find((width) => media(`min-width:${width}px`)) ?? 0,
    [number.DARK]: () => media("prefers-color-scheme:dark"),
    [number.REDUCED_MOTION]: () => media("prefers-reduced-motion:reduce"),
    [number.CONTRAST]: () =>
      ["more", "less", "custom"].find((wish) => media(`prefers-contrast:${wish}`)) ??
      (media("prefers-contrast") === undefined ? undefined : "none"),
    [number.SAVE_DATA]: () => env.navigator.connection?.saveData,
    [number.NETWORK]: () => env.navigator.connection?.effectiveType,
    [number.MEMORY]: () => env.navigator.deviceMemory,
    [number.LANGUAGES]: () => env.navigator.languages,
    [number.HOUR_CYCLE]: () => new Intl.DateTimeFormat(undefined, { hour: "numeric" }).resolvedOptions().hourCycle,
    [number.LIKELY]: () => new Intl.Locale(env.navigator.languages[0] as string).maximize().baseName,
    [number.REFERRER]: () => env.document.referrer,
    [number.URL]: () => env.location.href,
    [number.TITLE]: () => env.document.title,
    [number.PAGE_TYPE]: () => meta("type"),
    [number.PAGE_TOPICS]: () => meta("topics"),
    [number.GPC]: () => env.navigator.globalPrivacyControl === true,
  });
}
