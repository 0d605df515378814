// Cloudflare's workerd compiles modules at upload and refuses to later.
import module from "../../wasm/ARTEFACT.wasm";
import type { load as Load } from "./contract.ts";

export const load: typeof Load = () => module;
