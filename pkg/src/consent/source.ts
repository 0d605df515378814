// What a visitor agreed to, and where that is asked for.

/** What the visitor agreed to. A purpose that is missing is not known yet: nothing is assumed. */
export interface Leave {
  readonly personalization?: boolean | undefined;
  readonly measurement?: boolean | undefined;
}

/**
 * Where consent is asked for and kept by somebody else. Calls `tell` with the present state as soon as it is known, and at
 * every change; answers with what ends it.
 */
export type ConsentSource = (tell: (leave: Leave) => void) => () => void;
