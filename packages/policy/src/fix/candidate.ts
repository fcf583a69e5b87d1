// A proposed fix that has not been verified yet.
import type { DeployedImage } from "@deploy-actions/workflow";
import type { Fix } from "../finding.ts";

/**
 * `outcome` identifies the image that would be deployed: if two valid candidates differ in it, the author has to choose. `succeeds` takes
 * the same image after the edits and tells whether they had the intended effect.
 */
export type Candidate = Fix & { readonly outcome: string; succeeds(after: DeployedImage): boolean };
