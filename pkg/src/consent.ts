// `nearside/consent`: what the visitor agreed to, as the site's consent platform says it. `start({ consent: tcf() })`.
// Apart from `nearside`, so that nobody pays for a platform that is not theirs. What maps to what: docs/consent-sources.md.

export { type ConsentModeOptions, consentMode } from "./consent/consent-mode.ts";
export { every } from "./consent/every.ts";
export { type GppOptions, gpp } from "./consent/gpp.ts";
export type { ConsentSource, Leave } from "./consent/source.ts";
export { type TcfOptions, type TcfPurposes, tcf } from "./consent/tcf.ts";
