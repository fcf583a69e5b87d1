// Tells this project's reference workflows from other workflows with the same names: ours deploy digests only.

const WORKFLOWS = ["deploy", "deploy-portable", "rollback", "rollback-portable"];

/** Returns a predicate for a job's `uses:`. `repository` (`owner/name`) is where this project is published; if unknown, nothing matches. */
export function referenceWorkflows(repository: string | undefined): (uses: string) => boolean {
  if (repository === undefined) return () => false;
  // Owner and repository names are case-insensitive; paths are not.
  const home = repository.toLowerCase();
  return (uses) => {
    const [, called, name] = /^([^/]+\/[^/]+)\/\.github\/workflows\/([^/@]+)\.yml@.+$/.exec(uses) ?? [];
    return called?.toLowerCase() === home && name !== undefined && WORKFLOWS.includes(name);
  };
}
