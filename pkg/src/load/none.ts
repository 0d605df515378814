// Platforms that hand in compiled WebAssembly always have it, and a worker is uploaded without what it never needs.
export const load = undefined;
