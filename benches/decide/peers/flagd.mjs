// flagd's in-process evaluator: one flag a campaign, targeting with `fractional`. Its hash is its own (murmur3), so
// its answers differ from the others'; the work is the same.

import { FlagdCore } from "@openfeature/flagd-core";
import { HIT } from "../workload.mjs";

export const name = "flagd-core";

function condition(node) {
  if (node.and) return { and: node.and.map(condition) };
  if (node.or) return { or: node.or.map(condition) };
  if (node.not) return { "!": [condition(node.not)] };
  const variable = { var: [node.name] };
  const operator = { in: "in", eq: "===", ne: "!==", gte: ">=", lt: "<", ends: "ends_with" }[node.op];
  return { [operator]: [variable, node.value] };
}

export const ownHash = true;

export async function make(campaigns) {
  const flags = {};
  for (const { key, when, variants } of campaigns) {
    flags[key] = {
      state: "ENABLED",
      variants: { none: "none", ...Object.fromEntries(variants.map((variant) => [variant.key, variant.key])) },
      defaultVariant: "none",
      targeting: {
        if: [
          condition(when),
          { fractional: [{ cat: [{ var: "$flagd.flagKey" }, { var: "user" }] }, ...variants.map((v) => [v.key, v.weight])] },
          "none",
        ],
      },
    };
  }
  const core = new FlagdCore();
  core.setConfigurations(JSON.stringify({ flags }));
  const keys = campaigns.map(({ key }) => key);
  const quiet = { debug() {}, info() {}, warn() {}, error() {} };
  return (visitor) => {
    let sum = 0;
    for (let i = 0; i < keys.length; i++) {
      const { value } = core.resolveStringEvaluation(keys[i], "none", visitor, quiet);
      if (value !== "none") sum += HIT + value.length + i;
    }
    return sum;
  };
}

export const prepare = (visitor) => visitor;
