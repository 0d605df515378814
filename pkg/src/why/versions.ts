// Classes of versions: those that questions name, and their neighbours (`src/counterfactual/versions.rs`).

import { type Classes, UNNAMED } from "./domain.ts";
import { size } from "./texts.ts";
import { OPERATORS, Op } from "./words.ts";

export function addVersions({ add, constants, named, subject }: Classes): boolean {
  let exact = subject.cases.length === 0;
  for (const question of subject.asked) {
    const { op } = question;
    if ((OPERATORS[op] as (typeof OPERATORS)[number])[0] !== "V") {
      exact &&= op === Op.Exists || op === Op.Trusted || op === Op.Settled;
      continue;
    }
    const version = (named(question)[0] as string).replace(/-~$| /g, "").replaceAll("-", ".");
    const cost = size(version);
    add(version, cost);
    for (const more of ["-0", ".1"]) add(version + more, UNNAMED + 1);
    exact &&= /^\d+(\.\d+){0,2}$/.test(version);
    const [, last] = /(?:^|\.)(\d+)$/.exec(version) ?? [];
    if (last === undefined) continue;
    for (const near of [+last + 1, +last - 1]) if (near >= 0) add(version.slice(0, -last.length) + near, cost + 0.5);
  }
  // Padded operands are no versions, and were added as written.
  for (const text of constants) if (!text.startsWith(" ")) add(text, size(text));
  add("0", UNNAMED);
  return exact;
}
