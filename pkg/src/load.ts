// Bytes in any form → an engine: the wasm once a page or worker, the bundle each time.

import { Core } from "./core.ts";
import { NearsideError } from "./errors.ts";
import type { Native, WasmSource } from "./native.ts";

/** A bundle, however it comes. */
export type BundleSource = Uint8Array | ArrayBuffer | Response | Promise<Uint8Array | ArrayBuffer | Response>;

export interface LoadOptions {
  /** The compiled wasm, where the platform hands it out itself. */
  readonly module?: WasmSource | Promise<WasmSource> | undefined;
}

export async function load(
  native: Native,
  wasm: () => WasmSource | Promise<WasmSource>,
  bundle: BundleSource,
  { module }: LoadOptions = {},
): Promise<Core> {
  // Both at once: they come over the same network.
  const [memory, bytes] = await Promise.all([started(native, () => module ?? wasm()), read(bundle)]);
  const engine = native.open(bytes);
  if (engine) return new Core(engine, memory, hashOf(bytes));
  const [code = "", hint] = native.refusal().split("\n");
  throw new NearsideError(code, `this is not a bundle that can be used: ${code}`, { hint });
}

/** The integrity hash that stands in the bundle's header. */
function hashOf(bytes: Uint8Array): string {
  return Array.from(bytes.subarray(16, 24), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

const memories = new WeakMap<Native, Promise<WebAssembly.Memory>>();

/** Asks for the wasm once, however many bundles and explanations there are; after a failure, once more. */
function started(native: Native, source: () => WasmSource | Promise<WasmSource>): Promise<WebAssembly.Memory> {
  const known = memories.get(native);
  if (known) return known;
  const memory = start(native, source());
  memories.set(native, memory);
  memory.catch(() => memories.delete(native));
  return memory;
}

async function start(native: Native, source: WasmSource | Promise<WasmSource>): Promise<WebAssembly.Memory> {
  try {
    const { memory } = await native.default({ module_or_path: source });
    return memory;
  } catch (cause) {
    throw new NearsideError("wasm_unavailable", "the engine's WebAssembly did not load", {
      hint: "is the .wasm served, and does the page's Content-Security-Policy have 'wasm-unsafe-eval'?",
      cause,
    });
  }
}

async function read(source: BundleSource): Promise<Uint8Array> {
  const hint = "is the address right, and the file built with `nearside build`?";
  let path: string | undefined;
  try {
    const bundle = await source;
    // Not by `instanceof`: some platforms hand in objects of another realm.
    if (ArrayBuffer.isView(bundle)) return bundle;
    if (!("arrayBuffer" in bundle)) return new Uint8Array(bundle);
    path = bundle.url;
    if (!bundle.ok) throw new Error(`the server answered ${bundle.status}`);
    return new Uint8Array(await bundle.arrayBuffer());
  } catch (cause) {
    throw new NearsideError("bundle_unavailable", `the bundle could not be fetched: ${cause instanceof Error ? cause.message : cause}`, {
      path,
      hint,
      cause,
    });
  }
}
