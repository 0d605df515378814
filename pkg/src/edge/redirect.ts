// Another page of the same site for this visitor: same origin, query kept, never for a machine, never in a circle.

import type { Core } from "../core.ts";
import { decide, type Shown, shown, type Visit } from "./visit.ts";

/** The response that sends the visitor on, if some slot's content does and it may. */
export function redirect(core: Core, visit: Visit, all: readonly Shown[], isBot: (userAgent: string) => boolean): Response | undefined {
  const path = target(all);
  if (path === undefined || isBot(visit.request.headers.get("user-agent") ?? "")) return undefined;
  const here = new URL(visit.request.url);
  const to = new URL(path, here);
  if (to.origin !== here.origin || to.pathname === here.pathname) return undefined;
  to.search = here.search;
  // A page that would send the same visitor on again, back perhaps, is not gone to.
  const next = { ...visit, request: new Request(to, { headers: visit.request.headers }) };
  if (target(shown(core, decide(core, next))) !== undefined) return undefined;
  return new Response(null, { status: 302, headers: { location: to.pathname + to.search, "cache-control": "no-store" } });
}

function target(all: readonly Shown[]): string | undefined {
  for (const op of all.flatMap(({ ops }) => ops)) if (op.op === "redirect") return op.path;
  return undefined;
}
