// A map that can be forked at no cost: what is set in a fork lies over what was there, and tells itself apart from it.
export class Overlay<V> implements Iterable<[string, V]> {
  readonly #under: Overlay<V> | undefined;
  /** A name that was deleted is here without a value. */
  readonly #own = new Map<string, V | undefined>();

  constructor(under?: Overlay<V>) {
    this.#under = under;
  }

  /** Sees all of this one until it sets something itself. This one is not to be changed while the fork is in use. */
  fork(): Overlay<V> {
    return new Overlay(this);
  }

  get(name: string): V | undefined {
    for (let layer: Overlay<V> | undefined = this; layer !== undefined; layer = layer.#under) {
      const value = layer.#own.get(name);
      if (value !== undefined || layer.#own.has(name)) return value;
    }
    return undefined;
  }

  has(name: string): boolean {
    return this.get(name) !== undefined;
  }

  set(name: string, value: V): void {
    this.#own.set(name, value);
  }

  delete(name: string): void {
    if (this.has(name)) this.#own.set(name, undefined);
  }

  /** The names that were set or deleted on the way from `base` to here; of one that is no fork of it, all of its names. */
  changedSince(base: Overlay<V>): ReadonlySet<string> {
    const names = new Set<string>();
    for (let layer: Overlay<V> | undefined = this; layer !== undefined && layer !== base; layer = layer.#under) {
      for (const name of layer.#own.keys()) names.add(name);
    }
    return names;
  }

  /** Becomes as `other` is, in everything that changed there since it was forked from `base`. */
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
    for (const name of new Set(layers.flatMap((layer) => [...layer.#own.keys()]))) {
      const value = this.get(name);
      if (value !== undefined) yield [name, value];
    }
  }
}
