// Circles in a graph of imports: groups of nodes where each one reaches every other. Tarjan, SIAM J. Comput. 1(2), 1972.

type Graph = ReadonlyMap<string, readonly string[]>;

/** Every group of two or more nodes that reach each other, and every node that imports itself; each group and the list sorted. */
export function circlesIn(graph: Graph): string[][] {
  const index = new Map<string, number>();
  const low = new Map<string, number>();
  const stack: string[] = [];
  const found: string[][] = [];

  const visit = (node: string): number => {
    const own = index.size;
    index.set(node, own);
    low.set(node, own);
    stack.push(node);
    for (const next of graph.get(node) ?? []) {
      const reached = index.has(next) ? (stack.includes(next) ? (index.get(next) ?? own) : own) : visit(next);
      low.set(node, Math.min(low.get(node) ?? own, reached));
    }
    const lowest = low.get(node) ?? own;
    if (lowest === own) {
      const group = stack.splice(stack.indexOf(node));
      if (group.length > 1 || graph.get(node)?.includes(node)) found.push(group.sort());
    }
    return lowest;
  };
  for (const node of graph.keys()) if (!index.has(node)) visit(node);
  return found.sort();
}

/** The same graph between groups of nodes: `groupOf` returns a node's group, or undefined to leave the node out. */
export function between(graph: Graph, groupOf: (node: string) => string | undefined): Graph {
  const groups = new Map<string, Set<string>>();
  for (const [node, targets] of graph) {
    const from = groupOf(node);
    if (from === undefined) continue;
    const reached = groups.get(from) ?? new Set();
    groups.set(from, reached);
    for (const target of targets) {
      const to = groupOf(target);
      if (to !== undefined && to !== from) reached.add(to);
    }
  }
  return new Map([...groups].map(([group, reached]) => [group, [...reached].sort()]));
}
