// Bits of the first character of what is kept: what the visitor said. Nothing but these, for what pages load first reads one of them.

export const enum Flag {
  Personalization = 1,
  Measurement = 2,
  /** The visitor wants none of it: this is all that stays then. */
  OptedOut = 4,
  /** The visitor chose here, explicitly: then the browser's Global Privacy Control does not decide. */
  Chosen = 8,
  /** What is kept stays, and is neither used nor added to. */
  Paused = 16,
}

/** What is kept of somebody who wants none of it. */
export const enum Kept {
  Out = "\u0004",
}
