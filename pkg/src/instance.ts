// The wasm that browsers load, or the same as JavaScript → its exports. It imports nothing, and takes and gives numbers only, so there is nothing for
// wasm-bindgen's own glue to do here; a test holds the modules to that.

import type { Native, WasmSource } from "./native.ts";

export async function instantiate(source: WasmSource | Promise<WasmSource>): Promise<Native> {
  const given = await source;
  if ("instantiate" in given) return given.instantiate() as unknown as Native;
  // Not by `instanceof`: some platforms hand in objects of another realm.
  const made = await ("arrayBuffer" in given ? download(given) : WebAssembly.instantiate(given as BufferSource));
  return ("instance" in made ? made.instance : (made as WebAssembly.Instance)).exports as unknown as Native;
}

async function download(response: Response): Promise<WebAssembly.WebAssemblyInstantiatedSource> {
  if (!response.ok) throw new Error(`the server answered ${response.status}`);
  try {
    // Compiles while it comes; refused where the server does not say `application/wasm`.
    return await WebAssembly.instantiateStreaming(response.clone());
  } catch {
    return WebAssembly.instantiate(await response.arrayBuffer());
  }
}
