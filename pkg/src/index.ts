// `nearside` in a browser: one call, and the page adapts. Resolves even when everything fails; the page shows its defaults.

import { load as js } from "#js/page";
import { load as wasm } from "#wasm/page";
import { instantiate } from "./instance.ts";
import { type BundleSource, fail, type LoadOptions, load } from "./load.ts";
import { hasten } from "./memory/coming.ts";
import { type Nearside, open, type Visit } from "./page.ts";

export { NearsideError } from "./errors.ts";
export type { Events } from "./events.ts";
export type { Packed, Preview } from "./handover/handover.ts";
export type { BundleSource } from "./load.ts";
export type { Storage } from "./memory/storage.ts";
export type { Refusal } from "./memory/taken.ts";
export type { Nearside, Visit } from "./page.ts";
export type * from "./types.ts";

export interface StartOptions extends LoadOptions, Visit {
  /** The address of the bundle, or the bundle. */
  readonly bundle: string | URL | BundleSource;
  /** Says on the console what is not shown for want of something: by default on `localhost` and `*.local`, nowhere else. */
  readonly development?: boolean | undefined;
}

const RUNTIME = { wasm, js, start: instantiate };

let running: { readonly bundle: unknown; readonly page: Promise<Nearside> } | undefined;

/**
 * Decides and applies the bundle to this page. A second start with the same bundle gives the first one; with another it
 * rejects with `already_started`. Nothing else ever rejects: `error` says what went wrong.
 */
export async function start(options: StartOptions): Promise<Nearside> {
  const bundle = options.bundle instanceof URL ? options.bundle.href : options.bundle;
  running ??= { bundle, page: begin(bundle, options) };
  if (running.bundle === bundle) return running.page;
  return fail("already_started", "another bundle runs on this page");
}

function begin(bundle: string | BundleSource, options: StartOptions): Promise<Nearside> {
  // Named by the page: the only address that is ever asked.
  if (!options.module && (options.consent || options.storage)) hasten();
  const source = typeof bundle === "string" ? fetch(bundle) : bundle;
  const page = open(load(RUNTIME, source, options), options, () => {
    running = undefined;
  });
  if (options.development ?? /localhost$|\.local$|^127\./.test(location.hostname))
    page.then(async (ns) => (await import("./development.ts")).tell(ns)).catch(() => {});
  return page;
}
