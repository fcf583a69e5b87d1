// `oc process` fills in the parameters of an OpenShift template; its output is piped to `oc apply -f -`.
import { manifestsAt } from "@deploy-actions/workflow-companion";
import { alsoPrinted, type Effect } from "../effect.ts";
import { valuesFor } from "../options.ts";
import { imageSettings } from "./image-settings.ts";
import type { KubectlUse } from "./kubectl-use.ts";

/** Parameters whose names say that they are an image, a tag or a digest; otherwise, the images in the template. */
export function processesTemplate({ by, command, options, operands }: KubectlUse): readonly Effect[] {
  const settings = imageSettings(by, [...valuesFor(options, "-p", "--param"), ...operands]);
  if (settings.length > 0) return settings;
  const files = valuesFor(options, "-f", "--filename");
  return files.flatMap((file) =>
    alsoPrinted([
      {
        does: "deploy-files",
        by,
        at: file.place,
        companion: manifestsAt(file.values, file.written, command, "folder"),
      },
    ]),
  );
}
