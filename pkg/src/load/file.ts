// Node, Deno, Bun: the file beside this one.
import { readFile } from "node:fs/promises";
import type { load as Load } from "./contract.ts";

export const load: typeof Load = () => readFile(new URL("../../wasm/ARTEFACT.wasm", import.meta.url));
