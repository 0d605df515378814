// `nearside` in a browser: one call, and the page adapts. Resolves even when everything fails; the page shows its defaults.

import { load as loadWasm } from "#wasm/runtime";
import * as native from "../wasm/runtime/runtime.js";
import { NearsideError } from "./errors.ts";
import { type BundleSource, type LoadOptions, load } from "./load.ts";
import { Nearside, type Visit } from "./page.ts";

export { NearsideError } from "./errors.ts";
export type { Events } from "./events.ts";
export type { BundleSource } from "./load.ts";
export type { Nearside, Visit } from "./page.ts";
export type * from "./types.ts";

export interface StartOptions extends LoadOptions, Visit {
  /** The address of the bundle, or the bundle. */
  readonly bundle: string | URL | BundleSource;
}

let running: { readonly bundle: unknown; readonly page: Promise<Nearside> } | undefined;

/**
 * Decides and applies the bundle to this page. A second start with the same bundle gives the first one; with another it
 * rejects with `already_started`. Nothing else ever rejects: `error` says what went wrong.
 */
export async function start(options: StartOptions): Promise<Nearside> {
  const bundle = options.bundle instanceof URL ? options.bundle.href : options.bundle;
  if (running) {
    if (running.bundle === bundle) return running.page;
    throw new NearsideError("already_started", "nearside runs on this page with another bundle", { hint: "`stop()` the first one before" });
  }
  const page = begin(options, typeof bundle === "string" ? request(bundle) : bundle);
  running = { bundle, page };
  return page;
}

async function begin(options: StartOptions, bundle: BundleSource): Promise<Nearside> {
  const page = new Nearside(options);
  const stop = page.stop.bind(page);
  page.stop = () => {
    stop();
    running = undefined;
  };
  const [core] = await Promise.all([
    load(native, loadWasm, bundle, options).catch((error) => NearsideError.from(error, "failed")),
    parsed(),
  ]);
  return page.begin(core);
}

/** Named by the page: the only address that is ever asked. */
function request(address: string): Promise<Response> {
  return fetch(address, { credentials: "same-origin" });
}

/** Targets can only be found in a page that is all there. */
function parsed(): Promise<void> {
  return new Promise((done) => {
    if (document.readyState !== "loading") done();
    else document.addEventListener("DOMContentLoaded", () => done(), { once: true });
  });
}
