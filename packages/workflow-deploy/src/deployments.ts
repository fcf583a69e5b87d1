// Turns what a job does into what it deploys: which effects are deploys, how their images are judged, which of them a later command
// overrides and which an earlier guard has checked.
import type { ImageUse } from "@deploy-actions/workflow-companion";
import type { SourcePlace } from "@deploy-actions/workflow-source";
import { judgeValues, repositoryIn } from "@deploy-actions/workflow-source/value";
import { type Circumstance, certaintyOf, namesOf } from "./certainty.ts";
import type { DeployedImage, Deployment, PushedImage, Where } from "./deployment.ts";
import type { Effect } from "./effect.ts";
import { Guarded } from "./guarded.ts";
import { orderOf } from "./job-order.ts";
import { LocalImages } from "./local-images.ts";
import { isOwn, type OwnImages } from "./publisher.ts";

/** An effect of a job, in order. The effects of one command share its place. */
export type Done = Circumstance & {
  readonly where: Where;
  readonly command: SourcePlace | undefined;
  /** The step's `if:`, as it is written. */
  readonly condition?: string | undefined;
};

/** What a job deploys; `own` tells the team's images from those of others. */
export function deploymentsOf(all: readonly Done[], own: OwnImages): readonly Deployment[] {
  const names = namesOf(all);
  const guarded = new Guarded();
  const local = new LocalImages(own);
  const order = orderOf(all);
  return all.flatMap((one, index): readonly Deployment[] => {
    const { effect, where } = one;
    local.note(one);
    if (effect.does === "guard") {
      for (const image of effect.images) for (const value of image.values) guarded.add(value, one.condition);
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
      judgement: guarded.judge(values, one.condition),
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
        // What is fixed is not changed by being started again.
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
        // Where the command names its image, what else it brings along and isn't here (the charts that a chart needs) decides nothing.
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

/** Images that a job pushes under a tag that carries the commit. */
export function pushedBy(all: readonly Done[]): readonly PushedImage[] {
  return all.flatMap(({ effect, where }) => {
    const images = effect.does === "push" ? [effect.image] : effect.does === "make" ? effect.images : [];
    return images
      .filter(({ values }) => judgeValues(values).verdict === "immutable")
      .map(({ written, place, values }) => ({ ...where, written, place, values }));
  });
}

/** The repositories of all images that effects build, tag or push. */
export function madeBy(all: readonly Done[]): readonly string[] {
  const uses = all.flatMap(({ effect }): readonly ImageUse[] => {
    if (effect.does === "make") return effect.images;
    return effect.does === "push" ? [effect.image] : effect.does === "tag" ? [effect.as] : [];
  });
  return [...new Set(uses.flatMap(({ values }) => values.map(({ text }) => repositoryIn(text))))].filter(
    (name) => name !== "",
  );
}

/** What there is to say of an image by this name on the machine that the command speaks to. */
type Named = (use: ImageUse, more?: Pick<DeployedImage, "file" | "numberProne">) => readonly Deployment[];

/** What a job starts on its own machine, which is gone afterwards, serves the job. */
function isTool({ effect, host, isHosted }: Done): boolean {
  return effect.does === "start" && host === "runner" && isHosted;
}

function byOf(effect: Effect): string {
  return "by" in effect ? effect.by : "";
}
