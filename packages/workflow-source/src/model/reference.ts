// Tells the reference workflows of this project from workflows of anybody else that only look like them: ours deploy nothing but digests.

const WORKFLOWS = ["deploy", "deploy-portable", "rollback", "rollback-portable"];

/** Whether a job's `uses:` is one of them, where this project is published as `repository` (`owner/name`); never, where nobody knows that. */
export function referenceWorkflows(repository: string | undefined): (uses: string) => boolean {
  if (repository === undefined) return () => false;
  // Names of owners and repositories mean the same in any case; paths don't.
  const home = repository.toLowerCase();
  return (uses) => {
    const [, called, name] = /^([^/]+\/[^/]+)\/\.github\/workflows\/([^/@]+)\.yml@.+$/.exec(uses) ?? [];
    return called?.toLowerCase() === home && name !== undefined && WORKFLOWS.includes(name);
  };
}
