// IAB Tech Lab's Global Privacy Platform, 1.1: "CMP API Specification" (`PingReturn`, events) and the specifications of its
// sections. Which section is in force is the platform's word; sections that are there besides are not looked at.

import { follow, type Protocol, WAIT } from "./platform.ts";
import { optedOut, prefixOf, type Section, tcData } from "./sections.ts";
import { all, type ConsentSource, isBag, type Leave, source, UNKNOWN } from "./source.ts";
import { leaveOf, type TcfPurposes } from "./tcf.ts";

export interface GppOptions {
  /** Fields of American sections that refuse personalization when they say that somebody opted out. */
  readonly personalization?: readonly string[] | undefined;
  /** Fields of American sections that refuse measurement when they say that somebody opted out. */
  readonly measurement?: readonly string[] | undefined;
  /** Takes it for leave that somebody who could have opted out did not. By default that is not known. */
  readonly unlessOptedOut?: boolean | undefined;
  /** Purposes and grounds, where the section in force is of the TCF. */
  readonly tcf?: TcfPurposes | undefined;
  /** What counts for visitors to whom no section applies: they are not asked. Not known, unless said here. */
  readonly outside?: boolean | undefined;
  /** For how many milliseconds the platform is looked for where there is none yet; 10 000 by default. */
  readonly wait?: number | undefined;
}

/** Not for targeted advertising: what is measured is what the site shows. */
const MEASUREMENT = ["SaleOptOut", "SharingOptOut", "OptOutSale", "KnownChildSensitiveDataConsents", "Gpc"];
const PERSONALIZATION = [
  "SaleOptOut",
  "SharingOptOut",
  "TargetedAdvertisingOptOut",
  "OptOutSale",
  "KnownChildSensitiveDataConsents",
  "Gpc",
];

const GPP: Protocol = {
  name: "__gpp",
  version: "1.1",
  args: (command, hear, parameter) => [command, hear, parameter],
};

/** Consent by a platform of the GPP: `__gpp` on this page, or on one that this one is a frame of. */
export function gpp(options: GppOptions = {}): ConsentSource {
  return source((tell) => follow(GPP, options.wait ?? WAIT, (event, success) => heard(event, success, options), tell));
}

/** Undefined until the platform is `ready`, and while it is not for a time: what was agreed to before holds until then. */
function heard(event: unknown, success: unknown, options: GppOptions): Leave | undefined {
  const ping = isBag(event) && success ? event.pingData : undefined;
  if (!isBag(ping) || ping.cmpStatus === "error") return UNKNOWN;
  if (ping.signalStatus !== "ready") return undefined;
  const { applicableSections: ids, parsedSections } = ping;
  if (!Array.isArray(ids) || ids.length === 0) return UNKNOWN;
  if (ids.every((id) => id === NONE)) return { personalization: options.outside, measurement: options.outside };
  const leaves = ids.map((id: unknown) => {
    const name = prefixOf(id);
    const section = name !== undefined && isBag(parsedSections) ? parsedSections[name] : undefined;
    // An array of its segments, by the specification; all in one object, in IAB's library.
    const fields: Section = Object.assign({}, ...[section].flat());
    return name?.startsWith("tcf") ? leaveOf(tcData(fields), options.tcf ?? {}) : american(fields, options);
  });
  return { personalization: all(leaves.map((leave) => leave.personalization)), measurement: all(leaves.map((leave) => leave.measurement)) };
}

/** In `applicableSections`: none applies. */
const NONE = -1;

function american(section: Section, { personalization, measurement, unlessOptedOut }: GppOptions): Leave {
  const by = (fields: readonly string[]): boolean | undefined => {
    const out = optedOut(section, fields);
    return out === true ? false : out === false && unlessOptedOut === true ? true : undefined;
  };
  return { personalization: by(personalization ?? PERSONALIZATION), measurement: by(measurement ?? MEASUREMENT) };
}
