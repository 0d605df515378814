# The demo as three services, as in life: files on a disk, the shop's origin server, and the edge worker before it.
# Paths are those of the folder that `nearside demo` puts together, which also chooses the port.

using Workerd = import "/workerd/workerd.capnp";

const config :Workerd.Config = (
  services = [
    (name = "edge", worker = .edge),
    (name = "origin", worker = .origin),
    (name = "public", disk = (path = "public")),
    (name = "package", disk = (path = "nearside")),
    (name = "panel", disk = (path = "panel")),
  ],
  sockets = [(name = "http", address = "127.0.0.1:8787", http = (), service = "edge")],
);

const edge :Workerd.Worker = (
  modules = [
    (name = "edge.js", esModule = embed "edge.js"),
    (name = "edge.wasm", wasm = embed "edge.wasm"),
    (name = "site.nsb", data = embed "site.nsb"),
  ],
  compatibilityDate = "2026-10-01",
  bindings = [(name = "PANEL", service = "panel"), (name = "ZONE", fromEnvironment = "NEARSIDE_DEMO_ZONE")],
  # All that the worker can reach is the shop's own origin: not a word leaves this machine.
  globalOutbound = "origin",
);

const origin :Workerd.Worker = (
  modules = [(name = "origin.js", esModule = embed "origin.js")],
  compatibilityDate = "2026-10-01",
  bindings = [(name = "FILES", service = "public"), (name = "PACKAGE", service = "package")],
);
