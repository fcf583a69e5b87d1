// Turns what a job does into what it deploys: which effects are deploys, how their images are judged, which of them a later command
// overrides and which an earlier guard has checked.
import type { DeployedImage, Deployment, PushedImage, Where } from "../deployment.ts";
import type { Place } from "../source/place.ts";
import { judgeValues, repositoryIn } from "../value/judge.ts";
import { type Circumstance, certaintyOf, namesOf } from "./certainty.ts";
import type { Effect, FileImage, ImageUse } from "./effect.ts";
import { Guarded } from "./guarded.ts";
import { LocalImages } from "./local-images.ts";
import { isOwn, type OwnImages } from "./publisher.ts";

/** An effect of a job, in order. The effects of one command share its place. */
export type Done = Circumstance & { readonly where: Where; readonly command: Place | undefined };

/** What a job deploys; `own` tells the team's images from those of others. */
export function deploymentsOf(all: readonly Done[], own: OwnImages): readonly Deployment[] {
  const names = namesOf(all);
  const guarded = new Guarded();
  const local = new LocalImages(own);
  const last = lastDeploying(all);
  return all.flatMap((one, index): readonly Deployment[] => {
    const { effect, where } = one;
    local.note(one);
    if (effect.does === "guard") {
      for (const image of effect.images) for (const value of image.values) guarded.add(value);
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
      judgement: guarded.judge(values),
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
        if (isRestartOfFixed(all.slice(0, index))) return [];
        return [{ ...where, is: "restart", by: effect.by, what: effect.what, place: effect.at, certainty }];
      case "deploy-files":
        return ofFiles(
          withImages(effect, (one) => last.get(one.place) === index),
          where,
          certainty,
          named,
          all,
          index,
        );
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

type FilesEffect = Extract<Effect, { does: "deploy-files" }>;

function ofFiles(
  { companion, by, at }: FilesEffect,
  where: Where,
  certainty: DeployedImage["certainty"],
  named: Named,
  all: readonly Done[],
  index: number,
): Deployment[] {
  const { asked } = companion;
  const besides = companion.images.some(({ place }) => place.path === at.path) || all.some(namesImage(all[index]));
  const images = companion.images.flatMap((one): readonly Deployment[] => {
    const overriddenAt = overriding(one, all.slice(index + 1));
    const file = {
      asked,
      name: one.name,
      at,
      ...(overriddenAt === undefined ? {} : { overriddenAt }),
      ...(besides ? { besides: true as const } : {}),
    };
    return named(one, { file });
  });
  const builds = companion.builds.map((place): Deployment => ({ ...where, is: "target-build", by, place, at }));
  // Where the command names its image, what else it brings along and isn't here (the charts that a chart needs) decides nothing.
  const unknown = (besides ? [] : companion.unknown).map(
    (why): Deployment => ({ ...where, is: "unknown-files", by, asked, why, place: at, certainty }),
  );
  return [...images, ...builds, ...unknown];
}

/**
 * The last command to deploy the image at a place, by its number. An image that one command prints for another to read (`kustomize build |
 * kubectl apply -f -`) keeps its very place, and only the other deploys it.
 */
function lastDeploying(all: readonly Done[]): ReadonlyMap<Place, number> {
  const last = new Map<Place, number>();
  for (const [index, { effect }] of all.entries()) {
    if (effect.does === "deploy-files") for (const { place } of effect.companion.images) last.set(place, index);
  }
  return last;
}

function withImages(effect: FilesEffect, holds: (image: FileImage) => boolean): FilesEffect {
  return { ...effect, companion: { ...effect.companion, images: effect.companion.images.filter(holds) } };
}

/** True of an effect of the same command by which that names an image itself: `helm upgrade … --set image.tag=…`. */
function namesImage(one: Done | undefined): (other: Done) => boolean {
  return ({ effect, command }) => effect.does === "deploy" && command !== undefined && command === one?.command;
}

/** Where a later command of the job gives the same image another, immutable tag. */
function overriding(file: FileImage, later: readonly Done[]): Place | undefined {
  const wanted = repositoriesOf(file).map(lastPart);
  for (const { effect } of later) {
    if (effect.does !== "deploy" || !/set image|patch/.test(effect.by)) continue;
    const same = repositoriesOf(effect.image).some((repository) => wanted.includes(lastPart(repository)));
    if (same && judgeValues(effect.image.values).verdict !== "mutable") return effect.image.place;
  }
  return undefined;
}

/** A restart after the job itself has said which immutable image is to run changes nothing. */
function isRestartOfFixed(before: readonly Done[]): boolean {
  const images = before.flatMap(({ effect }): readonly ImageUse[] => {
    if (effect.does === "deploy") return [effect.image];
    return effect.does === "deploy-files" ? effect.companion.images : [];
  });
  return images.length > 0 && images.every(({ values }) => judgeValues(values).verdict === "immutable");
}

function repositoriesOf({ values }: ImageUse): readonly string[] {
  return values.map(({ text }) => repositoryIn(text));
}

function lastPart(repository: string): string {
  return repository.slice(repository.lastIndexOf("/") + 1);
}

function byOf(effect: Effect): string {
  return "by" in effect ? effect.by : "";
}
