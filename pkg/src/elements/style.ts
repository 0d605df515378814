// How the elements look, unless a page says otherwise. Colours follow the page's `color-scheme`, or the element's `theme`; each
// pair has a contrast of 4.5 or more, edges of controls 3 or more (WCAG 1.4.3, 1.4.11).

const css = `
:host {
  --_text: var(--nearside-text, #1b1f24);
  --_muted: var(--nearside-muted, #565d66);
  --_surface: var(--nearside-surface, #fff);
  --_raised: var(--nearside-raised, #f3f5f7);
  --_border: var(--nearside-border, #d5dae0);
  --_edge: var(--nearside-edge, #767e88);
  --_accent: var(--nearside-accent, #1757c2);
  --_on-accent: var(--nearside-on-accent, #fff);
  --_danger: var(--nearside-danger, #b3261e);
  --_radius: var(--nearside-radius, .625rem);
  --_gap: var(--nearside-gap, 1rem);
  display: block;
  color: var(--_text);
  font: var(--nearside-font, inherit);
  line-height: 1.5;
  overflow-wrap: anywhere;
}
@supports (color: light-dark(#000, #fff)) {
  :host {
    --_text: var(--nearside-text, light-dark(#1b1f24, #e8eaed));
    --_muted: var(--nearside-muted, light-dark(#565d66, #a8b0ba));
    --_surface: var(--nearside-surface, light-dark(#fff, #15181d));
    --_raised: var(--nearside-raised, light-dark(#f3f5f7, #20252c));
    --_border: var(--nearside-border, light-dark(#d5dae0, #363d47));
    --_edge: var(--nearside-edge, light-dark(#767e88, #7f8894));
    --_accent: var(--nearside-accent, light-dark(#1757c2, #8ab4f8));
    --_on-accent: var(--nearside-on-accent, light-dark(#fff, #10141a));
    --_danger: var(--nearside-danger, light-dark(#b3261e, #f2a09a));
  }
}
:host([hidden]) { display: none; }
:host([theme=light]) { color-scheme: light; }
:host([theme=dark]) { color-scheme: dark; }
:host([theme=auto]) { color-scheme: light dark; }
*, ::before, ::after { box-sizing: border-box; }
[part=view]:empty, [role=status]:empty { display: none; }
[part=panel], details, dialog {
  background: var(--_surface);
  border: 1px solid var(--_border);
  border-radius: var(--_radius);
  padding: var(--_gap);
}
h2, h3, h4, h5, h6, legend { font-weight: 650; line-height: 1.25; text-wrap: balance; margin: 0; padding: 0; }
[part~=title], legend { font-size: 1.15em; }
[part~=group-title] { font-size: 1em; }
p { margin: 0; }
ul { list-style: none; margin: 0; padding: 0; }
fieldset { border: 0; margin: 0; padding: 0; min-inline-size: 0; }
[part=panel] > *, form > *, [part=body] > *, fieldset > * { margin-block: 0 calc(var(--_gap) * .75); }
[part=panel] > :last-child, form > :last-child, [part=body] > :last-child, fieldset > :last-child { margin-block-end: 0; }
[part=group], fieldset.choices { border-block-start: 1px solid var(--_border); padding-block-start: calc(var(--_gap) * .75); }
.head, li.item { display: flex; flex-wrap: wrap; align-items: center; gap: .25rem .75rem; }
.head > :first-child, li.item > .what { flex: 1 1 12rem; min-inline-size: 0; }
li.item { padding-block: .375rem; }
li.item + li.item { border-block-start: 1px solid var(--_border); }
.detail, .about { display: block; color: var(--_muted); font-size: .9em; }
.buttons { display: flex; gap: .25rem; }
.actions { display: flex; flex-wrap: wrap; gap: .5rem; }
li.signal { padding-block: .25rem; }
[part=difference] li { padding-block: .25rem; }
button, input, select { font: inherit; color: inherit; }
button, select, input:not([type=checkbox], [type=radio]) {
  min-block-size: 2.5rem;
  border: 1px solid var(--_edge);
  border-radius: calc(var(--_radius) * .7);
  background: var(--_surface);
  padding: .3rem .8rem;
}
button { cursor: pointer; }
button:hover { background: var(--_raised); }
button.quiet { border-color: transparent; background: none; color: var(--_accent); min-block-size: 2rem; padding-inline: .5rem; text-decoration: underline; text-underline-offset: .2em; }
button.quiet:hover { background: var(--_raised); }
button.danger { color: var(--_danger); border-color: currentColor; }
button.primary { background: var(--_accent); color: var(--_on-accent); border-color: var(--_accent); }
button.primary:hover { filter: brightness(1.1); }
select, input:not([type=checkbox], [type=radio]) { inline-size: min(100%, 22rem); }
:focus-visible { outline: 3px solid var(--_accent); outline-offset: 2px; }
label.choice { display: flex; align-items: baseline; gap: .6rem; min-block-size: 2rem; padding-block: .25rem; cursor: pointer; }
input[type=radio], input[type=checkbox] { accent-color: var(--_accent); inline-size: 1.15rem; block-size: 1.15rem; flex: none; margin: 0; translate: 0 .2rem; }
input[role=switch] {
  appearance: none;
  inline-size: 2.5rem;
  block-size: 1.5rem;
  border: 2px solid var(--_edge);
  border-radius: 1rem;
  background: var(--_surface);
  position: relative;
  cursor: pointer;
  translate: 0 .3rem;
}
input[role=switch]::before {
  content: "";
  position: absolute;
  inset-block-start: .1875rem;
  inset-inline-start: .1875rem;
  inline-size: .875rem;
  block-size: .875rem;
  border-radius: 50%;
  background: var(--_edge);
  transition: inset-inline-start .15s;
}
input[role=switch]:checked { background: var(--_accent); border-color: var(--_accent); }
input[role=switch]:checked::before { inset-inline-start: 1.1875rem; background: var(--_on-accent); }
meter { display: block; inline-size: 100%; max-inline-size: 14rem; block-size: .6rem; border: 0; }
meter::-webkit-meter-bar { background: var(--_raised); border: 1px solid var(--_border); border-radius: 1rem; block-size: .6rem; }
meter::-webkit-meter-optimum-value { background: var(--_accent); border-radius: 1rem; }
meter::-moz-meter-bar { background: var(--_accent); }
summary { cursor: pointer; color: var(--_accent); padding-block: .25rem; border-radius: .25rem; }
details:not([open]) { background: none; border-color: transparent; padding: 0; }
details[open] > summary { margin-block-end: .5rem; }
[role=status] { color: var(--_muted); font-size: .9em; padding-block-start: .5rem; }
.error { color: var(--_danger); }
dialog { color: var(--_text); inline-size: min(34rem, calc(100vw - 2rem)); max-block-size: calc(100vh - 2rem); overflow: auto; }
dialog::backdrop { background: rgb(0 0 0 / .5); }
.hidden { position: absolute; inline-size: 1px; block-size: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
@media (prefers-reduced-motion: reduce) { *, ::before { transition: none !important; } }
@media (forced-colors: active) {
  button, input, select, dialog { border-color: ButtonBorder; }
  input[role=switch]::before { background: ButtonText; }
  input[role=switch]:checked { background: Highlight; forced-color-adjust: none; }
  input[role=switch]:checked::before { background: HighlightText; }
  :focus-visible { outline-color: Highlight; }
}
`;

let made: CSSStyleSheet | undefined;

/** One sheet for all of them, which no content policy has a say in; none where a browser cannot make one. */
export function sheet(): CSSStyleSheet | undefined {
  try {
    if (!made) {
      made = new CSSStyleSheet();
      made.replaceSync(css);
    }
  } catch {
    // A browser that cannot shows them plain.
  }
  return made;
}
