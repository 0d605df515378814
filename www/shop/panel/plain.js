// Puts the slots that an edge worker rewrote back to what the origin sent, so that the browser can decide them anew.
// The shop's rules change texts, markup, classes and attributes of their targets; nothing else is put back here.

/** The page as the origin sends it to everybody. */
async function origin() {
  const response = await fetch(`/_demo/origin${location.pathname}`);
  return new DOMParser().parseFromString(await response.text(), "text/html");
}

function copyAttributes(from, to) {
  for (const { name } of [...to.attributes]) if (!from.hasAttribute(name)) to.removeAttribute(name);
  for (const { name, value } of from.attributes) if (to.getAttribute(name) !== value) to.setAttribute(name, value);
}

const CHANGES_CHILDREN = new Set(["text", "html", "append", "prepend"]);

/** Puts back what these edits changed. */
export async function restore(edits) {
  const page = await origin();
  for (const { target, ops } of edits) {
    const before = [...page.querySelectorAll(target)];
    document.querySelectorAll(target).forEach((element, index) => {
      const plain = before[index];
      if (!plain) return;
      copyAttributes(plain, element);
      if (ops.some(({ op }) => CHANGES_CHILDREN.has(op))) element.replaceChildren(...document.importNode(plain, true).childNodes);
    });
  }
}
