// Flipt's client (Rust in WebAssembly): one variant flag a campaign, its snapshot served from this process. Flipt's
// segments know and/or over one level only, so a campaign becomes one rule over segments of its conjunctions.

import { createServer } from "node:http";
import { FliptClient } from "@flipt-io/flipt-client-js/node";
import { HIT } from "../workload.mjs";

export const name = "Flipt client";
export const ownHash = true;

/** Disjunctive normal form: a list of conjunctions of `{ op, name, value, not }`. */
function forms(node, negated = false) {
  if (node.op) return [[{ ...node, not: negated }]];
  if (node.not) return forms(node.not, !negated);
  const parts = (node.and ?? node.or).map((part) => forms(part, negated));
  const conjunction = Boolean(node.and) !== negated;
  if (!conjunction) return parts.flat();
  return parts.reduce((all, part) => all.flatMap((left) => part.map((right) => [...left, ...right])), [[]]);
}

function constraint({ op, name: property, value, not }) {
  const number = typeof value === "number";
  const operator = {
    in: not ? "isnotoneof" : "isoneof",
    eq: not ? "neq" : "eq",
    ne: not ? "eq" : "neq",
    gte: not ? "lt" : "gte",
    lt: not ? "gte" : "lt",
    ends: "suffix",
  }[op];
  const type = number ? "NUMBER_CONSTRAINT_COMPARISON_TYPE" : "STRING_CONSTRAINT_COMPARISON_TYPE";
  return { id: property, type, property, operator, value: Array.isArray(value) ? JSON.stringify(value) : String(value) };
}

function flag({ key, when, variants }) {
  const total = variants.reduce((sum, variant) => sum + variant.weight, 0);
  const rules = forms(when).map((form, rank) => ({
    id: `${key}-${rank}`,
    rank,
    segmentOperator: "OR_SEGMENT_OPERATOR",
    segments: [{ key: `${key}-${rank}`, matchType: "ALL_SEGMENT_MATCH_TYPE", constraints: form.map(constraint) }],
    distributions: variants.map((variant) => ({
      ruleId: `${key}-${rank}`,
      variantId: variant.key,
      variantKey: variant.key,
      rollout: (100 * variant.weight) / total,
    })),
  }));
  return { key, name: key, enabled: true, type: "VARIANT_FLAG_TYPE", rules, rollouts: [], createdAt: null, updatedAt: null };
}

export async function make(campaigns) {
  const snapshot = JSON.stringify({ namespace: { key: "default" }, flags: campaigns.map(flag) });
  const server = createServer((_request, response) => {
    response.setHeader("content-type", "application/json");
    response.end(snapshot);
  });
  await new Promise((ready) => server.listen(0, "127.0.0.1", ready));
  const client = await FliptClient.init({ url: `http://127.0.0.1:${server.address().port}`, namespace: "default", updateInterval: 0 });
  server.close();
  server.closeAllConnections();
  const keys = campaigns.map(({ key }) => key);
  return ({ user, context }) => {
    let sum = 0;
    for (let i = 0; i < keys.length; i++) {
      const answer = client.evaluateVariant({ flagKey: keys[i], entityId: user, context });
      if (answer.match) sum += HIT + answer.variantKey.length + i;
    }
    return sum;
  };
}

export const prepare = (visitor) => ({
  user: visitor.user,
  context: Object.fromEntries(Object.entries(visitor).map(([key, value]) => [key, String(value)])),
});
