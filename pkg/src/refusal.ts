// Why a bundle was not taken: codes and hints by their numbers in `src/error.rs` (`LoadError::number`).

import { NearsideError } from "./errors.ts";

const REFUSALS: readonly (readonly [code: string, hint: string])[] = [
  ["bundle_too_large", "bundles are limited to 4 MiB; split the ruleset or serve content from the page"],
  ["bundle_truncated", "the download was cut off; fetch it again"],
  ["bundle_not_recognised", "is the address right, or did the server answer with an HTML page?"],
  ["bundle_too_new", "update the nearside package to the version that built this bundle"],
  ["bundle_altered", "the file was changed after `nearside build`; serve it byte for byte"],
  ["bundle_invalid", "build the bundle again with `nearside build`"],
];

export function refusal(number: number): NearsideError {
  const [code, hint] = REFUSALS[number - 1] ?? ["bundle_invalid"];
  return new NearsideError(code, `this bundle can't be used: ${code}`, { hint });
}
