// Campaigns that share slots, by hand: of each slot's rules the first that holds. Imported with a query of one's own, so
// that what a JavaScript engine learns of one's conditions does not slow down another's.

import { bucket, HIT } from "../workload.mjs";

export function sharing(rules, campaigns) {
  const slots = [];
  campaigns.forEach(({ slot }, i) => {
    slots[slot] ??= [];
    slots[slot].push({ ...rules[i], i });
  });
  return (visitor) => {
    let sum = 0;
    for (let slot = 0; slot < slots.length; slot++) {
      const own = slots[slot];
      for (let n = 0; n < own.length; n++) {
        const rule = own[n];
        if (!rule.holds(visitor)) continue;
        const at = bucket(rule.key, visitor.user);
        let arm = 0;
        while (arm < rule.ends.length - 1 && at >= rule.ends[arm]) arm++;
        sum += HIT + rule.variants[arm].key.length + rule.i;
        break;
      }
    }
    return sum;
  };
}
