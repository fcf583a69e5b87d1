// Makes Node's own modules load at their first use in a bundle, not at its start: node:crypto and node:child_process cost a
// fifth of a bare Node each, and an action that refuses its inputs needs neither. Sources keep writing `import { x } from "node:y"`.

/** How ncc's ESM output reaches a built-in module; webpack turns `import { x }` into a property read where x is used. */
const EXTERNAL = /module\.exports = __WEBPACK_EXTERNAL_createRequire\(import\.meta\.url\)\("(node:[a-z/_]+)"\);/g;

/** Reading any property loads the module. */
const DEFER = `
function deferBuiltin(name) {
  const load = () => process.getBuiltinModule(name);
  return new Proxy({}, {
    get: (_, key) => load()[key],
    has: (_, key) => key in load(),
    ownKeys: () => Reflect.ownKeys(load()),
    getOwnPropertyDescriptor: (_, key) => {
      const descriptor = Reflect.getOwnPropertyDescriptor(load(), key);
      return descriptor && { ...descriptor, configurable: true };
    },
  });
}
`;

/** Modules that are themselves functions (node:events, node:assert) are not deferred: code calls and extends them. */
export function deferBuiltins(code: string): string {
  const deferred = code.replaceAll(EXTERNAL, (match, name: string) =>
    typeof process.getBuiltinModule(name) === "object"
      ? `module.exports = deferBuiltin(${JSON.stringify(name)});`
      : match,
  );
  return deferred === code ? code : deferred + DEFER;
}
