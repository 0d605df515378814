// Public suites of user agents and referrers through the wasm that people run: the tools' `classify`, and an edge that
// writes what it knows into a page. tests/suites asks the native code the same, in more detail. The suites are no part of
// this project: NEARSIDE_SUITES names the folder that they lie in.

import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { test } from "node:test";
import { personalize } from "nearside/edge";
import { classify, classifyReferrer, compile } from "nearside/tools";

const folder = process.env.NEARSIDE_SUITES ?? resolve(import.meta.dirname, "../../../shared/suites");
const skip = existsSync(folder) ? false : "the suites are not here (NEARSIDE_SUITES)";
const DEVICE = ["device.type", "device.os", "device.browser"];
const REFERRAL = ["referral.source", "referral.name"];
const NAMES = [...DEVICE, ...REFERRAL];

const CLASSES = ["mobile", "tablet", "desktop", "tv", "console", "wearable", "bot"];

const rows = (path) => readFileSync(join(folder, path), "utf8").trim().split("\n").map(JSON.parse);

/** A place for each signal: what an edge does not know of one, it leaves to the device. */
const place = (name) => name.replace(".", "-");
const bundle = compile({
  "ruleset.json": JSON.stringify({
    nearside: 1,
    id: "suites.example",
    slots: Object.fromEntries(NAMES.map((name) => [place(name), { target: `#${place(name)}` }])),
    experiences: NAMES.map((name) => ({ id: place(name), show: { [place(name)]: { text: `{{${name}|-}}` } } })),
  }),
});
const page = NAMES.map((name) => `<p id="${place(name)}">-</p>`).join("");

/** What an edge knows of a request. */
async function atEdge(headers) {
  const request = new Request("https://shop.example/", { headers: { accept: "text/html", ...headers } });
  const origin = new Response(page, { headers: { "content-type": "text/html" } });
  const made = await (await personalize(request, origin, { bundle })).text();
  const said = Array.from(made.matchAll(/<p id="[\w-]+">([^<]*)</g), ([, text]) => (text === "-" ? undefined : text));
  return Object.fromEntries(NAMES.map((name, i) => [name, said[i]]));
}

/** Share of each class that was recognised. */
function recall(cases) {
  const classes = new Map();
  for (const { expected, found } of cases) {
    const [right, all] = classes.get(expected) ?? [0, 0];
    classes.set(expected, [right + (found === expected ? 1 : 0), all + 1]);
  }
  return new Map([...classes].map(([name, [right, all]]) => [name, right / all]));
}

const mean = (numbers) => numbers.reduce((sum, n) => sum + n, 0) / numbers.length;
const shown = (shares) => [...shares].map(([name, share]) => `${name} ${share.toFixed(3)}`).join(", ");

/** The tools' answer, which is an edge's. */
async function ask(names, tools, headers) {
  const edge = await atEdge(headers);
  const of = (signals) => names.map((name) => signals[name]);
  assert.deepEqual(of(tools), of(edge), JSON.stringify(headers));
  return tools;
}
function device({ ua, headers = {} }) {
  const all = Object.fromEntries(Object.entries({ "user-agent": ua, ...headers }).map(([name, value]) => [name.toLowerCase(), value]));
  return ask(DEVICE, classify(all), all);
}

test("classes of devices, in wasm", { skip }, async () => {
  const cases = [];
  for (const row of rows("ua/ua-matomo.jsonl")) {
    if (!CLASSES.includes(row.device) || !isHeader(row.ua)) continue;
    cases.push({ expected: row.device, found: (await device(row))["device.type"] });
  }
  const shares = recall(cases);
  console.log(
    `user agents in wasm, tools and edge: ${cases.length}, macro recall ${mean([...shares.values()]).toFixed(3)}: ${shown(shares)}`,
  );
  assert.ok(cases.length > 5000 && mean([...shares.values()]) >= 0.9);
});

test("real traffic is what it is, in wasm", { skip }, async () => {
  const cases = [];
  for (const row of rows("ua/ua-realtraffic.jsonl")) {
    cases.push({ expected: row.device, found: (await device(row))["device.type"] });
  }
  const right = cases.filter(({ expected, found }) => expected === found).length / cases.length;
  console.log(`real user agents in wasm, tools and edge: ${cases.length}, right ${right.toFixed(4)}`);
  assert.ok(right >= 0.999);
});

test("referrers, in wasm", { skip }, async () => {
  const cases = [];
  for (const { host_pattern: host, medium } of rows("referral/referrer-hosts.jsonl")) {
    if (!/^[\w.-]+$/.test(host)) continue;
    const referer = `https://${host}/`;
    const found = await ask(REFERRAL, classifyReferrer(referer, "https://shop.example/"), { referer });
    cases.push({ expected: medium === "ai" ? "chat" : medium, found: found["referral.source"] });
  }
  const shares = recall(cases);
  console.log(`referrers in wasm, tools and edge: ${cases.length}, ${shown(shares)}`);
  // See tests/suites/referral.rs.
  assert.ok(shares.get("search") >= 0.97 && shares.get("social") >= 0.98 && shares.get("chat") === 1);
});

/** Whether a header may hold it (RFC 9110, field-value); requests of others never arrive. */
function isHeader(text) {
  return /^[\t\x20-\x7e\x80-\xff]*$/.test(text) && text.trim() === text;
}
