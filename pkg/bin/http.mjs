// A `fetch` handler behind Node's http server, on this machine only.
import { createServer } from "node:http";
import { isIP } from "node:net";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";

/** Resolves when the process is told to end: by Ctrl-C, by whoever started it, by a terminal that closes. */
export function interruption() {
  return new Promise((done) => {
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.once(signal, done);
  });
}

/** Listens on 127.0.0.1 only. Throws a text for people. */
export async function listen(handler, port) {
  const server = createServer((incoming, outgoing) => {
    respond(handler, incoming, outgoing).catch((error) => fail(outgoing, error));
  });
  await new Promise((ready, failed) => {
    server.once("error", (error) => failed(explain(error, port)));
    server.listen(port, "127.0.0.1", ready);
  });
  const close = () => {
    const closed = new Promise((done) => server.close(done));
    server.closeAllConnections();
    return closed;
  };
  return { address: `http://127.0.0.1:${server.address().port}`, close };
}

function explain(error, port) {
  if (error.code === "EADDRINUSE")
    return `port ${port} is taken: something listens on it already\n  hint: --port ${port + 1} takes another`;
  if (error.code === "EACCES") return `port ${port} needs more rights than this process has\n  hint: --port 8788`;
  return `can't listen on port ${port}: ${error.message}`;
}

/** A page of the internet must not read this machine's site through a name of its own (DNS rebinding). */
function isLocal(host = "") {
  const name = host.replace(/:\d+$/, "").replace(/^\[(.*)\]$/, "$1");
  return name === "localhost" || name.endsWith(".localhost") || isIP(name) > 0;
}

async function respond(handler, incoming, outgoing) {
  if (!isLocal(incoming.headers.host)) return outgoing.writeHead(403).end("This server answers to localhost only.\n");
  const request = requestOf(incoming);
  if (!request) return outgoing.writeHead(400).end("Bad request\n");
  const response = await handler(request);
  outgoing.statusCode = response.status;
  for (const [name, value] of response.headers) if (name !== "set-cookie") outgoing.setHeader(name, value);
  const cookies = response.headers.getSetCookie();
  if (cookies.length > 0) outgoing.setHeader("set-cookie", cookies);
  if (incoming.method !== "HEAD" && response.body) return pipeline(Readable.fromWeb(response.body), outgoing);
  await response.body?.cancel();
  outgoing.end();
}

/** The request as the web knows it; undefined for one that it does not know. */
function requestOf(incoming) {
  const {
    method,
    url,
    rawHeaders,
    headers: { host },
  } = incoming;
  const headers = new Headers();
  try {
    for (let at = 0; at < rawHeaders.length; at += 2) headers.append(rawHeaders[at], rawHeaders[at + 1]);
    const body = method === "GET" || method === "HEAD" ? {} : { body: Readable.toWeb(incoming), duplex: "half" };
    return url.startsWith("/") ? new Request(`http://${host}${url}`, { method, headers, ...body }) : undefined;
  } catch {
    return undefined;
  }
}

function fail(outgoing, error) {
  // A visitor who left is no failure.
  if (outgoing.destroyed || error?.code === "ERR_STREAM_PREMATURE_CLOSE") return;
  if (outgoing.headersSent) return outgoing.destroy();
  console.error(error);
  outgoing.writeHead(500).end("Something went wrong; the terminal says what.\n");
}
