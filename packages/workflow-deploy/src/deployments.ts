// Turns the effects of a job into deployments: which effects are deploys, how their images are judged, which images a later command
// overrides and which an earlier step has checked.
import type { ImageUse } from "@deploy-actions/workflow-companion";
import type { SourcePlace } from "@deploy-actions/workflow-source";
import { judgeValues, repositoryIn } from "@deploy-actions/workflow-source/value";
import { CheckedValues } from "./checked-values.ts";
import { type Circumstance, certaintyOf, namesOf } from "./deploy-certainty.ts";
import type { DeployedImage, Deployment, JobStep, PushedImage } from "./deployment.ts";
import type { Effect } from "./effect.ts";
import { jobOrderOf } from "./job-order.ts";
import { LocalImages } from "./local-images.ts";
import { isOwn, type OwnImageRules } from "./publisher.ts";

/** An effect of a job, in order. The effects of one command share its place. */
export type JobEffect = Circumstance & {
  readonly where: JobStep;
  readonly command: SourcePlace | undefined;
  /** The step's `if:`, unevaluated. */
  readonly condition?: string | undefined;
};

/** What a job deploys; `own` distinguishes your own images from third-party ones. */
export function deploymentsOf(all: readonly JobEffect[], own: OwnImageRules): readonly Deployment[] {
  const names = namesOf(all);
  const checked = new CheckedValues();
  const local = new LocalImages(own);
  const order = jobOrderOf(all);
  return all.flatMap((one, index): readonly Deployment[] => {
    const { effect, where } = one;
    local.note(one);
    if (effect.does === "check-images") {
      for (const image of effect.images) for (const value of image.values) checked.add(value, one.condition);
      return [];
    }
    const certainty = certaintyOf(one, names);
    if (certainty === undefined) return [];
    const image = ({ values, written, place }: ImageUse): DeployedImage => ({
      ...where,
      is: "image",
      by: byOf(effect),
      written,
      place,
      values,
      judgement: checked.judge(values, one.condition),
      certainty,
      own: values.some(({ text }) => isOwn(repositoryIn(text), own)),
    });
    const named: Named = (use, more) => {
      const origin = local.originFor(one, use);
      switch (origin.is) {
        case "registry":
          return [{ ...image(use), ...more }];
        case "renamed":
          return isTool(one) ? [] : [{ ...image({ ...use, values: origin.values }), ...more }];
        case "built":
          return isTool(one) ? [] : [{ ...where, is: "target-build", by: origin.by, place: use.place, at: origin.at }];
        case "loaded":
          return [];
      }
    };
    switch (effect.does) {
      case "start":
        return named(effect.image);
      case "pull":
        return [image(effect.image)];
      case "deploy":
        return named(effect.image, effect.numberProne === true ? { numberProne: true } : {});
      case "restart":
        // Restarting a workload with an immutable image changes nothing.
        if (order.hasFixed(index)) return [];
        return [{ ...where, is: "restart", by: effect.by, what: effect.what, place: effect.at, certainty }];
      case "deploy-files": {
        const { companion, by, at } = effect;
        const { asked } = companion;
        const besides = companion.images.some(({ place }) => place.path === at.path) || order.namesImage(one.command);
        const images = companion.images.flatMap((use): readonly Deployment[] => {
          if (order.isPassedOn(use, index)) return [];
          const overriddenAt = order.overriddenAt(use, index);
          const file = {
            asked,
            name: use.name,
            at,
            ...(overriddenAt === undefined ? {} : { overriddenAt }),
            ...(besides ? { besides: true as const } : {}),
          };
          return named(use, { file });
        });
        const builds = companion.builds.map((place): Deployment => ({ ...where, is: "target-build", by, place, at }));
        // If the command names its image, missing dependencies (such as subcharts) do not matter.
        const unknown = (besides ? [] : companion.unknown).map(
          (why): Deployment => ({ ...where, is: "unknown-files", by, asked, why, place: at, certainty }),
        );
        return [...images, ...builds, ...unknown];
      }
      default:
        return [];
    }
  });
}

/** Images that a job pushes with a commit tag. */
export function commitPushes(all: readonly JobEffect[]): readonly PushedImage[] {
  return all.flatMap(({ effect, where }) => {
    const images = effect.does === "push" ? [effect.image] : effect.does === "make" ? effect.images : [];
    return images
      .filter(({ values }) => judgeValues(values).verdict === "immutable")
      .map(({ written, place, values }) => ({ ...where, written, place, values }));
  });
}

/** The repositories of all images that effects build, tag or push. */
export function builtBy(all: readonly JobEffect[]): readonly string[] {
  const uses = all.flatMap(({ effect }): readonly ImageUse[] => {
    if (effect.does === "make") return effect.images;
    return effect.does === "push" ? [effect.image] : effect.does === "tag" ? [effect.as] : [];
  });
  return [...new Set(uses.flatMap(({ values }) => values.map(({ text }) => repositoryIn(text))))].filter(
    (name) => name !== "",
  );
}

/** The verdict on an image with this name on the machine of the command. */
type Named = (use: ImageUse, more?: Pick<DeployedImage, "file" | "numberProne">) => readonly Deployment[];

/** Containers that a job starts on its own, temporary machine serve the job. */
function isTool({ effect, host, isHosted }: JobEffect): boolean {
  return effect.does === "start" && host === "runner" && isHosted;
}

function byOf(effect: Effect): string {
  return "by" in effect ? effect.by : "";
}
