// Builds the result of a rule about a deployed image: its place, the trail of its value, and related places.
import { type DeployedImage, judgeValue, repositoryIn, tagIn } from "@deploy-actions/workflow";
import type { NamedImage, Severity } from "../finding.ts";
import type { RawFinding, RelatedPlace } from "./rule.ts";

/** The related places of the image come after those in `related`. */
export function imageFinding(
  image: DeployedImage,
  severity: Severity,
  message: string,
  related: readonly RelatedPlace[] = [],
): RawFinding {
  const { job, step, place, written, judgement } = image;
  return {
    severity,
    message,
    place,
    job,
    step,
    subject: written,
    chain: judgement.value.trail,
    images: namedImages(image),
    related: [...related, ...placesOf(image)],
  };
}

/** The alternatives that may be mutable. */
function namedImages({ values }: DeployedImage): NamedImage[] {
  return values.flatMap((value) => {
    const judgement = judgeValue(value);
    if (judgement.verdict === "immutable") return [];
    const tag = tagIn(value.text).slice(1);
    return {
      repository: repositoryIn(value.text),
      ...(tag === "" ? {} : { tag }),
      ...(judgement.verdict === "mutable" ? { class: judgement.class } : {}),
    };
  });
}

function placesOf({ file, by }: DeployedImage): RelatedPlace[] {
  if (file === undefined) return [];
  const later = file.overriddenAt;
  return [
    { what: `deployed by ${by}`, place: file.at, deploys: file.besides === true ? "besides" : true },
    ...(later === undefined ? [] : [{ what: "set to an immutable image", place: later }]),
  ];
}
