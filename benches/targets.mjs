// What the project holds itself to. `must` is a promise, `aim` is where it wants to be; both are at most, but for speeds.

export const targets = {
  decide: { 20: { must: 1.1, aim: 0.8 }, 200: { must: 0.5, aim: 0.3 }, 2000: { must: 0.3, aim: 0.15 } },
  // GrowthBook to nearside; at least.
  growthbook: { 20: { must: 30 }, 200: { must: 60 }, 2000: { must: 80 } },
  // One slot with the context set, to a closure.
  slot: { must: 3, aim: 1.5 },
  // After one of ten signals changed, to deciding all.
  again: { must: 0.25 },
  // Without the index to with it; at least.
  index: { must: 5 },
  // Microseconds a request of twenty headers.
  signals: { "nearside, natively": { must: 15 }, "nearside, edge wasm": { must: 30 } },
  start: { must: 6, aim: 4 },
  load: { must: 1, aim: 0.3 },
  memory: { must: 512, aim: 192 },
  // Microseconds, milliseconds, characters.
  track: { must: 10 },
  read: { must: 0.3 },
  stored: { must: 16_000 },
  bundle: { 20: { must: 2 }, 200: { must: 12 } },
  rewrite: { "none matches": { must: 2, aim: 3 }, sparse: { must: 2, aim: 3 }, dense: { must: 4, aim: 6 } },
  firstOutput: { must: 100 },
};

/** How a figure stands to its target. */
export function verdict(figure, { must, aim } = {}, { atLeast = false } = {}) {
  if (must === undefined) return "";
  const reaches = (target) => (atLeast ? figure >= target : figure <= target);
  if (!reaches(must)) return "misses";
  return aim === undefined || reaches(aim) ? "ok" : atLeast ? "ok, below the aim" : "ok, over the aim";
}
