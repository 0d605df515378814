// What every source is: it tells changes, nothing after its end, and lets nothing through that is thrown on either side.

/** What the visitor agreed to. A purpose that is missing is not known yet: nothing is assumed. */
export interface Leave {
  readonly personalization?: boolean | undefined;
  readonly measurement?: boolean | undefined;
}

/**
 * Where consent is asked for and kept by somebody else. Calls `tell` with the present state as soon as it is known, which may
 * be before it returns, and at every change; answers with what ends it.
 */
export type ConsentSource = (tell: (leave: Leave) => void) => () => void;

export const UNKNOWN: Leave = {};

/** A source of whatever listens in a page. On a server there is none to listen to. */
export function source(listen: (tell: (leave: Leave) => void) => () => void): ConsentSource {
  return (tell) => {
    let told = UNKNOWN;
    let over = typeof window === "undefined";
    if (over) return () => {};
    const hear = (said: Leave): void => {
      const leave = { personalization: known(said.personalization), measurement: known(said.measurement) };
      if (over || (leave.personalization === told.personalization && leave.measurement === told.measurement)) return;
      told = leave;
      attempt(() => tell(leave));
    };
    const end = attempt(() => listen(hear));
    return () => {
      if (over) return;
      over = true;
      attempt(() => end?.());
    };
  };
}

/** The page is somebody else's, and so is what it calls us with: getters throw, objects are none. */
export function attempt<T>(act: () => T): T | undefined {
  try {
    return act();
  } catch {
    return undefined;
  }
}

export type Bag = Readonly<Record<string | number, unknown>>;

export function isBag(value: unknown): value is Bag {
  return typeof value === "object" && value !== null;
}

/** Of things that are needed together: refused with one, granted with all. None is no answer. */
export function all(answers: readonly (boolean | undefined)[]): boolean | undefined {
  if (answers.includes(false)) return false;
  return answers.length > 0 && !answers.includes(undefined) ? true : undefined;
}

const known = (value: unknown): boolean | undefined => (typeof value === "boolean" ? value : undefined);
