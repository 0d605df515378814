// GrowthBook's SDK: one feature a campaign, one experiment rule with hash version 2.

import { GrowthBook } from "@growthbook/growthbook";
import { HIT } from "../workload.mjs";

export const name = "GrowthBook";

function condition(node) {
  if (node.and) return { $and: node.and.map(condition) };
  if (node.or) return { $or: node.or.map(condition) };
  if (node.not) return { $not: condition(node.not) };
  if (node.op === "ends") return { [node.name]: { $regex: `${node.value.replaceAll(".", "\\.")}$` } };
  return { [node.name]: { [`$${node.op}`]: node.value } };
}

export async function make(campaigns) {
  const features = {};
  for (const { key, when, variants } of campaigns) {
    const total = variants.reduce((sum, variant) => sum + variant.weight, 0);
    features[key] = {
      defaultValue: null,
      rules: [
        {
          condition: condition(when),
          variations: variants.map((variant) => variant.key),
          weights: variants.map((variant) => variant.weight / total),
          hashAttribute: "user",
          hashVersion: 2,
          seed: key,
          key,
        },
      ],
    };
  }
  const growthbook = new GrowthBook({ features });
  const keys = campaigns.map(({ key }) => key);
  return (visitor) => {
    growthbook.setAttributes(visitor);
    let sum = 0;
    for (let i = 0; i < keys.length; i++) {
      const variant = growthbook.getFeatureValue(keys[i], null);
      if (variant !== null) sum += HIT + variant.length + i;
    }
    return sum;
  };
}

export const prepare = (visitor) => visitor;
