// Why a slot shows what it shows, in words, and what somebody can do about it: loaded when somebody first asks. What makes elements
// is handed in, or a bundler would cut that out of the first file for this one.

import type { Nearside } from "../page.ts";
import type { ProfileData } from "../profile/data.ts";
import type { Asked, Explanation } from "../types.ts";
import type * as Kit from "./node.ts";
import type { Child, Sentence } from "./node.ts";
import { line, lookedAt, type Reasoning, reasoning, signalsOf, worded } from "./signals.ts";
import type { Speech } from "./speech.ts";

type Parts = Pick<typeof Kit, "node" | "button" | "toggle" | "foreign" | "ruled">;
type Act = (act: () => unknown, said: string) => void;

/** What an opened element says of a slot. `because` is what the page says first. */
export async function body(
  parts: Parts,
  page: Nearside,
  spoken: Speech,
  slot: string,
  because: string | undefined,
  act: Act,
): Promise<readonly Child[]> {
  const { node, foreign } = parts;
  const speech = await reasoning(spoken);
  const why = await page.explain(slot, { language: speech.tag, word: (signal, value) => worded(signal, value, speech) });
  // Of a place that no rule speaks of, that is all there is to say.
  if (!why) return [node("p", {}, [speech.text("why.default")])];
  const { experience, variant, at_edge } = why;
  // What an edge chose, and this device would not: by what is not known here.
  if (at_edge && at_edge.experience !== experience) return [node("p", { part: "because" }, [speech.text("reason.at_edge")])];
  const looked = lookedAt(why);
  const drawn = why.considered.find((one) => one.experience === experience)?.drawn;
  const isDrawn = variant !== null && (drawn || why.reason === "split" || why.reason === "sticky");
  const isObjected = page.consent().objected?.includes(slot) ?? false;
  const plain = (): Sentence => ({ text: speech.given(`reason.${why.reason}`) ?? speech.text("why.default") });
  const sentence = experience === null ? (isObjected ? { text: speech.text("why.objected") } : plain()) : said(parts, why, because, speech);
  const head = speech.text(experience === null ? "why.looked" : "why.because");
  const first = sentence ?? (looked.length === 0 ? plain() : undefined);
  return [
    first && node("p", { part: "because" }, [foreign(first)]),
    isDrawn && node("p", {}, [speech.text("why.drawn", { variant: speech.named(`variant.${experience}`, variant) })]),
    looked.length > 0 && node("p", {}, [head]),
    looked.length > 0 &&
      node(
        "ul",
        { part: "signals" },
        looked.map((one) => line(one, speech, node)),
      ),
    (isObjected || isPersonal(why)) && objection(parts, page, speech, slot, isObjected, act),
    actions(parts, page, why, speech, act),
  ];
}

/** What the page says, here or in its texts, with the values that were seen, half a sentence being none; else what the ruleset says. */
function said({ ruled }: Parts, why: Explanation, own: string | undefined, speech: Reasoning): Sentence | undefined {
  const text = own ?? speech.given(`because.${why.experience}`);
  if (typeof text !== "string") return why.because === undefined ? undefined : ruled(why.because, why.language);
  const values = new Map(lookedAt(why).map((one) => [one.signal, one]));
  let isWhole = true;
  const filled = text.replace(/\{\{\s*([\w.-]+)[^}]*\}\}/g, (_, signal: string) => {
    const value = values.get(signal)?.value;
    if (value === undefined || value === null) isWhole = false;
    return worded(signal, value ?? null, speech);
  });
  if (!isWhole) return undefined;
  return own === undefined ? { text: filled } : { text: filled, lang: speech.tag };
}

/** Whether some experience that wants this slot asks for what somebody did or said. */
function isPersonal({ considered }: Explanation): boolean {
  const asks = ({ signal, source }: Asked): boolean =>
    source === "memory" || /^(visit|event|state|stage|affinity|declared)\./.test(signal ?? "");
  return considered.some(({ reason, conditions }) => /no_consent|no_memory|gpc|objected/.test(reason) || signalsOf(conditions).some(asks));
}

function objection({ toggle }: Parts, page: Nearside, speech: Reasoning, slot: string, isObjected: boolean, act: Act): Child {
  const { text } = speech;
  return toggle("object", text("object"), text("object.about"), isObjected, (isOn) =>
    act(() => page.profile.object(slot, isOn), text("saved")),
  );
}

function actions({ node, button }: Parts, page: Nearside, why: Explanation, { text }: Reasoning, act: Act): Child {
  if (why.experience === null) return undefined;
  const remembered = lookedAt(why)
    .filter(({ source }) => source === "memory")
    .map(({ signal }) => signal);
  const forget = async (): Promise<unknown> => page.profile.replace(forgotten(await page.profile.data(), remembered));
  const dismiss = (): void => page.track("dismissed", { slot: why.slot });
  return node("div", { class: "actions" }, [
    remembered.length > 0 && button("forget", text("why.forget"), () => act(forget, text("forgotten"))),
    button("dismiss", text("why.dismiss"), () => act(dismiss, text("why.dismissed"))),
  ]);
}

/** Sections of what is remembered, by the group of the signals that tell them. */
const SECTIONS: Readonly<Record<string, "events" | "states" | "affinities" | "declared" | "experiences">> = {
  event: "events",
  state: "states",
  affinity: "affinities",
  declared: "declared",
  variant: "experiences",
};

/** Without what these signals tell. */
export function forgotten(data: ProfileData, signals: readonly string[]): ProfileData {
  let left = data;
  for (const signal of signals) {
    const [group = "", name = ""] = signal.split(".");
    const section = SECTIONS[group];
    if (group === "visit") left = omit(left, "visit");
    // A stage is reached by events, and which those are no page knows.
    if (group === "stage") left = omit(left, "events");
    if (!section) continue;
    if (signal === "affinity.top") left = omit(left, section);
    else left = { ...left, [section]: Object.fromEntries(Object.entries(left[section] ?? {}).filter(([one]) => one !== name)) };
  }
  return left;
}

function omit(data: ProfileData, section: keyof ProfileData): ProfileData {
  const { [section]: _, ...left } = data;
  return left;
}
