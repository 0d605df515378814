// Files of the visitor's: one is saved, one is chosen. Nothing goes over a network.

import { node } from "./node.ts";

/** No export is longer (`memory/own.ts`). */
const LONGEST = 256 * 1024;

export function save(name: string, text: string): void {
  const address = URL.createObjectURL(new Blob([text], { type: "application/json" }));
  node("a", { href: address, download: name }).click();
  // Whoever downloads has it open by then.
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}

/** The text of a file that somebody chooses; undefined if they do not. */
export function pick(root: ShadowRoot): Promise<string | undefined> {
  return new Promise((picked) => {
    const end = (text: Promise<string> | undefined): void => {
      input.remove();
      picked(text);
    };
    const input: HTMLInputElement = node("input", { type: "file", accept: "application/json,.json", hidden: true }, [], {
      change() {
        const file = input.files?.[0];
        // Of what is too long the beginning is no profile either, and says so.
        end(file?.slice(0, LONGEST + 1).text());
      },
      cancel: () => end(undefined),
    });
    root.append(input);
    input.click();
  });
}
