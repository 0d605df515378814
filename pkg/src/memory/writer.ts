// Which row of the counts a tab writes to, while it is open: no two tabs the same, so that none counts over another.

import { WRITERS } from "../native.ts";

/** Takes a number that no other tab of this site has, if the browser can tell; and what gives it back. */
export async function writer(): Promise<readonly [number: number, free: () => void]> {
  const { locks } = navigator;
  for (let number = 0; locks && number < WRITERS; number++) {
    const free = await new Promise<(() => void) | undefined>((taken) => {
      const hold = (lock: Lock | null) => (lock ? new Promise<void>((free) => taken(free)) : taken(undefined));
      locks.request(`nearside:${number}`, { ifAvailable: true }, hold).catch(() => taken(undefined));
    });
    if (free) return [number, free];
  }
  return [Math.floor(Math.random() * WRITERS), () => {}];
}
