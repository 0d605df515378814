// `nearside/preview`: variants for whoever has a link that the team signed. A token is a JWT (RFC 7519) of Ed25519 (RFC
// 8037); `nearside preview sign` makes them, and so does any library of the field. The platform's WebCrypto verifies.

/** What became of a token, as `src/preview` says it. */
export type PreviewReason =
  | "valid"
  | "absent"
  | "malformed"
  | "key_invalid"
  | "unsupported"
  | "signature_invalid"
  | "other_id"
  | "not_yet"
  | "expired";

export interface PreviewOptions {
  /** The public key, as `nearside preview keygen` prints it; several while one takes the place of another. */
  readonly publicKey: string | readonly string[];
  /** The moment; the clock's by default. */
  readonly now?: number | Date | undefined;
  /** The ruleset's id: tokens for another are refused. Name it wherever sites share a key. */
  readonly id?: string | undefined;
}

export interface Previews {
  /** Variants by experience, for `start`, `decide` and `nearside/edge`; undefined unless the reason is `valid`. */
  readonly previews: Readonly<Record<string, string>> | undefined;
  readonly reason: PreviewReason;
  /** When the token ends; of one that is signed. */
  readonly expires?: Date;
}

const PARAMETER = "nearside-preview";
const TYPE = "nearside-preview+jwt";

/** Characters of a token, and of an address in which one is looked for: `src/limits.rs`. */
const TOKEN = 4096;
const ADDRESS = 65_536;
/** The latest moment of a date, in seconds. */
const LATEST = 8.64e12;

interface Claims {
  readonly aud: string;
  readonly exp: number;
  readonly nbf?: number;
  readonly previews: Readonly<Record<string, string>>;
}

/** Verifies a token, or that in an address's query or fragment. Never rejects: what is wrong with it is the reason. */
export async function previewsFrom(tokenOrUrl: string | URL, { publicKey, now, id }: PreviewOptions): Promise<Previews> {
  const found = tokenIn(String(tokenOrUrl));
  if (!found) return refused("absent");
  const [, signed, header, body, signature] = /^(([\w-]+)\.([\w-]+))\.([\w-]{86})$/.exec(found) ?? [];
  const claims = found.length <= TOKEN && isOurs(part(header)) ? claimsOf(part(body)) : undefined;
  const proof = bytes(signature);
  if (!claims || !signed || !proof) return refused("malformed");
  const reason = await verify([publicKey].flat(), proof, new TextEncoder().encode(signed));
  if (reason !== "valid") return refused(reason);
  const seconds = +(now ?? Date.now()) / 1000;
  const expires = new Date(claims.exp * 1000);
  if (id !== undefined && id !== claims.aud) return { ...refused("other_id"), expires };
  if (!(seconds < claims.exp)) return { ...refused("expired"), expires };
  if (claims.nbf !== undefined && seconds < claims.nbf) return { ...refused("not_yet"), expires };
  return { previews: claims.previews, reason, expires };
}

function refused(reason: PreviewReason): Previews {
  return { previews: undefined, reason };
}

/** Empty if there is none. What is too long to look at is no token. */
function tokenIn(text: string): string {
  if (text.length > ADDRESS) return "-";
  const trimmed = text.trim();
  if (!trimmed.includes("://")) return trimmed;
  const [, query = "", fragment = ""] = /^[^?#]*(?:\?([^#]*))?(?:#(.*))?$/s.exec(trimmed) ?? [];
  const pair = [...query.split("&"), ...fragment.split("&")].find((pair) => pair.startsWith(`${PARAMETER}=`));
  return pair?.slice(PARAMETER.length + 1) ?? "";
}

/** Whether one of the keys signed it. */
async function verify(keys: readonly unknown[], signature: Bytes, signed: Bytes): Promise<PreviewReason> {
  let reason: PreviewReason = "signature_invalid";
  for (const text of keys) {
    const raw = bytes(text);
    if (raw?.length !== 32) {
      reason = "key_invalid";
      continue;
    }
    try {
      const key = await crypto.subtle.importKey("raw", raw, "Ed25519", false, ["verify"]);
      if (await crypto.subtle.verify("Ed25519", key, signature, signed)) return "valid";
    } catch (error) {
      // An older browser, and a page that is not served securely, which has no `subtle`.
      reason = (error as Error | undefined)?.name === "DataError" ? "key_invalid" : "unsupported";
    }
  }
  return reason;
}

function isOurs(header: Readonly<Record<string, unknown>> | undefined): boolean {
  // RFC 7515, section 4.1.11: what is critical has to be understood.
  return header?.["typ"] === TYPE && (header["alg"] === "EdDSA" || header["alg"] === "Ed25519") && !("crit" in header);
}

function claimsOf(all: Readonly<Record<string, unknown>> | undefined): Claims | undefined {
  const { aud, exp, nbf, previews } = all ?? {};
  const isTime = (time: unknown) => typeof time === "number" && time >= 0 && time < LATEST;
  if (typeof aud !== "string" || !isTime(exp) || !(nbf === undefined || isTime(nbf)) || !isObject(previews)) return undefined;
  const variants = Object.values(previews);
  return variants.length > 0 && variants.every((variant) => typeof variant === "string") ? (all as unknown as Claims) : undefined;
}

function part(text: string | undefined): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes(text)));
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

type Bytes = Uint8Array<ArrayBuffer>;

/** Base64url in its one canonical form: a text that differs is other bytes. */
function bytes(text: unknown): Bytes | undefined {
  if (typeof text !== "string" || !/^[\w-]+$/.test(text)) return undefined;
  try {
    const binary = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
    if (btoa(binary).replace(/=+$/, "").replaceAll("+", "-").replaceAll("/", "_") !== text) return undefined;
    return Uint8Array.from(binary, (letter) => letter.charCodeAt(0));
  } catch {
    return undefined;
  }
}
