// What earlier and later commands of a job do with the images of a command: deploy them instead, replace them, or set immutable ones
// before.
import type { FileImage, ImageUse } from "@deploy-actions/workflow-companion";
import type { SourcePlace } from "@deploy-actions/workflow-source";
import { judgeValues, repositoryIn } from "@deploy-actions/workflow-source/value";
import type { Circumstance } from "./deploy-certainty.ts";

/** An effect of a job with its command. */
type Ordered = Pick<Circumstance, "effect"> & { readonly command: SourcePlace | undefined };

/** Commands are identified by their number in the job. */
export type JobOrder = {
  /**
   * True if a later command deploys the image from the same place: one that reads the output of this one (`kustomize build | kubectl apply
   * -f -`).
   */
  isPassedOn(image: FileImage, index: number): boolean;
  /** JobStep a later command sets another, immutable tag for the same image. */
  overriddenAt(image: FileImage, index: number): SourcePlace | undefined;
  /** True if the command also names an image itself: `helm upgrade … --set image.tag=…`. */
  namesImage(command: SourcePlace | undefined): boolean;
  /** True if the job has deployed images before, all of them immutable. */
  hasFixed(index: number): boolean;
};

export function jobOrderOf(all: readonly Ordered[]): JobOrder {
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

/** The last part of the image name: registry and owner often differ between a manifest and a command. */
function namesOf({ values }: ImageUse): readonly string[] {
  return values.map(({ text }) => {
    const repository = repositoryIn(text);
    return repository.slice(repository.lastIndexOf("/") + 1);
  });
}
