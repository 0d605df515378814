// What a function was given, before it goes on to wasm, which would take a wrong value for a missing one. JavaScript has no
// types when it runs; a mistake is told in words.

/** A text; nothing for `null`, as `headers.get` says it. */
export function text(name: string, value: unknown): string | undefined {
  if (value === undefined || value === null) return undefined;
  return typeof value === "string" ? value : wrong(name, "a text", value);
}

export function texts(name: string, value: unknown): string[] {
  if (!Array.isArray(value)) return wrong(name, "a list of texts", value);
  return value.map((one: unknown, at) => (typeof one === "string" ? one : wrong(`${name}[${at}]`, "a text", one)));
}

/** An object of named options. */
export function record(name: string, value: unknown): Readonly<Record<string, unknown>> {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return wrong(name, "an object", value);
  return value as Record<string, unknown>;
}

function wrong(name: string, expected: string, value: unknown): never {
  throw new TypeError(`${name}: expected ${expected}, found ${found(value)}`);
}

function found(value: unknown): string {
  if (value === null || value === undefined) return String(value);
  if (Array.isArray(value)) return "a list";
  if (typeof value === "string") return `the text ${JSON.stringify(value)}`;
  return typeof value === "object" ? "an object" : `a ${typeof value}`;
}
