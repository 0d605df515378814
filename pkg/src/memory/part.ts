// What remembers, as pages load it: only for bundles that ask for it, or for somebody of whom something is kept.

export { Memory } from "../profile/handle.ts";
export { answers } from "./answers.ts";
export { Keeper } from "./keeper.ts";
export { place } from "./storage.ts";
