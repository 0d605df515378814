// Profiles on the real wasm: what a caller does with one over several page views, and what is no profile.
import assert from "node:assert/strict";
import { before, test } from "node:test";
import { Engine } from "nearside/engine";
import { compile } from "nearside/tools";

const now = Date.UTC(2026, 10, 22, 12);
const HOUR = 3_600_000;
const ruleset = `
nearside: 1
id: profile.example
events: { purchase: { fields: { topic: topic } } }
topics: { allow: [running, health], sensitive: [health] }
slots: { daily: { value: none }, away: { value: none }, stuck: { value: none }, bought: { value: none, redecide: action } }
experiences:
  - { id: daily, limits: { show: 1 per day }, show: { daily: shown } }
  - { id: away, limits: { stop_after: { event: dismissed, for: 2h } }, variants: { control: default, a: { weight: 9999, show: { away: shown } } } }
  - { id: stuck, experiment: { sticky: true }, variants: { a: { show: { stuck: a } }, b: { show: { stuck: b } } } }
  - { id: bought, limits: { stop_after: { event: purchase, same: topic } }, show: { bought: not yet } }
`;

let bundle;
before(() => {
  bundle = compile({ "ruleset.yaml": ruleset }, { now });
});
const open = () => Engine.load(bundle);
const units = { device: "somebody" };

test("what is shown is committed, and holds over page views and through bytes", async () => {
  const engine = await open();
  const profile = engine.profile();
  profile.view(now);
  const first = engine.decide({}, { now, units, profile });
  assert.equal(first.daily.value, "shown");
  // Deciding writes nothing.
  assert.equal(engine.decide({}, { now, units, profile }).daily.value, "shown");
  profile.commit(first);
  const kept = engine.profile(profile.bytes());
  const later = engine.decide({}, { now: now + HOUR, units, profile: kept });
  assert.deepEqual([later.daily.reason, later.stuck.reason, later.stuck.variant], ["default", "sticky", first.stuck.variant]);
  assert.equal(engine.decide({}, { now: now + 24 * HOUR, units, profile: kept }).daily.value, "shown");
  const { experiences, visit } = kept.toJSON();
  assert.deepEqual(experiences.daily, { shown: 1, times: [new Date(now).toISOString()] });
  const moment = new Date(now).toISOString();
  assert.deepEqual(visit, { started: moment, viewed: moment, first: moment, count: 1, pageviews: 1 });
  // Data and bytes say the same.
  assert.deepEqual(engine.profile(kept.toJSON()).toJSON(), kept.toJSON());
});

test("decisions are committed once, and by the profile that they were made with", async () => {
  const engine = await open();
  const [profile, other] = [engine.profile(), engine.profile()];
  const decisions = engine.decide({}, { now, units, profile });
  assert.throws(() => other.commit(decisions), { code: "profile_mismatch" });
  profile.commit(decisions);
  assert.throws(() => profile.commit(decisions), { code: "profile_mismatch" });
  assert.equal(profile.toJSON().experiences.daily.shown, 1);
});

test("an answer stops what was shown, which keeps its slot; an event is asked by its topic", async () => {
  const engine = await open();
  const profile = engine.profile();
  const signals = { "page.topics": ["running"] };
  engine.decide(signals, { now, units, profile });
  profile.answer("away", "dismissed", now);
  profile.answer("nobody", "dismissed", now);
  const stopped = engine.decide(signals, { now, units, profile });
  assert.deepEqual([stopped.away.reason, stopped.away.experience, stopped.away.value], ["stopped", "away", "none"]);
  assert.equal(engine.decide(signals, { now: now + 2 * HOUR, units, profile }).away.value, "shown");
  engine.decide(signals, { now, units, profile });
  profile.track("purchase", { topic: "running" }, now);
  // What the visitor does now is decided again now, where it may be.
  assert.deepEqual(engine.redecide({ profile }).changed, ["bought"]);
  // Sensitive topics, and events that nobody asks for, are not remembered.
  profile.track("purchase", { topic: "health" }, now);
  profile.track("read", {}, now);
  assert.deepEqual(Object.keys(profile.toJSON().events), ["purchase"]);
  assert.deepEqual(Object.keys(profile.toJSON().events.purchase.topics), ["running"]);
});

test("deciding again goes on with the profile and the previews of the decision, whatever was asked meanwhile", async () => {
  const engine = await open();
  const profile = engine.profile({ experiences: { daily: { shown: 1, times: [now] } } });
  const signals = { "page.topics": ["running"] };
  const first = engine.decide(signals, { now, units, profile, previews: { daily: "show" } });
  assert.deepEqual([first.daily.reason, first.bought.reason], ["preview", "matched"]);
  assert.equal(engine.slot("daily", { now, profile }).reason, "default");
  engine.set("page.topics", ["hiking"]);
  const { changed, decisions } = engine.redecide({ may: ["view", "action", "live"] });
  assert.deepEqual([changed, decisions.daily.reason, decisions.bought.reason], [[], "preview", "matched"]);
});

test("a clock that was a year ahead holds nothing back for a year", async () => {
  const engine = await open();
  const year = 365 * 24 * HOUR;
  const profile = engine.profile();
  profile.view(now + year);
  profile.commit(engine.decide({}, { now: now + year, units, profile }));
  profile.view(now);
  assert.equal(engine.decide({}, { now, units, profile }).daily.reason, "default");
  const { experiences, visit } = profile.toJSON();
  assert.deepEqual([experiences.daily.times, visit.viewed], [[new Date(now).toISOString()], new Date(now).toISOString()]);
  assert.equal(engine.decide({}, { now: now + 24 * HOUR, units, profile }).daily.value, "shown");
});

test("what is no profile is refused, and harms nobody", async () => {
  const engine = await open();
  const random = (length, seed) => Uint8Array.from({ length }, (_, at) => (Math.imul(at + seed, 2654435761) >>> 13) & 255);
  for (const bytes of [[3], [2, 255], new Array(100_000).fill(1), ...Array.from({ length: 200 }, (_, seed) => random(seed, seed))]) {
    let profile;
    try {
      profile = engine.profile(Uint8Array.from(bytes));
    } catch (error) {
      assert.equal(error.code, "profile_invalid");
      continue;
    }
    // Chance made one: then it can be used.
    engine.decide({}, { now, units, profile });
    profile.toJSON();
    profile.free();
  }
  for (const data of [{ visit: { started: "soon" } }, { experiences: { daily: { shown: -1 } } }, { experiences: { a: { unit: "x" } } }]) {
    assert.throws(() => engine.profile(data), { code: "profile_invalid" });
  }
  const named = engine.profile(
    JSON.parse('{ "experiences": { "__proto__": { "shown": 1 } }, "events": { "constructor": { "last": 5 } } }'),
  );
  assert.deepEqual(Object.keys(named.toJSON().events), ["constructor"]);
  assert.equal({}.shown, undefined);
  named.free();
  assert.throws(() => named.bytes(), { code: "profile_freed" });
});

test("bytes of whatever length beyond a profile's are none, and nothing is written over", async () => {
  const engines = await Promise.all(Array.from({ length: 20 }, open));
  const [engine] = engines;
  const profile = engine.profile();
  profile.view(now);
  const all = () => [JSON.stringify(profile), ...engines.map((engine) => JSON.stringify(engine.decide({}, { now, units })))];
  const before = all();
  for (const length of [64 * 1024 + 1, 8 * 1024 * 1024 + 1, 8.4e6, 10e6]) {
    for (const first of [0xee, 3]) {
      const bytes = new Uint8Array(length).fill(0xee);
      bytes[0] = first;
      assert.throws(() => engine.profile(bytes), { code: "profile_invalid" }, `${length}`);
      assert.equal(profile.merge(bytes), false, `${length}`);
    }
  }
  assert.deepEqual(all(), before);
  (await open()).free();
});

test("counts beyond 32 bits are the largest that there is", async () => {
  const engine = await open();
  for (const count of [2 ** 32 - 1, 2 ** 32, 2 ** 32 + 5, 8e15]) {
    const profile = engine.profile({
      visit: { started: now - 24 * HOUR, viewed: now - 24 * HOUR, count },
      experiences: { daily: { shown: count, times: [now] } },
    });
    profile.view(now);
    const { visit, experiences } = profile.toJSON();
    assert.deepEqual([visit.count, visit.pageviews, experiences.daily.shown], [2 ** 32 - 1, 1, 2 ** 32 - 1], `${count}`);
  }
});

test("a visit goes on for as long as the visitor does something, and another begins with what they do half an hour later", async () => {
  const engine = await open();
  const profile = engine.profile();
  const MINUTE = 60_000;
  profile.view(now);
  for (let minute = 5; minute <= 40; minute += 5) profile.track("purchase", {}, now + minute * MINUTE);
  profile.view(now + 41 * MINUTE);
  assert.deepEqual([profile.toJSON().visit.count, profile.toJSON().events.purchase.session_count], [1, 8]);
  profile.answer("away", "dismissed", now + 71 * MINUTE - 1);
  assert.equal(profile.toJSON().visit.count, 1);
  assert.equal(profile.toJSON().visit.active, new Date(now + 71 * MINUTE - 1).toISOString());
  profile.track("purchase", {}, now + 101 * MINUTE - 1);
  const { visit, events } = profile.toJSON();
  assert.deepEqual([visit.count, visit.pageviews, events.purchase.session_count], [2, undefined, 1]);
  assert.deepEqual(engine.profile(profile.toJSON()).toJSON(), profile.toJSON());
});

test("what is handed in as a profile and is none is told so, with a hint", async () => {
  const [engine, other] = [await open(), await open()];
  const refused = (work, code) => {
    assert.throws(work, (error) => error.code === code && error.hint?.length > 10, code);
  };
  for (const none of [3, "{}", "", true, [], new Uint16Array(2), new ArrayBuffer(2), () => 0]) {
    refused(() => engine.profile(none), "profile_invalid");
    refused(() => engine.decide({}, { now, profile: none }), "profile_invalid");
    refused(() => engine.slot("daily", { now, profile: none }), "profile_invalid");
    refused(() => engine.redecide({ profile: none }), "profile_invalid");
    await assert.rejects(engine.explain("daily", {}, { now, profile: none }), { code: "profile_invalid" });
  }
  for (const data of [{ experiences: { daily: null } }, { experiences: { daily: { times: 3 } } }, { events: { purchase: null } }]) {
    refused(() => engine.profile(data), "profile_invalid");
  }
  refused(() => engine.decide({}, { now, profile: other.profile() }), "profile_mismatch");
  for (const nothing of [null, undefined]) {
    assert.equal(engine.decide({}, { now, profile: nothing }).daily.reason, "default");
    assert.deepEqual(engine.profile(nothing).toJSON(), {});
  }
});

test("clocks that are none, or beyond all dates, decide, and what they left is bytes", async () => {
  const engine = await open();
  for (const clock of [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, -1, 8.64e15, 1e300, new Date(Number.NaN)]) {
    const profile = engine.profile();
    profile.view(clock);
    profile.commit(engine.decide({}, { now: clock, units, profile }));
    profile.track("purchase", { topic: "running" }, clock);
    profile.answer("away", "dismissed", clock);
    engine.profile(engine.profile(profile.bytes()).toJSON());
    profile.view(now);
    assert.equal(engine.decide({}, { now: now + 24 * HOUR, units, profile }).daily.value, "shown", String(clock));
  }
});

test("who was assigned before they answered still was, when brought in", async () => {
  const engine = await open();
  const data = {
    experiences: { stuck: { dismissed: "2026-11-20T19:30:00.000Z", variant: "a", assigned: "2026-11-20T16:59:00.000Z" } },
  };
  assert.deepEqual(engine.profile(data).toJSON(), data);
});
