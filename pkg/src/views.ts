// The engine's memory as numbers. Memory that has grown is another buffer, and views of the old one have no length.

export interface Views {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly words: Uint32Array<ArrayBuffer>;
  readonly numbers: Float64Array<ArrayBuffer>;
}

/** Gives the views of now: the same ones until the memory has moved. */
export function viewsOf({ memory }: { readonly memory: WebAssembly.Memory }): () => Views {
  const look = ({ buffer }: WebAssembly.Memory): Views => ({
    bytes: new Uint8Array(buffer as ArrayBuffer),
    words: new Uint32Array(buffer as ArrayBuffer),
    numbers: new Float64Array(buffer as ArrayBuffer),
  });
  let views = look(memory);
  return () => {
    if (views.bytes.length === 0) views = look(memory);
    return views;
  };
}
