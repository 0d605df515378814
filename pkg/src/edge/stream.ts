// A page's bytes through the rewriter, chunk by chunk. On any error the rest of the page passes as it is.

import type { Page } from "../../wasm/edge/edge.js";

/** `open` is asked for with the first chunk, so that nothing is held while an origin thinks. */
export function rewriting(page: Page, onEnd: (matched: Uint32Array) => void): TransformStream<Uint8Array, Uint8Array> {
  let broken = false;
  const guarded = (chunk: Uint8Array | undefined, work: () => Uint8Array): Uint8Array | undefined => {
    if (broken) return chunk;
    try {
      return work();
    } catch {
      broken = true;
      return chunk;
    }
  };
  return new TransformStream<Uint8Array, Uint8Array>({
    transform(chunk, out) {
      const rewritten = guarded(chunk, () => page.write(chunk));
      if (rewritten && rewritten.length > 0) out.enqueue(rewritten);
    },
    flush(out) {
      const rest = guarded(undefined, () => page.end());
      if (rest && rest.length > 0) out.enqueue(rest);
      if (broken) return;
      onEnd(page.matched());
      page.free();
    },
  });
}

/** The first chunk of a body, and the body whole again. */
export async function peek(body: ReadableStream<Uint8Array>): Promise<{ first: Uint8Array; body: ReadableStream<Uint8Array> }> {
  const reader = body.getReader();
  const { value: first = new Uint8Array(0), done } = await reader.read();
  const whole = new ReadableStream<Uint8Array>({
    start(out) {
      if (first.length > 0) out.enqueue(first);
      if (done) out.close();
    },
    async pull(out) {
      const { value, done } = await reader.read();
      if (value) out.enqueue(value);
      if (done) out.close();
    },
    cancel: (reason) => reader.cancel(reason),
  });
  return { first, body: whole };
}

/** Whether bytes begin as markup does. Compressed ones do not: `fetch` decodes a body and leaves its header, a response
 * that was put together by hand may say the truth. */
export function isMarkup(first: Uint8Array): boolean {
  const bom = first[0] === 0xef && first[1] === 0xbb && first[2] === 0xbf ? 3 : 0;
  const text = first.subarray(bom).find((byte) => byte > 0x20);
  return text === 0x3c;
}
