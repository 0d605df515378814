// The two rewriters, each as its package is meant to be used. `start(output)` gives `{ write, end, free }` for one page.

import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { compile } from "nearside/tools";
import * as glue from "../../pkg/wasm/edge/edge.js";

/** nearside's own, from the edge artefact: edits are data in a bundle, nothing calls back. */
export async function nearside(edits) {
  const native = await glue.default({ module_or_path: await readFile(new URL("../../pkg/wasm/edge.wasm", import.meta.url)) });
  const slots = {};
  const show = {};
  edits.forEach(([target, operation], i) => {
    slots[`slot-${i}`] = { target };
    show[`slot-${i}`] = operation;
  });
  const ruleset = { nearside: 1, id: "bench.example", slots, experiences: [{ id: "all", show }] };
  const bundle = compile({ "ruleset.json": JSON.stringify(ruleset) });
  const address = native.reserve(bundle.length); // may grow the memory
  new Uint8Array(native.memory.buffer, address).set(bundle);
  const engine = native.open(bundle.length);
  if (engine < 0) throw new Error(`nearside refuses the bundle: ${-engine}`);
  const words = new Uint32Array(native.memory.buffer, native.decide(engine, 0, true, false), 3 * edits.length);
  const contents = edits.map((_, i) => words[3 * i + 1]);
  return (output) => {
    const page = new glue.Page();
    for (let i = 0; i < contents.length; i++) page.add(engine, i, contents[i], "");
    page.open("text/html; charset=utf-8", "");
    return {
      write: (chunk) => output(page.write(chunk)),
      end: () => output(page.end()),
      free: () => page.free(),
      matched: () => page.matched().reduce((sum, count) => sum + count, 0),
    };
  };
}

/** lol-html in WebAssembly with handlers in JavaScript. */
export async function htmlRewriterWasm(edits) {
  const { HTMLRewriter } = createRequire(import.meta.url)("html-rewriter-wasm");
  const raw = { html: true };
  return (output) => {
    let matched = 0;
    const rewriter = new HTMLRewriter(output);
    for (const [selector, operation] of edits) {
      const element = handler(operation, raw);
      rewriter.on(selector, {
        element(found) {
          matched++;
          element(found);
        },
      });
    }
    return { write: (chunk) => rewriter.write(chunk), end: () => rewriter.end(), free: () => rewriter.free(), matched: () => matched };
  };
}

function handler(operation, raw) {
  const [[verb, what]] = Object.entries(operation);
  switch (verb) {
    case "text":
      return (element) => element.setInnerContent(what);
    case "html":
      return (element) => element.setInnerContent(what, raw);
    case "attr": {
      const [[name, value]] = Object.entries(what);
      return (element) => element.setAttribute(name, value);
    }
    case "remove":
      return (element) => element.remove();
    default:
      return (element) => element[verb](what, raw);
  }
}
