// Moves a Markdown page from the repository into the release tree: links between pages that move along stay relative, all
// others become addresses on GitHub.
import { posix } from "node:path";

export interface Move {
  /** The page's path in the repository, and in the tree. */
  readonly from: string;
  readonly to: string;
  /** Tree path of a repository path, or undefined if it does not ship. */
  readonly shipped: (path: string) => string | undefined;
  /** Address of a repository path on the web. */
  readonly address: (path: string) => string;
}

export function relink(markdown: string, { from, to, shipped, address }: Move): string {
  const moved = (target: string): string => {
    if (/^(?:[a-z][a-z0-9+.-]*:|#|\/)/i.test(target)) return target;
    const [, path = "", anchor = ""] = /^([^#]*)(#.*)?$/.exec(target) ?? [];
    const source = posix.join(posix.dirname(from), path).replace(/\/$/, "");
    const inTree = shipped(source);
    return (inTree === undefined ? address(source) : posix.relative(posix.dirname(to), inTree) || ".") + anchor;
  };
  return markdown
    .replaceAll(/(\]\()([^)\s]+)(?=[)\s])/g, (_, before: string, target: string) => before + moved(target))
    .replaceAll(/^(\[[^\]]+\]:\s+)(\S+)/gm, (_, before: string, target: string) => before + moved(target));
}
