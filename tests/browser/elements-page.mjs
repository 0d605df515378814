// A page with all three elements, its ruleset, and a server that sends it under a strict content policy.
import { compile } from "nearside/tools";
import { packaged, site } from "./site.mjs";

export const KEY = "nearside:elements.example";

const bundle = compile({
  "ruleset.yaml": `
nearside: 1
id: elements.example
declare:
  role: { type: enum, values: [student, marketer, engineer], ask: { t: ask.role } }
  size: { type: number, ask: "Which size?" }
  likes: { type: list, values: [road, trail, track], ask: "Where do you run?" }
  letters: { type: boolean, ask: "Letters?" }
  nick: { type: string, ask: "What shall we call you?" }
events: { buy: { fields: { value: number } }, add_to_cart: {}, cart_emptied: {} }
topics: { allow: [running, hiking, chess], discreet: [chess] }
messages:
  en: { ask.role: "What brings you here?", because.likes: "You often read about {{affinity.top}}" }
  de: { ask.role: "Was führt Sie her?", because.likes: "Sie lesen oft über {{affinity.top}}" }
states: { cart: { opens: add_to_cart, closes: [buy, cart_emptied] } }
slots:
  hero: { target: "#hero", redecide: action }
  cart: { target: "#cart", redecide: action }
  ships: { target: "#ships" }
  drawn: { target: "#drawn" }
  other: { target: "#other", redecide: action }
experiences:
  - { id: role, because: You told us your role, when: { declared.role: student }, show: { hero: { text: For students } } }
  - { id: cart, because: You have a basket, when: { state.cart.open: true, event.add_to_cart.count: { $gte: 1 } }, show: { cart: { text: Your basket is waiting } } }
  - { id: ships, limits: { stop_after: [{ event: dismissed, for: 14d }] }, when: { geo.country: { $in: [DE, FR] } }, because: "You are in {{geo.country|Europe}}", show: { ships: { text: "We ship to {{geo.country|you}}" } } }
  - { id: drawn, unit: device, variants: { red: { show: { drawn: { text: red } } }, blue: { show: { drawn: { text: blue } } } } }
  - { id: likes, because: { t: because.likes }, when: { affinity.chess: { $gte: 0.2 } }, show: { other: { text: A chess set } } }
  - { id: runs, because: { t: because.likes }, when: { affinity.running: { $gte: 0.2 } }, show: { other: { text: Shoes } } }
  - { id: sizes, because: You told us, when: { declared.size: { $gte: 1 }, declared.letters: true, declared.nick: { $exists: true }, declared.likes: { $all: [trail] }, event.buy.count: { $gte: 1 }, visit.count: { $gte: 1 } }, show: { hero: { text: All told } } }
`,
});

const texts = {
  "*": { "because.role": "You told us your role" },
  en: {
    "event.add_to_cart": "Put in the basket",
    "event.buy": "Purchases",
    "state.cart": "Basket",
    "declared.role": "Your role",
    "topic.running": "Running",
  },
  de: {
    "event.add_to_cart": "In den Korb gelegt",
    "event.buy": "Käufe",
    "state.cart": "Warenkorb",
    "declared.role": "Ihre Rolle",
    "topic.running": "Laufen",
    "because.role": "Sie haben uns Ihre Rolle genannt",
  },
};

/** What an edge leaves in a page whose every slot it decided, by a bundle that is not this one any more. */
const EDGE = '<script type="application/json" data-nearside>{"hash":"x","slots":[-1,-1,-1,-1,-1],"signals":{}}</script>';

/** The page, in a language and a direction. */
const html = ({ lang = "en", dir = "ltr", ask = "", edge = false }) => `<!doctype html>
<html lang="${lang}" dir="${dir}"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Elements</title><link rel="stylesheet" href="/page.css">
<main>
  <h1>A shop</h1>
  <p id="hero">Welcome</p><p id="cart">No basket</p><p id="ships">We ship</p><p id="drawn">neither</p><p id="other">Books</p>
  <nearside-why for="hero"></nearside-why>
  <nearside-why for="ships" because="You are in {{geo.country}}"></nearside-why>
  <nearside-why for="cart"></nearside-why>
  <nearside-ask key="role" reason="So that the first steps fit. It stays on this device." ${ask}>
    <option value="student">I study</option><option value="engineer">I build</option><option value="admin">no answer of this question</option>
  </nearside-ask>
  <nearside-preferences></nearside-preferences>
</main>${edge ? EDGE : ""}
<script type="module" src="/page.js"></script></html>`;

const css = `:root { color-scheme: light dark } body { margin: 0; font: 1rem/1.5 system-ui, sans-serif } main { max-width: 44rem; margin: auto; padding: 1rem; display: grid; gap: 1rem }
main > * { min-width: 0; margin: 0 } p { margin: 0 }`;

const script = `
import { start } from "/dist/browser/index.js";
import { defineElements } from "/dist/browser/elements.js";
const page = start({ bundle: "/site.nsb", signals: { "geo.country": "DE" } });
defineElements(page, { messages: ${JSON.stringify(texts)}, discreet: [] });
globalThis.ns = await page;
globalThis.defineElements = defineElements;
globalThis.heard = [];
for (const name of ["answer", "skip", "change"]) addEventListener(name, (event) => heard.push([name, event.target.localName, event.detail]));
globalThis.started = true;`;

/** No inline script or style, no script that makes a text into markup. */
const POLICY =
  "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; connect-src 'self'; require-trusted-types-for 'script'; trusted-types 'none'";

export function serve() {
  const own = { "/page.css": css, "/page.js": script, "/site.nsb": bundle };
  const types = { "/page.css": "text/css", "/page.js": "text/javascript" };
  return site((path, { url }) => {
    const isPage = path === "/" || path.startsWith("/page/");
    const body = isPage ? html(Object.fromEntries(new URL(url, "http://x").searchParams)) : (own[path] ?? packaged(path));
    const type = types[path] && { "content-type": types[path] };
    return { body, headers: { ...type, "content-security-policy": POLICY } };
  });
}

/** Something to remember, of each kind. */
export async function fill(tab) {
  await tab.evaluate(async () => {
    ns.consent({ personalization: true });
    for (let i = 0; i < 3; i++) ns.track("add_to_cart");
    ns.track("buy", { value: 20 });
    ns.track("add_to_cart");
    ns.view(["running", "running", "chess"]);
    ns.view(["running"]);
    ns.declare({ role: "student", size: 42 });
    ns.refresh();
    await new Promise((done) => setTimeout(done, 50));
  });
}
