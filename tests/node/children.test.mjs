// A bundle for children that no checker has seen, on an engine without a page and at an edge: no profile is read, none is written.
import assert from "node:assert/strict";
import { test } from "node:test";
import { Engine } from "nearside/engine";
import { compile } from "nearside/tools";
import { forChildren } from "../children.mjs";

const adults = compile({
  "ruleset.yaml": `
nearside: 1
id: school.example
events: { open: {} }
slots: { plain: { value: 0 }, again: { value: 0 }, opened: { value: 0 }, once: { value: 0 }, drawn: { value: 0 } }
experiences:
  - { id: plain, show: { plain: 1 } }
  - { id: again, because: x, when: { visit.pageviews: { $gte: 1 } }, show: { again: 1 } }
  - { id: opened, because: x, when: { event.open.count: { $lt: 5 } }, show: { opened: 1 } }
  - { id: once, limits: { show: 1 ever }, show: { once: 1 } }
  - { id: drawn, unit: device, experiment: { sticky: true }, variants: { a: { show: { drawn: 1 } }, b: { show: { drawn: 1 } } } }
`,
});

const now = 1_795_203_000_000;
const consent = { personalization: true };

/** What is shown after a view, an event and what was shown before; and what is remembered then. */
async function live(bundle, before) {
  const engine = await Engine.load(bundle);
  const profile = engine.profile(before);
  profile.view(now);
  const kept = profile.track("open", {}, now);
  profile.identify("device", "one", now);
  profile.commit(engine.decide({}, { now, profile, consent }));
  if (before) profile.merge(before);
  const decisions = engine.decide({}, { now, profile, consent });
  const shown = Object.fromEntries(decisions.entries().map(([slot, { value, reason }]) => [slot, value ? 1 : reason]));
  const [remembered, reasons] = [profile.toJSON(), await engine.reasons({}, { now, profile, consent })];
  const bytes = profile.bytes();
  engine.free();
  return { kept, shown, remembered, reasons, bytes };
}

test("an engine for children takes in no profile and makes none", async () => {
  const adult = await live(adults);
  assert.deepEqual(adult.shown, { plain: 1, again: 1, opened: 1, once: "default", drawn: 1 });
  assert.deepEqual(Object.keys(adult.remembered), ["visit", "experiences", "events", "units"]);
  const child = await live(forChildren(adults), adult.bytes);
  assert.deepEqual([child.kept, child.remembered], [false, {}]);
  assert.deepEqual(child.shown, { plain: 1, again: "default", opened: "default", once: "default", drawn: "default" });
  assert.deepEqual(child.reasons.experiences, {
    plain: "matched",
    again: "no_memory",
    opened: "no_memory",
    once: "no_memory",
    drawn: "no_unit",
  });
});
