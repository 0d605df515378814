// The panel's own reckoning: its clock, the visits it plays, and what it counts as carrying data.
import assert from "node:assert/strict";
import { test } from "node:test";
import { carried } from "../../www/shop/panel/counter.js";
import { address, COUNTRIES, ORIGINS, read } from "../../www/shop/panel/visit.js";
import { label, moment, STEPS, step, stepOf, word } from "../../www/shop/panel/week.js";
import { played } from "../../www/shop/worker/played.js";

test("every step of the week comes back from its word", () => {
  for (let at = 0; at < STEPS; at++) assert.equal(step(word(at)), at);
  assert.equal(label(step("Fri-19:30")), "Fri 19:30");
  for (const wrong of ["", undefined, null, "Fri 19:30", "Fri-24:00", "Xyz-10:00", "Fri-19:30 "]) assert.equal(step(wrong), undefined);
});

test("a moment shows the wanted step on the clocks of its zone", () => {
  const winter = Date.UTC(2026, 0, 14, 23, 40);
  for (const [, zone] of Object.values(COUNTRIES))
    for (let at = 0; at < STEPS; at += 7) assert.equal(stepOf(moment(at, zone, winter), zone), at, zone);
});

test("a moment is right on both sides of a clock change", () => {
  const saturdayBefore = Date.UTC(2026, 2, 28, 12);
  for (const wanted of ["Sat-12:00", "Sun-01:30", "Sun-03:30", "Sun-23:30"]) {
    assert.equal(stepOf(moment(step(wanted), "Europe/Berlin", saturdayBefore), "Europe/Berlin"), step(wanted), wanted);
  }
});

test("a visit comes back from its address, whatever was there before", () => {
  for (const from of ["", ...Object.keys(ORIGINS)]) {
    const visit = { country: "DE", device: "phone", language: "de-DE", at: "Fri-19:30", from };
    const next = address("http://shop.example/c/running?demo-country=US&utm_campaign=old&page=2#all", visit);
    assert.deepEqual(read(next), visit);
    assert.equal(new URL(next).searchParams.get("page"), "2");
    assert.equal(new URL(next).hash, "#all");
  }
});

test("a played request has the headers of the visitor, and only those are changed", () => {
  const asked = new Request(
    "http://shop.example/?demo-country=DE&demo-device=phone&demo-from=search&demo-language=de-DE&demo-at=Fri-19:30",
    {
      headers: { "CF-IPCountry": "US", "Sec-CH-UA-Platform": '"Windows"', Cookie: "acct=a1f4" },
    },
  );
  const { headers, now } = played(asked);
  assert.equal(headers.get("CF-IPCountry"), "DE");
  assert.match(headers.get("User-Agent"), /iPhone/);
  assert.equal(headers.get("Sec-CH-UA-Platform"), null);
  assert.equal(headers.get("Accept-Language"), "de-DE,de;q=0.9");
  assert.equal(headers.get("Cookie"), "acct=a1f4");
  assert.equal(stepOf(now, "Europe/Berlin"), step("Fri-19:30"));
});

test("a request without picks stays as it is", () => {
  const asked = new Request("http://shop.example/", { headers: { "CF-IPCountry": "NO", "User-Agent": "x" } });
  const { headers, now } = played(asked);
  assert.deepEqual([...headers], [...asked.headers]);
  assert.equal(now, undefined);
});

test("a value counts as carried only as a word of its own", () => {
  const signals = { "geo.country": "DE", "device.type": "mobile", "time.hour": 19, "time.weekend": false, "page.path": "/c/running" };
  assert.deepEqual(carried("/style.css", signals), []);
  assert.deepEqual(carried("/img/dreich-jacket.svg", signals), []);
  assert.deepEqual(carried("/c/running", signals), []);
  assert.deepEqual(carried("/pixel?c=de&h=19", signals), ["geo.country", "time.hour"]);
  assert.deepEqual(carried('/collect {"device":"mobile"}', signals), ["device.type"]);
  assert.deepEqual(carried("/x?weekend=false", signals), []);
});
