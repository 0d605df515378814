// A request becomes a visit: facts, units, the decision. Nothing is kept, forwarded or logged.

import { bits } from "../consent/leave.ts";
import type { Core, Outcome } from "../core.ts";
import { type Platform, readRequestFacts } from "../facts/request.ts";
import { NONE, Origin, UnitKind } from "../native.ts";
import type { Op, Signals, Units } from "../types.ts";

export interface Visit {
  readonly request: Request;
  readonly now: number;
  readonly platform: Platform | undefined;
  /** What the platform handed in besides the request. */
  readonly context?: unknown;
  readonly signals: Signals;
  readonly units: Units;
  /** Variants to be seen, by experience, whatever their rules say. */
  readonly previews?: Previews | undefined;
}

type Previews = Readonly<Record<string, string>>;

/** Makes the request the engine's context and decides what can be decided here. */
export function decide(core: Core, { request, now, platform, context, signals, units, previews }: Visit): Outcome {
  core.observe(readRequestFacts(request, platform, core.bundle.needs, now, context), signals, { ...unitsOf(core, request), ...units });
  // Who asks that data not be passed on is drawn by nothing that lasts.
  const gpc = core.units.length > 0 && request.headers.get("sec-gpc") === "1";
  return core.decide({ now, previews, leave: bits({ gpc }) }, true);
}

/** Only the cookies and headers that the bundle names. */
function unitsOf(core: Core, request: Request): Units {
  const units: Record<string, string | undefined> = {};
  for (const { name, kind, key } of core.units) {
    if (kind === UnitKind.Header) units[name] = request.headers.get(key) ?? undefined;
    if (kind === UnitKind.Cookie) units[name] = cookie(request.headers.get("cookie"), key);
  }
  return units;
}

function cookie(header: string | null, name: string): string | undefined {
  const pair = header?.split(/;\s*/).find((pair) => pair.startsWith(`${name}=`));
  return pair?.slice(name.length + 1);
}

/** Signals of the context that a platform said. */
export function fromPlatform(core: Core): Signals {
  const said = core.signals.flatMap((name, signal) => {
    const value = core.value(signal);
    return core.cells.origin(signal) === Origin.Platform ? [[name, value] as const] : [];
  });
  return Object.fromEntries(said);
}

/** A slot that shows something else than its default. */
export interface Shown {
  readonly slot: number;
  readonly content: number;
  readonly ops: readonly Op[];
}

export function shown(core: Core, { words }: Outcome): Shown[] {
  return core.slots.flatMap((_, slot) => {
    const content = words[slot * 3 + 1] as number;
    const ops = content === NONE || core.bundle.target(slot) === "" ? undefined : core.contents.content(content).ops;
    return ops ? [{ slot, content, ops }] : [];
  });
}

/** The platform that this runs on, if it says so itself: then nobody but the platform sets its headers. */
export function platformHere(): Platform | undefined {
  const here = globalThis as { EdgeRuntime?: unknown; Netlify?: unknown; fastly?: unknown };
  if (globalThis.navigator?.userAgent === "Cloudflare-Workers") return "cloudflare";
  if (here.EdgeRuntime === "vercel") return "vercel";
  if (here.Netlify !== undefined) return "netlify";
  if (here.fastly !== undefined) return "fastly";
  return undefined;
}
