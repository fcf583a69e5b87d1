// Puts a complaint about a deployed image together: where it stands, where its value came from, and what belongs to it.
import { type DeployedImage, judgeValue, repositoryIn, tagIn } from "@deploy-actions/workflow";
import type { NamedImage, Severity } from "../finding.ts";
import type { Complaint, Mention } from "./rule.ts";

/** The places that belong to the image follow those in `related`. */
export function aboutImage(
  image: DeployedImage,
  severity: Severity,
  message: string,
  related: readonly Mention[] = [],
): Complaint {
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

/** The alternatives that may change. */
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

function placesOf({ file, by }: DeployedImage): Mention[] {
  if (file === undefined) return [];
  const later = file.overriddenAt;
  return [
    { what: `deployed by ${by}`, place: file.at, deploys: file.besides === true ? "besides" : true },
    ...(later === undefined ? [] : [{ what: "given an immutable image", place: later }]),
  ];
}
