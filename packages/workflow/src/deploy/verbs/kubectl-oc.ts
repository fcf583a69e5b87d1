// `oc process` fills the parameters of an OpenShift template, and pipes carry what it prints to `oc apply -f -`.
import type { Effect } from "../effect.ts";
import { imageSettings } from "./image-settings.ts";
import type { KubectlUse } from "./kubectl-use.ts";
import { valuesFor } from "./options.ts";

/** Parameters whose names say that they are an image, a tag or a digest. */
export function processesTemplate({ by, options, operands }: KubectlUse): readonly Effect[] {
  return imageSettings(by, [...valuesFor(options, "-p", "--param"), ...operands]);
}
