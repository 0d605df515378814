// In development: elements of `nearside/elements` that name what the ruleset does not have, and so show nothing of it. They are told
// once, whenever they come to the page.

import type { Nearside } from "./page.ts";

interface Stray extends Element {
  /** Of its own, or that of `defineElements`; missing as long as the element is not defined. */
  readonly page?: unknown;
}

/** Looks now, and whenever the document, or what is decided, changes. */
export async function strays(ns: Nearside): Promise<void> {
  const slots = ns.decisions.entries().map(([slot]) => slot);
  const questions = (await ns.profile.questions()).map(({ key }) => key);
  const told = new Set<string>();
  const look = async (): Promise<void> => {
    for (const element of within(document)) {
      const line = (await isOf(element, ns)) && stray(element, slots, questions);
      if (!line || told.has(line)) continue;
      told.add(line);
      console.info(line);
    }
  };
  const again = (): void => void look().catch(() => {});
  new MutationObserver(again).observe(document, { subtree: true, childList: true, attributeFilter: ["key", "for"] });
  ns.on("decide", again);
  // Whose page it is they know from then on.
  await customElements.whenDefined("nearside-ask");
  again();
}

/** The elements in a tree, and in the shadow trees below it that are open. */
function within(tree: Document | ShadowRoot): Stray[] {
  return [...tree.querySelectorAll("*")].flatMap((element): Stray[] => {
    if (/^nearside-(why|ask)$/.test(element.localName)) return [element];
    return element.shadowRoot ? within(element.shadowRoot) : [];
  });
}

/** Whether it asks this page. */
async function isOf(element: Stray, ns: Nearside): Promise<boolean> {
  return (await Promise.resolve(element.page).catch(() => {})) === ns;
}

function stray(element: Element, slots: readonly string[], questions: readonly string[]): string | undefined {
  const [attribute, known, what, mend] =
    element.localName === "nearside-why"
      ? (["for", slots, "there is no such slot", "`slots`"] as const)
      : (["key", questions, "there is no such question, or nothing reads its answer", "`declare`"] as const);
  const name = element.getAttribute(attribute) ?? "";
  if (known.includes(name)) return undefined;
  const ones = known.length > 0 ? `one of ${known.map((one) => `\`${one}\``).join(", ")}` : `one of the ruleset's ${mend}, which has none`;
  return `nearside: <${element.localName} ${attribute}="${name}">: ${what}. To mend it: ${ones}`;
}
