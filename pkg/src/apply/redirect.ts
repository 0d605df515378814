// Another page of the same site for this visitor: same origin, query kept, never in a circle.

/** Goes to `path`, unless this page is it or was just left for this one. */
export function redirect(path: string): void {
  const here = location;
  const to = new URL(path, here.href);
  const from = document.referrer && new URL(document.referrer);
  const isCircle = from && from.origin === here.origin && from.pathname === to.pathname;
  if (to.origin !== here.origin || to.pathname === here.pathname || isCircle) return;
  to.search = here.search;
  to.hash = here.hash;
  here.replace(to.href);
}
