// Counts the requests that carry the visitor's data. Watches every resource that the page loads, and the bodies that
// scripts send, and looks for the values of the signals as words of their own. The page's own address is not among them:
// the browser asked for it before anybody could decide anything.

/** Values too common to mean anything as a word of an address. */
const TRIVIAL = /^(true|false|null|[0-9]|.?)$/i;

const words = (text) => new Set(String(text).toLowerCase().split(/[^\p{L}\p{N}-]+/u));

/** The signals whose value stands in this text, by name. */
export function carried(text, signals) {
  const found = words(text);
  return Object.entries(signals)
    .filter(([name]) => !name.startsWith("page."))
    .filter(([, value]) => !TRIVIAL.test(String(value)) && found.has(String(value).toLowerCase()))
    .map(([name]) => name);
}

const pathOf = (address) => {
  const url = new URL(address, location.href);
  return url.origin === location.origin ? url.pathname + url.search : url.href;
};

/** What a body says, as far as it can be read without changing it. */
const textOf = (body) => (typeof body === "string" || body instanceof URLSearchParams ? String(body) : body instanceof FormData ? [...body].join(" ") : "");

export class Counter {
  /** Addresses in the order of loading, and the names of the signals found in each. */
  requests = [];
  #signals = {};
  #tell;

  constructor(tell) {
    this.#tell = tell;
    new PerformanceObserver((list) => list.getEntries().forEach(({ name, startTime }) => this.#add(name, startTime))).observe({ type: "resource", buffered: true });
    this.#wrap(window, "fetch", (_input, init) => init?.body);
    this.#wrap(navigator, "sendBeacon", (_address, body) => body);
    this.#wrap(XMLHttpRequest.prototype, "send", (body) => body);
    this.#wrap(WebSocket.prototype, "send", (body) => body);
  }

  /** Whose values to look for; what was seen before is looked at again. */
  set signals(signals) {
    this.#signals = signals;
    for (const request of this.requests) request.carries = carried(request.text, signals);
    this.#tell(this);
  }

  get carrying() {
    return this.requests.filter(({ carries }) => carries.length > 0);
  }

  #add(address, at, body = "") {
    const path = pathOf(address);
    const text = `${path} ${body}`;
    this.requests.push({ path, at, text, carries: carried(text, this.#signals) });
    this.#tell(this);
  }

  /** Addresses come from the resource timing; here only bodies are read, and the call goes on as it was. */
  #wrap(owner, name, bodyOf) {
    const original = owner[name];
    if (typeof original !== "function") return;
    const counter = this;
    owner[name] = function (...given) {
      const body = textOf(bodyOf(...given));
      if (body) counter.#add(typeof given[0] === "string" && name !== "send" ? given[0] : location.href.split("?")[0], performance.now(), body);
      return original.apply(this, given);
    };
  }
}
