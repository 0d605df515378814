// Vercel's edge runtime, Next.js middleware included: `?module` asks for the compiled module.
import module from "../../wasm/ARTEFACT.wasm?module";

export const load = (): WebAssembly.Module => module;
