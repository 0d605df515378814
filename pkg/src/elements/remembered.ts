// What this device remembers, as a list that a person can read: groups, and in each what can be forgotten by itself.

import type { Moment, ProfileData, Remembered, Said } from "../profile/data.ts";
import type { Speech } from "./speech.ts";

/** Parts of what is remembered, in the order in which they are shown. */
export const SECTIONS = ["visit", "declared", "affinities", "events", "states", "goals", "experiences", "units"] as const;
export type Section = (typeof SECTIONS)[number];

export interface Item {
  readonly section: Section;
  /** What it goes by in the data; several, where they may not be told apart. */
  readonly names: readonly string[];
  readonly title: string;
  readonly detail: string;
  /** How strong an interest is, from 0 to 1. */
  readonly level?: number;
}

export function items(data: ProfileData, speech: Speech, now: number): Item[] {
  return SECTIONS.flatMap((section) => (section === "affinities" ? interests(data, speech, now) : things(section, data, speech)));
}

type Thing = Exclude<Section, "affinities">;

function things(section: Thing, data: ProfileData, speech: Speech): Item[] {
  if (section === "visit") {
    if (!data.visit) return [];
    return [{ section, names: [""], title: speech.text("group.visit"), detail: DETAILS.visit(data.visit as never, speech, "") }];
  }
  return Object.entries(data[section] ?? {}).map(([name, thing]) => ({
    section,
    names: [name],
    title: speech.named(NAMES[section], name),
    detail: DETAILS[section](thing as never, speech, name),
  }));
}

/** What the site names things of a section by, in its texts. */
const NAMES: Readonly<Record<Section, string>> = {
  visit: "visit",
  declared: "declared",
  affinities: "topic",
  events: "event",
  states: "state",
  goals: "goal",
  experiences: "experience",
  units: "unit",
};

const DETAILS: { readonly [S in Thing]: (thing: never, speech: Speech, name: string) => string } = {
  visit({ count = 1, first, viewed, pageviews, entry }: NonNullable<ProfileData["visit"]>, { text, date, time }) {
    return parts(
      text("visit.count", { count }),
      first && text("visit.first", { date: date(first) }),
      viewed && text("visit.last", { date: time(viewed) }),
      pageviews && text("visit.pages", { count: pageviews }),
      entry && text("visit.entry", { page: entry }),
    );
  },
  declared({ answer, at }: NonNullable<ProfileData["declared"]>[string], speech, name) {
    if (answer === undefined) return speech.text("skipped");
    return parts(answered(answer, speech, name), at && speech.text("said", { date: speech.date(at) }));
  },
  events({ count = 1, last }: NonNullable<ProfileData["events"]>[string], { text, time }) {
    return parts(text("times", { count }), last && text("last", { date: time(last) }));
  },
  states({ opened, closed }: NonNullable<ProfileData["states"]>[string], { text, time }) {
    const isOver = closed !== undefined && (opened === undefined || +new Date(closed) >= +new Date(opened));
    return parts(isOver ? text("closed", { date: time(closed) }) : opened && text("opened", { date: time(opened) }));
  },
  goals({ count = 1, last }: NonNullable<ProfileData["goals"]>[string], { text, time }) {
    return parts(text("times", { count }), last && text("last", { date: time(last) }));
  },
  experiences({ shown, times = [], clicked, dismissed, variant }: Remembered, { text, time, named }, name) {
    const last = times.at(-1);
    return parts(
      shown && text("shown", { count: shown }),
      last && text("last", { date: time(last) }),
      clicked && text("clicked", { date: time(clicked) }),
      dismissed && text("dismissed", { date: time(dismissed) }),
      variant && text("version", { name: named(`variant.${name}`, variant) }),
    );
  },
  units({ value = "" }: { readonly value?: string }, { text }) {
    // Whoever looks over a shoulder learns no more of it than its owner needs.
    return text("identity", { name: `${value.slice(0, 8)}…` });
  },
};

function parts(...all: readonly (string | number | undefined | false)[]): string {
  return all.filter(Boolean).join(" · ");
}

/** An answer in the site's words: those of its page, by answer, before its texts. */
export function answered(answer: Said, speech: Speech, question: string, words: ReadonlyMap<string, string> = new Map()): string {
  const word = (one: string): string => {
    if (speech.isDiscreet(one)) return speech.text("unnamed");
    return words.get(one) ?? speech.given(`declared.${question}.${one}`) ?? speech.given(`topic.${one}`) ?? one;
  };
  if (typeof answer === "boolean") return words.get(`${answer}`) ?? speech.text(answer ? "yes" : "no");
  if (typeof answer === "number") return words.get(`${answer}`) ?? speech.number(answer);
  return typeof answer === "string" ? word(answer) : speech.list(answer.map(word));
}

const HALF_LIFE = 14 * 86_400_000;

/** How much is left of what is one at a moment: half of it every two weeks (`src/profile/interest.rs`). */
function level(at: Moment, now: number): number {
  return Math.min(1, 2 ** ((+new Date(at) - now) / HALF_LIFE));
}

/** The strongest first; all that may not be named as one, for their number of rows would say something too. */
function interests({ affinities = {} }: ProfileData, speech: Speech, now: number): Item[] {
  const section = "affinities";
  const all = Object.entries(affinities).map(([topic, at]) => ({ topic, level: level(at, now) }));
  const named = all
    .filter(({ topic }) => !speech.isDiscreet(topic))
    .sort((a, b) => b.level - a.level)
    .map(({ topic, level }) => ({ section, names: [topic], title: speech.named("topic", topic), detail: "", level }) as const);
  const hidden = all.map(({ topic }) => topic).filter(speech.isDiscreet);
  return hidden.length > 0 ? [...named, { section, names: hidden, title: speech.text("unnamed"), detail: "" }] : named;
}
