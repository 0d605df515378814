// From one device of a visitor to another: what is remembered, and what they refused there. Loaded when somebody asks for it.
// What comes in changes nothing before it was looked at and accepted, and then no more than a careful reader would let it.

import type { Core } from "../core.ts";
import { NearsideError } from "../errors.ts";
import type { Keeper } from "../memory/keeper.ts";
import { dataOf, merged, sameAs } from "../memory/own.ts";
import type { Refusal } from "../memory/taken.ts";
import type { Agreement } from "../page.ts";
import { decode, encode } from "../profile/codec.ts";
import type { ProfileData } from "../profile/data.ts";
import { draw } from "./code.ts";
import { invalid, seal, unseal } from "./seal.ts";

export interface Packed {
  /** What is taken to the other device: as a file, a picture, a message. Without the code it says nothing. */
  readonly text: string;
  /** Sixteen letters and digits that open it, in groups of four. */
  readonly code: string;
}

export interface Preview {
  /** What this device remembers, and what it would. */
  readonly before: ProfileData;
  readonly after: ProfileData;
  /** What stays outside, and why. */
  readonly refused: readonly Refusal[];
  /** What was refused on the other device, and would be here: it goes before what is allowed here. */
  readonly withdrawn: Withdrawn;
  /** Takes it in, by what is remembered then. Whether it was. */
  accept(): Promise<boolean>;
}

export type Withdrawn = Pick<Agreement, "optedOut" | "paused" | "personalization" | "measurement">;

interface Content {
  readonly id: string;
  readonly withdrawn: Withdrawn;
  readonly profile: ProfileData;
}

export async function pack(keeper: Keeper | undefined, core: Core | undefined): Promise<Packed> {
  if (!keeper || !core) throw new NearsideError("profile_refused", "nothing is remembered here", { hint: "look at `page.error`" });
  const { optedOut, paused, personalization, measurement } = keeper.consent;
  // The identity of a device is its own.
  const { units: _, ...profile } = dataOf(keeper.own);
  const content: Content = { id: core.bundle.id, withdrawn: refusals({ optedOut, paused, personalization, measurement }), profile };
  const code = draw();
  return { text: await seal(JSON.stringify(content), code), code };
}

/** What was allowed on one device is not on another; what was refused is. */
function refusals({ optedOut, paused, personalization, measurement }: Withdrawn): Withdrawn {
  return {
    ...(optedOut === true ? { optedOut } : {}),
    ...(paused === true ? { paused } : {}),
    ...(personalization === false ? { personalization } : {}),
    ...(measurement === false ? { measurement } : {}),
  };
}

export async function unpack(
  keeper: Keeper | undefined,
  core: Core | undefined,
  changed: () => void,
  text: string,
  code: string,
): Promise<Preview> {
  if (!keeper || !core) throw refused("this page has no engine", "look at `page.error`");
  const { id, withdrawn, profile } = contentOf(await unseal(text, code));
  if (id !== core.bundle.id) {
    throw new NearsideError("handover_other", "this was handed over by another site", { path: id, hint: "bring it in where it came from" });
  }
  const { person } = keeper;
  const ends = Boolean(withdrawn.optedOut || withdrawn.personalization === false);
  /** What there would be now. */
  const look = () => {
    const { own } = sameAs(keeper, person);
    if (ends) return { before: dataOf(own), after: undefined, refused: [] };
    if (!own) throw refused("nothing may be remembered here", "ask for consent first");
    if (keeper.consent.paused) throw refused("what is remembered here is paused", "end the pause first");
    return merged(core, own, profile);
  };
  const { after, ...first } = look();
  return {
    ...first,
    after: after ? decode(after) : {},
    withdrawn,
    async accept() {
      const { after } = look();
      const isTaken = !after || keeper.replace(after, false);
      if (isTaken && Object.keys(withdrawn).length > 0) keeper.agree(withdrawn);
      if (isTaken) changed();
      return isTaken;
    },
  };
}

function refused(message: string, hint: string): NearsideError {
  return new NearsideError("profile_refused", message, { hint });
}

function contentOf(text: string): Content {
  try {
    const { id, withdrawn = {}, profile = {} }: Content = JSON.parse(text);
    // What is no profile throws here.
    encode(profile);
    if (typeof id === "string" && Object(withdrawn) === withdrawn) return { id, withdrawn: refusals(withdrawn), profile };
  } catch (cause) {
    if (cause instanceof NearsideError) throw cause;
    throw invalid("what is in it is no profile", cause);
  }
  throw invalid("what is in it is no profile");
}
