// Replaces the words that a reader would replace with this run's own, and nothing else.

export type Facts = Readonly<Record<string, string>>;

/** `${name}` to the fact of that name; an unknown one throws. */
export function filled(text: string, facts: Facts): string {
  return text.replace(/\$\{(\w+)\}/g, (_, name: string) => {
    const fact = facts[name];
    if (fact === undefined) throw new Error(`there is no fact ${name}`);
    return fact;
  });
}

/** Replaces each key with its value everywhere. Longer keys first, so that one inside another doesn't matter. */
export function replaced(text: string, table: Readonly<Record<string, string>>, facts: Facts): string {
  return Object.entries(table)
    .toSorted(([a], [b]) => b.length - a.length)
    .reduce((now, [from, to]) => now.replaceAll(from, () => filled(to, facts)), text);
}
