// Where WebAssembly is missing or forbidden: the same module as JavaScript, a file of its own that bundlers split off.
export const load = (): Promise<Script> => import("../../wasm/ARTEFACT.js");
