// Vercel's edge runtime, Next.js middleware included: `?module` asks for the compiled module.
import module from "../../wasm/ARTEFACT.wasm?module";
import type { load as Load } from "./contract.ts";

export const load: typeof Load = () => module;
