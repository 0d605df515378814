// What a site puts into its head for a platform of the GPP: the commands of the stub in IAB Tech Lab's "CMP API
// Specification", by callback as version 1.1 has them, or by return value as its example still does (`platform.returns`).
(() => {
  const returns = window.platform?.returns;
  const ping = {
    gppVersion: "1.1",
    cmpStatus: "stub",
    cmpDisplayStatus: "hidden",
    signalStatus: "not ready",
    supportedAPIs: ["2:tcfeuv2", "5:tcfcav1", "7:usnat", "8:usca"],
    cmpId: 31,
    sectionList: [],
    applicableSections: [],
    gppString: "",
    parsedSections: {},
  };
  const stub = (...args) => {
    const [command, callback, parameter] = args;
    if (args.length === 0) return stub.queue;
    const say = (value) => (returns ? value : callback(value, true));
    if (command === "ping") return say(ping);
    if (command === "addEventListener") {
      const id = ++stub.lastId;
      stub.events.push({ id, callback });
      return say({ eventName: "listenerRegistered", listenerId: id, data: true, pingData: ping });
    }
    if (command === "removeEventListener") {
      const before = stub.events.length;
      stub.events = stub.events.filter(({ id }) => id !== parameter);
      return say({ eventName: "listenerRemoved", listenerId: parameter, data: stub.events.length < before, pingData: ping });
    }
    if (["hasSection", "getSection", "getField"].includes(command)) return say(null);
    stub.queue.push(args);
  };
  Object.assign(stub, { queue: [], events: [], lastId: 0 });
  window.__gpp = stub;
  window.addEventListener("message", (event) => {
    const call = event.data?.__gppCall;
    if (!call) return;
    const answer = (returnValue, success) => event.source.postMessage({ __gppReturn: { returnValue, success, callId: call.callId } }, "*");
    window.__gpp(call.command, answer, call.parameter, call.version);
  });
  const mark = () => {
    if (!document.body) return setTimeout(mark, 5);
    const frame = document.createElement("iframe");
    frame.style.display = "none";
    frame.name = "__gppLocator";
    document.body.append(frame);
  };
  mark();
})();
