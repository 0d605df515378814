// What a site puts into its head for a platform of the TCF, before all other scripts. After "Requirements for the CMP “stub”
// API script" (IAB Tech Lab, CMP API v2): queues calls, answers `ping`, answers frames, and marks its window by a frame.
(() => {
  const queue = [];
  window.__tcfapi = (...args) => {
    if (args.length === 0) return queue;
    if (args[0] === "ping") args[2]({ gdprApplies: undefined, cmpLoaded: false, cmpStatus: "stub", apiVersion: "2.3" }, true);
    else queue.push(args);
  };
  window.addEventListener("message", (event) => {
    const isText = typeof event.data === "string";
    let message;
    try {
      message = isText ? JSON.parse(event.data) : event.data;
    } catch {
      return;
    }
    const call = message?.__tcfapiCall;
    if (!call) return;
    window.__tcfapi(
      call.command,
      call.version,
      (returnValue, success) => {
        const back = { __tcfapiReturn: { returnValue, success, callId: call.callId } };
        event.source.postMessage(isText || window.platform?.answersInText ? JSON.stringify(back) : back, "*");
      },
      call.parameter,
    );
  });
  const mark = () => {
    if (window.frames.__tcfapiLocator) return;
    if (!document.body) return setTimeout(mark, 5);
    const frame = document.createElement("iframe");
    frame.style.display = "none";
    frame.name = "__tcfapiLocator";
    document.body.append(frame);
  };
  mark();
})();
