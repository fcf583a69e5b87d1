// A map with cheap forks: a fork stores only its own changes, on top of the original.
export class Overlay<V> implements Iterable<[string, V]> {
  readonly #under: Overlay<V> | undefined;
  /** A deleted name is stored without a value. Undefined until something is stored: most forks change nothing. */
  #own: Map<string, V | undefined> | undefined;

  constructor(under?: Overlay<V>) {
    this.#under = under;
  }

  /** Creates a fork, which sees this map's entries until it sets its own. This map must not change while the fork is in use. */
  fork(): Overlay<V> {
    return new Overlay(this);
  }

  get(name: string): V | undefined {
    for (let layer: Overlay<V> | undefined = this; layer !== undefined; layer = layer.#under) {
      const own = layer.#own;
      const value = own?.get(name);
      if (value !== undefined || own?.has(name) === true) return value;
    }
    return undefined;
  }

  has(name: string): boolean {
    return this.get(name) !== undefined;
  }

  set(name: string, value: V): void {
    this.#store(name, value);
  }

  delete(name: string): void {
    if (this.has(name)) this.#store(name, undefined);
  }

  #store(name: string, value: V | undefined): void {
    this.#own ??= new Map();
    this.#own.set(name, value);
  }

  /** The names that were set or deleted since `base`; all names if this map is not a fork of it. */
  changedSince(base: Overlay<V>): ReadonlySet<string> {
    const names = new Set<string>();
    for (let layer: Overlay<V> | undefined = this; layer !== undefined && layer !== base; layer = layer.#under) {
      for (const name of layer.#own?.keys() ?? []) names.add(name);
    }
    return names;
  }

  /** Applies everything that changed in `other` since it was forked from `base`. */
  take(other: Overlay<V>, base: Overlay<V> = this): void {
    for (const name of other.changedSince(base)) {
      const value = other.get(name);
      if (value === undefined) this.delete(name);
      else this.set(name, value);
    }
  }

  *[Symbol.iterator](): Iterator<[string, V]> {
    const layers: Overlay<V>[] = [];
    for (let layer: Overlay<V> | undefined = this; layer !== undefined; layer = layer.#under) layers.unshift(layer);
    for (const name of new Set(layers.flatMap((layer) => [...(layer.#own?.keys() ?? [])]))) {
      const value = this.get(name);
      if (value !== undefined) yield [name, value];
    }
  }
}
