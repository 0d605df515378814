// nearside where WebAssembly is missing or forbidden: the same engine as JavaScript.

import { Engine } from "nearside/js";
import { make as over } from "./nearside.mjs";

export { prepare } from "./nearside.mjs";
export const name = "nearside/js";
export const make = (campaigns) => over(campaigns, Engine);
