// What is freed is freed once, and whoever goes on with it is told so: its number may be another's by then.

import type { NearsideError } from "./errors.ts";

const released = new WeakSet<object>();

/** Frees by `free`; from then on the handle's number throws what `gone` makes. */
export function release(handle: { readonly number: number }, free: () => void, gone: () => NearsideError): void {
  if (released.has(handle)) return;
  free();
  released.add(handle);
  Object.defineProperty(handle, "number", {
    get() {
      throw gone();
    },
  });
}
