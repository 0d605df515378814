// No way out, by reading: what the modules import, and what the package's scripts reach for. Each is on a list with its reason,
// and nothing else is there. What a browser really does is played in tests/browser/visit.test.mjs.
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { isGlobal, reaches } from "./ways-out/lint.mjs";
import { pkg, reachesOf, script, scripts } from "./ways-out/scripts.mjs";

const list = (name) => JSON.parse(readFileSync(new URL(`./ways-out/${name}.json`, import.meta.url), "utf8"));

/** An import without the hash that wasm-bindgen gives it. */
const plain = ({ name }) => name.replace(/_[0-9a-f]{16}$/, "").replace(/^__wbg_/, "");

const imports = list("imports");

test("every module of the package is on the list of imports", () => {
  const modules = readdirSync(join(pkg, "wasm")).filter((file) => file.endsWith(".wasm"));
  assert.deepEqual(modules.map((file) => file.replace(".wasm", "")).sort(), [...Object.keys(imports), "memory"].sort());
});

test("memory.wasm imports what page.wasm exports, and nothing else", () => {
  const [page, memory] = ["page", "memory"].map((name) => new WebAssembly.Module(readFileSync(join(pkg, `wasm/${name}.wasm`))));
  const lent = WebAssembly.Module.exports(page).map(({ name, kind }) => `page.${name}: ${kind}`);
  const taken = WebAssembly.Module.imports(memory).map(({ module, name, kind }) => `${module}.${name}: ${kind}`);
  assert.ok(taken.length > 5);
  assert.deepEqual(
    taken.filter((one) => !lent.includes(one)),
    [],
  );
});

for (const [artefact, allowed] of Object.entries(imports)) {
  test(`${artefact}.wasm imports what is on its list, and nothing else`, () => {
    const module = new WebAssembly.Module(readFileSync(join(pkg, `wasm/${artefact}.wasm`)));
    const found = [...new Set(WebAssembly.Module.imports(module).map(plain))];
    assert.deepEqual(found.sort(), Object.keys(allowed).sort());
    for (const [name, why] of Object.entries(allowed)) assert.ok(why.length > 5, `${name} has no reason`);
  });
}

test("what a visit loads imports a way to fail and its own table, at most", () => {
  for (const artefact of ["runtime", "page", "edge"]) {
    const more = Object.keys(imports[artefact]).filter((name) => !/^__wbindgen_(throw|init_externref_table|cast|generic)$/.test(name));
    assert.deepEqual(
      more,
      more.filter((name) => name === "getRandomValues"),
      artefact,
    );
  }
});

/** By script and reach, how often. */
function count(all) {
  const counts = new Map();
  for (const key of all) counts.set(key, (counts.get(key) ?? 0) + 1);
  return [...counts].map(([key, times]) => `${key} × ${times}`).sort();
}

test("scripts reach for what is on the list, as often as it says, and for nothing else", () => {
  const allowed = list("allowed");
  const found = [...scripts()].flatMap(([file, name]) => reachesOf(file).map((reach) => `${name}: ${reach}`));
  const listed = allowed.flatMap(({ reaches }) =>
    Object.entries(reaches).flatMap(([reach, places]) => Object.entries(places).map(([name, times]) => `${name}: ${reach} × ${times}`)),
  );
  assert.deepEqual(count(found), listed.sort());
  for (const { why, reaches } of allowed) assert.ok(why.length > 20, JSON.stringify(reaches));
});

test("nothing is put where other scripts of the page find it", () => {
  for (const [file] of scripts()) assert.deepEqual(reachesOf(file).filter(isGlobal), [], file);
});

/** Each is a way out that somebody might add. */
const PLANTED = [
  'fetch("/collect")',
  'const send = fetch; send("/collect")',
  'const { fetch: send } = window; send("/collect")',
  'window.fetch("/collect")',
  'globalThis["fe" + "tch"]("/collect")',
  'self["fetch"]("/collect")',
  'document.defaultView.fetch("/collect")',
  'navigator.sendBeacon("/collect", "x")',
  'navigator?.["sendBeacon"]("/collect")',
  "const { sendBeacon } = navigator",
  'new XMLHttpRequest().open("GET", "/collect")',
  'new WebSocket("wss://x.example")',
  'new EventSource("/x")',
  "new RTCPeerConnection()",
  'new WebTransport("https://x.example")',
  'new Image().src = "/x.gif"',
  'document.createElement("script")',
  'document.createElement("link").href = "/x.css"',
  'document.write("<img src=/x>")',
  'document.body.innerHTML = "<img src=/x>"',
  'document.body.style.background = "url(/x)"',
  'importScripts("/x.js")',
  'import("https://x.example/x.js")',
  "import(location.hash)",
  'import("./not-there.js")',
  'import "https://x.example/x.js"',
  'export * from "somebody"',
  'navigator.serviceWorker.register("/x.js")',
  'new Worker("/x.js")',
  'document.cookie = "id=1"',
  'document.cookie += "id=1"',
  'cookieStore.set("id", "1")',
  'localStorage.setItem("other", "1")',
  "sessionStorage.x = 1",
  'indexedDB.open("x")',
  'caches.open("x")',
  'new BroadcastChannel("x").postMessage(1)',
  'parent.postMessage("x", "*")',
  'eval("1")',
  '(0, eval)("1")',
  'new Function("return 1")()',
  '[].constructor.constructor("return 1")()',
  'setTimeout("alert(1)")',
  "window.nearside = 1",
  "globalThis.nearside = 1",
  "nearside = 1",
  'Object.defineProperty(window, "nearside", { value: 1 })',
  'document.body.setAttribute("data-nearside-experience", "x")',
  'document.body.dataset.experience = "x"',
  'history.pushState({}, "", "?x")',
  'location.href = "/x"',
  'location = "/x"',
  'window.open("/x")',
  "console.log(1)",
  "class Sender { send() { return fetch(this.address); } }",
  'for (const fetch of []) { fetch(); } fetch("/collect")',
  ...[
    'el["sr" + "c"] = "/x"',
    'el["s" + `rc`] = "/x"',
    'el[k] = "/x"',
    '[el[k]] = ["/x"]',
    '({ a: el[k] } = { a: "/x" })',
    "for (el[k] of list);",
    'el?.[k]("/x")',
    "el[k]`/x`",
    "let own = {}; own = el; own[k] = 1",
    'el.ownerDocument["def" + "aultView"]["fe" + "tch"]("/x")',
    'const { ["fe" + "tch"]: send } = el; send("/x")',
    'const { [k]: send } = el; send("/x")',
    'el.style.background = "url(/x)"',
    'el.style.cssText = "background: url(/x)"',
    'el.style.setProperty("background", "url(/x)")',
    'el.insertRule("a { background: url(/x) }")',
    'el.poster = "/x"',
    'el.action = "/x"',
    'el.data = "/x"',
    'el.background = "/x"',
    'el.attributionSrc = "/x"',
    'el.textContent = "@import url(/x)"',
    'el.attributes.src.value = "/x"',
    'el.relList.add("stylesheet")',
    'el.animate([{ background: "url(/x)" }], 1)',
    "el.click()",
    'el.dispatchEvent(new el.constructor("click"))',
    'el.view.open("/x")',
    'const w = el.view; w.open("/x")',
    'el.currentTarget.open("/x")',
    'el.composedPath().at(-1).open("/x")',
    'Reflect.set(el, "sr" + "c", "/x")',
    'Object.getOwnPropertyDescriptor(list, "src").set.call(el, "/x")',
    'Object.assign(el, { src: "/x" })',
    'el.setAttribute("sr" + "c", "/x")',
    "el.cloneNode(true)",
  ].map((planted) => `((el, k, list) => { ${planted} })()`),
];

test("a way out that somebody adds is found, in a source and in what browsers load", () => {
  const entry = "dist/browser/index.js";
  for (const file of ["src/page.ts", entry]) {
    const code = script(file);
    const before = reachesOf(file, code).length;
    for (const planted of PLANTED) {
      assert.ok(reachesOf(file, `${code}\n;${planted.replace(/^(import "|export)/, "\n$1")};`).length > before, `${file}: ${planted}`);
    }
  }
});

test("names of one's own are none of theirs", () => {
  const harmless = [
    "const fetch = (x) => x; fetch(1);",
    "function window() {} window();",
    "export const go = (document) => document;",
    "try {} catch (navigator) { navigator }",
    "class Image {} new Image();",
    "label: for (;;) break label;",
    'export const text = "fetch(1)"; // eval("1")',
    "const a = { eval: 1, open() {} };",
    "export { a as fetch }; const a = 1;",
    "var { x: caches = 1, ...rest } = {}; [caches, rest];",
    "if (1) { var top = 1; } top;",
    "const keys = Object.keys({ a: 1 }); const own = {}; own[keys[0]] = 1; const list = new Uint8Array(2); for (const at of list) list[at] = 1;",
  ];
  for (const code of harmless) assert.deepEqual(reaches(code), [], code);
  assert.deepEqual(reaches("{ let fetch = 1; } fetch(2);"), ["fetch(2)"]);
});
