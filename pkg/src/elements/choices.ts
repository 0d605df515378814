// What the visitor allows, and what follows from it, in switches and a sentence.

import type { Agreement } from "../page.ts";
import type { Consent } from "../types.ts";
import type { MessageKey } from "./messages/en.ts";
import { button, type Child, node, toggle } from "./node.ts";
import type { Speech } from "./speech.ts";

export function choices(
  consent: Consent,
  speech: Speech,
  agree: (said: Agreement, told: string) => void,
  object: (slot: string, isObjected: boolean) => void,
): Child[] {
  const { text } = speech;
  const { personalization, measurement, optedOut, gpc, paused, objected = [] } = consent;
  if (optedOut) {
    return [
      node("p", { part: "state" }, [text("opt-out.done")]),
      node("p", { class: "actions" }, [button("opt", text("opt-in"), () => agree({ optedOut: false }, text("opt-in.done")))]),
    ];
  }
  const isKept = personalization === true && !gpc;
  const state: MessageKey = gpc
    ? "preferences.gpc"
    : personalization === false
      ? "preferences.refused"
      : paused
        ? "preferences.paused"
        : isKept
          ? "preferences.kept"
          : "preferences.passing";
  const set = (key: "personalization" | "measurement" | "pause", isOn: boolean, of: (isOn: boolean) => Agreement): HTMLElement =>
    toggle(key, text(key), text(`${key}.about`), isOn, (isOn) => agree(of(isOn), text("saved")));
  return [
    node("p", { part: "state" }, [text(state)]),
    node("fieldset", { class: "choices", part: "choices" }, [
      node("legend", { class: "hidden" }, [text("preferences.choices")]),
      set("personalization", isKept, (isOn) => ({ personalization: isOn })),
      set("measurement", measurement === true, (isOn) => ({ measurement: isOn })),
      personalization !== false && !gpc && set("pause", Boolean(paused), (isOn) => ({ paused: isOn })),
      ...objected.map((slot) =>
        toggle(`object ${slot}`, text("object.named", { name: speech.named("slot", slot) }), text("object.about"), true, (isOn) =>
          object(slot, isOn),
        ),
      ),
      node("p", { class: "actions" }, [
        button("opt", text("opt-out"), () => agree({ optedOut: true, personalization: false, measurement: false }, text("opt-out.done"))),
      ]),
    ]),
  ];
}
