// One question with yes and no, in a modal dialog: the keyboard stays in it, Escape is no, and the focus goes back.

import { type Child, node } from "./node.ts";
import type { Speech } from "./speech.ts";

export interface Dialog {
  readonly title: Child;
  readonly yes: string;
  /** Of the button that closes it; "Cancel" unless given. */
  readonly no?: string;
  readonly body: readonly Child[];
  /** Whether what is in it can be taken; without, always. */
  readonly check?: () => boolean;
}

export function ask(
  root: ShadowRoot,
  { lang, dir, text }: Speech,
  { title, yes, no = text("cancel"), body, check = () => true }: Dialog,
): Promise<boolean> {
  return new Promise((answer) => {
    const accept = (event: Event): void => {
      event.preventDefault();
      if (check()) close(true);
    };
    const close = (is: boolean): void => {
      dialog.close(is ? "yes" : "");
    };
    const dialog = node(
      "dialog",
      { part: "dialog", "aria-labelledby": "title", lang, dir },
      [
        node(
          "form",
          { method: "dialog", novalidate: true },
          [
            node("h2", { id: "title", part: "title" }, [title]),
            ...body,
            node("p", { class: "actions" }, [
              node("button", { part: "button primary", class: "primary" }, [yes]),
              node("button", { type: "button", part: "button" }, [no], { click: () => close(false) }),
            ]),
          ],
          { submit: accept },
        ),
      ],
      {
        close() {
          const isAccepted = dialog.returnValue === "yes";
          dialog.remove();
          answer(isAccepted);
        },
      },
    );
    root.append(dialog);
    dialog.showModal();
  });
}
