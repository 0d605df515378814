// The demo's panel: choose who visits, see what was decided for them and why. It is no part of the shop; the demo worker
// adds it to every page.

import { Answers } from "./answers.js";
import { Counter } from "./counter.js";
import { COUNTRIES, DEVICES, LANGUAGES, ORIGINS, address, follow, read } from "./visit.js";
import { DAYS, STEPS, label, moment, step, stepOf, word } from "./week.js";

/** An element with attributes and children; texts are texts. */
function make(name, attributes = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (key.startsWith("on")) element.addEventListener(key.slice(2), value);
    else if (value !== false && value !== undefined) element.setAttribute(key, value === true ? "" : value);
  }
  element.append(...children.filter((child) => child !== undefined));
  return element;
}

const OPEN = "nearside-demo-open";

class Panel extends HTMLElement {
  #visit = read(location.href);
  #zone = COUNTRIES[this.#visit.country]?.[1] ?? Intl.DateTimeFormat().resolvedOptions().timeZone;
  #answers = new Answers(this.#zone);
  #counter;
  #before = new Map();
  /** Drags are answered one after the other, and only the last of those that wait. */
  #wanted;
  #queue = Promise.resolve();
  #parts = {};

  connectedCallback() {
    const root = this.attachShadow({ mode: "open" });
    const box = make("div", { class: "box", role: "complementary", "aria-label": "Demo: who visits, what is decided and why" });
    root.append(make("link", { rel: "stylesheet", href: new URL("./panel.css", import.meta.url).href }), box);
    box.append(this.#head(), this.#body());
    follow(document, () => this.#visit);
    this.#counter = new Counter((counter) => this.#count(counter));
    this.#answers.ready().then(() => {
      this.#parts.much.textContent = `${this.#answers.adapted} slots adapted`;
      this.#open(remembered());
    });
  }

  #head() {
    this.#parts.much = make("span", { class: "much" });
    this.#parts.toggle = make("button", { class: "toggle", type: "button", onclick: () => this.#open(!this.hasAttribute("open"), true) },
      make("span", { class: "dot" }), "nearside", this.#parts.much, make("span", { class: "sign" }));
    return this.#parts.toggle;
  }

  #body() {
    this.#parts.slots = make("ul", { class: "slots" });
    this.#parts.took = make("p", { class: "dim" }, took());
    this.#parts.number = make("b", { role: "status" }, "0");
    this.#parts.seen = make("div", { class: "seen", tabindex: "0", role: "group", "aria-label": "Requests" });
    this.#parts.body = make("div", {},
      make("section", { "aria-label": "Who visits" }, this.#picks(), this.#clock()),
      make("section", { "aria-label": "What was decided" }, make("h2", {}, "Decided for this page"), this.#parts.slots, this.#parts.took),
      make("section", { class: "sent", "aria-label": "What was sent" },
        make("details", {}, make("summary", { class: "count" }, make("span", {}, "Requests carrying your data:"), this.#parts.number), this.#parts.seen)));
    return this.#parts.body;
  }

  #picks() {
    const pick = (key, text, options) => {
      const select = make("select", { onchange: ({ target }) => this.#go({ [key]: target.value }) },
        ...[["", "as it is"], ...options].map(([value, words]) => make("option", { value, selected: value === this.#visit[key] }, words)));
      return make("label", {}, text, select);
    };
    const firsts = (table) => Object.entries(table).map(([value, words]) => [value, Array.isArray(words) ? words[0] : words]);
    return make("div", { class: "pair" },
      pick("country", "Country", firsts(COUNTRIES)), pick("device", "Device", firsts(DEVICES)),
      pick("from", "Coming from", firsts(ORIGINS)), pick("language", "Language", firsts(LANGUAGES)));
  }

  #clock() {
    const now = () => stepOf(Date.now(), this.#zone);
    const value = step(this.#visit.at) ?? now();
    const shown = make("output", { for: "clock" }, label(value));
    const say = () => {
      shown.textContent = label(Number(slider.value));
      slider.setAttribute("aria-valuetext", label(Number(slider.value)));
      back.disabled = !this.#visit.at;
    };
    const slider = make("input", { id: "clock", type: "range", min: "0", max: String(STEPS - 1), step: "1", value: String(value), oninput: () => {
      this.#visit.at = word(Number(slider.value));
      say();
      this.#at(Number(slider.value));
    }, onchange: () => this.#remember() });
    const back = make("button", { class: "plain", type: "button", onclick: () => {
      this.#visit.at = "";
      slider.value = String(now());
      say();
      this.#at(undefined);
      this.#remember();
    } }, "Now");
    say();
    return make("div", { class: "clock" }, make("div", { class: "now" }, make("label", { for: "clock" }, "Clock"), shown, back), slider,
      make("div", { class: "days", "aria-hidden": "true" }, ...DAYS.map((day) => make("span", {}, day))));
  }

  /** Another visitor is another request. */
  #go(change) {
    location.assign(address(location.href, { ...this.#visit, ...change }));
  }

  /** Another hour is decided here, without a request. */
  #at(chosen) {
    const now = chosen === undefined ? Date.now() : moment(chosen, this.#zone);
    this.#wanted = now;
    this.#queue = this.#queue.then(async () => {
      if (this.#wanted !== now) return;
      await this.#answers.decide(now);
      this.#decided(true);
    });
  }

  /** The hour goes into the address, for a reload; not while dragging, which browsers do not bear. */
  #remember() {
    history.replaceState(null, "", address(location.href, this.#visit));
  }

  #decided(mark) {
    const answers = this.#answers.all;
    const open = new Set([...this.#parts.slots.querySelectorAll("details[open]")].map((details) => details.dataset.slot));
    this.#parts.slots.replaceChildren(...answers.map((answer) => this.#slot(answer, mark, open.has(answer.slot))));
    this.#before = new Map(answers.map((answer) => [answer.slot, sum(answer)]));
    const chosen = answers.filter(({ experience }) => experience).length;
    this.#parts.much.textContent = `${chosen} of ${answers.length} slots adapted`;
    this.#counter.signals = this.#answers.signals;
  }

  #slot(answer, mark, open) {
    const { slot, experience, variant, value, where } = answer;
    const what = value !== undefined ? `${value}` : experience ? `${experience}${variant && variant !== "show" ? `, ${variant}` : ""}` : "default";
    const why = make("div", { class: "why" });
    const fill = async () => {
      const { reason, sentence, considered } = await this.#answers.explain(slot);
      why.replaceChildren(make("p", { class: "dim" }, make("code", {}, reason), " ", sentence), ...considered.map(tried));
    };
    const details = make("details", { "data-slot": slot, open, ontoggle: () => details.open && fill() },
      make("summary", {}, make("span", { class: "slot" }, slot), make("span", { class: "what" }, what), make("span", { class: "where" }, where)), why);
    const changed = mark && this.#before.get(slot) !== sum(answer);
    return make("li", { class: `${experience ? "" : "default"}${changed ? " changed" : ""}` }, details);
  }

  #count({ requests, carrying }) {
    const { number, seen } = this.#parts;
    number.textContent = String(carrying.length);
    number.className = carrying.length ? "some" : "";
    const list = carrying.length ? carrying.map(({ path, carries }) => `${path}: ${carries.join(", ")}`) : requests.map(({ path }) => path);
    seen.replaceChildren(make("p", { class: "dim" }, `${requests.length} requests after the page itself: ${requests.length ? "its files, and nothing that says who you are." : "none."}`),
      make("ul", {}, ...list.map((path) => make("li", {}, make("code", {}, path)))));
  }

  #open(open, keep = false) {
    this.toggleAttribute("open", open);
    this.#parts.toggle.setAttribute("aria-expanded", String(open));
    this.#parts.body.hidden = !open;
    if (open) this.#answers.open().then(() => this.#decided(false));
    if (!keep) return;
    try {
      sessionStorage.setItem(OPEN, open ? "1" : "");
    } catch {
      // It then opens closed on the next page.
    }
  }
}

/** One experience that was considered, and how each of its conditions stood. */
function tried({ experience, reason, sentence, at, drawn, conditions }) {
  const line = ({ answer, question, signal, value, source, trust, conditions }) => make("li", {},
    make("i", { class: answer ? "yes" : "no", "aria-label": answer ? "holds" : "does not hold" }, answer ? "✓" : "✗"),
    make("span", {}, make("code", {}, question), signal ? make("span", { class: "dim" }, seen(value, source, trust)) : ""),
    conditions ? make("ul", { class: "conditions" }, ...conditions.map(line)) : "");
  return make("div", { class: "try" },
    make("p", {}, make("b", {}, experience), " ", make("code", { class: "dim", title: sentence }, reason), at ? make("span", { class: "dim" }, `, ${at.file}:${at.line}`) : ""),
    make("ul", { class: "conditions" }, ...conditions.map(line), ...(drawn ? [make("li", {}, make("i", {}, "#"), make("span", { class: "dim" }, `drawn by ${drawn.unit}: ${drawn.bucket} of ${drawn.of}`))] : [])));
}

/** What the worker said in `Server-Timing`. */
function took() {
  const [page] = performance.getEntriesByType("navigation");
  const timing = page?.serverTiming?.find(({ name }) => name === "nearside");
  // A worker's clock stands still between reads, so a short time is none.
  return timing ? `Decided at the edge in ${timing.duration || "less than 1"} ms.` : "";
}

const seen = (value, source, trust) => (value === undefined || value === null ? ": unknown" : `: ${value} (${source}${trust === "inferred" ? ", inferred" : ""})`);

/** Two answers with the same sum look the same on the page. */
const sum = ({ experience, variant, value, content }) => `${experience}/${variant}/${value}/${content}`;

function remembered() {
  try {
    return Boolean(sessionStorage.getItem(OPEN));
  } catch {
    return false;
  }
}

customElements.define("nearside-demo", Panel);
document.body.append(document.createElement("nearside-demo"));
