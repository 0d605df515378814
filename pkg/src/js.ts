// `nearside/js`: the engine and `start` without WebAssembly. The same sources as the other entries; when this one is built,
// `#wasm/…` is the script (`scripts/build-package.mjs`).

export * from "./engine.ts";
export { type Events, type Nearside, type StartOptions, start, type Visit } from "./index.ts";
