// What would have to be different, in names and in a sentence: `src/explain/different.rs`, word for word.

import type { NearsideError } from "../errors.ts";
import { NONE } from "../native.ts";
import { Table, type Tables } from "../tables.ts";
import type { Counterfactual, Difference, SignalValue, Trust, WhatIf } from "../types.ts";
import { nameOf, namesOf, reasonOf } from "./report.ts";
import { type Change, type Sought, WITHIN } from "./seek.ts";
import { shown, written } from "./summary.ts";
import { TRUSTS } from "./words.ts";

/** Whether an arm is what is asked for; undefined for anything else than now. Throws for what the bundle does not have. */
export function wish(tables: Tables, whatIf: WhatIf, Failure: typeof NearsideError): ((arm: number) => boolean) | undefined {
  if (whatIf === true) return undefined;
  const { to } = whatIf;
  if (to === "default") return (arm) => arm === NONE;
  const arms = tables.rows(Table.Arms).map(([variant, experience]) => [nameOf(tables, experience), tables.text(variant)]);
  const fits = arms.map(([experience, variant]) => experience === to.experience && (to.variant === undefined || variant === to.variant));
  if (!fits.includes(true)) {
    const name = to.variant === undefined ? to.experience : `${to.experience}:${to.variant}`;
    throw new Failure("experience_unknown", `there is no \`${name}\` in this bundle`, { path: name });
  }
  return (arm) => fits[arm] ?? false;
}

export function told(signals: readonly string[], tables: Tables, sought: Sought): Counterfactual {
  const head = <T extends string>(outcome: T, sentence: string) => ({ outcome, sentence, within: WITHIN });
  const none = `No change of up to ${WITHIN} signals`;
  if (!sought.changes) {
    const { doubt } = sought;
    if (doubt === undefined) return head("none", `${none} does it.`);
    if (doubt === true) return { ...head("unknown", `${none} was found, but there were too many to try all.`), doubt: "work" };
    const signal = signals[doubt] as string;
    return { ...head("unknown", `${none} was found, but ${signal} may have values that could not be tried.`), doubt: "values", signal };
  }
  const { smallest, becomes } = sought;
  const changes = sought.changes.map((change) => difference(signals, change));
  const shows = namesOf(tables, becomes[0]);
  const names = shown(shows);
  // The signal chooses among its contents.
  const other = changes.length > 0 && sought.before[0] === becomes[0] ? `other content of ${names}` : names;
  const sentence =
    changes.length === 0
      ? `It shows ${other} already.`
      : `It would show ${other} if ${changes.map(said).join(" and ")}.${smallest ? "" : " Fewer changes may do."}`;
  return { ...head("found", sentence), changes, becomes: { ...shows, reason: reasonOf(becomes[2])[0] }, smallest };
}

function difference(signals: readonly string[], { signal, from, to }: Change): Difference {
  const trust = TRUSTS[to.origin >> 16] as Trust;
  const surer = from.value !== undefined && to.value !== undefined && from.origin >> 16 !== to.origin >> 16;
  const value = (value: SignalValue | undefined) => value ?? null;
  return { signal: signals[signal] as string, from: value(from.value), to: value(to.value), ...(surer ? { trust } : {}) };
}

function said({ signal, from, to, trust }: Difference): string {
  return `${signal} were ${written(to)}${trust ? `, ${trust}` : ""} (now ${written(from)})`;
}
