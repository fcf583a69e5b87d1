// Text from elsewhere (a response body, a container's log, a tool's output, a file of a pull request): what must happen to it before it is
// printed. Two steps, in this order, which the types enforce: `excerpt` or `readable` removes secrets and terminal controls and limits the
// length; then `inert`, or one of the functions for Markdown, makes the text safe for the place where it goes.

export { cut, oneLine } from "./text/cut.ts";
export { type Inert, inert } from "./text/inert.ts";
export { inertJson } from "./text/inert-json.ts";
export { hasInvisible, withEscapes } from "./text/invisible.ts";
export { escapeHtml, fenced, type Markdown, unlinked } from "./text/markdown.ts";
export { excerpt, type Readable, readable } from "./text/readable.ts";
