// Cloudflare's workerd compiles modules at upload and refuses to later.
import module from "../../wasm/ARTEFACT.wasm";

export const load = (): WebAssembly.Module => module;
