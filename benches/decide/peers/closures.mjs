// The reference: what a careful programmer would write by hand. Each condition is a closure over its operands.

import { bounds, bucket, HIT } from "../workload.mjs";
import { sharing } from "./sharing.mjs?closures";

export const name = "closures";

function compile(node) {
  if (node.and) {
    const all = node.and.map(compile);
    return (visitor) => {
      for (let i = 0; i < all.length; i++) if (!all[i](visitor)) return false;
      return true;
    };
  }
  if (node.or) {
    const any = node.or.map(compile);
    return (visitor) => {
      for (let i = 0; i < any.length; i++) if (any[i](visitor)) return true;
      return false;
    };
  }
  if (node.not) {
    const one = compile(node.not);
    return (visitor) => !one(visitor);
  }
  const { name, value } = node;
  switch (node.op) {
    case "in": {
      const set = new Set(value);
      return (visitor) => set.has(visitor[name]);
    }
    case "eq":
      return (visitor) => visitor[name] === value;
    case "ne":
      return (visitor) => visitor[name] !== value;
    case "gte":
      return (visitor) => visitor[name] >= value;
    case "lt":
      return (visitor) => visitor[name] < value;
    default:
      return (visitor) => visitor[name].endsWith(value);
  }
}

const rule = ({ key, when, variants }) => ({ key, holds: compile(when), ends: bounds(variants), variants });

/** Decides all campaigns for a visitor; the answer is a number that depends on every variant. */
export async function make(campaigns) {
  const rules = campaigns.map(rule);
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

/** One campaign's variant for a visitor, or null. */
export function single(campaigns) {
  const rules = campaigns.map(rule);
  return (visitor, i) => {
    const rule = rules[i];
    if (!rule.holds(visitor)) return null;
    const at = bucket(rule.key, visitor.user);
    let arm = 0;
    while (arm < rule.ends.length - 1 && at >= rule.ends[arm]) arm++;
    return rule.variants[arm].key;
  };
}

export const prepare = (visitor) => visitor;
