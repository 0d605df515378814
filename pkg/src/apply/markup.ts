// Markup from a bundle, parsed where nothing runs and refused as a whole when it could run anything, or would not
// stay where it is put. The HTML rewriter (src/rewrite/markup.rs) refuses the same things for the same pages.

const REFUSED = /^(applet|base|embed|foreignobject|frame|frameset|math|noembed|noframes|noscript|object|plaintext|script|template|xmp)$/i;

/** No content of their own, or content that is code. */
const FIXED =
  /^(area|base|br|col|embed|frame|hr|img|input|link|meta|param|source|track|wbr|iframe|noembed|noframes|noscript|style|xmp|script|plaintext|html|head|frameset|template)$/;

export function refuse(): never {
  throw new Error("refused");
}

const isHtml = (element: Element) => element.namespaceURI === "http://www.w3.org/1999/xhtml";

/** Throws when this element's content is not to be changed, or not to this kind. */
export function mayHold(element: Element, kind: "text" | "html"): void {
  const name = element.localName;
  if (name === "script") refuse();
  if (!isHtml(element)) return;
  const no = kind === "text" ? /^(table|tbody|thead|tfoot|tr|colgroup)$/ : /^(title|textarea)$/;
  if (FIXED.test(name) || no.test(name)) refuse();
}

/** Throws when this element must stay in its place. */
export function mayGo(element: Element): void {
  if (/^(html|head|body)$/.test(element.localName)) refuse();
}

/** Throws when this attribute could run or load something. */
export function checkAttribute(name: string, value: string): void {
  if (/^(on.*|srcdoc|http-equiv)$/is.test(name)) refuse();
  if (/^attributename$/i.test(name) && /href\s*$/i.test(value)) refuse();
  // A URL parser drops white space and control characters; `data:` is for pictures, sound and fonts.
  const address = value.replace(/[\0- ]+/g, "");
  if (/^(javascript|vbscript|data(?!:(image|font|audio|video)\/)):/i.test(address)) refuse();
}

/** Throws when an operation must not touch this element's attributes. */
export function mayChange(element: Element): void {
  if (REFUSED.test(element.localName) || element.matches("meta[http-equiv]")) refuse();
}

function check(node: Node): void {
  if (node.nodeType === 1) {
    const element = node as Element;
    if (REFUSED.test(element.localName)) refuse();
    for (const { name, value } of element.attributes) checkAttribute(name, value);
  }
  node.childNodes.forEach(check);
}

interface Policy {
  createHTML(html: string): string;
}
let policy: Policy | undefined;

function trusted(html: string): string {
  const types = (globalThis as { trustedTypes?: { createPolicy(name: string, rules: Policy): Policy } }).trustedTypes;
  policy ??= types ? types.createPolicy("nearside", { createHTML: (text) => text }) : { createHTML: (text) => text };
  return policy.createHTML(html);
}

/** Parses `<a><b><!---->markup<!---->`: what the parser leaves between the comments stays in its place. */
function within(path: string[], markup: string, mode: string): Node[] | undefined {
  const doctype = mode === "CSS1Compat" ? "<!doctype html>" : "";
  const opened = path.map((name) => `<${name}>`).join("");
  const page = new DOMParser().parseFromString(trusted(`${doctype}${opened}<!---->${markup}<!---->`), "text/html");
  let place: Node = path[0] === "head" ? page.head : page.body;
  for (const name of path) {
    if (name === "head" || name === "body") continue;
    const only = place.childNodes.length === 1 ? place.firstChild : null;
    if ((only as Element | null)?.localName !== name) return undefined;
    place = only as Element;
  }
  const nodes = [...place.childNodes];
  const isComment = (node: Node | undefined) => node?.nodeType === 8 && node.nodeValue === "";
  return nodes.length > 1 && isComment(nodes.shift()) && isComment(nodes.pop()) ? nodes : undefined;
}

/** Tags that the parser drops where they may not stand, keeping what is in them. */
const DROPPED = /^(form|caption|colgroup|col|t[dhr]|tbody|thead|tfoot|body|head|html)$/i;

function count(node: Node): number {
  const inside = [...node.childNodes].reduce((sum, child) => sum + count(child), 0);
  return inside + (DROPPED.test(node.nodeName) ? 1 : 0);
}

/** Nodes for inside `parent`, made inert; throws when they could do harm or would not stay there. */
export function parse(markup: string, parent: Element): Node[] {
  const path: string[] = [];
  for (let at: Element | null = parent; at && at.localName !== "html"; at = at.parentElement) path.unshift(at.localName);
  // A parent that scripts have put where no parser would: only the parent itself is asked.
  const mode = parent.ownerDocument.compatMode;
  const possible = within(path, "", mode) ? path : path.slice(-1);
  const nodes = within(possible, markup, mode) ?? refuse();
  nodes.forEach(check);
  // What else a select or a row may hold differs between browsers, or between parsers and scripts.
  const inTable = /^(table|tbody|thead|tfoot|tr)$/.test(parent.localName);
  const only = parent.closest("select") ? /^opt/ : inTable ? /^(caption|col|t[bdfhr])/ : /./;
  if (nodes.some((node) => node.nodeType === 1 && !only.test((node as Element).localName))) refuse();
  const tags = [...markup.matchAll(/<([a-z]+)/gi)].filter(([, name]) => DROPPED.test(name ?? ""));
  if (tags.length > nodes.reduce((sum, node) => sum + count(node), 0)) refuse();
  return nodes.map((node) => document.importNode(node, true));
}
