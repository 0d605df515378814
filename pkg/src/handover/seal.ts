// What is handed over as one text, which only its code opens: packed, then encrypted and sealed (AES-256-GCM; the key by PBKDF2 of
// the code). One byte altered, or another code, and nothing comes out. All of it happens here; nothing is sent.

import { NearsideError } from "../errors.ts";
import { read } from "./code.ts";

const VERSION = 1;
const HEAD = `nearside-${VERSION}.`;
const SALT = 16;
const IV = 12;
const TAG = 16;
/** OWASP's Password Storage Cheat Sheet for PBKDF2-HMAC-SHA-256; of a code of 75 random bits it is more than is needed. */
const ROUNDS = 600_000;
/** Characters, at most: no profile comes to so many. */
const LONGEST = 400_000;
/** Bytes of what is in it. */
const LARGEST = 256 * 1024;

const enum Form {
  Plain,
  Deflated,
}

export async function seal(content: string, code: string): Promise<string> {
  const salt = crypto.getRandomValues(new Uint8Array(SALT));
  const iv = crypto.getRandomValues(new Uint8Array(IV));
  const key = await keyOf(code, salt);
  const sealed = await crypto.subtle.encrypt({ name: "AES-GCM", iv, additionalData: utf8(HEAD) }, key, await pack(content));
  return HEAD + base64([...salt, ...iv, ...new Uint8Array(sealed)]);
}

export async function unseal(text: string, code: string): Promise<string> {
  const bytes = bytesOf(text);
  const key = await keyOf(code, bytes.subarray(0, SALT));
  const iv = bytes.subarray(SALT, SALT + IV);
  let content: ArrayBuffer;
  try {
    content = await crypto.subtle.decrypt({ name: "AES-GCM", iv, additionalData: utf8(HEAD) }, key, bytes.subarray(SALT + IV));
  } catch (cause) {
    const hint = "is it the code that was shown with this very file? Another file has another code";
    throw new NearsideError("handover_locked", "this code does not open it, or it was altered", { hint, cause });
  }
  try {
    return await unpack(new Uint8Array(content));
  } catch (cause) {
    throw invalid("what is in it cannot be read", cause);
  }
}

async function keyOf(code: string, salt: Uint8Array<ArrayBuffer>): Promise<CryptoKey> {
  const letters = read(code);
  if (!globalThis.crypto?.subtle) {
    throw new NearsideError("handover_unavailable", "this browser encrypts nothing here", { hint: "serve the page over https" });
  }
  const secret = await crypto.subtle.importKey("raw", utf8(letters), "PBKDF2", false, ["deriveKey"]);
  const how = { name: "PBKDF2", hash: "SHA-256", salt, iterations: ROUNDS };
  return crypto.subtle.deriveKey(how, secret, { name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
}

/** What is behind the head. Spaces and line ends that it took on on its way are none of it. */
function bytesOf(text: string): Uint8Array<ArrayBuffer> {
  if (typeof text !== "string" || text.length > LONGEST) throw invalid("this is too long to be handed over");
  const plain = text.replace(/\s+/g, "");
  const [head, version] = /^nearside-(\d{1,9})\./.exec(plain) ?? [];
  if (head === undefined) throw invalid("nothing that was handed over begins like this");
  if (Number(version) > VERSION) {
    const hint = "reload the page, or have this site updated";
    throw new NearsideError("handover_too_new", "this was handed over by a newer version", { hint });
  }
  const rest = plain.slice(head.length);
  let bytes: Uint8Array<ArrayBuffer> | undefined;
  try {
    bytes = Uint8Array.from(atob(rest.replace(/-/g, "+").replace(/_/g, "/")), (character) => character.charCodeAt(0));
  } catch {
    // Told below.
  }
  // Some texts are other ways to write the same bytes: whatever is altered is refused.
  if (head !== HEAD || !bytes || base64(bytes) !== rest || bytes.length <= SALT + IV + TAG)
    throw invalid("a part of it is missing, or altered");
  return bytes;
}

function base64(bytes: Iterable<number>): string {
  let characters = "";
  for (const byte of bytes) characters += String.fromCharCode(byte);
  return btoa(characters).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
}

function utf8(text: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(text);
}

async function pack(content: string): Promise<Uint8Array<ArrayBuffer>> {
  const bytes = utf8(content);
  const [form, packed] = globalThis.CompressionStream
    ? ([Form.Deflated, await through(bytes, new CompressionStream("deflate-raw"))] as const)
    : ([Form.Plain, bytes] as const);
  return Uint8Array.from([form, ...packed]);
}

async function unpack(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  const [form] = bytes;
  const rest = bytes.subarray(1);
  const content = form === Form.Plain ? rest : await through(rest, new DecompressionStream("deflate-raw"));
  return new TextDecoder("utf-8", { fatal: true }).decode(content);
}

/** No more than is ever in it: a few bytes may unfold to a million. */
async function through(bytes: Uint8Array<ArrayBuffer>, stream: CompressionStream | DecompressionStream): Promise<Uint8Array<ArrayBuffer>> {
  const writer = stream.writable.getWriter();
  // What is wrong with it comes out at the other end.
  writer.write(bytes).catch(() => {});
  writer.close().catch(() => {});
  const reader: ReadableStreamDefaultReader<Uint8Array<ArrayBuffer>> = stream.readable.getReader();
  const all: number[] = [];
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return Uint8Array.from(all);
    for (const byte of value) all.push(byte);
    if (all.length <= LARGEST) continue;
    void reader.cancel();
    throw new RangeError("too much");
  }
}

export function invalid(message: string, cause?: unknown): NearsideError {
  return new NearsideError("handover_invalid", message, { hint: "the whole text that `profile.pack()` gave, or its file", cause });
}
