// What the commands need of this machine, by Node: the other side of `Host` in `src/cli/host.rs`.
import { createPrivateKey, createPublicKey, generateKeyPairSync, sign, verify } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync, writeSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { answer, body } from "./fetched.mjs";

/** Folders that hold no sources. */
export const SKIPPED = new Set(["node_modules", "target", "dist", "build"]);
/** Files of one ruleset, folders deep, bytes of one file; as in `src/limits.rs`. */
const FILES = 4096;
const DEPTH = 16;
const BYTES = 16 * 1024 * 1024;

/** As `src/shell` says it. */
const explain = (verb, path, error) => {
  const why = {
    ENOENT: "there is no such file",
    EISDIR: `it is a folder\n  hint: name a file, as in \`${path.replace(/\/+$/, "")}/name\``,
    EEXIST: "a part of this path is a file\n  hint: choose another folder",
    EACCES: "you have no right to\n  hint: choose another place, or change its rights",
  };
  const code = { ENOTDIR: "EEXIST", EPERM: "EACCES" }[error?.code] ?? error?.code;
  return `can't ${verb} \`${path}\`: ${why[code] ?? error?.message ?? error}`;
};

/** Runs `work`, its failure said for people. */
function attempt(verb, path, work) {
  try {
    return work();
  } catch (error) {
    throw explain(verb, path, error);
  }
}

function walk(folder, prefix, names, depth) {
  if (depth > DEPTH || names.length > FILES) return;
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    if (entry.name.startsWith(".") || SKIPPED.has(entry.name)) continue;
    const path = prefix + entry.name;
    if (entry.isDirectory()) walk(join(folder, entry.name), `${path}/`, names, depth + 1);
    else names.push(path);
  }
}

/** Writes all of `text`; a reader that went away (`| head`) is no reason to complain. */
function put(stream, text) {
  const bytes = Buffer.from(text);
  let at = 0;
  while (at < bytes.length) {
    try {
      at += writeSync(stream.fd, bytes, at);
    } catch (error) {
      if (error.code === "EAGAIN") continue;
      return;
    }
  }
}

/** The package's own files. */
const PACKAGE = fileURLToPath(new URL("..", import.meta.url));

/** What pages without a bundler import. */
const ENTRIES = ["index.js", "elements.js", "consent.js"];

/** The browser build as such a page wants it: all in one folder, the modules beside the script, in both forms. */
function runtime() {
  const files = {};
  const add = (name) => {
    if (files[name]) return;
    const text = readFileSync(join(PACKAGE, "dist/browser", name), "utf8");
    files[name] = Buffer.from(text.replaceAll("../../wasm/", "./"));
    for (const [, chunk] of text.matchAll(/(?:from|import)\(?["']\.\/([\w-]+\.js)["']/g)) add(chunk);
    for (const [, module] of text.matchAll(/["']\.\.\/\.\.\/wasm\/(\w+\.(?:wasm|js))["']/g))
      files[module] = readFileSync(join(PACKAGE, "wasm", module));
  };
  for (const entry of ENTRIES) add(entry);
  return files;
}

/** A secret key, or a public one, of its 32 bytes. */
function ed25519(secret, key) {
  const [make, type, head, bytes] = secret
    ? [createPrivateKey, "pkcs8", "302e020100300506032b657004220420", secret]
    : [createPublicKey, "spki", "302a300506032b6570032100", key];
  // RFC 8410: what stands before the bytes is always the same.
  return make({ key: Buffer.concat([Buffer.from(head, "hex"), bytes]), format: "der", type });
}

const wantsColour = (stream) => Boolean(stream.isTTY) && !process.env.NO_COLOR;

export const machine = {
  /** What goes on after the command: () => exit code. */
  server: undefined,
  serve(site) {
    this.server = async () => (await import("./serve.mjs")).serve(site, machine);
  },
  demo(port, json) {
    this.server = async () => (await import("./demo.mjs")).demo(port, json, machine);
  },
  runtime: () => attempt("read", `${PACKAGE}dist/browser`, runtime),
  progress(text) {
    if (process.stderr.isTTY) put(process.stderr, `\r\x1b[2K${text}`);
  },
  read(path) {
    return attempt("read", path, () => {
      const { size } = statSync(path);
      if (size > BYTES) throw new Error(`${size} bytes are more than a ruleset, a page or a bundle may have`);
      return new Uint8Array(readFileSync(path));
    });
  },
  write(path, bytes) {
    attempt("make the folder of", path, () => mkdirSync(dirname(path), { recursive: true }));
    attempt("write", path, () => writeFileSync(path, bytes));
  },
  writeSecret(path, bytes) {
    if (existsSync(path)) throw `\`${path}\` is there already\n  hint: name another file with \`--out\``;
    attempt("write", path, () => writeFileSync(path, bytes, { mode: 0o600, flag: "wx" }));
  },
  keypair() {
    const { d, x } = generateKeyPairSync("ed25519").privateKey.export({ format: "jwk" });
    return new Uint8Array(Buffer.concat([d, x].map((half) => Buffer.from(half, "base64url"))));
  },
  sign: (secret, message) => new Uint8Array(sign(null, message, ed25519(secret))),
  verify: (key, message, signature) => verify(null, message, ed25519(undefined, key), signature),
  list(folder) {
    return attempt("list", folder, () => {
      const names = [];
      walk(folder, "", names, 0);
      // By code points, as the native shell sorts: the same files in the same order everywhere.
      return names.sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
    });
  },
  exists: (path) => existsSync(path),
  fetch: body,
  ask: answer,
  print: (text) => put(process.stdout, text),
  warn: (text) => put(process.stderr, text),
  colour: (error) => wantsColour(error ? process.stderr : process.stdout),
  now: () => Date.now(),
  offset: () => -new Date().getTimezoneOffset(),
};
