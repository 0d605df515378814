// What calendars tell, as JavaScript shows it: with each decision's own moment, and on the calendar's own clock.
import assert from "node:assert/strict";
import { test } from "node:test";
import { personalize } from "nearside/edge";
import { Engine } from "nearside/engine";
import { compile } from "nearside/tools";

// Far from the shops, and from the visitor.
process.env.TZ = "Asia/Tokyo";

const friday = Date.UTC(2026, 10, 20, 18, 30);
const bundle = compile(
  {
    "ruleset.yaml": `
nearside: 1
id: test.example
calendars:
  berlin: { zone: Europe/Berlin, open: { mon-fri: "10:00-20:00" } }
  new_york: { zone: America/New_York, open: { mon-fri: "09:00-17:00" } }
tables: { store: { by: geo.country, rows: { DE: { name: Berlin, calendar: berlin }, US: { name: New York, calendar: new_york } } } }
slots: { hours: { target: "#hours" }, until: { target: "#until" }, call: { value: false } }
experiences:
  - id: hours
    show:
      hours:
        by: table.store.state
        open: { text: "{{table.store.name}} is open until {{table.store.closes|time}}" }
        closed: { text: "{{table.store.name}} opens on {{table.store.opens|date}}, {{table.store.opens|time:Europe/London}}" }
  - { id: until, show: { until: { text: "{{calendar.berlin.closes|-}}" } } }
  - { id: call, schedule: { during: berlin }, show: { call: true } }
`,
  },
  { now: friday },
);

test("each decision tells what its own moment is", async () => {
  const engine = await Engine.load(bundle);
  const first = engine.decide({ "geo.country": "DE" }, { now: friday });
  const second = engine.decide({ "geo.country": "DE" }, { now: friday + 3_600_000 });
  const shown = ({ until }) => until.ops[0].text;
  assert.equal(shown(first), String(Date.UTC(2026, 10, 20, 19)));
  assert.equal(shown(second), String(Date.UTC(2026, 10, 23, 19)));
  assert.deepEqual([first.call.reason, second.call.reason], ["matched", "default"]);
  // Over the same context, one slot at a time.
  const text = (now) => engine.slot("until", { now }).ops[0].text;
  assert.equal(text(friday), shown(first));
  assert.equal(text(friday + 3_600_000), shown(second));
  const why = await engine.explain("call", {}, { now: friday + 3_600_000 });
  assert.deepEqual([why.considered[0].reason, why.considered[0].sentence], ["off_hours", "Outside the hours of its calendar."]);
  const told = await engine.explain("hours", { "geo.country": "DE" }, { now: friday });
  assert.equal(told.reason, "matched");
});

test("at an edge times are those of the shop's clock, whoever reads them, wherever the worker runs", async () => {
  const page = async (country, now) => {
    const request = new Request("https://shop.test/", { headers: { "accept-language": "en-GB" } });
    const response = new Response('<!doctype html><p id="hours">?</p>', { headers: { "content-type": "text/html" } });
    const html = await (await personalize(request, response, { bundle, now, signals: { "geo.country": country } })).text();
    return /id="hours">([^<]*)</.exec(html)?.[1];
  };
  assert.equal(await page("DE", friday), "Berlin is open until 20:00");
  assert.equal(await page("US", friday), "New York is open until 17:00");
  assert.equal(await page("US", friday + 6 * 3_600_000), "New York opens on 23 November, 14:00");
  assert.equal(await page("DE", friday + 3_600_000), "Berlin opens on 23 November, 9:00");
});
