declare module "*.wasm" {
  const module: WebAssembly.Module;
  export default module;
}
declare module "*.wasm?module" {
  const module: WebAssembly.Module;
  export default module;
}
/** A module as JavaScript (`scripts/wasm-to-js.mjs`). */
interface Script {
  instantiate(): WebAssembly.Exports;
}
declare module "*/ARTEFACT.js" {
  export function instantiate(): WebAssembly.Exports;
}
// What `import … from "#wasm/runtime"` gives: the package's `imports` choose the file, all keep this contract.
declare module "#wasm/*" {
  export function load(): WebAssembly.Module | Promise<WebAssembly.Module | Response | BufferSource | Script>;
}
// The same as JavaScript, for where WebAssembly is missing or forbidden.
declare module "#js/*" {
  export const load: (() => Promise<Script>) | undefined;
}
