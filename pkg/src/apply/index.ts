export { type Applied, apply, applyAll, type Edit } from "./apply.ts";
export { fillIn, fillOp, interpolations, shows } from "./fill.ts";
export { filler, format, type Manner } from "./format.ts";
export type { Fill, Interpolation, Op, Text } from "./op.ts";
