// Runs the tokens of tests/cases/previews.json wherever it is imported: nothing here is Node's, a browser's or an edge runtime's.

/** @returns {Promise<{ count: number, wrong: string[] }>} */
export async function run({ now, keys, cases }, previewsFrom) {
  const wrong = [];
  for (const { name, text, reason, previews, keys: names = ["key"], ...more } of cases) {
    const token = typeof text === "string" ? text : text.repeat.repeat(text.times);
    const publicKey = names.map((name) => keys[name]);
    const got = await previewsFrom(token, { now, ...more, publicKey: publicKey.length === 1 ? publicKey[0] : publicKey });
    const [expected, found] = [
      { previews, reason },
      { previews: got.previews, reason: got.reason },
    ].map((one) => JSON.stringify(one));
    if (expected !== found) wrong.push(`${name}: expected ${expected}, got ${found}`);
  }
  return { count: cases.length, wrong };
}
