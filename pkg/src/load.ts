// Bytes in any form → an engine: the wasm once a page or worker, the bundle each time.

import { Core } from "./core.ts";
import { NearsideError } from "./errors.ts";
import type { Native, WasmSource } from "./native.ts";
import { refusal } from "./refusal.ts";

/** A bundle, however it comes. */
export type BundleSource = Uint8Array | ArrayBuffer | Response | Promise<Uint8Array | ArrayBuffer | Response>;

export interface LoadOptions {
  /** The compiled wasm, where the platform hands it out itself. */
  readonly module?: WasmSource | Promise<WasmSource> | undefined;
}

/** Bytes that a bundle may have: `BUNDLE_BYTES` in `src/limits.rs`. */
const LARGEST = 4 << 20;

export async function load(
  native: Native,
  wasm: () => WasmSource | Promise<WasmSource>,
  bundle: BundleSource,
  { module }: LoadOptions = {},
): Promise<Core> {
  // Both at once: they come over the same network.
  const [memory, bytes] = await Promise.all([started(native, () => module ?? wasm()), read(bundle)]);
  const { length } = bytes;
  const address = native.reserve(length);
  // One that is too large has no room, and is refused.
  new Uint8Array(memory.buffer, address).set(bytes.subarray(0, LARGEST));
  const engine = native.open(length);
  if (engine < 0) throw refusal(-engine);
  return new Core(native, engine, memory);
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
