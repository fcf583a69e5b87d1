// Decides which exceptions of the configuration an image falls under.
import { judgeTag } from "@deploy-actions/image";
import { isLiteral, meaningsIn } from "@deploy-actions/workflow";
import type { NamedImage } from "../finding.ts";
import type { Allowance, AllowedImage, AllowedTag } from "./config.ts";
import { globMatcher } from "./glob.ts";

/** The first exception that covers an image, images before tags; undefined where none does. */
export function allowances(
  images: readonly AllowedImage[],
  tags: readonly AllowedTag[],
): (image: NamedImage) => Allowance | undefined {
  const tests = [...images.map(imageTest), ...tags.map(tagTest)];
  return (image) => tests.find(({ covers }) => covers(image))?.allowance;
}

type Test = { readonly allowance: Allowance; covers(image: NamedImage): boolean };

function imageTest(allowance: AllowedImage): Test {
  const names = globMatcher(allowance.image);
  return { allowance, covers: ({ repository }) => namesOf(repository).some(names) };
}

function tagTest(allowance: AllowedTag): Test {
  const names = globMatcher(allowance.images ?? "**");
  const isMeant = tagsMeant(allowance.tag);
  return {
    allowance,
    covers: ({ repository, tag }) => tag !== undefined && isMeant(tag) && namesOf(repository).some(names),
  };
}

function tagsMeant(pattern: string): (tag: string) => boolean {
  if (pattern === "semver") return isVersion;
  return pattern === "run-id" ? holdsRun : globMatcher(pattern);
}

/** A full semantic version: `7` and `7-alpine` move with every release. */
function isVersion(tag: string): boolean {
  return isLiteral(tag) ? judgeTag(tag).kind === "version" : meaningsIn(tag).every(({ kind }) => kind === "version");
}

/** A run number, run id or time makes a tag one of its kind, whatever else is in it. */
function holdsRun(tag: string): boolean {
  return meaningsIn(tag).some(({ kind }) => kind === "run" || kind === "time");
}

const HUB = "docker.io/";
/** Nothing to tell `acme/app` of Docker Hub from a registry's `acme.io/app` but the dot, a port, or `localhost`. */
const ON_HUB = /^(?!localhost\/)[a-z0-9_-]+(?:\/[a-z0-9._-]+)?$/;

/** A repository under all its names: `postgres` is `docker.io/library/postgres`. */
function namesOf(repository: string): readonly string[] {
  const short = repository.startsWith(HUB) ? repository.slice(HUB.length).replace(/^library\//, "") : repository;
  if (!ON_HUB.test(short)) return [repository];
  return [short, `${HUB}${short.includes("/") ? short : `library/${short}`}`];
}
