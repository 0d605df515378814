// Browsers. A bundler sees the `new URL` and moves the file along.
import type { load as Load } from "./contract.ts";

export const load: typeof Load = () => fetch(new URL("../../wasm/ARTEFACT.wasm", import.meta.url));
