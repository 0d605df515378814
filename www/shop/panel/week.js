// The clock that can be dragged: a week in steps of half an hour, and its words.

export const DAYS = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
export const STEP = 30;
export const STEPS = (7 * 24 * 60) / STEP;

const two = (n) => String(n).padStart(2, "0");

/** `Fri-19:30` for the address; the step counts from Monday at midnight. */
export const word = (step) => {
  const minutes = step * STEP;
  return `${DAYS[Math.floor(minutes / 1440)]}-${two(Math.floor(minutes / 60) % 24)}:${two(minutes % 60)}`;
};

export const label = (step) => word(step).replace("-", " ");

/** The step of `Fri-19:30`, or undefined. */
export function step(text) {
  const found = /^(Mon|Tue|Wed|Thu|Fri|Sat|Sun)-([01]\d|2[0-3]):([0-5]\d)$/.exec(text ?? "");
  if (!found) return undefined;
  const minutes = DAYS.indexOf(found[1]) * 1440 + Number(found[2]) * 60 + Number(found[3]);
  return Math.floor(minutes / STEP);
}

/** Minutes from Monday at midnight, on the clocks of `zone`. */
function minutesOfWeek(time, zone) {
  const parts = Object.fromEntries(
    new Intl.DateTimeFormat("en-GB", { timeZone: zone, weekday: "short", hour: "2-digit", minute: "2-digit", hourCycle: "h23" })
      .formatToParts(time)
      .map(({ type, value }) => [type, value]),
  );
  return DAYS.indexOf(parts.weekday) * 1440 + Number(parts.hour) * 60 + Number(parts.minute);
}

export const stepOf = (time, zone) => Math.floor(minutesOfWeek(time, zone) / STEP);

/** A moment of this week at which the clocks of `zone` show that step. */
export function moment(step, zone, from = Date.now()) {
  const near = from + (step * STEP - minutesOfWeek(from, zone)) * 60_000;
  // Once more from there: a clock change may lie between.
  return near + (step * STEP - minutesOfWeek(near, zone)) * 60_000;
}
