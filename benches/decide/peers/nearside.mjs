// nearside, as a site uses it: a plain object of signals in, every slot's variant read.

import { Engine } from "nearside/engine";
import { compile } from "nearside/tools";
import { HIT, NAMES } from "../workload.mjs";

export const name = "nearside";

function condition(node) {
  if (node.and) return { $and: node.and.map(condition) };
  if (node.or) return { $or: node.or.map(condition) };
  if (node.not) return { $not: condition(node.not) };
  const operator = { in: "$in", eq: "$eq", ne: "$ne", gte: "$gte", lt: "$lt", ends: "$endsWith" }[node.op];
  return { [NAMES[node.name]]: { [operator]: node.value } };
}

/** The ruleset that says the same as the campaigns. */
export function ruleset(campaigns) {
  const slots = {};
  const experiences = campaigns.map(({ key, when, variants }, i) => {
    slots[`slot-${i}`] = { value: "none" };
    const arms = {};
    for (const variant of variants) arms[variant.key] = { weight: variant.weight, show: { [`slot-${i}`]: variant.key } };
    return { id: key, when: condition(when), unit: ["user"], variants: arms };
  });
  return {
    nearside: 1,
    id: "bench",
    signals: { "custom.user": { type: "string" }, "custom.views": { type: "number" }, "custom.returning": { type: "boolean" } },
    units: { user: { signal: "custom.user" } },
    slots,
    experiences,
  };
}

export async function make(campaigns, { load } = Engine) {
  const bundle = compile({ "ruleset.json": JSON.stringify(ruleset(campaigns)) });
  const engine = await load(bundle);
  const names = campaigns.map((_, i) => `slot-${i}`);
  const request = { now: 1_700_000_000_000 };
  return (visitor) => {
    const decisions = engine.decide(visitor, request);
    let sum = 0;
    for (let i = 0; i < names.length; i++) {
      const variant = decisions.get(names[i]).variant;
      if (variant !== null) sum += HIT + variant.length + i;
    }
    return sum;
  };
}

export const prepare = (visitor) => Object.fromEntries(Object.entries(visitor).map(([key, value]) => [NAMES[key], value]));
