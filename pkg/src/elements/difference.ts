// What would change between what is remembered and what would be, for somebody to agree to or not.

import type { ProfileData } from "../profile/data.ts";
import { node } from "./node.ts";
import { type Item, items } from "./remembered.ts";
import type { Speech } from "./speech.ts";

/** A list of what would be new, another, or forgotten; undefined if nothing would. */
export function difference(before: ProfileData, after: ProfileData, speech: Speech, now: number): HTMLElement | undefined {
  const [old, young] = [before, after].map((data) => new Map(items(data, speech, now).map((item) => [id(item), item]))) as [
    Map<string, Item>,
    Map<string, Item>,
  ];
  const lines = [...new Set([...old.keys(), ...young.keys()])].flatMap((key) => {
    const [was, is] = [old.get(key), young.get(key)];
    if (was && is && said(was, speech) === said(is, speech)) return [];
    const item = (is ?? was) as Item;
    const change = was && is ? "difference.other" : is ? "difference.new" : "difference.gone";
    const how = was && is ? `${said(was, speech)} → ${said(is, speech)}` : said(item, speech);
    const name = item.section === "visit" ? item.title : `${speech.text(`group.${item.section}`)}, ${item.title}`;
    return [node("li", {}, [node("strong", {}, [speech.text(change, { name })]), how && node("span", { class: "detail" }, [how])])];
  });
  return lines.length > 0 ? node("ul", { part: "difference" }, lines) : undefined;
}

function id({ section, names, level }: Item): string {
  // Topics that are not named are one line, whichever they are.
  return section === "affinities" && level === undefined ? section : JSON.stringify([section, names[0]]);
}

function said({ detail, level }: Item, speech: Speech): string {
  return level === undefined ? detail : speech.percent(level);
}
