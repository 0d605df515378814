// The one error of the package: a stable code, where it happened, and what to do about it.

/** Codes that the JavaScript side adds to those of the bundle's reader (`bundle_altered` and the like, `docs/errors.md`). */
export type ErrorCode =
  | "already_started"
  | "bundle_altered"
  | "bundle_invalid"
  | "bundle_not_recognised"
  | "bundle_too_large"
  | "bundle_too_new"
  | "bundle_truncated"
  | "bundle_unavailable"
  | "engine_freed"
  | "experience_unknown"
  | "slot_unknown"
  | "wasm_unavailable"
  | (string & {});

export interface ErrorDetails {
  /** The file, address or name that the error is about. */
  readonly path?: string | undefined;
  /** What to do. */
  readonly hint?: string | undefined;
  readonly cause?: unknown;
}

export class NearsideError extends Error {
  declare readonly code: ErrorCode;
  declare readonly path: string | undefined;
  declare readonly hint: string | undefined;

  constructor(code: ErrorCode, message: string, details: ErrorDetails = {}) {
    super(message, details);
    const { path, hint } = details;
    Object.assign(this, { name: "NearsideError", code, path, hint });
  }

  /** Whatever was thrown, as one of ours. */
  static from(thrown: unknown, code: ErrorCode): NearsideError {
    if (thrown instanceof NearsideError) return thrown;
    return new NearsideError(code, thrown instanceof Error ? thrown.message : String(thrown), { cause: thrown });
  }
}
