// Node, Deno, Bun: the file beside this one.
import { readFile } from "node:fs/promises";

export const load = (): Promise<BufferSource> => readFile(new URL("../../wasm/ARTEFACT.wasm", import.meta.url));
