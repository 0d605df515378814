// Bytes in any form → an engine: the wasm once a page or worker, the bundle each time.

import { Core, give } from "./core.ts";
import { type ErrorDetails, NearsideError } from "./errors.ts";
import type { Native, WasmSource } from "./native.ts";

/** A bundle, however it comes. */
export type BundleSource = Uint8Array | ArrayBuffer | Response | Promise<Uint8Array | ArrayBuffer | Response>;

export interface LoadOptions {
  /** The compiled wasm, where the platform hands it out itself. */
  readonly module?: WasmSource | Promise<WasmSource> | undefined;
}

/** One artefact: where its wasm comes from, and what makes an instance of it. */
export interface Artefact {
  wasm(): WasmSource | Promise<WasmSource>;
  /** The same as JavaScript, for where WebAssembly is missing or forbidden. */
  readonly js?: (() => Promise<WasmSource>) | undefined;
  start(source: WasmSource | Promise<WasmSource>): Promise<Native>;
  /** Once it was asked for. */
  instance?: Promise<Native> | undefined;
}

export async function load(artefact: Artefact, bundle: BundleSource, { module }: LoadOptions = {}): Promise<Core> {
  // Both at once: they come over the same network.
  const [native, bytes] = await Promise.all([started(artefact, module), read(bundle)]);
  const engine = give(native, bytes);
  if (engine < 0) await fail(-engine, "this bundle can't be used");
  return new Core(native, engine);
}

/** Asks for the wasm once, however many bundles there are; after a failure, once more. */
function started(artefact: Artefact, module: LoadOptions["module"]): Promise<Native> {
  artefact.instance ??= begin(artefact, module).catch((cause) => {
    artefact.instance = undefined;
    return fail("wasm_unavailable", "the engine's WebAssembly did not load", { cause });
  });
  return artefact.instance;
}

async function begin({ wasm, js, start }: Artefact, module: LoadOptions["module"]): Promise<Native> {
  try {
    // Asked first, so that nothing is downloaded in vain. What a platform hands in may work where bytes do not.
    if (module || !js || allowed()) return await start(module ?? wasm());
  } catch (cause) {
    if (!js || allowed()) throw cause;
  }
  return start(js());
}

let isAllowed: boolean | undefined;

/** Whether there is WebAssembly: the smallest module tells, once. Browsers refuse with errors of many kinds, and at different steps. */
export function allowed(): boolean {
  try {
    isAllowed ??= !!new WebAssembly.Instance(new WebAssembly.Module(Uint8Array.of(0, 97, 115, 109, 1, 0, 0, 0)));
  } catch {
    isAllowed = false;
  }
  return isAllowed;
}

async function read(source: BundleSource): Promise<Uint8Array> {
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
    return fail("bundle_unavailable", `the bundle could not be fetched: ${(cause as Error)?.message ?? cause}`, { path, cause });
  }
}

/** Throws what went wrong. What to do about it is loaded only now; where that cannot be had either, it is missing. */
export async function fail(wrong: number | string, message: string, details: ErrorDetails = {}): Promise<never> {
  const [code, hint] = await import("./refusal.ts").then(
    ({ refusal }) => refusal(wrong),
    () => [(wrong as number) > 0 ? "bundle_invalid" : (wrong as string)],
  );
  throw new NearsideError(code, message, { ...details, hint });
}
