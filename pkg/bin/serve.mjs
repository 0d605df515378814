// `nearside serve`: a site with its rules applied, for whoever writes them. Pages stream through the real
// `nearside/edge`; a change of the ruleset or of a page reloads the browser; a ruleset with errors changes nothing.
import { basename, dirname, extname } from "node:path";
import { edge } from "nearside/edge";
import { run } from "nearside/tools";
import { interruption, listen } from "./http.mjs";
import { folder } from "./site/folder.mjs";
import { live } from "./site/live.mjs";
import { remote } from "./site/remote.mjs";
import { watch } from "./site/watch.mjs";

/** One of many platforms: the one whose header everybody knows. */
const PLATFORM = "cloudflare";
const ZONE = Intl.DateTimeFormat().resolvedOptions().timeZone;
const BUNDLE = "site.nsb";
/** What the edge will say of Global Privacy Control has no day yet. */
const TODAY = new Date().toISOString().slice(0, 10);

/** Serves until it is interrupted; the exit code. */
export async function serve(site, machine) {
  const pages = site.origin ? remote(site.origin) : folder(site.folder);
  const browser = live(machine.runtime(), site.origin);
  let said;
  let built;
  let personalised = (request) => pages.fetch(request);

  /** Judges and compiles; whether there is something new to show. */
  function compile() {
    const findings = check(site.ruleset, machine);
    // Saving a file again is no reason to say it again.
    if (findings !== said) machine.warn(findings);
    said = findings;
    const next = build(site.ruleset, machine);
    if (!next) return false;
    built = next;
    personalised = edge({ bundle: next.get(BUNDLE), origin: pages.fetch, platform: PLATFORM, gpc: TODAY });
    return true;
  }

  async function answer(request) {
    const { pathname } = new URL(request.url);
    const own = browser.answer(pathname) ?? bundleAt(pathname);
    if (own) return own;
    if (site.country) request.headers.set("cf-ipcountry", site.country);
    // Whose clock it is: on this machine, this machine's.
    if (!request.headers.has("cf-timezone")) request.headers.set("cf-timezone", ZONE);
    return browser.into(await personalised(pages.request(request)));
  }

  function bundleAt(pathname) {
    const file = built?.get(pathname.slice(1));
    if (!file) return undefined;
    const type = extname(pathname) === ".map" ? "application/json" : "application/octet-stream";
    return new Response(file, { headers: { "content-type": type, "cache-control": "no-store" } });
  }

  const interrupted = interruption();
  compile();
  const server = await listen(answer, site.port);
  const what = site.origin ?? site.folder;
  machine.print(
    site.json
      ? `${JSON.stringify({ address: server.address, ruleset: site.ruleset, site: what })}\n`
      : `${what}, with ${basename(site.ruleset) === "." ? "its rules" : site.ruleset}, on ${server.address}/ (Ctrl-C ends it)\n`,
  );
  const watched = [extname(site.ruleset) ? dirname(site.ruleset) : site.ruleset, ...(site.origin ? [] : [site.folder])];
  const unwatch = watch(watched, () => compile() && browser.reload());
  await interrupted;
  unwatch();
  browser.close();
  await server.close();
  return 0;
}

/** What `nearside check` says. */
function check(ruleset, machine) {
  let said = "";
  const hear = (text) => {
    said += text;
  };
  run(["check", "--", ruleset], { ...machine, print: hear, warn: hear, colour: () => machine.colour(true) });
  return said;
}

/** The files of `nearside build`, kept in memory; undefined when there are errors. */
function build(ruleset, machine) {
  const files = new Map();
  const quiet = { print() {}, warn() {}, write: (path, bytes) => files.set(path, bytes) };
  const code = run(["build", "--keep-names", "--out", BUNDLE, "--", ruleset], { ...machine, ...quiet });
  return code === 0 ? files : undefined;
}
