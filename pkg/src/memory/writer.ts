// Which row of the counts a tab writes to, while it is open: no two tabs the same, so that none counts over another.

import { WRITERS } from "../native.ts";

/** Takes a number that no other tab of this site has, if the browser can tell in so many milliseconds; and what gives it back. */
export async function writer(ms: number): Promise<readonly [number: number, free: () => void]> {
  const { locks } = navigator;
  let isOver = false;
  let end = (): void => {};
  const over = new Promise<undefined>((done) => {
    end = () => {
      isOver = true;
      done(undefined);
    };
  });
  const timer = setTimeout(end, ms);
  for (let number = 0; locks && number < WRITERS && !isOver; number++) {
    const held = new Promise<(() => void) | undefined>((taken) => {
      const hold = (lock: Lock | null) => (lock && !isOver ? new Promise<void>((free) => taken(free)) : taken(undefined));
      locks.request(`nearside:${number}`, { ifAvailable: true }, hold).catch(() => taken(undefined));
    });
    const free = await Promise.race([held, over]);
    if (free) {
      clearTimeout(timer);
      return [number, free];
    }
  }
  clearTimeout(timer);
  return [Math.floor(Math.random() * WRITERS), () => {}];
}
