// The shop's own script: starts nearside, and keeps the basket. Without it every page still reads and every link works.

// Where an edge worker has decided already, this takes over what it said; elsewhere it decides here, in the browser.
const nearside = import("/nearside/dist/browser/index.js").then(({ start }) => start({ bundle: "/nearside/site.nsb" }));

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

nearside.catch(() => {}); // the page stays as the origin sent it

const name = { a1f4: "Ailsa", b7c2: "Bram", c9e5: "Chiara", d3d8: "Dagny" }[/(?:^|; )acct=(\w+)/.exec(document.cookie)?.[1] ?? ""];
const signedIn = document.querySelector("#signed-in");
if (signedIn) signedIn.textContent = name ? `Signed in as ${name}.` : "Nobody is signed in.";
