// Sections of the GPP: what their fields say. IAB Tech Lab, "Section Information" and one specification a section.

import type { Bag } from "./source.ts";

export type Section = Bag;

/** The client-side prefix of a section, by its number. */
export function prefixOf(id: unknown): string | undefined {
  if (typeof id !== "number") return undefined;
  // From number 7 on: the national section, then states as their laws came.
  const state = "nat ca va co ut ct fl mt or tx de ia ne nh nj tn mn md in ky ri".split(" ")[id - 7];
  return state ? `us${state}` : { 2: "tcfeuv2", 5: "tcfcav1", 6: "uspv1" }[id];
}

/**
 * Whether somebody opted out by one of these fields; false where they were told of it, and did not. Undefined where nobody
 * told them, where the section has none of the fields, or one says what it cannot.
 */
export function optedOut(section: Section, fields: readonly string[]): boolean | undefined {
  const said = fields.filter((field) => section[field] !== undefined).map((field) => ({ field, value: [section[field]].flat() }));
  if (said.some(({ value }) => value.some((one) => YES.includes(one)))) return true;
  const isTold = said.some(({ field, value }) => field.includes("OptOut") && value.some((one) => NO.includes(one)));
  return isTold && said.every(({ value }) => value.every((one) => NO.includes(one) || NEITHER.includes(one))) ? false : undefined;
}

/** 0 is not applicable, 1 opted out (of a child: no consent), 2 did not; the old US Privacy string has letters. */
const YES: readonly unknown[] = [1, true, "Y"];
const NO: readonly unknown[] = [2, "N"];
const NEITHER: readonly unknown[] = [0, false, "-"];

/** A section of the TCF as its own API would give it. Names are the specification's, or those of IAB's library. */
export function tcData(section: Section): Bag {
  const first = (...names: readonly string[]): unknown => names.map((name) => section[name]).find((value) => value !== undefined);
  const numbers = (...names: readonly string[]): Bag | undefined => numbered(first(...names));
  return {
    isServiceSpecific: section.IsServiceSpecific,
    tcfPolicyVersion: first("TcfPolicyVersion", "PolicyVersion"),
    purposeOneTreatment: section.PurposeOneTreatment,
    purpose: {
      // Canada's implied consent is none.
      consents: numbers("PurposeConsent", "PurposeConsents", "PurposesExpressConsent"),
      legitimateInterests: numbers("PurposesLITransparency", "PurposeLegitimateInterests"),
    },
    vendor: {
      consents: numbers("VendorConsent", "VendorConsents", "VendorExpressConsent"),
      legitimateInterests: numbers("VendorLegitimateInterest", "VendorLegitimateInterests"),
      disclosedVendors: numbers("DisclosedVendors", "VendorsDisclosed"),
    },
    publisher: {
      consents: numbers("PubPurposesConsent", "PublisherConsents", "PubPurposesExpressConsent"),
      legitimateInterests: numbers("PubPurposesLITransparency", "PublisherLegitimateInterests"),
      // Looked at for a vendor only.
      get restrictions() {
        return restrictions(first("PubRestrictions", "PublisherRestrictions"));
      },
    },
  };
}

/** An array of the numbers that are set, or a bit a number, from 1 on. */
function numbered(list: unknown): Bag | undefined {
  if (!Array.isArray(list)) return undefined;
  return Object.fromEntries(list.map((item: unknown, index) => (typeof item === "boolean" ? [index + 1, item] : [item, true])));
}

/** Purpose → vendor → kind; a purpose may have any name. What is no such thing throws, and is then not known. */
function restrictions(list: unknown): Bag {
  const found: Record<string, Record<string, unknown>> = Object.create(null);
  for (const { key, type, ids } of (list ?? []) as Iterable<{ key: string; type: unknown; ids: Iterable<string> }>) {
    found[key] ??= {};
    const vendors = found[key];
    for (const id of ids) vendors[id] = type;
  }
  return found;
}
