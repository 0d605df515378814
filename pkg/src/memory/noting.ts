// A memory of which it is not known yet what was kept before: what happens is noted, to happen again over that, so that no
// count is lost to a larger one of the same row.

import type { Core } from "../core.ts";
import { type Answer, type Fields, Memory } from "../profile/handle.ts";
import type { SignalValue } from "../types.ts";

/** So much is noted at most, while storage does not answer. */
const MOST = 1000;

type Moment = number | Date;

export class Noting extends Memory {
  readonly #before: Uint8Array | undefined;
  readonly #wasKept: boolean;
  readonly #noted: ((memory: Memory) => void)[] = [];

  /** `before`: what was remembered here until now, and whether it was kept. */
  constructor(core: Core, before?: Uint8Array, wasKept = false) {
    super(core, before);
    this.#before = before;
    this.#wasKept = wasKept;
  }

  /** The same over what is kept, unless nothing of it `counts`. Counts go to this row from then on. */
  over(kept: Uint8Array | undefined, writer: number, passing: boolean, counts: boolean): Memory {
    const { core } = this;
    this.free();
    const [first, second] = this.#wasKept ? [kept, this.#before] : [this.#before, kept];
    let memory = new Memory(core, first);
    // What is no profile is as if there were none.
    if (memory.number < 0) memory = new Memory(core);
    // What was never kept joins whatever is; what was kept, what was not erased since.
    if (!this.#wasKept) memory.writeAs(writer, true);
    if (second) memory.merge(second);
    memory.writeAs(writer, passing);
    if (counts) for (const again of this.#noted) again(memory);
    memory.heard = true;
    return memory;
  }

  override view(now: Moment): void {
    this.#note((memory) => memory.view(now));
    super.view(now);
  }

  override write(words: Uint32Array, now: number, fresh?: (slot: number) => boolean): void {
    const shown = words.slice();
    this.#note((memory) => memory.write(shown, now, fresh));
    super.write(words, now, fresh);
  }

  override track(event: string, fields: Fields, now: Moment): boolean {
    this.#note((memory) => memory.track(event, fields, now));
    return super.track(event, fields, now);
  }

  override answer(experience: string, answer: Answer, now: Moment): void {
    this.#note((memory) => memory.answer(experience, answer, now));
    super.answer(experience, answer, now);
  }

  override declare(question: string, answer: SignalValue | undefined, now: Moment): boolean {
    this.#note((memory) => memory.declare(question, answer, now));
    return super.declare(question, answer, now);
  }

  override about(topic: string, now: Moment): void {
    this.#note((memory) => memory.about(topic, now));
    super.about(topic, now);
  }

  override merge(bytes: Uint8Array): boolean {
    this.#note((memory) => memory.merge(bytes));
    return super.merge(bytes);
  }

  override erase(now: number): void {
    this.#noted.length = 0;
    this.#note((memory) => memory.erase(now));
    super.erase(now);
  }

  #note(again: (memory: Memory) => void): void {
    if (this.#noted.length < MOST) this.#noted.push(again);
  }
}
