// What the commands before and after a command of a job say of the images that it deploys: that another gives them to the cluster, that a
// later one replaces them, that an earlier one has fixed them.
import type { FileImage, ImageUse } from "@deploy-actions/workflow-companion";
import type { SourcePlace } from "@deploy-actions/workflow-source";
import { judgeValues, repositoryIn } from "@deploy-actions/workflow-source/value";
import type { Circumstance } from "./certainty.ts";

/** An effect of a job with its command. */
type Ordered = Pick<Circumstance, "effect"> & { readonly command: SourcePlace | undefined };

/** Commands are known by their number in the job. */
export type JobOrder = {
  /**
   * True when a later command deploys the image from the very same place: one that reads what this one prints (`kustomize build | kubectl
   * apply -f -`).
   */
  isPassedOn(image: FileImage, index: number): boolean;
  /** Where a later command gives the same image another tag, and one that is not known to change. */
  overriddenAt(image: FileImage, index: number): SourcePlace | undefined;
  /** True when the command names an image itself: `helm upgrade … --set image.tag=…`. */
  namesImage(command: SourcePlace | undefined): boolean;
  /** True when the job has deployed images before, and only such as cannot change. */
  hasFixed(index: number): boolean;
};

export function orderOf(all: readonly Ordered[]): JobOrder {
  const last = new Map<SourcePlace, number>();
  const naming = new Set<SourcePlace>();
  const overriding: { readonly index: number; readonly image: ImageUse; readonly names: readonly string[] }[] = [];
  let firstImage = all.length;
  let firstLoose = all.length;
  for (const [index, { effect, command }] of all.entries()) {
    if (effect.does !== "deploy" && effect.does !== "deploy-files") continue;
    const images = effect.does === "deploy" ? [effect.image] : effect.companion.images;
    const verdicts = images.map(({ values }) => judgeValues(values).verdict);
    if (images.length > 0) firstImage = Math.min(firstImage, index);
    if (verdicts.some((verdict) => verdict !== "immutable")) firstLoose = Math.min(firstLoose, index);
    if (effect.does === "deploy-files") for (const { place } of images) last.set(place, index);
    else {
      if (command !== undefined) naming.add(command);
      const { image, by } = effect;
      if (/set image|patch/.test(by) && verdicts[0] !== "mutable")
        overriding.push({ index, image, names: namesOf(image) });
    }
  }
  return {
    isPassedOn: ({ place }, index) => (last.get(place) ?? index) > index,
    overriddenAt(image, index) {
      const wanted = namesOf(image);
      const found = overriding.find((one) => one.index > index && one.names.some((name) => wanted.includes(name)));
      return found?.image.place;
    },
    namesImage: (command) => command !== undefined && naming.has(command),
    hasFixed: (index) => firstImage < index && firstLoose >= index,
  };
}

/** The last part of the image's name: registries and owners differ between a manifest and a command. */
function namesOf({ values }: ImageUse): readonly string[] {
  return values.map(({ text }) => {
    const repository = repositoryIn(text);
    return repository.slice(repository.lastIndexOf("/") + 1);
  });
}
