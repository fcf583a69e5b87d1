// The reusable workflows as the release tree ships them, each in two forms that differ only in how they refer to our own
// actions. `deploy.yml` refers to them with `$/`, "this repository at this same commit", so that pinning the workflow pins them too:
// https://github.blog/changelog/2026-07-30-reference-same-repository-actions-with-self-repository-syntax
// `deploy-portable.yml` names them by repository and tag, for servers without `$/`: GitHub Enterprise Server, act, Gitea, Forgejo.
import { isMap, isScalar, isSeq, parseDocument } from "yaml";
import { formatVersion, movingTags, parseVersion } from "../release/version.ts";

const SUFFIX = "-portable";

/** A workflow of the repository: its path, and its text, which names our actions as `owner/name/<action>@v1`. */
export interface Source {
  readonly path: string;
  readonly text: string;
}

/** Whether other repositories can call it. Workflows that only this repository runs do not ship. */
export function isReusable({ text }: Source): boolean {
  const events = parseDocument(text).get("on");
  if (isMap(events)) return events.has("workflow_call");
  return isSeq(events)
    ? events.items.some((each) => isScalar(each) && each.value === "workflow_call")
    : events === "workflow_call";
}

/** Both forms of every reusable workflow among `sources`. `version` is the release's, `repository` is `owner/name`. */
export function shippedWorkflows(
  sources: readonly Source[],
  { repository, version }: { readonly repository: string; readonly version: string },
): readonly Source[] {
  const reusable = sources.filter(isReusable);
  const taken = reusable.find(({ path }) => sources.some((other) => other.path === portablePath(path)));
  if (taken !== undefined)
    throw new Error(`${portablePath(taken.path)} is made from ${taken.path}; rename the one in the source`);
  const tag = tagOf(version);
  const ships = (target: string) => reusable.some(({ path }) => path === target);
  return reusable.flatMap((source) => [
    renamed(source, repository, (target) => `$/${target}`),
    {
      path: portablePath(source.path),
      text: renamed(
        source,
        repository,
        (target) => `${repository}/${ships(target) ? portablePath(target) : target}@${tag}`,
      ).text,
    },
  ]);
}

/** `.github/workflows/deploy.yml` to `.github/workflows/deploy-portable.yml`. */
export const portablePath = (path: string) => path.replace(/(?=\.ya?ml$)/, SUFFIX);

/** The tag that moves along the release's major version; where no tag does, the release's own. */
export function tagOf(text: string): string {
  const version = parseVersion(text);
  if (version === undefined) throw new Error(`package.json's version \`${text}\` is not a semantic version`);
  return movingTags(version, [])[0] ?? `v${formatVersion(version)}`;
}

/** The same bytes but for the values of `uses:` that name one of our actions or workflows; `name` gets its path in the release tree. */
function renamed({ path, text }: Source, repository: string, name: (target: string) => string): Source {
  const edits = usesIn(text).flatMap(({ value, from, to }) => {
    if (value.startsWith("./"))
      throw new Error(`${path}: \`uses: ${value}\` means the caller's repository there; write ${repository}/…@v1`);
    const [, target] = value.startsWith(`${repository}/`)
      ? (/^([^@]+)@v\d+$/.exec(value.slice(repository.length + 1)) ?? [])
      : [];
    if (target === undefined && value.startsWith(`${repository}/`))
      throw new Error(`${path}: \`uses: ${value}\` must name the version that moves, as in @v1`);
    return target === undefined ? [] : [{ from, to, text: name(target) }];
  });
  const edited = edits
    .toSorted((a, b) => b.from - a.from)
    .reduce((all, each) => all.slice(0, each.from) + each.text + all.slice(each.to), text);
  return { path, text: edited };
}

/** Every `uses:` of a job or step, with the place of its value in the text. */
function usesIn(text: string): { readonly value: string; readonly from: number; readonly to: number }[] {
  const jobs = parseDocument(text).get("jobs");
  const owners = isMap(jobs)
    ? jobs.items.flatMap(({ value: job }) => {
        const steps = isMap(job) ? job.get("steps") : undefined;
        return [job, ...(isSeq(steps) ? steps.items : [])];
      })
    : [];
  return owners.flatMap((owner) => {
    const value = isMap(owner) ? owner.get("uses", true) : undefined;
    if (!isScalar(value) || typeof value.value !== "string" || !value.range) return [];
    return [{ value: value.value, from: value.range[0], to: value.range[1] }];
  });
}
