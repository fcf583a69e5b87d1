// What a fix is before anybody has tried it.
import type { DeployedImage } from "@deploy-actions/workflow";
import type { Fix } from "../finding.ts";

/**
 * `outcome` is what would be deployed: where two candidates hold that differ in it, nobody can choose for the author. `settles` says of
 * the same image after the edits whether they did what they were made for.
 */
export type Candidate = Fix & { readonly outcome: string; settles(after: DeployedImage): boolean };
