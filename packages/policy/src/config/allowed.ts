// Decides which configured exception, if any, covers an image.
import { judgeTag } from "@deploy-actions/image";
import { isLiteral, meaningsIn } from "@deploy-actions/workflow";
import type { NamedImage } from "../finding.ts";
import type { Allowance, AllowedImage, AllowedTag } from "./config.ts";
import { globMatcher } from "./glob.ts";

/** Returns a function that finds the first exception covering an image; `images` are tried before `tags`. */
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

/** A tag that contains a run number, run id or timestamp counts as `run-id`, whatever else it contains. */
function holdsRun(tag: string): boolean {
  return meaningsIn(tag).some(({ kind }) => kind === "run" || kind === "time");
}

const HUB = "docker.io/";
/** A first segment without a dot or port, other than `localhost`, is a Docker Hub owner rather than a registry. */
const ON_HUB = /^(?!localhost\/)[a-z0-9_-]+(?:\/[a-z0-9._-]+)?$/;

/** All names of a repository: `postgres` is also `docker.io/library/postgres`. */
function namesOf(repository: string): readonly string[] {
  const short = repository.startsWith(HUB) ? repository.slice(HUB.length).replace(/^library\//, "") : repository;
  if (!ON_HUB.test(short)) return [repository];
  return [short, `${HUB}${short.includes("/") ? short : `library/${short}`}`];
}
