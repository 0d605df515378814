// Runs cases of decisions wherever it is imported: nothing here is Node's, a browser's or an edge runtime's.

const NOW = 1_795_203_000_000;

/**
 * Decides every case; byte for byte what the fixture says. With `reasons` it also asks why, slot by slot, and what would
 * have to be different, which is byte for byte what the command line explains; with `describe` as text too.
 * @returns {Promise<{ count: number, wrong: string[] }>}
 */
export async function run(topics, Engine, { reasons = false, describe } = {}) {
  const wrong = [];
  let count = 0;
  for (const { topic, bundle, map, cases } of topics) {
    const engine = await Engine.load(typeof bundle === "string" ? bytes(bundle) : bundle);
    for (const one of cases) {
      const { name, now, signals = {}, units, slots, edge, previews, steps = [], expect, considered, explained } = one;
      const consent = { ...consentOf(one.consent), objected: one.objected };
      count++;
      // Steps go on with a profile of their own.
      const [profile, lived] = [one.profile && engine.profile(one.profile), one.profile && engine.profile(one.profile)];
      const options = {
        ...{ now: now === undefined ? NOW : Date.parse(now), units, slots, profile, consent, previews },
        place: edge ? "edge" : "device",
      };
      const say = (what, expected, got) =>
        expected !== got && wrong.push(`${topic}: ${name}: ${what}\n  expected ${expected}\n  got      ${got}`);
      const decisions = engine.decide(signals, options);
      say("decisions", JSON.stringify(expect), JSON.stringify(decisions));
      say("slots", Object.keys(expect).join(), decisions.keys().join());
      for (const [index, step] of steps.entries()) {
        const now = step.now === undefined ? options.now : Date.parse(step.now);
        for (const [signal, value] of Object.entries(step.set ?? {})) engine.set(signal, value);
        if (step.track) {
          const { event, ...fields } = step.track;
          lived.track(event, fields, now);
        }
        if (step.view) {
          lived.view(now);
          for (const topic of step.view) lived.about(topic, now);
        }
        for (const [question, answer] of Object.entries(step.declare ?? {})) lived.declare(question, answer, now);
        const again = engine.redecide({ may: step.may, profile: lived });
        if (step.remembers) say(`memory of step ${index}`, JSON.stringify(step.remembers), JSON.stringify(lived.toJSON()));
        say(`step ${index}`, JSON.stringify(step.expect), JSON.stringify(again.decisions));
        say(`changes of step ${index}`, step.changed.join(), again.changed.join());
      }
      if (!reasons) {
        commit(engine, profile, decisions, one, say);
        continue;
      }
      // An explanation tells of the experiences that want its slot; all slots together tell of all experiences.
      const found = {};
      for (const [index, slot] of engine.slots.entries()) {
        const why = await engine.explain(slot, signals, options);
        const mapped = await engine.explain(slot, signals, { ...options, map, counterfactual: true });
        const [[lines], [plain]] = explained;
        const { counterfactual, ...unasked } = plain[index][0];
        say(`why ${slot}`, expect[slot].reason, why.reason);
        say(`explain ${slot}`, JSON.stringify(unasked), JSON.stringify(why));
        say(`explain ${slot} with lines`, JSON.stringify(lines[index][0]), JSON.stringify(mapped));
        if (describe) say(`describe ${slot}`, lines[index][1], describe(mapped));
        for (const { experience, reason } of why.considered) define(found, experience, reason);
      }
      say("reasons", sorted(considered), sorted(found));
      say("all reasons", JSON.stringify(explained[1][1]), JSON.stringify(await engine.reasons(signals, options)));
      commit(engine, profile, decisions, one, say);
    }
    engine.free();
  }
  return { count, wrong };
}

/** What was decided is written down, and goes through the bytes that a device keeps. */
function commit(engine, profile, decisions, { after }, say) {
  if (!profile) return;
  profile.commit(decisions);
  const kept = engine.profile(profile.bytes());
  say("profile", JSON.stringify(after), JSON.stringify(kept));
  profile.free();
  kept.free();
}

/**
 * What only JavaScript can hand in. Each of these is missing, and harms neither its neighbours nor the clock.
 * @returns {Promise<{ count: number, wrong: string[] }>}
 */
export async function runHostile(topics, Engine) {
  const { bundle } = topics.find(({ topic }) => topic === "hostile");
  const engine = await Engine.load(typeof bundle === "string" ? bytes(bundle) : bundle);
  const wrong = [];
  const cases = hostile();
  for (const [name, signals, shown] of cases) {
    let got;
    try {
      const decisions = engine.decide(signals, { now: NOW });
      got = decisions.keys().filter((slot) => decisions[slot].value === true);
    } catch (error) {
      got = [String(error)];
    }
    if (got.join() !== shown.join()) wrong.push(`${name}: expected [${shown}], got [${got}]`);
  }
  engine.free();
  return { count: cases.length, wrong };
}

function hostile() {
  const no = () => {
    throw new Error("not for you");
  };
  const throwing = Object.defineProperty({ "custom.n": 1 }, "custom.t", { get: no });
  const many = { "custom.n": 1 };
  for (let i = 0; i < 10_000; i++) many[`custom.key${i}`] = `value ${i}`;
  const deep = [];
  let at = deep;
  for (let i = 0; i < 100_000; i++) {
    const inner = [];
    at.push(inner);
    at = inner;
  }
  const round = [];
  round.push(round, "z");
  const lone = (text) => ({ "custom.t": text, "custom.n": 1 });
  const number = (n) => ({ "custom.n": n, "custom.e": "a" });
  return [
    ["a lone high surrogate", lone("\ud83dx"), ["n"]],
    ["a lone low surrogate", lone("x\ude00x"), ["n"]],
    ["surrogates the wrong way round", lone("\ude00\ud83dx"), ["n"]],
    ["a lone surrogate behind long text", lone(`${"x".repeat(500)}\ud83d`), ["n"]],
    ["a pair of surrogates is a character", lone("\ud83d\ude00x"), ["t", "not_t", "ends", "n"]],
    ["text of ten megabytes", lone("x".repeat(10_000_000)), ["n"]],
    ["a text object", lone(new String("x")), ["n"]],
    ["a symbol", lone(Symbol("x")), ["n"]],
    ["a function", lone(() => "x"), ["n"]],
    ["a date", number(new Date(0)), ["e"]],
    ["not a number", number(Number.NaN), ["e"]],
    ["a big integer", number(10n), ["e"]],
    ["a number object", number(new Number(1)), ["e"]],
    ["infinity is a number", number(Number.POSITIVE_INFINITY), ["n", "e"]],
    ["minus zero is a number", number(-0), ["n", "e"]],
    ["ten thousand keys", many, ["n"]],
    ["a getter that throws", throwing, ["n"]],
    ["a proxy that throws", new Proxy({}, { get: no }), []],
    ["no prototype", Object.assign(Object.create(null), { "custom.n": 1 }), ["n"]],
    ["a list of holes", { "custom.l": new Array(4_294_967_295), "custom.n": 1 }, ["n", "l"]],
    ["a list with all sorts", { "custom.l": [Symbol("a"), 1n, Number.NaN, "\ud800", () => 1, "z", undefined] }, ["l", "last"]],
    ["a list in a list a hundred thousand deep", { "custom.l": deep }, ["l"]],
    ["a list in itself", { "custom.l": round }, ["l", "last"]],
    ["a list of bytes is no list", { "custom.l": new Uint8Array(8) }, []],
    ["a list that throws", { "custom.l": new Proxy(["z"], { get: no }), "custom.n": 1 }, ["n"]],
    ["an element that throws", { "custom.l": Object.defineProperty(["a", "z"], 0, { get: no }), "custom.n": 1 }, ["n"]],
  ];
}

function bytes(base64) {
  return Uint8Array.from(atob(base64), (c) => c.charCodeAt(0));
}

/** Also for a name such as `__proto__`. */
function define(object, name, value) {
  Object.defineProperty(object, name, { value, enumerable: true, configurable: true, writable: true });
}

function sorted(object) {
  return JSON.stringify(Object.entries(object).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** The words of a fixture as an option: `no-` refuses. */
function consentOf(words = []) {
  const said = {};
  for (const word of words) {
    if (word === "opted-out") said.optedOut = true;
    else if (word === "gpc") said.gpc = true;
    else said[word.replace("no-", "")] = !word.startsWith("no-");
  }
  return words.length ? said : undefined;
}
