// What is done to the pages: ten selectors each time, and an operation behind every one.

/** `[selector, operation]`, in words that both rewriters have. */
const NONE = ["promo", "upsell", "countdown", "geo-note", "survey"].flatMap((name) => [
  [`.${name}`, { html: "<b>never</b>" }],
  [`#${name}-slot`, { text: "never" }],
]);

const SPARSE = [
  ["#hero h1", { text: "Rain is coming to Hamburg" }],
  ["#hero .lead", { html: "Jackets that keep <em>everything</em> out." }],
  ["#hero .cta", { attr: { href: "/c/jackets" } }],
  ["#banner", { text: "Free delivery to Germany" }],
  ["#menu ul", { append: '<li><a href="/c/rain">Rain</a></li>' }],
  ["#account", { html: '<a href="/account">Good evening</a>' }],
  ["#list", { prepend: "<p>Sorted for wet days</p>" }],
  ["[data-index='7']", { after: "<aside>Waterproof, tested</aside>" }],
  ["#newsletter h2", { text: "Ten per cent on the first order" }],
  ["#foot .small", { remove: true }],
];

/** A card has some 850 bytes: 2 600 edits a megabyte are a little over two of each. */
const DENSE = [
  [".card-ivory .name", { append: "<i>new</i>" }],
  [".card-navy .name", { append: "<i>back</i>" }],
  [".card-moss .price", { text: "€ 20.00" }],
  [".card-rust .price", { text: "€ 30.00" }],
  ["#foot .small", { text: "Prices until Sunday" }],
  [".badge", { text: "2 days" }],
  [".link", { attr: { rel: "next" } }],
  [".card-moss .gone", { html: "<s>L</s>" }],
  [".story em", { remove: true }],
  ["#menu a", { attr: { rel: "nofollow" } }],
];

/** Works by name; `bytes` is the size of the page, `least` and `most` the edits that it must come to. */
export const works = [
  { name: "none matches", bytes: 100_000, edits: NONE, least: 0, most: 0 },
  { name: "sparse", bytes: 100_000, edits: SPARSE, least: 10, most: 10 },
  { name: "dense", bytes: 1_000_000, edits: DENSE, least: 2_500, most: 2_700 },
];
