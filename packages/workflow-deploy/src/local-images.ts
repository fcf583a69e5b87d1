// Tracks which images a machine has without a registry: built on it, loaded from a file, or tagged there. The meaning of a name changes
// during the job; the last command that set it decides.
import type { ImageUse } from "@deploy-actions/workflow-companion";
import type { SourcePlace } from "@deploy-actions/workflow-source";
import type { Host } from "@deploy-actions/workflow-source/command";
import { repositoryIn, type Values, withHop } from "@deploy-actions/workflow-source/value";
import { type Circumstance, keysOf } from "./deploy-certainty.ts";
import type { Effect } from "./effect.ts";
import { mayBeOwn, type OwnImageRules } from "./publisher.ts";

/** The origin of an image. `values` are the images that were tagged with this name. */
export type Origin =
  | { readonly is: "registry" }
  | { readonly is: "built"; readonly by: string; readonly at: SourcePlace }
  | { readonly is: "loaded" }
  | { readonly is: "renamed"; readonly values: Values };

const REGISTRY: Origin = { is: "registry" };
const LOADED: Origin = { is: "loaded" };

export class LocalImages {
  readonly #own: OwnImageRules;
  readonly #origins = new Map<string, Origin>();
  readonly #pushed = new Set<string>();
  readonly #loading = new Set<Host>();

  constructor(own: OwnImageRules) {
    this.#own = own;
  }

  /** Records a command; must be called for all commands in order. */
  note({ effect, host }: Circumstance): void {
    if (effect.does === "pull") this.#set(host, effect.image, REGISTRY);
    else if (effect.does === "tag") this.#set(host, effect.as, this.#renamed(host, effect));
    else if (effect.does === "load") this.#loading.add(host);
    else if (effect.does === "push") for (const key of keysOf(effect.image)) this.#pushed.add(key);
    else if (effect.does === "make") {
      for (const image of effect.images) this.#set(host, image, { is: "built", by: effect.by, at: effect.at });
    } else if (effect.does === "deploy-files" && /compose pull$/.test(effect.by)) {
      for (const image of effect.companion.images) this.#set(host, image, REGISTRY);
    }
  }

  /** The origin of an image that a command uses. Orchestrators that run containers on other machines always pull from a registry. */
  originFor({ effect, host }: Circumstance, image: ImageUse): Origin {
    const by = "by" in effect ? effect.by : "";
    const isSwarm = /^docker (?:service|stack)/.test(by) && !keysOf(image).some((key) => this.#pushed.has(key));
    return effect.does === "start" || /compose/.test(by) || isSwarm ? this.#originOf(host, image) : REGISTRY;
  }

  /** If several commands may have set the name, one from a registry decides. */
  #originOf(host: Host, image: ImageUse): Origin {
    const origins = keysOf(image).flatMap((key) => this.#origins.get(`${host} ${key}`) ?? []);
    if (origins.includes(REGISTRY)) return REGISTRY;
    const [known] = origins;
    if (known !== undefined) return known;
    const isLoaded =
      this.#loading.has(host) && image.values.every(({ text }) => mayBeOwn(repositoryIn(text), this.#own));
    return isLoaded ? LOADED : REGISTRY;
  }

  #set(host: Host, image: ImageUse, origin: Origin): void {
    for (const key of keysOf(image)) this.#origins.set(`${host} ${key}`, origin);
  }

  #renamed(host: Host, { image, as }: Extract<Effect, { does: "tag" }>): Origin {
    const origin = this.#originOf(host, image);
    if (origin.is === "built" || origin.is === "loaded") return origin;
    const values = origin.is === "renamed" ? origin.values : image.values;
    const hop = { what: `docker tag ${image.written} ${as.written}`, place: as.place };
    return { is: "renamed", values: withHop(values, hop) };
  }
}
