// GrowthBook's own specification through the package, that is in wasm: what tests/suites asks of the native code. The
// suite is GrowthBook's and no part of this project: NEARSIDE_SUITES names the folder that it lies in.

import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { test } from "node:test";
import { bucket, bucketRanges, chooseVariation, equalWeights, matches } from "nearside/tools";

const folder = join(process.env.NEARSIDE_SUITES ?? resolve(import.meta.dirname, "../../../shared/suites"), "growthbook");
const skip = existsSync(folder) ? false : "GrowthBook's suite is not here (NEARSIDE_SUITES)";

/** Runs every case of one file. */
function all(name, passes) {
  test(`${name} is GrowthBook's, in wasm`, { skip }, () => {
    const cases = JSON.parse(readFileSync(join(folder, `${name}.json`), "utf8"));
    const failed = cases.filter((one) => !passes(one)).map((one) => JSON.stringify(one));
    console.log(`growthbook ${name}: ${cases.length - failed.length} of ${cases.length} pass in wasm`);
    assert.deepEqual(failed, []);
  });
}

/** Equal to the digits that the suite writes out. */
const near = (a, b) => Math.abs(a - b) < 1e-6;
const same = (ours, theirs) => ours.length === theirs.length && ours.flat().every((n, i) => near(n, theirs.flat()[i]));

all("evalCondition", ([, condition, attributes, expected, lists]) => matches(condition, attributes, { lists: lists ?? {} }) === expected);
all("hash", ([seed, unit, version, expected]) => bucket(seed, unit, version) === expected);
all("getBucketRange", ([, [count, coverage, weights], expected]) => same(bucketRanges(count, coverage, weights ?? undefined), expected));
all("chooseVariation", ([, n, ranges, expected]) => chooseVariation(n, ranges) === expected);
all("getEqualWeights", ([count, expected]) => same(equalWeights(count), expected));
