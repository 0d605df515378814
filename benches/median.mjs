// Figures of a noisy machine: medians, and quartiles to say how noisy.

export function quantile(list, share) {
  const sorted = list.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];
}

export const median = (list) => quantile(list, 0.5);

/** Runs `contenders` (functions of milliseconds that return the time of one unit of work) in turn, each second round in
 * the other order, so that a noisy moment hits all. Their medians and quickest passes, and of the ratios to the first the quartiles. */
export async function alternate(contenders, { passes, warm, ms }) {
  const times = contenders.map(() => []);
  const order = contenders.map((_, index) => index);
  for (let pass = -warm; pass < passes; pass++) {
    for (const index of pass % 2 === 0 ? order : order.toReversed()) {
      const time = await contenders[index](ms);
      if (pass >= 0) times[index].push(time);
    }
  }
  const ratios = times.map((list) => list.map((time, pass) => time / times[0][pass]));
  return contenders.map((_, index) => ({
    time: median(times[index]),
    quickest: Math.min(...times[index]),
    ratio: median(ratios[index]),
    low: quantile(ratios[index], 0.25),
    high: quantile(ratios[index], 0.75),
  }));
}
