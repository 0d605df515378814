// The shop's own script: starts nearside, and keeps the basket. Without it every page still reads and every link works.

// That somebody said no is the shop's to know: nearside stores nothing for those who do not want to be remembered.
const LEAVE = "smirr-leave";

const refused = () => {
  try {
    return localStorage.getItem(LEAVE) === "no";
  } catch {
    return false; // then nobody said anything, and nothing is remembered either
  }
};

// Where an edge worker has decided already, this takes over what it said; elsewhere it decides here, in the browser.
const nearside = import("/nearside/dist/browser/index.js").then(({ start }) =>
  start({ bundle: "/nearside/site.nsb", consent: refused() ? { personalization: false } : {} }),
);

const KEY = "smirr-basket";

const read = () => {
  try {
    return JSON.parse(localStorage.getItem(KEY) ?? "[]");
  } catch {
    return []; // blocked or broken storage: an empty basket is better than no page
  }
};

const write = (lines) => {
  try {
    localStorage.setItem(KEY, JSON.stringify(lines));
  } catch {
    // The basket then lasts as long as this page.
  }
};

function showCount(lines) {
  const count = document.querySelector(".basket-count");
  if (count) count.textContent = lines.length ? String(lines.length) : "";
}

function listen(form) {
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const { buy: item, name, grams } = form.dataset;
    const size = new FormData(form).get("size");
    const lines = [...read(), { item, name, size, grams: Number(grams) }];
    write(lines);
    showCount(lines);
    const status = form.querySelector("[role=status]");
    if (status) status.textContent = `${name}, ${size}: in your basket.`;
  });
}

function line(entry, index, again) {
  const li = document.createElement("li");
  const img = Object.assign(new Image(72, 72), { src: `/img/${encodeURIComponent(entry.item)}.svg`, alt: "" });
  const text = document.createElement("p");
  text.textContent = `${entry.name}, ${entry.size}`;
  const out = Object.assign(document.createElement("button"), { type: "button", textContent: "Take out" });
  out.setAttribute("aria-label", `Take out ${entry.name}, ${entry.size}`);
  out.addEventListener("click", () => {
    write(read().filter((_, at) => at !== index));
    again(`${entry.name} taken out.`);
  });
  li.append(img, text, out);
  return li;
}

/** A named value decides, so that a rule can change it without a change here. */
async function showWeight(element, lines) {
  const units = await nearside.then((ns) => ns.value("units")).catch(() => "metric");
  const grams = lines.reduce((sum, { grams }) => sum + (grams || 0), 0);
  const [amount, unit, digits] = units === "us" ? [grams / 28.3495, "ounce", 1] : [grams, "gram", 0];
  const text = new Intl.NumberFormat(document.documentElement.lang, { style: "unit", unit, maximumFractionDigits: digits }).format(amount);
  element.textContent = `Together ${text} on your back, or on your feet.`;
  element.hidden = grams === 0;
}

function showBasket(list, said = "") {
  const lines = read();
  showCount(lines);
  list.replaceChildren(...lines.map((entry, index) => line(entry, index, (text) => showBasket(list, text))));
  list.hidden = lines.length === 0;
  const empty = document.querySelector("#basket-empty");
  if (empty && lines.length) empty.textContent = lines.length === 1 ? "One thing." : `${lines.length} things.`;
  else if (empty) empty.textContent = "Nothing in it. That is the lightest way to travel.";
  const weight = document.querySelector("#basket-weight");
  if (weight) showWeight(weight, lines);
  const status = document.querySelector("[role=status]");
  if (status) status.textContent = said;
}

showCount(read());
document.querySelectorAll("form[data-buy]").forEach(listen);
const list = document.querySelector("#basket-lines");
if (list) showBasket(list);

// What places are called, for whoever asks why they look as they do.
const PLACES = {
  banner: "the notice at the top",
  money: "prices",
  measures: "weights and lengths",
  shipping: "delivery",
  hero: "the picture at the top",
  "hero-eyebrow": "the line above the title",
  "hero-cta": "the buttons at the top",
  welcome: "the welcome",
  foryou: "where to begin",
  campaign: "the story",
  letter: "the letter",
  list: "the list",
  tip: "the tip",
  offer: "the offer",
  buy: "the button to buy",
  "buy-button": "what the button says",
  "buy-note": "when it leaves",
  "account-first": "what comes first",
  "basket-note": "delivery",
};

const make = (name, attributes = {}, ...children) => {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  element.append(...children);
  return element;
};

/** At the foot of the page: why it looks as it does, once for each rule that changed something, and for what could be personal. */
function showWhys(ns) {
  const section = document.querySelector("#whys");
  if (!section || ns.error) return;
  const told = new Set();
  const why = (slot) => make("li", {}, make("nearside-why", { for: slot }, `Why: ${PLACES[slot]}`));
  const items = ns.decisions.entries().flatMap(([slot, { experience }]) => {
    const isHere = slot === "foryou" ? document.querySelector("#foryou") : experience && PLACES[slot];
    if (!isHere || told.has(experience)) return [];
    if (experience) told.add(experience);
    return [why(slot)];
  });
  // Where nothing is adapted, what stands on every page says so.
  if (items.length === 0) items.push(why("banner"));
  section.querySelector("ul")?.remove();
  section.append(make("ul", {}, ...items));
  section.hidden = false;
}

/** Asks once, both answers alike; until then nothing is kept beyond the page. */
function askLeave(ns) {
  const { personalization, optedOut, gpc } = ns.consent();
  const isOpen = personalization === undefined && !optedOut && !gpc && !ns.error && location.pathname !== "/privacy";
  const there = document.querySelector(".leave");
  if (!isOpen) return there?.remove();
  if (there) return;
  const answer = (said, words) => {
    const button = make("button", { class: "button quiet", type: "button" }, words);
    button.addEventListener("click", () => {
      ns.consent({ personalization: said });
      settle(ns);
      document.querySelector("#main")?.focus({ preventScroll: true });
    });
    return button;
  };
  const more = make("a", { href: "/privacy" }, "What that means");
  const bar = make("section", { class: "leave", "aria-label": "May this shop remember?" }, make("div", { class: "wrap" },
    make("p", {}, "May this shop remember, on this device, whether you look at running or hiking? Nothing is sent. ", more, "."),
    make("div", { class: "choose" }, answer(true, "Yes, remember"), answer(false, "No"))));
  document.querySelector(".masthead")?.after(bar);
}

/** Keeps a no, forgets it with a yes, and shows what may be asked now. */
function settle(ns) {
  const { personalization } = ns.consent();
  try {
    if (personalization === false) localStorage.setItem(LEAVE, "no");
    else localStorage.removeItem(LEAVE);
  } catch {
    // It is asked again on the next page.
  }
  for (const question of document.querySelectorAll("nearside-ask")) question.hidden = personalization !== true;
  askLeave(ns);
  showWhys(ns);
}

nearside
  .then(async (ns) => {
    const { defineElements } = await import("/nearside/dist/browser/elements.js");
    const places = Object.entries(PLACES).map(([slot, name]) => [`slot.${slot}`, name]);
    defineElements(ns, { messages: { en: { "declared.outing": "What you go out for", ...Object.fromEntries(places) } } });
    settle(ns);
    document.addEventListener("change", ({ target }) => target.localName?.startsWith("nearside-") && settle(ns));
  })
  .catch(() => {}); // the page stays as the origin sent it

const name = { a1f4: "Ailsa", b7c2: "Bram", c9e5: "Chiara", d3d8: "Dagny" }[/(?:^|; )acct=(\w+)/.exec(document.cookie)?.[1] ?? ""];
const signedIn = document.querySelector("#signed-in");
if (signedIn) signedIn.textContent = name ? `Signed in as ${name}.` : "Nobody is signed in.";
