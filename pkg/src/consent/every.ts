// Several sources at once, for a site that asks by one in Europe and by another elsewhere.

import { attempt, type ConsentSource, isBag, type Leave, source, UNKNOWN } from "./source.ts";

/** Several sources as one: a purpose is refused when one of them refuses, and granted when all who know of it say so. */
export function every(...sources: readonly ConsentSource[]): ConsentSource {
  return source((tell) => {
    const said = sources.map((): Leave => UNKNOWN);
    const agreed = (purpose: keyof Leave): boolean | undefined => {
      const answers = said.map((leave) => leave[purpose]);
      return answers.includes(false) ? false : answers.includes(true) || undefined;
    };
    // Who answers at once must not be believed before the others were asked.
    let begun = false;
    const together = (): void => {
      if (begun) tell({ personalization: agreed("personalization"), measurement: agreed("measurement") });
    };
    const ends = sources.map((each, index) =>
      attempt(() =>
        each((leave) => {
          said[index] = isBag(leave) ? leave : UNKNOWN;
          together();
        }),
      ),
    );
    begun = true;
    together();
    return () => {
      for (const end of ends) attempt(() => end?.());
    };
  });
}
