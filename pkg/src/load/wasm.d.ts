declare module "*.wasm" {
  const module: WebAssembly.Module;
  export default module;
}
declare module "*.wasm?module" {
  const module: WebAssembly.Module;
  export default module;
}
// A module as JavaScript (`scripts/wasm-to-js.mjs`).
declare module "*/ARTEFACT.js" {
  export const instantiate: import("../native.ts").Script["instantiate"];
}
// What `import … from "#wasm/runtime"` gives: the package's `imports` choose the file, all keep this contract.
declare module "#wasm/*" {
  export function load(): WebAssembly.Module | Promise<WebAssembly.Module | Response | BufferSource | import("../native.ts").Script>;
}
// What remembers, apart; undefined where `#wasm/page` has it within.
declare module "#wasm/memory" {
  export const load: (() => Promise<Response | import("../native.ts").Script>) | undefined;
}
// The same as JavaScript, for where WebAssembly is missing or forbidden.
declare module "#js/*" {
  export const load: (() => Promise<import("../native.ts").Script>) | undefined;
}
