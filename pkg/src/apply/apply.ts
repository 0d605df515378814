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

function mark(nodes: Node[]): Node[] {
  for (const node of nodes) {
    ours.add(node);
    mark([...node.childNodes]);
  }
  return nodes;
}

function applyOp(element: Element, op: Op, fill: Fill, undo: (() => void)[]): void {
  const fillWith = (nodes: Node[]) => {
    const old = [...element.childNodes];
    element.replaceChildren(...mark(nodes));
    undo.push(() => element.replaceChildren(...old));
  };
  const inside = (text: Text) => {
    mayHold(element, "html");
    const markup = fillIn(text, fill);
    // Behind the body's last child a streamed comment would be the document's.
    if (op.op === "append" && element.localName === "body" && /^\s*<!--/.test(markup)) refuse();
    return mark(parse(markup, element));
  };
  const beside = (markup: Text) => {
    mayGo(element);
    return mark(parse(fillIn(markup, fill), element.parentElement ?? refuse()));
  };
  const insert = (where: "append" | "prepend" | "before" | "after", nodes: Node[]) => {
    element[where](...nodes);
    undo.push(() => nodes.forEach((node) => node.parentNode?.removeChild(node)));
  };
  const stand = (nodes: Node[]) => {
    const place = new Text();
    element.replaceWith(place, ...nodes);
    undo.push(() => {
      nodes.forEach((node) => node.parentNode?.removeChild(node));
      place.replaceWith(element);
    });
  };
  const keepAttribute = (name: string) => {
    const old = element.getAttribute(name);
    undo.push(() => (old === null ? element.removeAttribute(name) : element.setAttribute(name, old)));
  };

  switch (op.op) {
    case "text": {
      mayHold(element, "text");
      const text = fillIn(op.text, fill);
      fillWith(text ? [new Text(text)] : []);
      break;
    }
    case "html":
      fillWith(inside(op.html));
      break;
    case "append":
    case "prepend":
      insert(op.op, inside(op.html));
      break;
    case "before":
    case "after":
      insert(op.op, beside(op.html));
      break;
    case "replace":
      stand(beside(op.html));
      break;
    case "remove":
      mayGo(element);
      stand([]);
      break;
    case "template": {
      const template = document.getElementById(op.id.replace("#", ""));
      fillWith([...document.importNode((template as HTMLTemplateElement).content, true).childNodes]);
      break;
    }
    case "attr": {
      mayChange(element);
      const value = op.value === null ? null : fillIn(op.value, fill);
      if (!/^[a-z_:][-\w:.]*$/i.test(op.name) || /^style$/i.test(op.name)) refuse();
      checkAttribute(op.name, value ?? "");
      keepAttribute(op.name);
      value === null ? element.removeAttribute(op.name) : element.setAttribute(op.name, value);
      break;
    }
    case "class": {
      const had = element.hasAttribute("class");
      if ([...op.add, ...op.remove].some((token) => !/^\S+$/.test(token))) refuse();
      keepAttribute("class");
      element.classList.add(...op.add);
      element.classList.remove(...op.remove);
      // Chromium writes `class=""` where there was no class and is none.
      if (!had && !element.classList.length) element.removeAttribute("class");
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
        else element.removeAttribute("style");
      });
      style.removeProperty(op.name);
      if (value !== null) style.setProperty(op.name, value);
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
  const texts = edits.map((edit) => JSON.stringify(edit));
  edits.forEach((edit, index) => {
    // The same edit twice in one call is meant twice.
    const key = `${texts.slice(0, index).filter((text) => text === texts[index]).length}${texts[index]}`;
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
      for (let back = undo.pop(); back; back = undo.pop()) back();
    },
  };
}

/** Applies operations to the elements that `target` selects; how many those are. */
export function apply(root: ParentNode, target: string, ops: readonly Op[], fill: Fill): number {
  return applyAll(root, [{ target, ops }], fill).counts[0] ?? 0;
}
