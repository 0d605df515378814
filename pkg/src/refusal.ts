// Why nothing was loaded: codes and hints, those of bundles by their numbers in `src/error.rs` (`LoadError::number`). Loaded
// when something was refused. It makes no error itself: a bundler would have to cut the page's own code in two for that.

const REFUSALS: readonly (readonly [code: string, hint: string])[] = [
  ["bundle_too_large", 'bundles are limited to 8 MiB; split the ruleset or serve content from the page with `use: "#template"`'],
  ["bundle_truncated", "the download was cut off, or the file is not complete; fetch it again"],
  ["bundle_not_recognised", "this is not an .nsb file; is the address right, or did the server answer with an HTML page?"],
  ["bundle_too_new", "update the nearside package to at least the version that built this bundle"],
  ["bundle_altered", "the file was changed after `nearside build`; serve it byte for byte, without text transformation"],
  ["bundle_invalid", "build the bundle again with `nearside build`"],
];

/** What to do about those that are not the engine's. */
const HINTS: Readonly<Record<string, string>> = {
  wasm_unavailable: "is the .wasm served, and where the page's Content-Security-Policy has no 'wasm-unsafe-eval', the .js beside it?",
  already_started: "`stop()` that one before",
  bundle_unavailable: "is the address right, and the file built with `nearside build`?",
};

/** Of the engine's number, or of a code. */
export function refusal(wrong: number | string): readonly [code: string, hint: string] {
  return typeof wrong === "string" ? [wrong, HINTS[wrong] ?? ""] : (REFUSALS[wrong - 1] ?? ["bundle_invalid", ""]);
}
