// Where WebAssembly is missing or forbidden: the same module as JavaScript, a file of its own that bundlers split off.
import type { Script } from "../native.ts";

export const load = (): Promise<Script> => import("../../wasm/ARTEFACT.js");
