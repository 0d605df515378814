// The wasm that browsers load, or the same as JavaScript → its exports. It imports nothing, and takes and gives numbers only, so there is nothing for
// wasm-bindgen's own glue to do here; a test holds the modules to that.

import type { Native, WasmSource } from "./native.ts";

export async function instantiate(source: WasmSource | Promise<WasmSource>, imports?: WebAssembly.Imports): Promise<Native> {
  const given = await source;
  if ("instantiate" in given) return given.instantiate(imports) as unknown as Native;
  // Not by `instanceof`: some platforms hand in objects of another realm.
  const made = await ("arrayBuffer" in given ? download(given, imports) : WebAssembly.instantiate(given as BufferSource, imports));
  // A copy: what remembers may be added.
  return { ...("instance" in made ? made.instance : (made as WebAssembly.Instance)).exports } as unknown as Native;
}

/** Adds what remembers, where a page's wasm came without (`scripts/split-wasm.mjs`). */
export async function complete(native: Native, memory: Promise<WasmSource> | undefined): Promise<void> {
  if (memory) Object.assign(native, await instantiate(memory, { page: native as unknown as WebAssembly.ModuleImports }));
}

async function download(response: Response, imports: WebAssembly.Imports | undefined): Promise<WebAssembly.WebAssemblyInstantiatedSource> {
  if (!response.ok) throw new Error(`the server answered ${response.status}`);
  try {
    // Compiles while it comes; refused where the server does not say `application/wasm`.
    return await WebAssembly.instantiateStreaming(response.clone(), imports);
  } catch {
    return WebAssembly.instantiate(await response.arrayBuffer(), imports);
  }
}
