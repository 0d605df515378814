// IndexedDB as the place: one database for a site, one store, the same texts under the same keys as in local storage. It
// has what that lacks, transactions: no two tabs write at once, and what one erased another cannot write back. Tabs hear of
// each other by a channel, as they do by `storage` events. It may hang for good (WebKit 226547), so nobody waits for it long.

import type { Storage } from "./storage.ts";

const NAME = "nearside";
const STORE = "kept";

/** Stands for what somebody else put there: it grants nothing, and goes. */
const STRANGE = "?";

type Value = string | null;

/** What lies there as one of our texts. */
function textOf(value: unknown): Value {
  if (value === undefined || value === null) return null;
  return typeof value === "string" ? value : STRANGE;
}

/** Of whatever version it is; undefined if there is none and none is to be made, for that would be storing something. */
function open(isMade: boolean, version?: number): Promise<IDBDatabase | undefined> {
  return new Promise((opened, failed) => {
    const request = indexedDB.open(NAME, version);
    request.onupgradeneeded = () => {
      if (isMade) request.result.createObjectStore(STORE);
      else request.transaction?.abort();
    };
    request.onsuccess = () => opened(request.result);
    request.onerror = (event) => {
      // Firefox would report it to the page.
      event.preventDefault();
      if (request.error?.name === "AbortError" && !isMade) opened(undefined);
      else failed(request.error);
    };
  });
}

/** One of the same name without our store is given one, where there is something to put into it. */
async function connect(isMade: boolean): Promise<IDBDatabase | undefined> {
  const base = await open(isMade);
  if (!base || base.objectStoreNames.contains(STORE)) return base;
  base.close();
  return isMade ? open(isMade, base.version + 1) : undefined;
}

type Act<T> = (store: IDBObjectStore, is: (result: T) => void) => void;

function transact<T>(base: IDBDatabase, mode: IDBTransactionMode, act: Act<T>): Promise<T | undefined> {
  return new Promise((done, failed) => {
    const transaction = base.transaction(STORE, mode, { durability: "relaxed" });
    let result: T | undefined;
    transaction.oncomplete = () => done(result);
    transaction.onabort = () => failed(transaction.error);
    act(transaction.objectStore(STORE), (is) => {
      result = is;
    });
  });
}

function quit(transaction: IDBTransaction): void {
  try {
    transaction.abort();
  } catch {
    // It is over already.
  }
}

export function indexed(): Storage {
  let base: IDBDatabase | undefined;
  let last: Promise<unknown> = Promise.resolve();
  /** Those that are listened to. */
  const channels = new Map<string, BroadcastChannel>();

  /** The next goes on with another connection. */
  const lose = (): void => {
    base?.close();
    base = undefined;
  };
  const reach = async (isMade: boolean): Promise<IDBDatabase | undefined> => {
    if (base) return base;
    base = await connect(isMade);
    // Somebody deletes it, or makes another of it: they do not have to wait for us.
    if (base) base.onversionchange = base.onclose = lose;
    return base;
  };
  /** Does things one after the other. Nothing comes of it where there is no database. */
  const work = <T>(mode: IDBTransactionMode, isMade: boolean, act: Act<T>): Promise<T | undefined> => {
    const done = last.then(async () => {
      const there = await reach(isMade);
      return there && transact(there, mode, act);
    });
    last = done.catch(lose);
    return done;
  };

  /** Tells other tabs. A channel does not hear itself. */
  const tell = (key: string, value: Value): void => {
    try {
      const own = channels.get(key);
      const to = own ?? new BroadcastChannel(key);
      to.postMessage(value);
      if (!own) to.close();
    } catch {
      // Who cannot be told finds it when they write.
    }
  };

  // It opens while this tab is given its number.
  last = reach(false).catch(lose);

  return {
    get: (key) =>
      work<Value>("readonly", false, (store, is) => {
        const request = store.get(key);
        request.onsuccess = () => is(textOf(request.result));
      }),
    async keys() {
      const all = await work<IDBValidKey[]>("readonly", false, (store, is) => {
        const request = store.getAllKeys();
        request.onsuccess = () => is(request.result);
      });
      return (all ?? []).map(String);
    },
    async set(key, value) {
      await work("readwrite", true, (store) => store.put(value, key));
      tell(key, value);
    },
    async remove(key) {
      await work("readwrite", false, (store) => store.delete(key));
      tell(key, null);
    },
    async update(key, change) {
      const text = await work<string | undefined>("readwrite", true, (store, is) => {
        const request = store.get(key);
        request.onsuccess = () => {
          try {
            const text = change(textOf(request.result));
            is(text);
            if (text === undefined) return;
            store.put(text, key);
            // Not when somebody has looked at the answer: the page may be on its way out.
            store.transaction.commit();
          } catch {
            quit(store.transaction);
          }
        };
      });
      if (text !== undefined) tell(key, text);
    },
    watch(key, heard) {
      const own = new BroadcastChannel(key);
      own.onmessage = ({ data }) => heard(textOf(data));
      channels.set(key, own);
      return () => {
        own.close();
        if (channels.get(key) === own) channels.delete(key);
      };
    },
  };
}
