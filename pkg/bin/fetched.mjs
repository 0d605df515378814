// Pages, scripts and bundles from elsewhere, as `src/shell/fetch.rs` fetches them: a server that stays silent is waited for so
// long, and an endless answer is read so far.
import { execFileSync } from "node:child_process";

/** Seconds until all of an answer must be there, redirects included. Node itself waits ten for a connection. */
const WHOLE = 30;
/** Bytes that are read of an answer, as in `src/limits.rs`; one more says that there were more. */
const BYTES = 16 * 1024 * 1024 + 1;
/** Bytes of the line that says what came, beyond any header that Node takes. */
const HEAD = 1024 * 1024;

/** In a process of its own, as commands are synchronous: a line that says what came, then its body. */
const ASK = `const [url, headers] = process.argv.slice(1);
const fail = (why) => {
  console.error(why);
  process.exit(1);
};
process.on("uncaughtException", (error) =>
  fail(
    error.cause?.code === "UND_ERR_CONNECT_TIMEOUT"
      ? "no connection within 10 seconds"
      : error.cause?.message || error.message || String(error.cause?.code ?? error),
  ),
);
setTimeout(fail, ${WHOLE * 1000}, "not answered within ${WHOLE} seconds");
const response = await fetch(url, { headers: JSON.parse(headers) });
const head = { url: response.url, status: response.status, headers: [...response.headers] };
const parts = [Buffer.from(JSON.stringify(head) + "\\n")];
let room = ${BYTES};
for await (const chunk of response.body ?? []) {
  parts.push(chunk.subarray(0, room));
  room -= chunk.length;
  if (room <= 0) break;
}
process.stdout.write(Buffer.concat(parts), () => process.exit(0));`;

/** What comes back for an address, whatever it is. Throws a text for people. */
export function answer(url, headers) {
  try {
    const options = { maxBuffer: BYTES + HEAD, stdio: ["ignore", "pipe", "pipe"] };
    const args = ["--input-type=module", "-e", ASK, url, JSON.stringify(headers)];
    const bytes = execFileSync(process.execPath, args, options);
    const end = bytes.indexOf("\n");
    return { ...JSON.parse(bytes.subarray(0, end).toString()), body: new Uint8Array(bytes.subarray(end + 1)) };
  } catch (error) {
    const said = String(error.stderr ?? "").trim() || error.message;
    throw `can't fetch \`${url}\`: ${said.split("\n").at(-1)}`;
  }
}

/** What is behind an address; what is no success is an error. */
export function body(url) {
  const { status, body } = answer(url, {});
  if (status < 200 || status > 299) throw `can't fetch \`${url}\`: the answer was ${status}`;
  return body;
}
