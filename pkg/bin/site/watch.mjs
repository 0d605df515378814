// Folders with all that is in them, watched. Not by `recursive`: that would walk node_modules first.
import { readdirSync, watch as watchFolder } from "node:fs";
import { join, resolve } from "node:path";
import { SKIPPED } from "../machine.mjs";

/** Editors write a file in several steps: milliseconds of silence that end a change. */
const QUIET = 80;

/** Calls `changed` when something in one of the folders did; gives what ends it. */
export function watch(folders, changed) {
  const watched = new Map();
  let timer;

  const touched = () => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      for (const folder of folders) enter(resolve(folder));
      changed();
    }, QUIET);
  };

  function enter(folder) {
    try {
      if (!watched.has(folder)) {
        const watcher = watchFolder(folder, touched);
        const leave = () => {
          watcher.close();
          watched.delete(folder);
        };
        watcher.on("error", leave);
        watched.set(folder, watcher);
      }
      for (const entry of readdirSync(folder, { withFileTypes: true })) {
        if (entry.isDirectory() && !entry.name.startsWith(".") && !SKIPPED.has(entry.name)) enter(join(folder, entry.name));
      }
    } catch {
      // It went away between two looks.
      watched.get(folder)?.close();
      watched.delete(folder);
    }
  }

  for (const folder of folders) enter(resolve(folder));
  return () => {
    clearTimeout(timer);
    for (const watcher of watched.values()) watcher.close();
  };
}
