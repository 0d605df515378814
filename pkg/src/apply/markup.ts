// Markup from a bundle, parsed where nothing runs and refused as a whole when it could run anything, or would not
// stay where it is put. The HTML rewriter (src/rewrite/markup.rs) refuses the same things for the same pages.
// Kinds of elements are selectors here: the browser has the machine to ask for them.

/** What is or holds code; all but `base` and `embed` hold it as text. */
const CODE = "base,embed,frame,frameset,noembed,noframes,noscript,plaintext,script,template,xmp";
export const REFUSED = `${CODE},applet,foreignObject,math,object,meta[http-equiv]`;
/** What stays in its place. */
export const FRAME = "html,head,body";
/** No content of their own, or content that is code. */
const FIXED = `${CODE},area,br,col,head,hr,html,iframe,img,input,link,meta,param,source,style,track,wbr`;
/** Hold no text, and no markup. */
export const TABLE = "table,colgroup,tbody,tfoot,thead,tr";
export const TITLE = "title,textarea";
const ROWS = "caption,col,colgroup,tbody,td,tfoot,th,thead,tr";
/** Tags that the parser drops where they may not stand, keeping what is in them. */
const DROPPED = `${FRAME},form,${ROWS}`;

export function refuse(): never {
  throw Error("refused");
}

/** Throws when an element is of a kind. */
export function mayNotBe(element: Element, kind: string): void {
  if (element.matches(kind)) refuse();
}

/** Throws when this element's content is not to be changed, or is of a kind that holds none such. */
export function mayHold(element: Element, not: string): void {
  // SVG has names of its own: there a `title` is another thing, but a script and a stylesheet are what they are.
  mayNotBe(element, element instanceof HTMLElement ? `${FIXED},${not}` : "script,style");
}

/** Throws when this attribute could run or load something. */
export function checkAttribute(name: string, value: string): void {
  if (/^(on|(srcdoc|http-equiv) |attributename .*href\s*$)/is.test(`${name} ${value}`)) refuse();
  // A URL parser drops white space and control characters; `data:` is for pictures, sound and fonts.
  const address = value.replace(/[\0- ]+/g, "");
  if (/^(javascript|vbscript|data(?!:(image|font|audio|video)\/)):/i.test(address)) refuse();
}

interface Policy {
  createHTML(html: string): string;
}
const asIs: Policy = { createHTML: (html) => html };
let policy: Policy | undefined;

function trusted(html: string): string {
  const { trustedTypes } = globalThis as { trustedTypes?: { createPolicy(name: string, rules: Policy): Policy } };
  policy ??= trustedTypes?.createPolicy("nearside", asIs) ?? asIs;
  return policy.createHTML(html);
}

const isEnd = (node: Node | undefined) => node?.nodeType === 8 && !node.nodeValue;

/** Parses `<a><b><!---->markup<!---->`: what the parser leaves between the comments stays in its place. */
function within(frame: "head" | "body", path: string[], markup: string): Element | undefined {
  const doctype = document.compatMode === "CSS1Compat" ? "<!doctype html>" : "";
  const html = `${doctype}<${[frame, ...path].join("><")}><!---->${markup}<!---->`;
  let place: Element = new DOMParser().parseFromString(trusted(html), "text/html")[frame];
  for (const name of path) {
    const [only, other] = place.childNodes;
    if (other || (only as Element | undefined)?.localName !== name) return undefined;
    place = only as Element;
  }
  const [first, ...rest] = place.childNodes;
  return isEnd(first) && isEnd(rest.pop()) ? place : undefined;
}

/** Nodes for inside `parent`, made inert; throws when they could do harm or would not stay there. */
export function parse(markup: string, parent: Element): ChildNode[] {
  const frame = parent.closest("head") ? "head" : "body";
  const path: string[] = [];
  for (let at: Element | null = parent; at && !at.matches(FRAME); at = at.parentElement) path.unshift(at.localName);
  // A parent that scripts have put where no parser would: only the parent itself is asked.
  const place = within(frame, within(frame, path, "") ? path : path.slice(-1), markup) ?? refuse();
  if (place.querySelector(REFUSED)) refuse();
  for (const element of place.querySelectorAll("*")) {
    // Not `element.attributes`: that is a form's own field of this name.
    const attributes: NamedNodeMap = Reflect.get(Element.prototype, "attributes", element);
    for (const { name, value } of attributes) checkAttribute(name, value);
  }
  // What else a select or a row may hold differs between browsers, or between parsers and scripts.
  const allowed = parent.closest("select") ? "optgroup,option" : parent.matches(TABLE) ? ROWS : "*";
  if (place.querySelector(`:scope>:not(${allowed})`)) refuse();
  const tags = markup.split(RegExp(`<(?:${DROPPED.replaceAll(",", "|")})(?![a-z])`, "i")).length - 1;
  if (tags > place.querySelectorAll(DROPPED).length) refuse();
  return [...place.childNodes].slice(1, -1).map((node) => document.importNode(node, true));
}
