// IAB Europe's Transparency & Consent Framework, 2.2 to 2.4, as a page has it: IAB Tech Lab, "Consent Management Platform
// API v2" (`TCData`). Nothing is read from a TC string in a cookie or a URL: only what the platform itself says.

import { follow, type Protocol, WAIT } from "./platform.ts";
import { all, type Bag, type ConsentSource, isBag, type Leave, source, UNKNOWN } from "./source.ts";

/** Which of the framework's purposes are needed, and on what grounds. Also of `gpp`, for its European and Canadian sections. */
export interface TcfPurposes {
  /** Numbers of all the purposes that personalization needs; 1, 5 and 6 by default. */
  readonly personalization?: readonly number[] | undefined;
  /** Numbers of all the purposes that measurement needs; 1 and 8 by default. */
  readonly measurement?: readonly number[] | undefined;
  /** The number, in the Global Vendor List, of the vendor who has to be agreed to as well. */
  readonly vendor?: number | undefined;
  /** Looks at what the visitor allowed the publisher, where the platform keeps that apart, and at no vendor. */
  readonly publisher?: boolean | undefined;
  /** Takes a legitimate interest that the visitor did not object to, for purposes that may be based on one. */
  readonly legitimateInterest?: boolean | undefined;
}

export interface TcfOptions extends TcfPurposes {
  /** What counts for visitors to whom the GDPR does not apply: they are not asked. Not known, unless said here. */
  readonly outside?: boolean | undefined;
  /** For how many milliseconds the platform is looked for where there is none yet; 10 000 by default. */
  readonly wait?: number | undefined;
}

const TCF: Protocol = {
  name: "__tcfapi",
  version: 2,
  args: (command, hear, parameter) => [command, 2, hear, parameter],
};

/** Consent by a platform of the TCF: `__tcfapi` on this page, or on one that this one is a frame of. */
export function tcf(options: TcfOptions = {}): ConsentSource {
  return source((tell) => follow(TCF, options.wait ?? WAIT, (data, success) => heard(data, success, options), tell));
}

/** Undefined while the visitor is being asked: what was agreed to before holds until they say otherwise. */
function heard(data: unknown, success: unknown, options: TcfOptions): Leave | undefined {
  if (!success || !isBag(data)) return UNKNOWN;
  const { gdprApplies, eventStatus, cmpStatus } = data;
  // There need not be any event then: "only `gdprApplies`, `tcfPolicyVersion`, `cmpId` and `cmpVersion` shall exist".
  if (gdprApplies === false) return { personalization: options.outside, measurement: options.outside };
  if (cmpStatus === "error") return UNKNOWN;
  // `cmpuishown` carries a TC string in which nothing is consented to, because nobody has answered yet.
  if (eventStatus === undefined || eventStatus === null || eventStatus === "cmpuishown") return undefined;
  if (gdprApplies !== true || (eventStatus !== "tcloaded" && eventStatus !== "useractioncomplete")) return UNKNOWN;
  return leaveOf(data, options);
}

/** What a `TCData` that is settled comes to. */
export function leaveOf(data: Bag, options: TcfPurposes): Leave {
  const vendor = options.publisher ? undefined : options.vendor;
  const grounds = options.publisher ? data.publisher : data.purpose;
  const given = isBag(grounds) ? grounds.consents : undefined;
  // Since September 2021 a string of global scope is invalid.
  if (!isBag(given) || data.isServiceSpecific === false) return UNKNOWN;
  if (vendor !== undefined && !isDisclosed(data, vendor)) return UNKNOWN;
  const allows = (purpose: number): boolean | undefined => {
    // Not asked for at all, as the law of the publisher's country has it. Whether it is needed is for the site to say.
    if (purpose === 1 && data.purposeOneTreatment === true) return undefined;
    const restriction = vendor === undefined ? undefined : at(data, "publisher", "restrictions", purpose, vendor);
    if (restriction === NOT_ALLOWED) return false;
    const on = (basis: string): boolean =>
      at(grounds, basis, purpose) === true && (vendor === undefined || at(data, "vendor", basis, vendor) === true);
    return (
      (restriction !== REQUIRE_INTEREST && on("consents")) ||
      (options.legitimateInterest === true &&
        restriction !== REQUIRE_CONSENT &&
        !CONSENT_ONLY.includes(purpose) &&
        on("legitimateInterests"))
    );
  };
  return {
    personalization: all((options.personalization ?? PERSONALIZATION).map(allows)),
    measurement: all((options.measurement ?? MEASUREMENT).map(allows)),
  };
}

/** Store and access information; create profiles to personalise content; use profiles to select personalised content. */
const PERSONALIZATION = [1, 5, 6];
/** Store and access information; measure content performance. */
const MEASUREMENT = [1, 8];
/** TCF Policies, Appendix A: purpose 1 by the ePrivacy Directive, 3 to 6 since version 4 of the policies (TCF 2.2). */
const CONSENT_ONLY = [1, 3, 4, 5, 6];

/** Publisher restrictions go before all else: "Consent string and vendor list formats v2", PubRestrictions. */
const NOT_ALLOWED = 0;
const REQUIRE_CONSENT = 1;
const REQUIRE_INTEREST = 2;

/** From these policies on a platform has to say. They are TCF 2.3's, and the last of 2.2's: who says nothing is not believed. */
const DISCLOSING = 5;

/**
 * TCF 2.3: no signal is valid for a vendor that was not shown to the visitor. The property's name differs: `disclosedVendors`
 * in IAB's library, `vendorsDisclosed` in the specification of 2025 (its issue 431), `outOfBand` at some platforms. Strings of
 * older policies hold without it.
 */
function isDisclosed(data: Bag, vendor: number): boolean {
  const lists = [at(data, "vendor", "disclosedVendors"), at(data, "vendor", "vendorsDisclosed"), at(data, "outOfBand", "disclosedVendors")];
  const list = lists.find((list) => isBag(list) && Object.keys(list).length > 0);
  if (list) return at(list, vendor) === true;
  const policies = data.tcfPolicyVersion;
  return typeof policies === "number" && policies < DISCLOSING;
}

/** What is there, down a path; undefined where it ends before. */
function at(value: unknown, ...path: readonly (string | number)[]): unknown {
  return path.reduce((found, key) => (isBag(found) ? found[key] : undefined), value);
}
