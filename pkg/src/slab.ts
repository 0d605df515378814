// Keeps copies of the engine's answers. A typed array of its own for each costs as much as deciding twenty experiences
// (its memory is allocated outside the heap), so several answers share one.

/** So many answers share one, up to 64 KB: allocating is rare then, and whoever keeps a single answer keeps little. */
const ANSWERS = 32;
const MOST = 16384;

export class Slab {
  words = new Uint32Array(0);
  #used = 0;

  /** Copies these words into `words`; the place of the first. */
  keep(from: Uint32Array): number {
    let first = this.#used;
    if (first + from.length > this.words.length) {
      this.words = new Uint32Array(Math.max(from.length, Math.min(ANSWERS * from.length, MOST)));
      first = 0;
    }
    this.words.set(from, first);
    this.#used = first + from.length;
    return first;
  }
}
