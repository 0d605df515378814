// What every loader in this folder exports; `#wasm/*` is typed by it.
export declare function load(): WebAssembly.Module | Promise<WebAssembly.Module | Response | BufferSource>;
