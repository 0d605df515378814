// Operations applied to a document. All targets are found before the first is changed, as the HTML rewriter finds
// them in the page as it came; a failing operation is counted and stops nothing; everything can be undone.

import { fillOp } from "./fill.ts";
import { checkAttribute, FRAME, mayHold, mayNotBe, parse, REFUSED, refuse, TABLE, TITLE } from "./markup.ts";
import type { Fill, Op, Rank } from "./op.ts";
import { order } from "./order.ts";
import { redirect } from "./redirect.ts";

export interface Edit {
  /** A selector. */
  target: string;
  /** Which of the elements that it finds, from 1 on; all of them without. */
  nth?: number;
  ops: readonly Op[];
}

export interface Applied {
  /** Operations that were refused or failed. */
  refused: number;
  /** Each puts back what was there before one edit; the last goes first. */
  undos: (() => void)[];
}

/** What a page loads where its bundle needs it: without it such an operation is refused. Each gives the way back. */
export const loaded: { rank?: ((element: Element, op: Rank) => () => void) | undefined } = {};

/** Which elements an edit was done to, and what operations brought in: marks that no other script can read. */
const done: Record<string, WeakSet<Element>> = {};
const ours = new WeakSet<Node>();

function mark(nodes: Iterable<ChildNode>): void {
  for (const node of nodes) {
    ours.add(node);
    mark(node.childNodes);
  }
}

function applyOp(element: Element, op: Op<string>, undo: (() => void)[]): void {
  const put = (where: "append" | "prepend" | "before" | "after" | "replaceChildren", nodes: ChildNode[]) => {
    const old = [...element.childNodes];
    mark(nodes);
    element[where](...nodes);
    undo.push(() => {
      for (const node of nodes) node.remove();
      if (where === "replaceChildren") element.replaceChildren(...old);
    });
  };
  const attribute = (name: string, value: string | null) =>
    value === null ? element.removeAttribute(name) : element.setAttribute(name, value);
  const keep = (name: string) => {
    const old = element.getAttribute(name);
    undo.push(() => attribute(name, old));
    return old;
  };

  switch (op.op) {
    case "text":
      mayHold(element, TABLE);
      put("replaceChildren", op.text ? [new Text(op.text)] : []);
      break;
    case "html":
    case "append":
    case "prepend":
      mayHold(element, TITLE);
      // Behind the body's last child a streamed comment would be the document's.
      if (op.op === "append" && element.matches("body") && /^\s*<!--/.test(op.html)) refuse();
      put(op.op === "html" ? "replaceChildren" : op.op, parse(op.html, element));
      break;
    case "before":
    case "after":
    case "replace":
    case "remove": {
      mayNotBe(element, FRAME);
      if (op.op !== "remove") put(op.op === "after" ? "after" : "before", parse(op.html, element.parentElement ?? refuse()));
      if (op.op === "before" || op.op === "after") break;
      const place = new Text();
      element.replaceWith(place);
      undo.push(() => place.replaceWith(element));
      break;
    }
    case "template": {
      mayHold(element, TITLE);
      const template = document.getElementById(op.id.replace("#", "")) as HTMLTemplateElement;
      put("replaceChildren", [...document.importNode(template.content, true).childNodes]);
      break;
    }
    case "attr":
      mayNotBe(element, REFUSED);
      if (!/^(?!style$)[a-z_:][-\w:.]*$/i.test(op.name)) refuse();
      checkAttribute(op.name, op.value ?? "");
      keep(op.name);
      attribute(op.name, op.value);
      break;
    case "class": {
      const { classList } = element;
      const old = keep("class");
      // One call looks at all tokens before it changes anything.
      classList.add(...op.add, ...op.remove);
      classList.remove(...op.remove);
      // `class=""` is left where there was no class and is none.
      if (old === null && !classList.length) attribute("class", null);
      break;
    }
    case "style": {
      // By the CSSOM: a policy may forbid style attributes.
      const { style } = element as HTMLElement;
      const old = element.getAttribute("style");
      if (op.value !== null && !CSS.supports(op.name, op.value)) refuse();
      undo.push(() => {
        if (old === null) attribute("style", old);
        else style.cssText = old;
      });
      style.removeProperty(op.name);
      style.setProperty(op.name, op.value);
      break;
    }
    case "order":
      undo.push(order(element, op.selectors));
      break;
    case "rank":
      undo.push((loaded.rank ?? refuse)(element, op));
      break;
    case "redirect":
      redirect(op.path);
      break;
    default:
      refuse();
  }
}

/** The elements that a selector finds, or the `nth` of them; one that is none finds none. */
export function find(root: ParentNode, target: string, nth = 0): Element[] {
  try {
    return [...root.querySelectorAll(target)].filter((_, at) => !nth || at === nth - 1);
  } catch {
    return [];
  }
}

/** Applies edits to the page below `root`. Applying the same again changes nothing. */
export function applyAll(root: ParentNode, edits: readonly Edit[], fill: Fill): Applied {
  let refused = 0;
  const found = edits.map(({ target, nth }) => find(root, target, nth));
  const texts: string[] = [];
  const undos = edits.map((edit, index) => {
    const undo: (() => void)[] = [];
    // The same edit twice in one call is meant twice.
    let key = JSON.stringify(edit);
    while (texts.includes(key)) key += " ";
    texts.push(key);
    done[key] ??= new WeakSet();
    const seen = done[key] as WeakSet<Element>;
    for (const element of found[index] ?? []) {
      if (ours.has(element) || seen.has(element)) continue;
      seen.add(element);
      undo.push(() => seen.delete(element));
      for (const op of edit.ops) {
        try {
          applyOp(element, fillOp(op, fill), undo);
        } catch {
          refused++;
        }
      }
    }
    return () => {
      for (const back of undo.splice(0).reverse()) back();
    };
  });
  return { refused, undos };
}
