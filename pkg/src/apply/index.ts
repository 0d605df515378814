export { type Applied, applyAll, type Edit, find } from "./apply.ts";
export { fillIn, fillOp } from "./fill.ts";
export { filler, format, type Manner } from "./format.ts";
export { interpolations } from "./interpolations.ts";
export type { Fill, Interpolation, Op, Text } from "./op.ts";
