// What is left of what a device remembers, once something of it is forgotten.

import type { Happened, Moment, ProfileData, Remembered } from "../profile/data.ts";
import type { Item } from "./remembered.ts";

/** Without these. */
export function without(data: ProfileData, items: readonly Item[]): ProfileData {
  const left: Record<string, unknown> = { ...data };
  for (const { section, names } of items) {
    if (section === "visit") delete left.visit;
    else left[section] = omit((left[section] ?? {}) as Record<string, unknown>, (name) => names.includes(name));
  }
  return left as ProfileData;
}

function omit<T>(all: Readonly<Record<string, T>>, isGone: (name: string) => boolean): Record<string, T> {
  return Object.fromEntries(Object.entries(all).filter(([name]) => !isGone(name)));
}

/**
 * Without what happened from `since` on. Counts are kept by visit and by day, so what happened earlier in the same visit goes as
 * well; sums and interests carry no moment, so they go altogether where there is any doubt. More is forgotten than was asked
 * for rather than less.
 */
export function before(data: ProfileData, since: number): ProfileData {
  const { visit, events = {}, states = {}, declared = {}, goals = {}, experiences = {}, affinities, ...rest } = data;
  const isAfter = (moment: Moment | undefined): boolean => moment !== undefined && +new Date(moment) >= since;
  const isVisitGone = [visit?.viewed, visit?.started, visit?.active].some(isAfter);
  return {
    ...rest,
    ...visitBefore(visit, isAfter),
    // Looking at something adds to an interest, and to nothing that has a moment.
    ...(affinities && !isVisitGone ? { affinities } : {}),
    events: each(events, (event) => (isAfter(event.last) ? eventBefore(event, since) : event)),
    states: each(states, ({ opened, closed }) => {
      const kept = { ...(opened && !isAfter(opened) ? { opened } : {}), ...(closed && !isAfter(closed) ? { closed } : {}) };
      return Object.keys(kept).length > 0 ? kept : undefined;
    }),
    declared: each(declared, (said) => (isAfter(said.at) ? undefined : said)),
    goals: each(goals, (goal) => (isAfter(goal.last) ? undefined : goal)),
    experiences: each(experiences, (shown) => shownBefore(shown, isAfter)),
  };
}

function each<T>(all: Readonly<Record<string, T>>, of: (one: T) => T | undefined): Record<string, T> {
  return Object.fromEntries(
    Object.entries(all).flatMap(([name, one]) => [[name, of(one)] as const].filter(([, kept]) => kept !== undefined)),
  ) as Record<string, T>;
}

function visitBefore(visit: ProfileData["visit"], isAfter: (moment: Moment | undefined) => boolean): Pick<ProfileData, "visit"> {
  if (!visit) return {};
  const { active: _, action, acted, entry, pageviews, nudges, before, count = 1, ...rest } = visit;
  if (!isAfter(visit.started)) {
    return {
      visit: {
        ...rest,
        count,
        ...(before ? { before } : {}),
        ...(entry ? { entry } : {}),
        ...(acted && !isAfter(acted) ? { action, acted } : {}),
      } as NonNullable<ProfileData["visit"]>,
    };
  }
  if (count <= 1 || !before) return {};
  // As it was when the visit before this one ended.
  return { visit: { started: before, viewed: before, ...(rest.first ? { first: rest.first } : {}), count: count - 1 } };
}

function eventBefore({ count = 1, session_count = count, days = {} }: Happened, since: number): Happened | undefined {
  const left = count - session_count;
  if (left <= 0) return undefined;
  // Off the latest days, as many as there were in this visit.
  let off = session_count;
  const kept: Record<string, number> = {};
  for (const [day, of] of Object.entries(days).sort(([a], [b]) => (a < b ? 1 : -1))) {
    const taken = Math.min(off, of);
    off -= taken;
    if (of > taken) kept[day] = of - taken;
  }
  const latest = Object.keys(kept).sort().at(-1);
  const end = latest ? Date.parse(`${latest}T23:59:59Z`) : 0;
  return { count: left, days: kept, ...(end > 0 ? { last: Math.min(end, since - 1) } : {}) };
}

function shownBefore(shown: Remembered, isAfter: (moment: Moment | undefined) => boolean): Remembered | undefined {
  const { shown: count = 0, times = [], clicked, dismissed, variant, assigned, phase, unit } = shown;
  const left = times.filter((time) => !isAfter(time));
  const kept = {
    ...(count > times.length - left.length ? { shown: count - (times.length - left.length) } : {}),
    ...(left.length > 0 ? { times: left } : {}),
    ...(clicked && !isAfter(clicked) ? { clicked } : {}),
    ...(dismissed && !isAfter(dismissed) ? { dismissed } : {}),
    ...(variant && !isAfter(assigned) ? { variant, assigned, phase, unit } : {}),
  } as Remembered;
  return Object.keys(kept).length > 0 ? kept : undefined;
}
