// Operations applied to a document. All targets are found before the first is changed, as the HTML rewriter finds
// them in the page as it came; a failing operation is counted and stops nothing; everything can be undone.

import { fillIn } from "./fill.ts";
import { checkAttribute, mayChange, mayGo, mayHold, parse, refuse } from "./markup.ts";
import type { Fill, Op, Text } from "./op.ts";
import { order } from "./order.ts";
import { redirect } from "./redirect.ts";

export interface Edit {
  /** A selector. */
  target: string;
  ops: readonly Op[];
}

export interface Applied {
  /** Elements found for each edit; 0 is worth a `health` event. */
  counts: number[];
  /** Operations that were refused or failed. */
  refused: number;
  /** Puts back what was there before. */
  undo(): void;
}

/** What was done to an element already, and what operations brought in: marks that no other script can read. */
const done = new WeakMap<Element, Set<string>>();
const ours = new WeakSet<Node>();

function mark(nodes: ChildNode[]): ChildNode[] {
  for (const node of nodes) {
    ours.add(node);
    mark([...node.childNodes]);
  }
  return nodes;
}

function applyOp(element: Element, op: Op, fill: Fill, undo: (() => void)[]): void {
  const put = (where: "append" | "prepend" | "before" | "after" | "replaceChildren", nodes: ChildNode[]) => {
    const old = [...element.childNodes];
    element[where](...mark(nodes));
    undo.push(() => {
      for (const node of nodes) node.remove();
      if (where === "replaceChildren") element.replaceChildren(...old);
    });
  };
  const inside = (text: Text) => {
    mayHold(element, "html");
    const markup = fillIn(text, fill);
    // Behind the body's last child a streamed comment would be the document's.
    if (op.op === "append" && element.matches("body") && /^\s*<!--/.test(markup)) refuse();
    return parse(markup, element);
  };
  const beside = (text: Text) => {
    mayGo(element);
    return parse(fillIn(text, fill), element.parentElement ?? refuse());
  };
  const attribute = (name: string, value: string | null) =>
    value === null ? element.removeAttribute(name) : element.setAttribute(name, value);
  const keep = (name: string) => {
    const old = element.getAttribute(name);
    undo.push(() => attribute(name, old));
    return old;
  };

  switch (op.op) {
    case "text": {
      mayHold(element, "text");
      const text = fillIn(op.text, fill);
      put("replaceChildren", text ? [new Text(text)] : []);
      break;
    }
    case "html":
      put("replaceChildren", inside(op.html));
      break;
    case "append":
    case "prepend":
      put(op.op, inside(op.html));
      break;
    case "before":
    case "after":
      put(op.op, beside(op.html));
      break;
    case "replace":
    case "remove": {
      mayGo(element);
      if (op.op === "replace") put("before", beside(op.html));
      const place = new Text();
      element.replaceWith(place);
      undo.push(() => place.replaceWith(element));
      break;
    }
    case "template": {
      const template = document.getElementById(op.id.replace("#", "")) as HTMLTemplateElement;
      put("replaceChildren", [...document.importNode(template.content, true).childNodes]);
      break;
    }
    case "attr": {
      mayChange(element);
      const value = op.value && fillIn(op.value, fill);
      if (!/^(?!style$)[a-z_:][-\w:.]*$/i.test(op.name)) refuse();
      checkAttribute(op.name, value ?? "");
      keep(op.name);
      attribute(op.name, value);
      break;
    }
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
      const value = op.value && fillIn(op.value, fill);
      const old = style.cssText;
      const had = element.hasAttribute("style");
      if (value !== null && !CSS.supports(op.name, value)) refuse();
      undo.push(() => {
        if (had) style.cssText = old;
        else attribute("style", null);
      });
      style.removeProperty(op.name);
      style.setProperty(op.name, value);
      break;
    }
    case "order":
      undo.push(order(element, op.selectors));
      break;
    case "redirect":
      redirect(op.path);
      break;
    default:
      refuse();
  }
}

/** Applies edits to the page below `root`. Applying the same again changes nothing. */
export function applyAll(root: ParentNode, edits: readonly Edit[], fill: Fill): Applied {
  const undo: (() => void)[] = [];
  let refused = 0;
  const found = edits.map(({ target }) => {
    try {
      return [...root.querySelectorAll(target)];
    } catch {
      return [];
    }
  });
  const texts: string[] = [];
  edits.forEach((edit, index) => {
    // The same edit twice in one call is meant twice.
    let key = JSON.stringify(edit);
    while (texts.includes(key)) key += " ";
    texts.push(key);
    for (const element of found[index] ?? []) {
      const keys = done.get(element) ?? new Set();
      if (ours.has(element) || keys.has(key)) continue;
      done.set(element, keys.add(key));
      undo.push(() => keys.delete(key));
      for (const op of edit.ops) {
        try {
          applyOp(element, op, fill, undo);
        } catch {
          refused++;
        }
      }
    }
  });
  return {
    counts: found.map((elements) => elements.length),
    refused,
    undo() {
      for (const back of undo.splice(0).reverse()) back();
    },
  };
}

/** Applies operations to the elements that `target` selects; how many those are. */
export function apply(root: ParentNode, target: string, ops: readonly Op[], fill: Fill): number {
  return applyAll(root, [{ target, ops }], fill).counts[0] ?? 0;
}
