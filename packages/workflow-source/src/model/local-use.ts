// Recognizes a `uses:` in the same repository: `./path`, a path in the workspace, or `$/path`, the same path at the exact commit of the
// workflow file (https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax). Neither takes a ref.

/** Folders with a repository's workflows, for GitHub, Gitea and Forgejo. */
export const WORKFLOW_FOLDERS = [".github/workflows", ".gitea/workflows", ".forgejo/workflows"] as const;

const OWN = /^[.$]\//;

/** True for an action or workflow in the same repository, even if it is written incorrectly. */
export function isLocalUse(uses: string): boolean {
  return OWN.test(uses);
}

/** The path relative to the repository root; undefined for another repository, or if a ref makes it invalid. */
export function localPath(uses: string): string | undefined {
  return isLocalUse(uses) && refProblem(uses) === undefined ? uses.replace(OWN, "") : undefined;
}

/** The path of a workflow in this repository that a job calls. */
export function localWorkflow(uses: string | undefined): string | undefined {
  const path = uses === undefined ? undefined : localPath(uses);
  const isWorkflow = WORKFLOW_FOLDERS.some((folder) => path?.startsWith(`${folder}/`) === true);
  return isWorkflow && !path?.includes("@") ? path : undefined;
}

/** The error in `$/path@ref`, which GitHub rejects. A folder name may contain an `@`, so only what looks like a ref counts. */
export function refProblem(uses: string): string | undefined {
  const [, path, ref] = /^\$\/(.*)@([^/]*)$/.exec(uses) ?? [];
  if (path === undefined || ref === undefined) return undefined;
  return `uses: ${uses} is not valid: $/ means this repository at this commit, so it takes no @ref, and GitHub rejects the workflow. Write $/${path}.`;
}
