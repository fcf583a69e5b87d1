// Tells what a `uses:` takes from its own repository: `./path`, a path in the workspace, or `$/path`, the same path at the very commit of the
// file that says so (https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax). Neither takes a ref.

/** Folders that hold the workflows of a repository: GitHub's, and those that Gitea and Forgejo read. */
export const WORKFLOW_FOLDERS = [".github/workflows", ".gitea/workflows", ".forgejo/workflows"] as const;

const OWN = /^[.$]\//;

/** True of an action or workflow that is in the same repository, whether or not it is written as it must be. */
export function isOwnUse(uses: string): boolean {
  return OWN.test(uses);
}

/** The path from the repository's root; undefined where the repository is another one, or a ref makes it mean nothing. */
export function ownPath(uses: string): string | undefined {
  return isOwnUse(uses) && refProblem(uses) === undefined ? uses.replace(OWN, "") : undefined;
}

/** The path of a workflow of this repository that a job calls. */
export function ownWorkflow(uses: string | undefined): string | undefined {
  const path = uses === undefined ? undefined : ownPath(uses);
  const isWorkflow = WORKFLOW_FOLDERS.some((folder) => path?.startsWith(`${folder}/`) === true);
  return isWorkflow && !path?.includes("@") ? path : undefined;
}

/** What is wrong with `$/path@ref`, which GitHub refuses. A folder's name may hold an `@`, so only what looks like a ref counts. */
export function refProblem(uses: string): string | undefined {
  const [, path, ref] = /^\$\/(.*)@([^/]*)$/.exec(uses) ?? [];
  if (path === undefined || ref === undefined) return undefined;
  return `uses: ${uses} is not valid: $/ means this repository at this very commit, so it takes no @ref, and GitHub refuses the workflow. Write $/${path}.`;
}
