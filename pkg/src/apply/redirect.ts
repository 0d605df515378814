// Another page of the same site for this visitor: same origin, query kept, never in a circle.

/** Goes to `path`, unless this page is it or was just left for this one. */
export function redirect(path: string): void {
  const here = location;
  const to = new URL(path, here.href);
  to.search = to.hash = "";
  const isIt = (address: string): boolean => address.split(/[?#]/)[0] === to.href;
  if (to.origin === here.origin && !isIt(here.href) && !isIt(document.referrer)) here.replace(to.href + here.search + here.hash);
}
