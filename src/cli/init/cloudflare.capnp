# The worker on this machine, in the runtime that Cloudflare runs: npm run edge
using Workerd = import "/workerd/workerd.capnp";

const config :Workerd.Config = (
  services = [
    (name = "edge", worker = .edge),
    (name = "pages", disk = (path = "public")),
  ],
  sockets = [(name = "http", address = "127.0.0.1:8789", http = (), service = "edge")],
);

const edge :Workerd.Worker = (
  modules = [
    (name = "worker.js", esModule = embed "build/worker.js"),
    (name = "edge.wasm", wasm = embed "build/edge.wasm"),
    (name = "site.nsb", data = embed "build/site.nsb"),
  ],
  compatibilityDate = "2026-10-01",
  bindings = [(name = "PAGES", service = "pages")],
);
