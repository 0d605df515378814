export { type Applied, apply, applyAll, type Edit } from "./apply.ts";
export { type Manner, filler, format } from "./format.ts";
export type { Fill, Interpolation, Op, Text } from "./op.ts";
