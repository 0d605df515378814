// `nearside/tools`: authoring, in Node or in a page. Importing it loads the module; from then on all is synchronous.

import { load as loadWasm } from "#wasm/tools";
import * as native from "../wasm/tools/tools.js";
import { record, text, texts } from "./argument.ts";
import { NearsideError } from "./errors.ts";
import type { GeoHeaders } from "./facts/request.ts";
import type { Signals, SignalValue } from "./types.ts";

export { NearsideError } from "./errors.ts";
export type { GeoHeaders } from "./facts/request.ts";
export type * from "./types.ts";

await native.default({ module_or_path: loadWasm() });

/** A ruleset and what it includes: path → text or bytes. The entry is `ruleset.yaml`, `ruleset.json` or the only one. */
export type Files = Readonly<Record<string, string | Uint8Array>>;

export interface Diagnostic {
  readonly code: string;
  readonly severity: "error" | "warning";
  readonly message: string;
  readonly file: string;
  /** From 1; columns count characters. */
  readonly line: number;
  readonly column: number;
  readonly end_line: number;
  readonly end_column: number;
  readonly hints: readonly string[];
  readonly labels: readonly Omit<Diagnostic, "code" | "severity" | "hints" | "labels">[];
}

export interface CompileOptions {
  /** A number that only grows; 0 by default. */
  readonly bundleVersion?: number;
  /** The moment of the build; the clock's by default. */
  readonly now?: number | Date;
  /** Names of segments go into the bundle as well. */
  readonly keepNames?: boolean;
}

export interface Built {
  readonly bundle: Uint8Array;
  /** The side map, where everything was written: for `explain`, never for visitors. */
  readonly map: unknown;
  readonly diagnostics: readonly Diagnostic[];
}

/** All findings in a ruleset, in the order of its files. */
export function check(files: Files, { now = Date.now() }: Pick<CompileOptions, "now"> = {}): Diagnostic[] {
  return JSON.parse(native.checkFiles(files, +now));
}

/** Compiles a ruleset, with its side map and warnings. Throws `ruleset_invalid` with `diagnostics` when it has errors. */
export function build(files: Files, { bundleVersion = 0, now = Date.now(), keepNames = false }: CompileOptions = {}): Built {
  const built = native.compileFiles(files, bundleVersion, +now, keepNames);
  const diagnostics: Diagnostic[] = JSON.parse(built.diagnostics);
  if (!built.bundle) {
    const [first] = diagnostics.filter(({ severity }) => severity === "error");
    const error = new NearsideError("ruleset_invalid", first?.message ?? "the ruleset cannot be compiled", {
      path: first && `${first.file}:${first.line}:${first.column}`,
      hint: first?.hints[0],
    });
    throw Object.assign(error, { diagnostics });
  }
  return { bundle: built.bundle, map: JSON.parse(built.map), diagnostics };
}

/** Compiles a ruleset to the bytes of its bundle. */
export function compile(files: Files, options?: CompileOptions): Uint8Array {
  return build(files, options).bundle;
}

/** Whether one condition, in GrowthBook's dialect, is true of any plain object. `lists` are the groups of `$inGroup`. */
export function matches(
  condition: unknown,
  attributes: unknown,
  { lists = {} }: { readonly lists?: Readonly<Record<string, readonly unknown[]>> } = {},
): boolean {
  return native.matches(json(condition), json(attributes), json(lists));
}

/** Where seed and unit fall in `[0, 1)`; null for a hash version that does not exist. */
export function bucket(seed: string, unit: string, version = 2): number | null {
  return native.bucket(seed, unit, version) ?? null;
}

export type BucketRange = readonly [from: number, until: number];

export function bucketRanges(variations: number, coverage = 1, weights?: readonly number[]): BucketRange[] {
  return JSON.parse(native.bucketRanges(variations, coverage, weights && new Float64Array(weights)));
}

/** The first range that holds `n`; -1 for none. */
export function chooseVariation(n: number, ranges: readonly BucketRange[]): number {
  return native.chooseVariation(n, new Float64Array(ranges.flat()));
}

export function equalWeights(variations: number): number[] {
  return [...native.equalWeights(variations)];
}

/** Request headers as a plain object, or the platform's own. */
export type HeadersLike = Headers | Readonly<Record<string, string | undefined>>;

/** Device signals, out of Client Hints and the user agent. */
export function classify(headers: HeadersLike): Signals {
  return signalsOf("device", headers);
}

export interface ReferrerOptions {
  /** The site's own domains, as a ruleset's `domains` names them; without any, the page's host decides what is internal. */
  readonly domains?: readonly string[] | undefined;
}

/**
 * Referral signals of a page that was reached from `url`; an empty `url` is a direct visit. With `domains`, what lies below
 * the registered part of one of them (by the public suffix list) is `internal`, and the page's own host. Throws a `TypeError`
 * for what is no domain.
 */
export function classifyReferrer(url: string, pageUrl: string, options: ReferrerOptions = {}): Signals {
  const { domains = [] } = record("options", options);
  return signalsOf("referral", { referer: text("url", url) }, undefined, text("pageUrl", pageUrl), texts("domains", domains));
}

/**
 * Geography, as far as the headers of the named platform say it, or those that one's own proxy sets. A platform's object is
 * given by its name: `geoFrom({ cf: request.cf }, "cloudflare")`, `geoFrom({ geo: context.geo }, "netlify")`.
 */
export function geoFrom(headers: HeadersLike | Readonly<Record<string, unknown>>, platform?: string | GeoHeaders): Signals {
  const own = (names: GeoHeaders) => Object.entries(names).map(([said, header]) => `${said}=${header}`);
  return signalsOf("geo", headers, typeof platform === "object" ? own(platform).join(",") : platform);
}

/** Locale signals; `region` is the country that the visitor is in, where somebody knows it. */
export function localeFrom(acceptLanguage: string, region?: string): Signals {
  return signalsOf("locale", { "accept-language": acceptLanguage, "x-country": region }, "country=x-country");
}

/** The JSON Schema (2020-12) of rulesets. */
export function schema(): unknown {
  return JSON.parse(native.schema());
}

/** What the command line needs of its machine; `bin/machine.mjs` is Node's. */
export interface Host {
  read(path: string): Uint8Array;
  write(path: string, bytes: Uint8Array): void;
  list(folder: string): string[];
  exists(path: string): boolean;
  fetch(url: string): Uint8Array;
  /** Writes a file that nobody else may read; throws if it is there. This and what follows is for `nearside preview`. */
  writeSecret?(path: string, bytes: Uint8Array): void;
  /** A new Ed25519 key: 32 bytes of its secret half, 32 of its public one. */
  keypair?(): Uint8Array;
  sign?(secret: Uint8Array, message: Uint8Array): Uint8Array;
  verify?(key: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean;
  print(text: string): void;
  warn(text: string): void;
  colour(error: boolean): boolean;
  now(): number;
  /** Minutes east of UTC. */
  offset(): number;
}

/** Runs a command line, without the program's name; the exit code. */
export function run(args: readonly string[], host: Host): number {
  return native.run([...args], host);
}

function signalsOf(
  group: string,
  headers: HeadersLike | Readonly<Record<string, unknown>>,
  platform?: string,
  url?: string,
  domains: string[] = [],
): Record<string, SignalValue> {
  const plain = "get" in headers && typeof headers.get === "function" ? Object.fromEntries((headers as Headers).entries()) : headers;
  return JSON.parse(native.signalsOf(group, json(plain), platform, url, domains));
}

/** `undefined` and functions are null, as far as a condition is concerned. */
function json(value: unknown): string {
  return JSON.stringify(value) ?? "null";
}
