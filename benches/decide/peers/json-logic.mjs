// json-logic-engine, its conditions compiled; the hash is the reference's.

import { LogicEngine } from "json-logic-engine";
import { bounds, bucket, HIT } from "../workload.mjs";
import { sharing } from "./sharing.mjs?json-logic";

export const name = "json-logic-engine (compiled)";

function condition(node) {
  if (node.and) return { and: node.and.map(condition) };
  if (node.or) return { or: node.or.map(condition) };
  if (node.not) return { "!": condition(node.not) };
  const variable = { var: node.name };
  switch (node.op) {
    case "in":
      return { in: [variable, node.value] };
    case "eq":
      return { "===": [variable, node.value] };
    case "ne":
      return { "!==": [variable, node.value] };
    case "gte":
      return { ">=": [variable, node.value] };
    case "lt":
      return { "<": [variable, node.value] };
    default:
      return { ends: [variable, node.value] };
  }
}

export async function make(campaigns) {
  const engine = new LogicEngine();
  engine.addMethod("ends", ([text, end]) => text.endsWith(end), { deterministic: true, sync: true });
  const rules = campaigns.map(({ key, when, variants }) => ({
    key,
    holds: engine.build(condition(when)),
    ends: bounds(variants),
    variants,
  }));
  if (campaigns[0].slot !== undefined) return sharing(rules, campaigns);
  return (visitor) => {
    let sum = 0;
    for (let i = 0; i < rules.length; i++) {
      const rule = rules[i];
      if (!rule.holds(visitor)) continue;
      const at = bucket(rule.key, visitor.user);
      let arm = 0;
      while (arm < rule.ends.length - 1 && at >= rule.ends[arm]) arm++;
      sum += HIT + rule.variants[arm].key.length + i;
    }
    return sum;
  };
}

export const prepare = (visitor) => visitor;
