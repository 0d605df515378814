// Browsers. A bundler sees the `new URL` and moves the file along.
export const load = (): Promise<Response> => fetch(new URL("../../wasm/ARTEFACT.wasm", import.meta.url));
