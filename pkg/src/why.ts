import type { DecideOptions, Explanation, Signals } from "./types.ts";
export async function explain(_bundle: Uint8Array, slot: string, _signals: Signals, _options: DecideOptions): Promise<Explanation> {
  return { slot };
}
