// Deciding again, over the same view: what a change reaches, and nothing else. A page loads this behind what it shows first, and
// only for bundles with slots that may change.

import { interpolations } from "./apply/interpolations.ts";
import type { Core, Outcome } from "./core.ts";
import { Anew, NONE, Word } from "./native.ts";
import type { Memory } from "./profile/handle.ts";
import type { Decision, Decisions } from "./types.ts";

export { watch } from "./facts/watch.ts";

/** An outcome whose words lie where they are until the next one, and the slots that are decided otherwise than before. */
export interface Renewed extends Outcome {
  readonly changed: readonly number[];
}

/**
 * Decides again what depends on the signals that were set since, and on what the profile heard since, in slots of the kinds
 * `may`. `last` is what it was.
 */
export function again(core: Core, may: number, last: Decisions, profile?: Memory): Renewed {
  const { native, bundle, since, views } = core;
  // One slot may have been asked with something else since.
  core.wish(core.wishes);
  const news = bundle.word(Word.News) / 4;
  let at = news;
  views().words[at] = since.length;
  for (const signal of since) views().words[++at] = signal;
  const what = (core.afresh ? Anew.All : 0) | (core.isAnother || profile?.heard ? Anew.Happened : 0);
  const before = core.shown;
  const address = native.again(core.number, profile?.number ?? NONE, core.now, core.how, may, what);
  const words = core.wordsAt(address >>> 0);
  const told = views().words;
  const end = news + (told[news] as number);
  const changed: number[] = [];
  for (at = news; at < end; ) changed.push(told[++at] as number);
  if (bundle.tells) {
    core.show();
    // What is told only by deciding is set by it.
    for (const signal of bundle.shows) if (`${before?.get(signal)}` !== `${core.shown?.get(signal)}`) core.note(signal);
  }
  let { own } = core;
  if (bundle.shows.some((signal) => since.includes(signal))) own = others(core, words, may, changed, last);
  else if (own) {
    own = new Map(own);
    for (const slot of changed) own.delete(slot);
  }
  core.settle();
  core.own = own;
  if (profile) profile.heard = false;
  return { words, shown: core.shown, changed, own };
}

/** The same for a page: what is another now goes to `show`, which gives the decisions. What goes on being shown is shown once. */
export function follow(
  core: Core,
  may: number,
  before: Decisions,
  profile: Memory | undefined,
  show: (outcome: Outcome, changed: readonly number[]) => Decisions,
): void {
  const had = new Set(before.entries().map(([, { experience }]) => experience));
  const { changed, words, ...rest } = again(core, may, before, profile);
  if (changed.length === 0) return;
  const outcome = { ...rest, words: words.slice() };
  const after = show(outcome, changed);
  profile?.write(outcome.words, core.now, (slot) => !had.has((after.get(core.slots[slot] as string) as Decision).experience));
}

/** The slots whose content shows what was set are changed too; others, that show values, go on with those of before. */
function others(core: Core, words: Uint32Array, may: number, changed: number[], before: Decisions): Map<number, Decision> {
  const own = new Map<number, Decision>();
  core.slots.forEach((name, slot) => {
    const { ops = [] } = core.contents.content(words[slot * 3 + 1] as number);
    const parts = ops.flatMap(interpolations).map(({ signal }) => core.signalIndex.get(signal) as number);
    if (changed.includes(slot) || parts.length === 0) return;
    if (core.bundle.kind(slot) & may && parts.some((signal) => core.since.includes(signal))) changed.push(slot);
    else own.set(slot, before.get(name) as Decision);
  });
  changed.sort((a, b) => a - b);
  return own;
}

/** Takes the context anew, by `take`; what is another value then was set. */
export function renew(core: Core, take: () => void): void {
  const values = () => core.signals.map((_, signal) => String(core.value(signal)));
  const before = values();
  const { afresh } = core;
  take();
  core.afresh = afresh;
  values().forEach((value, signal) => {
    if (value !== before[signal]) core.note(signal);
  });
}
