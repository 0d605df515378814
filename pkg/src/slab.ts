// Keeps copies of the engine's answers. A typed array of its own for each costs as much as deciding twenty experiences
// (its memory is allocated outside the heap), so several answers share one.

/** Enough that allocating is rare, and little for somebody who keeps a single answer. */
const WORDS = 2048;

export class Slab {
  words = new Uint32Array(0);
  #used = 0;

  /** Copies these words into `words`; the place of the first. */
  keep(from: Uint32Array): number {
    let first = this.#used;
    if (first + from.length > this.words.length) {
      this.words = new Uint32Array(Math.max(WORDS, from.length));
      first = 0;
    }
    this.words.set(from, first);
    this.#used = first + from.length;
    return first;
  }
}
