// What the visitor allows, and what follows from it, in switches and a sentence.

import type { Agreement } from "../page.ts";
import type { Consent } from "../types.ts";
import type { MessageKey } from "./messages/en.ts";
import { button, type Child, node } from "./node.ts";
import type { Speech } from "./speech.ts";

export function choices(consent: Consent, speech: Speech, agree: (said: Agreement, told: string) => void): Child[] {
  const { text } = speech;
  const { personalization, measurement, optedOut, gpc, paused } = consent;
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
  const set = (key: "personalization" | "measurement" | "pause", isOn: boolean, of: (isOn: boolean) => Agreement): HTMLElement => {
    const about = `about-${key}`;
    const input = node(
      "input",
      {
        type: "checkbox",
        role: "switch",
        part: "switch",
        checked: isOn,
        "aria-labelledby": key,
        "aria-describedby": about,
        "data-key": key,
      },
      [],
      { change: () => agree(of(input.checked), text("saved")) },
    );
    return node("label", { class: "choice", part: "choice" }, [
      input,
      node("span", {}, [node("span", { id: key }, [text(key)]), node("span", { id: about, class: "about" }, [text(`${key}.about`)])]),
    ]);
  };
  return [
    node("p", { part: "state" }, [text(state)]),
    node("fieldset", { class: "choices", part: "choices" }, [
      node("legend", { class: "hidden" }, [text("preferences.choices")]),
      set("personalization", isKept, (isOn) => ({ personalization: isOn })),
      set("measurement", measurement === true, (isOn) => ({ measurement: isOn })),
      personalization !== false && !gpc && set("pause", Boolean(paused), (isOn) => ({ paused: isOn })),
      node("p", { class: "actions" }, [
        button("opt", text("opt-out"), () => agree({ optedOut: true, personalization: false, measurement: false }, text("opt-out.done"))),
      ]),
    ]),
  ];
}
