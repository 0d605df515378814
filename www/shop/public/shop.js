// The shop's own script: the basket, and what the page does with two named values.
// Without it every page still reads and every link still works.

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
    const { buy: item, name } = form.dataset;
    const size = new FormData(form).get("size");
    const lines = [...read(), { item, name, size }];
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

function showBasket(list, said = "") {
  const lines = read();
  showCount(lines);
  list.replaceChildren(...lines.map((entry, index) => line(entry, index, (text) => showBasket(list, text))));
  list.hidden = lines.length === 0;
  const empty = document.querySelector("#basket-empty");
  if (empty && lines.length) empty.textContent = lines.length === 1 ? "One thing." : `${lines.length} things.`;
  else if (empty) empty.textContent = "Nothing in it. That is the lightest way to travel.";
  const status = document.querySelector("[role=status]");
  if (status) status.textContent = said;
}

showCount(read());
document.querySelectorAll("form[data-buy]").forEach(listen);
const list = document.querySelector("#basket-lines");
if (list) showBasket(list);

const name = { a1f4: "Ailsa", b7c2: "Bram", c9e5: "Chiara", d3d8: "Dagny" }[/(?:^|; )acct=(\w+)/.exec(document.cookie)?.[1] ?? ""];
const signedIn = document.querySelector("#signed-in");
if (signedIn) signedIn.textContent = name ? `Signed in as ${name}.` : "Nobody is signed in.";
