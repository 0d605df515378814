// What a decision costs as experiences grow, as a picture: log–log, one panel a way of sharing slots. Text stays text, and
// colours follow whether the reader's page is dark.

const PANEL = { width: 400, height: 300, left: 58, top: 44, gap: 74 };
const HEIGHT = PANEL.top + PANEL.height + 64;

const STYLE = `
  svg { --text: #24292f }
  text { font: 12px system-ui, sans-serif; fill: var(--text) }
  .title { font-weight: 600 }
  .grid { stroke: #d0d7de; stroke-width: 1 }
  .a { --ink: #0969da } .b { --ink: #953800 } .c { --ink: #57606a }
  .a, .b, .c { fill: var(--ink) }
  path.line { fill: none; stroke: var(--ink); stroke-width: 2 }
  @media (prefers-color-scheme: dark) {
    svg { --text: #e6edf3 }
    .grid { stroke: #373e47 }
    .a { --ink: #58a6ff } .b { --ink: #f0883e } .c { --ink: #9da7b3 }
  }`;

const escaped = (text) => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
const round = (number) => Math.round(number * 10) / 10;
const text = (x, y, content, attributes = "") =>
  `<text x="${round(x)}" y="${round(y)}"${attributes && ` ${attributes}`}>${escaped(content)}</text>`;

/** Where a number lies between `from` and `to`, each step of ten as long. */
export const scale = (from, to, length) => (number) => (length * Math.log(number / from)) / Math.log(to / from);

/** Powers of ten that hold all of `numbers`. */
export function decades(numbers) {
  const [least, most] = [Math.floor(Math.log10(Math.min(...numbers))), Math.ceil(Math.log10(Math.max(...numbers)))];
  return Array.from({ length: Math.max(most, least + 1) - least + 1 }, (_, i) => 10 ** (least + i));
}

const time = (ns) => (ns < 1e3 ? `${ns} ns` : ns < 1e6 ? `${ns / 1e3} µs` : ns < 1e9 ? `${ns / 1e6} ms` : `${ns / 1e9} s`);
const amount = (number) => String(number).replace(/\B(?=(\d{3})+$)/g, " ");

function panel({ title, lines }, left, { xs, ys, most }) {
  const { width, height, top } = PANEL;
  const x = scale(xs[0], most, width);
  const y = scale(ys[0], ys.at(-1), height);
  const parts = [text(left, top - 16, title, 'class="title"')];
  for (const tick of xs.filter((tick) => tick <= most)) {
    const at = round(left + x(tick));
    parts.push(`<path class="grid" d="M${at} ${top}v${height}"/>`, text(at, top + height + 18, amount(tick), 'text-anchor="middle"'));
  }
  for (const tick of ys) {
    const at = round(top + height - y(tick));
    parts.push(`<path class="grid" d="M${left} ${at}h${width}"/>`, text(left - 8, at + 4, time(tick), 'text-anchor="end"'));
  }
  parts.push(text(left + width / 2, top + height + 40, "experiences", 'text-anchor="middle"'));
  lines.forEach(({ name, points }, i) => {
    const style = "abc"[i % 3];
    const at = points.map(({ count, ns }) => [round(left + x(count)), round(top + height - y(ns))]);
    parts.push(`<path class="${style} line" d="M${at.map((pair) => pair.join(" ")).join("L")}"/>`);
    for (const [cx, cy] of at) parts.push(`<circle class="${style}" cx="${cx}" cy="${cy}" r="2.5"/>`);
    // Lines rise to the right: at the upper left there is room for what they are.
    parts.push(text(left + 12, top + 20 + 18 * i, name, `class="${style}"`));
  });
  return parts;
}

/** `panels` of `{ title, lines: [{ name, points: [{ count, ns }] }] }`; both have the same axes, so that they compare. */
export function picture(panels, about) {
  const points = panels.flatMap(({ lines }) => lines.flatMap((line) => line.points));
  const xs = decades(points.map(({ count }) => count));
  const ys = decades(points.map(({ ns }) => ns));
  // Experiences up to the most that were measured, times up to the next power of ten.
  const axes = { xs, ys, most: Math.max(2 * xs[0], ...points.map(({ count }) => count)) };
  const drawn = panels.flatMap((one, i) => panel(one, PANEL.left + 10 + i * (PANEL.width + PANEL.gap), axes));
  const width = PANEL.left + 10 + panels.length * (PANEL.width + PANEL.gap) - PANEL.gap + 30;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${HEIGHT}" role="img" aria-labelledby="title">
<title id="title">${escaped(about)}</title>
<style>${STYLE}
</style>
${drawn.join("\n")}
</svg>
`;
}
