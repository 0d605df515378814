// A consent platform of the GPP, as small as it can be: takes over the stub's listeners, offers to opt out, and fires events in
// the order of "Event Order Example 1" and "2" (IAB Tech Lab, CMP API Specification). `window.platform` configures:
// `applies` (numbers of sections), `sections` (by prefix, before anybody answers), `asks` (nothing is ready before the visitor
// answers), `answers` (sections by button), `flat` (fields of all segments in one object, as IAB's library gives them).
(() => {
  const config = { applies: [7], sections: {}, ...window.platform };
  const NAMES = { 2: "tcfeuv2", 5: "tcfcav1", 6: "uspv1", 7: "usnat", 8: "usca", 9: "usva" };
  let sections = config.sections;
  let status = { cmpStatus: "loading", cmpDisplayStatus: "hidden", signalStatus: "not ready" };
  const before = window.__gpp;
  const listeners = new Map((before?.events ?? []).map(({ id, callback }) => [id, callback]));
  let last = before?.lastId ?? 0;

  const shape = (segments) => (config.flat ? Object.assign({}, ...[segments].flat()) : segments);
  const ping = () => ({
    gppVersion: "1.1",
    ...status,
    supportedAPIs: Object.entries(NAMES).map(([id, name]) => `${id}:${name}`),
    cmpId: 31,
    sectionList: Object.keys(NAMES)
      .map(Number)
      .filter((id) => NAMES[id] in sections),
    applicableSections: config.applies,
    gppString: "DBABLA~BVQqAAAAAgA.QA",
    parsedSections: Object.fromEntries(Object.entries(sections).map(([name, segments]) => [name, shape(segments)])),
    ...config.ping,
  });
  const fire = (eventName, data) => {
    for (const [listenerId, callback] of listeners) callback({ eventName, listenerId, data, pingData: ping() }, true);
  };
  const set = (name, value) => {
    if (status[name] === value) return;
    status = { ...status, [name]: value };
    fire(name, value);
  };

  window.__gpp = (command, callback, parameter) => {
    if (command === "ping") callback(ping(), true);
    else if (command === "addEventListener") {
      const listenerId = ++last;
      listeners.set(listenerId, callback);
      callback({ eventName: "listenerRegistered", listenerId, data: true, pingData: ping() }, true);
    } else if (command === "removeEventListener") callback(listeners.delete(parameter), true);
    else callback(null, false);
  };

  const banner = document.createElement("div");
  for (const name of Object.keys(config.answers ?? {})) {
    const button = document.createElement("button");
    button.id = name;
    button.onclick = () => {
      set("cmpDisplayStatus", "hidden");
      for (const [section, segments] of Object.entries(config.answers[name])) {
        sections = { ...sections, [section]: segments };
        fire("sectionChange", section);
      }
      banner.remove();
      set("signalStatus", "ready");
    };
    button.textContent = name;
    banner.append(button);
  }
  const ask = () => {
    set("signalStatus", "not ready");
    document.body.append(banner);
    set("cmpDisplayStatus", "visible");
  };
  const link = document.createElement("button");
  link.id = "settings";
  link.onclick = ask;
  document.body.append(link);
  window.inside = { listeners, fire, set };
  set("cmpStatus", "loaded");
  if (config.asks) ask();
  else set("signalStatus", "ready");
})();
