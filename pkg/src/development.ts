// In development one line on the console says which slots stay as they are for want of something, why, and how to mend it.
// Loaded on a developer's own machine only, and it asks nothing that a page could not ask: `explain`.

import type { Nearside } from "./page.ts";
import { strays } from "./strays.ts";
import type { Asked, Considered, Explanation, Reason } from "./types.ts";

interface Lack {
  readonly what: string;
  readonly mend: string;
}

const LEAVE = "hand it in, `start({ bundle, consent })`, or let the visitor say so, `ns.consent({ personalization: true })`";

/** What an experience lacks, by the reason why it is not shown; of others there is nothing to mend. */
const LACKS: { readonly [reason in Reason]?: Lack } = {
  no_consent: { what: "consent for personalization was refused", mend: LEAVE },
  no_memory: { what: "nothing may be remembered here", mend: LEAVE },
  gpc: {
    what: "the browser's Global Privacy Control is on",
    mend: "only the visitor can say otherwise, here: `ns.consent({ personalization: true })`",
  },
  objected: { what: "the visitor wants nothing here that rests on what they do", mend: "`ns.profile.object(slot, false)` takes it back" },
  no_unit: {
    what: "no unit is known to draw by",
    mend: "`units` of the ruleset says where it is found; `device` needs consent for personalization",
  },
  on_device: { what: "only a device can decide it", mend: "start nearside in the page" },
};

/** Says it of this view, and of those to come. */
export function tell(ns: Nearside): void {
  const { error } = ns;
  if (error) {
    console.info(`nearside: nothing is decided, every slot shows its default: ${error.message} (${error.code}). ${error.hint ?? ""}`);
    return;
  }
  void strays(ns).catch(() => {});
  const missing = new Set<string>();
  ns.on("health", (said) => {
    if (said.code === "target_missing" && said.slot) missing.add(said.slot);
  });
  ns.on("decide", () => {
    // What is missing on this page is told behind what was decided.
    setTimeout(() => void view(ns, missing).catch(() => {}));
  });
}

async function view(ns: Nearside, missing: Set<string>): Promise<void> {
  const lines: string[] = [];
  if (ns.consent().optedOut) lines.push("every slot: the visitor opted out; `ns.consent({ optedOut: false })` ends that");
  else if (ns.decisions.entries().some(([, { reason }]) => reason === "expired"))
    lines.push("every slot: the bundle is past its `expires`; build it again");
  else {
    const wanting = ns.decisions.entries().filter(([, { experience, reason }]) => experience === null && reason !== "at_edge");
    for (const [slot] of wanting) {
      const why = missing.has(slot) ? undefined : await ns.explain(slot);
      if (why) lines.push(...about(why, ns.consent().personalization));
    }
    const gone = wanting.map(([slot]) => slot).filter((slot) => missing.has(slot));
    if (gone.length > 0) {
      lines.push(
        `${gone.join(", ")}: no element of this page matches; as it should be where they stand on other pages, else \`nearside check --page URL\` counts what each target finds`,
      );
    }
  }
  missing.clear();
  if (lines.length === 0) return;
  console.groupCollapsed("nearside: what is not shown here, and why");
  for (const line of lines) console.info(line);
  console.groupEnd();
}

/** What is to be said of one slot that shows its default; nothing where all is as the rules say. */
function about({ slot, considered }: Explanation, leave: boolean | undefined): string[] {
  if (considered.length === 0) return [`${slot}: no experience shows anything there`];
  return considered.flatMap((one) => {
    const lack = lackOf(one, leave);
    return lack ? [`${slot}: ${one.experience} is not shown: ${lack.what}. To mend it: ${lack.mend}`] : [];
  });
}

function lackOf({ reason, conditions }: Considered, leave: boolean | undefined): Lack | undefined {
  const failed = asked(conditions).filter(({ answer, signal }) => !answer && signal !== null);
  const needsMemory = failed.some(({ signal }) => MEMORY.test(`${signal}`));
  if (leave === undefined && (reason === "no_unit" || (reason === "not_matched" && needsMemory))) {
    return { what: "consent for personalization is unknown, so nothing is kept beyond this page", mend: LEAVE };
  }
  const first = failed.find(({ signal, value }) => value === null && !MEMORY.test(`${signal}`));
  if (reason === "not_matched" && first) {
    return {
      what: `${first.signal} is not known`,
      mend: `\`start({ signals: { "${first.signal}": … } })\`, or an edge that knows it; docs/signals.md says who does`,
    };
  }
  return LACKS[reason];
}

/** Signals of what is remembered and was said. */
const MEMORY = /^(visit|event|state|stage|affinity|declared|holdout|variant)\b/;

function asked(all: readonly Asked[]): Asked[] {
  return all.flatMap((one) => [one, ...asked(one.conditions ?? [])]);
}
