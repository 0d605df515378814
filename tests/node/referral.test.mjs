// How a visitor came, by the tools' `classifyReferrer`: what is the site's own, and what is told of wrong arguments.
import assert from "node:assert/strict";
import { test } from "node:test";
import { personalize } from "nearside/edge";
import { classifyReferrer, compile } from "nearside/tools";

const PAGE = "https://www.shop.example/basket";
const sourceOf = (url, options, page = PAGE) => classifyReferrer(url, page, options)["referral.source"];

test("without domains the page's host decides what is internal", () => {
  assert.equal(sourceOf("https://help.shop.example/"), "internal");
  assert.equal(sourceOf("https://other-shop.example/"), "referral");
  for (const options of [undefined, {}, { domains: undefined }, { domains: [] }])
    assert.equal(sourceOf("https://other-shop.example/", options), "referral");
});

test("domains are the site's own, with all below what somebody registered, and nothing else is", () => {
  const domains = ["www.other-shop.example", "Shop.co.uk."];
  for (const url of ["https://other-shop.example/", "https://pay.other-shop.example/x", "https://shop.co.uk/", "https://www.shop.example/"])
    assert.equal(sourceOf(url, { domains }), "internal", url);
  for (const url of ["https://another-shop.example/", "https://co.uk/", "https://help.shop.example/", "https://shop.co.uk.evil.example/"])
    assert.equal(sourceOf(url, { domains }), "referral", url);
  // The public suffix list, not a rule of thumb.
  assert.equal(sourceOf("https://b.city.kawasaki.jp/", { domains: ["a.city.kawasaki.jp"] }), "internal");
  assert.equal(sourceOf("https://you.github.io/", { domains: ["me.github.io"] }), "referral");
});

test("domains change nothing else", () => {
  const [without, own] = [undefined, { domains: ["other-shop.example"] }].map((options) =>
    classifyReferrer("https://other-shop.example/", `${PAGE}?utm_campaign=frost`, options),
  );
  assert.equal(without["referral.host"], "other-shop.example");
  assert.deepEqual({ ...own, "referral.source": 0 }, { ...without, "referral.source": 0 });
  assert.equal(sourceOf("", { domains: ["shop.example"] }), "direct");
  assert.equal(sourceOf(null, { domains: ["shop.example"] }), "direct");
  assert.equal(sourceOf("https://www.google.com/", { domains: ["shop.example"] }), "search");
});

test("domains say what a ruleset's say at an edge", async () => {
  const domains = ["shop.example", "pay.other-shop.example", "shop.co.uk"];
  const slots = { came: { target: "#came" } };
  const experiences = [{ id: "came", show: { came: { text: "{{referral.source|-}}" } } }];
  const bundle = compile({ "ruleset.json": JSON.stringify({ nearside: 1, id: "x", domains, slots, experiences }) });
  for (const url of [
    "https://other-shop.example/",
    "https://shop.co.uk/a",
    "https://co.uk/",
    "https://help.shop.example/",
    "https://t.co/x",
  ]) {
    const page = new Response("<p id=came>-</p>", { headers: { "content-type": "text/html" } });
    const html = await (await personalize(new Request(PAGE, { headers: { referer: url } }), page, { bundle })).text();
    assert.equal(/<p id=came>([^<]*)/.exec(html)[1], sourceOf(url, { domains }), url);
  }
});

test("what is no domain is refused, and why, as in a ruleset", () => {
  for (const [domain, said] of [
    ["co.uk", "domains: everybody may have a site below `co.uk`\n  hint: write the domain that is yours: `shop.co.uk`"],
    [
      "https://shop.example/",
      "domains: `https://shop.example/` is more than a domain\n  hint: write `shop.example`: it stands for all below it",
    ],
    ["localhost", "domains: `localhost` is no registered domain\n  hint: leave it out: a page's own host is always the site's"],
    ["", "domains: `` is no domain\n  hint: a domain is a host's name: `shop.example`"],
    ["a.example,b.example", "domains: `a.example,b.example` is no domain\n  hint: a domain is a host's name: `shop.example`"],
  ])
    assert.throws(() => sourceOf("", { domains: ["shop.example", domain] }), { name: "TypeError", message: said });
});

test("arguments of another type are refused in words", () => {
  const refused = (args, message) => assert.throws(() => classifyReferrer(...args), { name: "TypeError", message });
  refused(["", PAGE, { domains: "shop.example" }], 'domains: expected a list of texts, found the text "shop.example"');
  refused(["", PAGE, { domains: null }], "domains: expected a list of texts, found null");
  refused(["", PAGE, { domains: { 0: "a.example" } }], "domains: expected a list of texts, found an object");
  refused(["", PAGE, { domains: ["shop.example", 7] }], "domains[1]: expected a text, found a number");
  refused(["", PAGE, ["shop.example"]], "options: expected an object, found a list");
  refused(["", PAGE, null], "options: expected an object, found null");
  refused([7, PAGE], "url: expected a text, found a number");
  refused(["", new URL(PAGE)], "pageUrl: expected a text, found an object");
});
