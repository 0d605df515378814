// What a script reaches for outside of itself: every global that is no part of the language, every property by which something
// could be sent, stored, loaded or run, and every import. Found in the syntax tree, names resolved by scope: a text that only
// looks like `fetch` is none, and no alias hides one, for the alias has to name it. A name put together of texts is read; one
// that is known only while running is a reach of its own where it is written to or called: `[_] =`, `[_]()`.
import { parse } from "acorn";

/** Of the language, or of the platform without a way to anywhere: nothing here sends, stores or reads what is the visitor's. */
const HARMLESS = new Set(
  `Array ArrayBuffer BigInt BigUint64Array Boolean DataView Date Error FinalizationRegistry Float32Array Float64Array Infinity Int8Array Int16Array Int32Array Intl JSON Map
  Math NaN Number Object Promise Proxy RangeError RegExp Set String Symbol SyntaxError TypeError Uint16Array Uint32Array Uint8Array WeakMap
  WeakRef WeakSet decodeURIComponent encodeURIComponent isNaN parseFloat parseInt undefined arguments
  AbortController DOMException Headers ReadableStream TextDecoder TextEncoder TransformStream URL URLSearchParams WebAssembly
  atob btoa clearTimeout performance queueMicrotask structuredClone`.split(/\s+/),
);

/** By these names things are sent, stored, loaded or run, on whatever object they are. */
const RISKY = new Set(
  `fetch fetchLater sendBeacon XMLHttpRequest WebSocket WebSocketStream EventSource RTCPeerConnection webkitRTCPeerConnection WebTransport Image Audio
  Worker SharedWorker importScripts serviceWorker cookie cookieStore localStorage sessionStorage indexedDB caches BroadcastChannel postMessage
  eval Function constructor createElement createElementNS innerHTML outerHTML insertAdjacentHTML setHTMLUnsafe createContextualFragment
  src srcset href ping submit requestSubmit setAttribute setAttributeNS dataset pushState replaceState assign location globalThis window self top parent opener defaultView
  contentWindow referrer userAgentData credentials clipboard geolocation permissions
  srcdoc srcObject poster action formAction data background attributionSrc toggleAttribute setAttributeNode setNamedItem attributes
  rel relList media loading preload sizes style cssText setProperty insertRule addRule replaceSync adoptedStyleSheets sheet styleSheets animate
  textContent innerText outerText nodeValue insertAdjacentText writeln cloneNode importNode adoptNode
  click dispatchEvent view open composedPath contentDocument ownerDocument getRootNode frameElement frames share
  getOwnPropertyDescriptor getOwnPropertyDescriptors __lookupGetter__ __lookupSetter__`.split(/\s+/),
);

/** The globals themselves: whatever is put on them, all scripts of the page see. */
const WORLDS = new Set(["window", "globalThis", "self", "top", "parent"]);

/** What an expression is, where that stands in it: texts put together. */
function constant(node) {
  if (node.type === "Literal") return String(node.value);
  if (node.type === "TemplateLiteral") {
    const parts = node.expressions.map(constant);
    return parts.includes(undefined) ? undefined : node.quasis.map(({ value }, at) => value.cooked + (parts[at] ?? "")).join("");
  }
  if (node.type !== "BinaryExpression" || node.operator !== "+") return undefined;
  const [left, right] = [constant(node.left), constant(node.right)];
  return left === undefined || right === undefined ? undefined : left + right;
}

/** Whether an expression can be nothing but a number, and so names no way out. */
function isNumber({ type, operator, value, left, right, argument }) {
  if (type === "Literal") return typeof value === "number";
  if (type === "UnaryExpression")
    return operator === "+" || operator === "-" || operator === "~" ? argument.type !== "Literal" || isNumber(argument) : false;
  // As `enum` is written: `A[A.x = 0] = "x"`.
  if (type === "AssignmentExpression") return operator === "=" ? isNumber(right) : operator !== "+=" && !/^(&&|\|\||\?\?)=$/.test(operator);
  if (type === "BinaryExpression")
    return operator === "+" ? isNumber(left) && isNumber(right) : /^([-*/%&|^]|\*\*|<<|>>>?)$/.test(operator);
  return type === "UpdateExpression";
}

const FUNCTIONS = new Set(["FunctionDeclaration", "FunctionExpression", "ArrowFunctionExpression"]);

function* children(node) {
  for (const [key, value] of Object.entries(node)) {
    for (const child of Array.isArray(value) ? value : [value]) if (child && typeof child.type === "string") yield [key, child];
  }
}

/** Names that a pattern binds. */
function bound(pattern) {
  if (!pattern) return [];
  const { type } = pattern;
  if (type === "Identifier") return [pattern.name];
  if (type === "ObjectPattern") return pattern.properties.flatMap((property) => bound(property.value ?? property.argument));
  if (type === "ArrayPattern") return pattern.elements.flatMap(bound);
  return bound(pattern.left ?? pattern.argument);
}

/** What a scope declares: its own statements, and `var` from anywhere below that is in no other function. */
function declared(statements) {
  const names = [];
  const vars = (node) => {
    if (node.type === "VariableDeclaration" && node.kind === "var") names.push(...node.declarations.flatMap(({ id }) => bound(id)));
    if (FUNCTIONS.has(node.type)) return;
    for (const [, child] of children(node)) vars(child);
  };
  for (const statement of statements) {
    const node = statement.declaration ?? statement;
    if (node.type === "VariableDeclaration") names.push(...node.declarations.flatMap(({ id }) => bound(id)));
    if (/^(Function|Class)Declaration$/.test(node.type) && node.id) names.push(node.id.name);
    if (node.type === "ImportDeclaration") names.push(...node.specifiers.map(({ local }) => local.name));
    vars(statement);
  }
  return names;
}

function namesOf(node) {
  switch (node.type) {
    case "Program":
    case "BlockStatement":
    case "StaticBlock":
      return declared(node.body);
    case "SwitchStatement":
      return declared(node.cases.flatMap(({ consequent }) => consequent));
    case "ForStatement":
      return node.init ? declared([node.init]) : [];
    case "ForInStatement":
    case "ForOfStatement":
      return declared([node.left]);
    case "CatchClause":
      return bound(node.param);
    case "ClassExpression":
      return bound(node.id);
    default:
      return FUNCTIONS.has(node.type) ? [...node.params.flatMap(bound), ...bound(node.id)] : undefined;
  }
}

/** Whether this identifier names a variable, and no property, label or export. */
function isReference(key, parent) {
  if (key === "property" && parent.type === "MemberExpression") return parent.computed;
  if (key === "key") return parent.computed;
  return !["label", "imported", "exported", "meta"].includes(key) && parent.type !== "MetaProperty";
}

/** An expression as an allow-list has it: names of one's own are `_`, whatever is longer than a word is `…`. */
function print(node, isFree) {
  const show = (inner) => print(inner, isFree);
  switch (node.type) {
    case "Identifier":
      return isFree(node) ? node.name : "_";
    case "Literal":
      return node.raw.startsWith("'") ? JSON.stringify(node.value) : node.raw;
    case "TemplateLiteral":
      return node.expressions.length === 0 ? JSON.stringify(node.quasis[0].value.cooked) : "…";
    case "MetaProperty":
      return `${node.meta.name}.${node.property.name}`;
    case "UnaryExpression":
      // As minifiers write `true` and `false`.
      return node.operator === "!" && node.argument.type === "Literal" ? String(!node.argument.value) : "…";
    case "ThisExpression":
      return "this";
    case "ChainExpression":
      return show(node.expression);
    case "MemberExpression":
      if (!node.computed) return `${show(node.object)}.${node.property.name ?? "#"}`;
      return `${show(node.object)}[${node.property.type === "BinaryExpression" ? (JSON.stringify(constant(node.property)) ?? "…") : show(node.property)}]`;
    case "CallExpression":
    case "NewExpression":
      return `${node.type === "NewExpression" ? "new " : ""}${show(node.callee)}(${node.arguments.map(show).join(", ")})`;
    case "ImportExpression":
      return `import(${show(node.source)})`;
    default:
      return "…";
  }
}

/** What a module itself makes by this, whatever is written to it: a list, a record, a table, bytes. */
function isMade(node) {
  if (node?.type === "CallExpression") return node.callee.object?.name === "Object" && node.callee.property?.name === "create";
  const isOwn =
    node?.type === "NewExpression" && node.callee.type === "Identifier" && /^(Array|Map|Set|[A-Z]\w*Array)$/.test(node.callee.name);
  return isOwn || /^(Object|Array)Expression$/.test(node?.type);
}

/** Goes through a tree; each scope is a map of its names, the same each time. */
function walker(tree) {
  const known = new WeakMap();
  const scopeOf = (node) => {
    if (!known.has(node)) known.set(node, new Map(namesOf(node)?.map((name) => [name, { isMade: false, isOther: false }])));
    return known.get(node);
  };
  return (see) => {
    const visit = (node, key, path, scopes) => {
      const inner = namesOf(node) ? [...scopes, scopeOf(node)] : scopes;
      see(node, key, path, scopes, inner);
      for (const [at, child] of children(node)) visit(child, at, [...path, node], inner);
    };
    visit(tree, "", [], []);
  };
}

const resolved = (name, scopes) => scopes.findLast((scope) => scope.has(name))?.get(name);

/** Notes which names only ever hold what the module made: declared with it, and never given anything else. */
function noteMade(node, _key, _path, _scopes, scopes) {
  const other = (pattern) => {
    for (const name of bound(pattern)) Object.assign(resolved(name, scopes) ?? {}, { isOther: true });
  };
  if (node.type === "VariableDeclarator") {
    if (node.id.type === "Identifier" && isMade(node.init)) Object.assign(resolved(node.id.name, scopes) ?? {}, { isMade: true });
    else other(node.id);
  }
  if (node.type === "AssignmentExpression" || (/^For(In|Of)Statement$/.test(node.type) && !node.left.declarations)) other(node.left);
}

/** Whether something is written here: assigned, counted on, deleted, or filled by a pattern or a loop. */
function isTarget(node, key, path) {
  const parent = path.at(-1);
  return (
    (parent?.type === "AssignmentExpression" && parent.left === node) ||
    parent?.type === "UpdateExpression" ||
    (parent?.operator === "delete" && parent.argument === node) ||
    /^(ArrayPattern|RestElement)$/.test(parent?.type) ||
    (/^(AssignmentPattern|For(In|Of)Statement)$/.test(parent?.type) && key === "left") ||
    (parent?.type === "Property" && key === "value" && path.at(-2)?.type === "ObjectPattern")
  );
}

function isCalled(node, path) {
  const up = path.findLast(({ type }) => type !== "ChainExpression");
  const called = up?.callee ?? up?.tag;
  return called === node || (called !== undefined && called.expression === node);
}

/** Everything that a module reaches for, each as the smallest expression that says what is done with it. */
export function reaches(code) {
  const tree = parse(code, { ecmaVersion: 2023, sourceType: "module" });
  const walk = walker(tree);
  const free = new Set();
  const places = [];
  walk(noteMade);
  walk((node, key, path, scopes) => {
    const parent = path.at(-1);
    if (node.type === "Identifier" && isReference(key, parent) && !scopes.some((scope) => scope.has(node.name))) {
      free.add(node);
      if (!HARMLESS.has(node.name)) places.push([node, path]);
    }
    const isMember = node.type === "MemberExpression";
    const property = isMember ? (node.computed ? constant(node.property) : node.property.name) : "";
    if (RISKY.has(property)) places.push([node, path]);
    if (property === undefined && !isNumber(node.property)) {
      // Whose it is has names of one's own, and a minifier's: only that it is done counts.
      const { isMade, isOther } = resolved(node.object.name, scopes) ?? {};
      if (isTarget(node, key, path) && (!isMade || isOther)) places.push([{ type: "Literal", raw: "[_] =" }, []]);
      else if (isCalled(node, path)) places.push([{ type: "Literal", raw: "[_]()" }, []]);
    }
    // `const { cookie } = document`, `({ fetch: f } = window)`
    const picked =
      node.type === "Property" &&
      parent.type === "ObjectPattern" &&
      (node.computed ? constant(node.key) : (node.key.name ?? node.key.value));
    if (picked === undefined) places.push([{ type: "Literal", raw: "{ [_] }" }, []]);
    if (RISKY.has(picked)) places.push([{ type: "Literal", raw: `{ ${picked} }` }, []]);
    if (node.type === "ImportExpression") places.push([node, []]);
    if (/^(Import|Export(All|Named))Declaration$/.test(node.type) && node.source) {
      places.push([{ type: "Literal", raw: `import ${JSON.stringify(node.source.value)}` }, []]);
    }
    const text = node.type === "Literal" ? node.value : node.type === "TemplateElement" ? node.value.cooked : "";
    if (/data-nearside|nearside:/.test(String(text))) places.push([{ type: "Literal", raw: JSON.stringify(text) }, []]);
  });
  const isFree = (node) => free.has(node);
  const told = new Set();
  return places.flatMap(([node, path]) => {
    let at = node;
    let rest = path;
    // The whole chain, and the call of it.
    for (let up = rest.at(-1); up; up = rest.at(-1)) {
      const isPart =
        up.type === "ChainExpression" ||
        (up.type === "MemberExpression" && up.object === at) ||
        (/^(Call|New)Expression$/.test(up.type) && up.callee === at && !/^(Call|New)Expression$/.test(at.type));
      // What a call gives is another thing.
      if (!isPart || /^(Call|New)Expression$/.test(at.type)) break;
      at = up;
      rest = rest.slice(0, -1);
    }
    const up = rest.at(-1);
    const isWritten = isTarget(at, up && Object.keys(up).find((key) => up[key] === at), rest);
    if (told.has(at)) return [];
    told.add(at);
    const text = print(at, isFree);
    return [isWritten ? `${text} =` : text];
  });
}

/** Whether what a script does puts something where every other script of the page finds it. */
export const isGlobal = (reach) => reach.endsWith(" =") && WORLDS.has(reach.split(/[.[ ]/)[0]);
