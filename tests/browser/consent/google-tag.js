// What Google's tag does to the data layer when it has loaded: puts its own `push` in front of the one that is there, takes
// what was pushed before, and pushes events of its own while it takes others.
(() => {
  window.dataLayer = window.dataLayer || [];
  const layer = window.dataLayer;
  const { push } = layer;
  const taken = [];
  window.googleTook = taken;
  const take = (item) => {
    taken.push(Object.prototype.toString.call(item) === "[object Arguments]" ? [...item] : item);
    if (item.event === "banner_closed") layer.push({ event: "gtm.scrollDepth" });
  };
  layer.push = (...items) => {
    const answer = push.apply(layer, items);
    items.forEach(take);
    // "It keeps the last 300."
    while (layer.length > 300) layer.shift();
    return answer;
  };
  layer.slice(0).forEach(take);
  layer.push({ event: "gtm.js", "gtm.start": Date.now() });
})();
