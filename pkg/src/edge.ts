// `nearside/edge`: Request in, Response out, in any WinterTC runtime. The page streams; on any error it is the origin's.

import { load as wasm } from "#wasm/edge";
import init, { is_bot, Page } from "../wasm/edge/edge.js";
import { format } from "./apply/format.ts";
import { interpolations } from "./apply/interpolations.ts";
import type { Core, Outcome } from "./core.ts";
import { asksForSupport, support } from "./edge/gpc.ts";
import { asksForPage, encodesResponses, headersOfPage, isPage } from "./edge/page.ts";
import { redirect } from "./edge/redirect.ts";
import { isMarkup, peek, rewriting } from "./edge/stream.ts";
import { decide, fromPlatform, platformHere, type Shown, shown, type Visit } from "./edge/visit.ts";
import { NearsideError } from "./errors.ts";
import { clientHints, type Platform } from "./facts/request.ts";
import { handoff } from "./handoff.ts";
import { type Artefact, type BundleSource, type LoadOptions, load } from "./load.ts";
import type { Native } from "./native.ts";
import type { Signals, Units } from "./types.ts";

export { NearsideError } from "./errors.ts";
export type { Platform } from "./facts/request.ts";
export type { BundleSource } from "./load.ts";
export type * from "./types.ts";

export interface PersonalizeOptions extends LoadOptions {
  /** The bundle, or what fetches it with the first request (workers may not fetch before). Loaded once. */
  readonly bundle: BundleSource | (() => BundleSource);
  /** Who sets the geography headers; the platform that this runs on, by default. Nobody else's are believed. */
  readonly platform?: Platform | undefined;
  /** What the platform hands to its handler besides the request, where it says there where the visitor is (Netlify, Fastly). */
  readonly context?: unknown;
  readonly signals?: Signals | undefined;
  readonly units?: Units | undefined;
  readonly now?: number | Date | undefined;
  /**
   * Variants to be seen in this page, by experience, whatever their rules say (`nearside/preview` takes them from a signed link).
   * They are not counted, and nobody may store the page.
   */
  readonly previews?: Readonly<Record<string, string>> | undefined;
  /** BCP 47, for dates and numbers shown; the visitor's first language by default. */
  readonly locale?: string | undefined;
  /** `Server-Timing: nearside;dur=…`, on by default. */
  readonly timing?: boolean | undefined;
  /** Leaves `Cache-Control` as it is, for whoever caches pages by `cacheKey`. */
  readonly shared?: boolean | undefined;
}

export interface EdgeOptions extends PersonalizeOptions {
  /** Where pages come from: `fetch`, or a function of one's own. */
  readonly origin: (request: Request) => Response | Promise<Response>;
  /**
   * Says in `/.well-known/gpc.json` that the site heeds Global Privacy Control, where the origin has no such file: since this day, or
   * when that was last looked at (`2026-11-27`). For the whole site, its other scripts too.
   */
  readonly gpc?: string | undefined;
}

/** Of one request. */
export type RequestOptions = Pick<PersonalizeOptions, "signals" | "units" | "now" | "previews">;

/** How long a page waits for the engine's first load, beyond the origin's own time: milliseconds. */
const PATIENCE = 250;

/**
 * A `fetch` handler. Of what a platform hands in besides (`env`, `context`), `now`, `signals`, `units` and `previews` are looked
 * at, and its geography.
 */
export function edge(options: EdgeOptions): (request: Request, own?: unknown) => Promise<Response> {
  const { origin, gpc } = options;
  return async (request, own) => {
    if (gpc !== undefined && asksForSupport(request)) return support(request, await origin(request), gpc);
    const all = { ...options, ...ownOptions(own), context: own ?? options.context };
    const ready = asksForPage(request) ? engineOf(all) : undefined;
    if (!ready) return origin(request);
    if (ready.core) {
      const sent = attempt(() => sendOn(ready.core as Core, visitOf(request, all)));
      if (sent) return sent;
    }
    // The first request finds the engine still loading: the origin is asked at once.
    const cold = !ready.core;
    const response = await origin(request);
    await Promise.race([ready.loaded, new Promise((done) => setTimeout(done, ready.core ? 0 : PATIENCE))]);
    const sent = cold && ready.core && attempt(() => sendOn(ready.core as Core, visitOf(request, all)));
    if (sent) {
      void response.body?.cancel();
      return sent;
    }
    return ready.core ? rewrite(ready.core, request, response, all) : response;
  };
}

/** The same for a response that is at hand already. Redirects are not followed then, as the page was paid for. */
export async function personalize(request: Request, response: Response, options: PersonalizeOptions): Promise<Response> {
  if (!asksForPage(request) || !isPage(response)) return response;
  const ready = engineOf(options);
  await ready.loaded;
  return ready.core ? rewrite(ready.core, request, response, options) : response;
}

/** The smallest key that separates the pages that this bundle can make at an edge: equal keys, equal pages. */
export async function cacheKey(request: Request, options: PersonalizeOptions): Promise<string> {
  const ready = engineOf(options);
  await ready.loaded;
  const { core } = ready;
  if (!core) return "";
  const outcome = decide(core, visitOf(request, options));
  const values = shown(core, outcome).flatMap(({ content, ops }) => [content, texts(core, outcome, ops, manner(request, options))]);
  return JSON.stringify([core.bundle.hash, handoff(core, outcome, fromPlatform(core)), values]);
}

interface Ready {
  core: Core | undefined;
  /** Never rejects. */
  loaded: Promise<void>;
}

const EDGE: Artefact = { wasm, start: async (source) => (await init({ module_or_path: source })) as unknown as Native };

const engines = new WeakMap<object, Ready>();

function engineOf({ bundle, module }: PersonalizeOptions): Ready {
  const known = engines.get(bundle);
  if (known) return known;
  const ready: Ready = { core: undefined, loaded: Promise.resolve() };
  engines.set(bundle, ready);
  ready.loaded = Promise.resolve()
    .then(() => load(EDGE, typeof bundle === "function" ? bundle() : bundle, { module }))
    .then((core) => {
      ready.core = core;
    })
    .catch((error: unknown) => {
      // A function may do better with a later request; bytes stay what they are.
      if (typeof bundle === "function") engines.delete(bundle);
      console.error("nearside:", error);
    });
  return ready;
}

function ownOptions(own: unknown): RequestOptions {
  const { now, signals, units, previews } = Object(own) as RequestOptions;
  return {
    ...(typeof now === "number" || now instanceof Date ? { now } : {}),
    ...(isPlain(signals) ? { signals } : {}),
    ...(isPlain(units) ? { units } : {}),
    ...(isPlain(previews) ? { previews } : {}),
  };
}

function isPlain(value: unknown): boolean {
  return typeof value === "object" && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}

function visitOf(request: Request, { platform, context, signals = {}, units = {}, now, previews }: PersonalizeOptions): Visit {
  return { request, now: +(now ?? Date.now()), platform: platform ?? platformHere(), context, signals, units, previews };
}

function sendOn(core: Core, visit: Visit): Response | undefined {
  const all = shown(core, decide(core, visit));
  return redirect(core, visit, all, is_bot);
}

async function rewrite(core: Core, request: Request, response: Response, options: PersonalizeOptions): Promise<Response> {
  if (!isPage(response)) return response;
  const { body: whole } = response;
  if (!whole) return response;
  let body: ReadableStream<Uint8Array> = whole;
  if (response.headers.has("content-encoding")) {
    const seen = await peek(body);
    body = seen.body;
    if (!isMarkup(seen.first)) return new Response(body, response);
  }
  const began = performance.now();
  const page = attempt(() => open(core, request, response, options));
  const isPreview = Object.keys(options.previews ?? {}).length > 0;
  const shared = options.shared ?? false;
  const headers = headersOfPage(response.headers, { shared, isPreview, reencodes: encodesResponses() });
  const hints = page ? clientHints(core.bundle.needs) : [];
  if (hints.length > 0) headers.append("accept-ch", hints.join(", "));
  if (page && (options.timing ?? true)) headers.append("server-timing", `nearside;dur=${(performance.now() - began).toFixed(1)}`);
  const { status, statusText } = response;
  return new Response(page ? body.pipeThrough(rewriting(page, () => {})) : body, {
    status,
    statusText,
    headers: page ? headers : response.headers,
  });
}

/** Decides, and gives the rewriter what it has to do. */
function open(core: Core, request: Request, response: Response, options: PersonalizeOptions): Page {
  const outcome = decide(core, visitOf(request, options));
  const page = new Page();
  const how = manner(request, options);
  for (const { slot, content, ops } of shown(core, outcome)) {
    page.add(core.number, slot, content, texts(core, outcome, ops, how));
  }
  page.open(response.headers.get("content-type") ?? "", handoff(core, outcome, fromPlatform(core)));
  return page;
}

/** What each interpolation shows, in order, as `Page.add` wants it. */
function texts(core: Core, { shown: values }: Outcome, ops: Shown["ops"], how: ReturnType<typeof manner>): string {
  const parts = ops.flatMap(interpolations).map((part) => {
    const value = core.contents.value(values, part.signal);
    const text = value === undefined || value === null || Array.isArray(value) ? undefined : attempt(() => format(value, part, how));
    return text === undefined ? "-" : `+${text.replaceAll("\0", "")}`;
  });
  return parts.join("\0");
}

function manner(request: Request, { locale, now }: PersonalizeOptions) {
  return { locale: locale ?? languageOf(request), now: +(now ?? Date.now()) };
}

/** The visitor's first language; undefined for what looks like one, and `Intl` refuses (`en-x`). */
function languageOf(request: Request): string | undefined {
  const first = /^[a-z]{2,3}(-[a-z0-9]+)*/i.exec(request.headers.get("accept-language") ?? "")?.[0];
  try {
    return Intl.getCanonicalLocales(first)[0];
  } catch {
    return undefined;
  }
}

/** Whatever goes wrong in here, the page goes out. What is said of it is a name: a message may hold the request's own text. */
function attempt<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch (error) {
    console.error("nearside:", error instanceof NearsideError ? error.code : (Object(error) as Error).name);
    return undefined;
  }
}
