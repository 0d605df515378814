declare module "*.wasm" {
  const module: WebAssembly.Module;
  export default module;
}
declare module "*.wasm?module" {
  const module: WebAssembly.Module;
  export default module;
}
// What `import … from "#wasm/runtime"` gives: the package's `imports` choose the file, all keep this contract.
declare module "#wasm/*" {
  export function load(): WebAssembly.Module | Promise<WebAssembly.Module | Response | BufferSource>;
}
