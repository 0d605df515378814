// A consent platform's function on the page, `__tcfapi` or `__gpp`: in this window, in one above by `postMessage`, or there a
// little later. After "How can vendors that use iframes call the CMP API from an iframe?" of both specifications (IAB Tech
// Lab, "CMP API v2" of the TCF and "CMP API Specification" of the GPP).

import { attempt, type Bag, isBag, type Leave, UNKNOWN } from "./source.ts";

type Hear = (value: unknown, success: unknown) => void;
type Call = (command: string, hear: Hear, parameter?: unknown) => void;
type Api = (...args: unknown[]) => unknown;

export interface Protocol {
  /** Of the function; the locator and the messages are named after it. */
  readonly name: string;
  readonly version: unknown;
  /** The two have their arguments in different orders. */
  args(command: string, hear: Hear, parameter: unknown): unknown[];
}

/** How often the function is looked for while it is not there, in milliseconds. */
const PAUSE = 50;
/** How long, unless the site says: slower than this is nobody's stub. */
export const WAIT = 10_000;

/**
 * Listens to the platform's events, wherever it is. `read` makes something of each: undefined leaves things as they are, what
 * it throws is unknown.
 */
export function follow(
  protocol: Protocol,
  wait: number,
  read: (value: unknown, success: unknown) => Leave | undefined,
  tell: (leave: Leave) => void,
): () => void {
  let call: Call | undefined;
  let id: unknown;
  let over = false;
  let removed = false;
  const end = (): void => {
    if (!removed && id !== undefined) {
      removed = true;
      attempt(() => call?.("removeEventListener", () => {}, id));
    }
    stop();
  };
  const hear: Hear = (value, success) => {
    id ??= attempt(() => (isBag(value) ? value.listenerId : undefined)) ?? undefined;
    // A stub answers when its platform has come, which may be after we have gone.
    if (over) return end();
    let leave: Leave | undefined = UNKNOWN;
    attempt(() => {
      leave = read(value, success);
    });
    if (leave) tell(leave);
  };
  const stop = reach(protocol, wait, (found) => {
    call = found;
    attempt(() => found("addEventListener", hear));
  });
  return () => {
    over = true;
    if (!call || id !== undefined) end();
  };
}

/** Looks for the function until it is there, or `wait` is over. */
function reach(protocol: Protocol, wait: number, found: (call: Call) => void): () => void {
  const { name } = protocol;
  const last = performance.now() + wait;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let close = (): void => {};
  // Asked for each time: the platform puts its own in the place of its stub.
  const own = (): unknown => (window as unknown as Bag)[name];
  const call: Call = (command, hear, parameter) => (own() as Api)(...protocol.args(command, hear, parameter));
  const look = (): void => {
    const isHere = typeof attempt(own) === "function";
    const frame = isHere ? undefined : above(`${name}Locator`);
    if (isHere) {
      found(call);
    } else if (frame) {
      const [post, hangUp] = posting(protocol, frame);
      close = hangUp;
      found(post);
    } else if (performance.now() < last) {
      timer = setTimeout(look, PAUSE);
    }
  };
  look();
  return () => {
    clearTimeout(timer);
    close();
  };
}

/** The nearest window from here up with a frame of this name in it. */
function above(locator: string): Window | undefined {
  for (let frame: Window = window; ; frame = frame.parent) {
    // A window of another origin throws where it has no such frame.
    if (attempt(() => (frame.frames as unknown as Bag)[locator])) return frame;
    if (frame === frame.parent) return undefined;
  }
}

function posting({ name, version }: Protocol, frame: Window): [Call, () => void] {
  const asked = new Map<unknown, Hear>();
  const listen = ({ source, data }: MessageEvent<unknown>): void => {
    if (source !== frame) return;
    attempt(() => {
      const message: unknown = typeof data === "string" ? JSON.parse(data) : data;
      const back = isBag(message) && message[`${name}Return`];
      if (isBag(back)) asked.get(back.callId)?.(back.returnValue, back.success);
    });
  };
  window.addEventListener("message", listen);
  return [
    (command, hear, parameter) => {
      const callId = `nearside-${Math.random()}`;
      asked.set(callId, hear);
      frame.postMessage({ [`${name}Call`]: { command, parameter, version, callId } }, "*");
    },
    () => window.removeEventListener("message", listen),
  ];
}
