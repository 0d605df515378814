// Replaces the bodies of Rust's panicking functions by a trap, so that wasm-opt drops the messages, and the formatting
// that makes them, out of a module that nobody can read messages from: a panic is a trap either way (panic = "abort").
//
//   node scripts/snip-panics.mjs in.wasm out.wasm [--no-format] [--bare]
import { readFileSync, writeFileSync } from "node:fs";
import binaryen from "binaryen";

// Names as wasm-bindgen leaves them: demangled, with a crate's hash in brackets or none, by the compiler's mangling.
const PANICS = [
  /^core(\[\w+\])?::panicking::/,
  /^core(\[\w+\])?::slice::.*(_fail|fail_rt|do_panic)\b/,
  /^core(\[\w+\])?::str::slice_error_fail/,
  /^core(\[\w+\])?::(option|result)::(expect|unwrap)_failed/,
  /^core(\[\w+\])?::cell::panic_/,
  /^alloc(\[\w+\])?::raw_vec::(capacity_overflow|handle_error)/,
  /^alloc(\[\w+\])?::alloc::handle_alloc_error/,
  /^std(\[\w+\])?::(panicking|alloc)::/,
  /^std(\[\w+\])?::thread::local::panic_access_error/,
  /^(__rustc(\[\w+\])?::)?(rust_begin_unwind|rust_panic|_*rust_alloc_error_handler|__rg_oom|__rdl_oom)\b/,
];

// With --no-format: everything that formats, too. For modules that never write a number or a text by `fmt` themselves;
// then only panics' messages do, through tables of functions that an optimiser must believe are called.
const FORMATS = [
  /^core(\[\w+\])?::fmt::/,
  / as core(\[\w+\])?::fmt::\w+>::/,
  / as core(\[\w+\])?::panic::PanicPayload>::/,
  /^std(\[\w+\])?::(backtrace|sys::backtrace)/,
  /^(core|std)(\[\w+\])?::panic::/,
  /rustc_demangle/,
];

const [input, output, ...flags] = process.argv.slice(2);
if (flags.includes("--no-format")) PANICS.push(...FORMATS);
binaryen.setDebugInfo(true);
const module = binaryen.readBinary(readFileSync(input));
// Those of scripts/build-wasm.sh, and no more: a writer that may use strings or GC does, and engines refuse the module.
const { BulkMemory, NontrappingFPToInt, SignExt, MutableGlobals, ReferenceTypes, Multivalue } = binaryen.Features;
module.setFeatures(BulkMemory | NontrappingFPToInt | SignExt | MutableGlobals | ReferenceTypes | Multivalue);
let snipped = 0;
for (let i = 0; i < module.getNumFunctions(); i++) {
  const pointer = module.getFunctionByIndex(i);
  const { name, base } = binaryen.getFunctionInfo(pointer);
  if (base !== "" || !PANICS.some((pattern) => pattern.test(name))) continue;
  binaryen.Function(pointer).setBody(module.unreachable());
  snipped++;
}
if (snipped === 0) throw new Error(`${input}: no panicking function found; was its name section stripped?`);
// With --bare: what only wasm-bindgen's glue calls goes too. The module's own calls are numbers, and it is instantiated
// without that glue.
if (flags.includes("--bare")) {
  const exported = Array.from({ length: module.getNumExports() }, (_, i) => binaryen.getExportInfo(module.getExportByIndex(i)).name);
  for (const name of exported) if (name.startsWith("__")) module.removeExport(name);
}
writeFileSync(output, blanked(module.emitBinary()));

/** Without the texts of panics' messages: nobody is left to show them, and an optimiser can't know that. */
function blanked(bytes) {
  const text = Buffer.from(bytes).toString("latin1");
  const messages =
    /\/rustc\/[0-9a-f]{40}\/[\w/.-]+\.rs|src\/[\w/]+\.rs|capacity overflow|attempt to divide by zero|chunk size must be non-zero|.(?:insertion|removal) index \(is ..\) should be <=? len \(is ..\)/g;
  for (const { index, 0: message } of text.matchAll(messages)) bytes.fill(0, index, index + message.length);
  return bytes;
}
