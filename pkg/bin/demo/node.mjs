// The demo's workers in this process: what workerd gives a worker (modules of wasm and data, services, HTMLRewriter),
// as far as the demo needs it.
import { register } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { folder as pagesOf } from "../site/folder.mjs";

/** `import module from "./x.wasm"` is a compiled module, `import bytes from "./x.nsb"` its bytes. */
const HOOKS = `import { fileURLToPath } from "node:url";
const sources = {
  wasm: (file) => "export default new WebAssembly.Module(readFileSync(" + file + "));",
  nsb: (file) => "export default new Uint8Array(readFileSync(" + file + "));",
};
export async function load(url, context, next) {
  const source = sources[url.split(".").at(-1)];
  if (!source) return next(url, context);
  const file = JSON.stringify(fileURLToPath(url));
  return { format: "module", shortCircuit: true, source: 'import { readFileSync } from "node:fs";\\n' + source(file) };
}`;

/** Gives the edge worker's `fetch`. */
export async function inNode(folder) {
  register(`data:text/javascript,${encodeURIComponent(HOOKS)}`);
  const worker = async (name) => (await import(pathToFileURL(join(folder, name)).href)).default;
  const service = (name) => {
    const pages = pagesOf(join(folder, name));
    return { fetch: (address) => pages.fetch(new Request(address)) };
  };
  const origin = await worker("origin.js");
  const files = { FILES: service("public"), PACKAGE: service("nearside") };
  // All that the worker can reach is the shop's own origin: not a word leaves this machine.
  globalThis.fetch = (address, init) => origin.fetch(new Request(address, init), files);
  globalThis.HTMLRewriter ??= Inserter;
  const edge = await worker("edge.js");
  const env = { PANEL: service("panel"), ZONE: Intl.DateTimeFormat().resolvedOptions().timeZone };
  return (request) => edge.fetch(request, env);
}

/** The two insertions that the demo makes in pages of its own; pages of anybody else want a real parser. */
class Inserter {
  #edits = [];

  on(name, { element }) {
    element({
      prepend: (html) => this.#edits.push([new RegExp(`<${name}[^>]*>`), (tag) => tag + html]),
      append: (html) => this.#edits.push([`</${name}>`, (tag) => html + tag]),
    });
    return this;
  }

  async transform(response) {
    const html = await response.text();
    const body = this.#edits.reduce((text, [place, insert]) => text.replace(place, insert), html);
    return new Response(response.body && body, { status: response.status, headers: response.headers });
  }
}
