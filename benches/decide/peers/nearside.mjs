// nearside, as a site uses it: a plain object of signals in, every slot's variant read.

import { Engine } from "nearside/engine";
import { compile } from "nearside/tools";
import { HIT, NAMES } from "../workload.mjs";

export const name = "nearside";

function condition(node) {
  if (node.and) return { $and: node.and.map(condition) };
  if (node.or) return { $or: node.or.map(condition) };
  if (node.not) return { $not: condition(node.not) };
  if (node.op === "eq") return { [NAMES[node.name]]: node.value };
  const operator = { in: "$in", ne: "$ne", gte: "$gte", lt: "$lt", ends: "$endsWith" }[node.op];
  return { [NAMES[node.name]]: { [operator]: node.value } };
}

const place = ({ slot }, i) => `slot-${slot ?? i}`;

/** The ruleset that says the same as the campaigns. Where they share slots, a slot's value tells whose it is. */
export function ruleset(campaigns) {
  const slots = {};
  const experiences = campaigns.map((campaign, i) => {
    const { key, when, variants, slot } = campaign;
    const shared = slot !== undefined;
    slots[place(campaign, i)] = { value: shared ? -1 : "none" };
    const arms = {};
    for (const variant of variants)
      arms[variant.key] = { weight: variant.weight, show: { [place(campaign, i)]: shared ? i : variant.key } };
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

/** One file holds eight megabytes: the experiences of more than ten thousand go into two. */
const FILE = 10_000;

export function bundle(campaigns) {
  const all = ruleset(campaigns);
  const more = all.experiences.splice(FILE);
  if (more.length === 0) return compile({ "ruleset.json": JSON.stringify(all) });
  return compile({
    "ruleset.json": JSON.stringify({ ...all, include: ["more.json"] }),
    "more.json": JSON.stringify({ nearside: 1, owner: "bench", experiences: more }),
  });
}

export const REQUEST = { now: 1_700_000_000_000 };

export async function make(campaigns, { load } = Engine) {
  const engine = await load(bundle(campaigns));
  const names = [...new Set(campaigns.map(place))];
  if (campaigns[0].slot !== undefined) return sharing(engine, names);
  return (visitor) => {
    const decisions = engine.decide(visitor, REQUEST);
    let sum = 0;
    for (let i = 0; i < names.length; i++) {
      const variant = decisions.get(names[i]).variant;
      if (variant !== null) sum += HIT + variant.length + i;
    }
    return sum;
  };
}

function sharing(engine, names) {
  return (visitor) => {
    const decisions = engine.decide(visitor, REQUEST);
    let sum = 0;
    for (let i = 0; i < names.length; i++) {
      const { variant, value } = decisions.get(names[i]);
      if (variant !== null) sum += HIT + variant.length + value;
    }
    return sum;
  };
}

export const prepare = (visitor) => Object.fromEntries(Object.entries(visitor).map(([key, value]) => [NAMES[key], value]));
