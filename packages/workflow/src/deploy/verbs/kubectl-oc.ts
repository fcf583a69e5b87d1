// `oc process` fills the parameters of an OpenShift template, and pipes carry what it prints to `oc apply -f -`.
import { imageKeyOf, referenceFor } from "../../companion/chart/image-key.ts";
import { shapeOf, withText } from "../command.ts";
import type { Effect } from "../effect.ts";
import type { KubectlUse } from "./kubectl-use.ts";
import { valuesFor } from "./options.ts";

/** Parameters whose names say that they are an image, a tag or a digest. */
export function processesTemplate({ by, options, operands }: KubectlUse): readonly Effect[] {
  const pairs = [...valuesFor(options, "-p", "--param"), ...operands].filter((word) => shapeOf(word).includes("="));
  return pairs.flatMap((word): readonly Effect[] => {
    const [name = ""] = shapeOf(word).split("=", 1);
    const key = imageKeyOf([name]);
    const value = withText(word, (text) => text.slice(text.indexOf("=") + 1));
    const image = key === undefined ? undefined : referenceFor(key, value);
    return image === undefined ? [] : [{ does: "deploy", by, image }];
  });
}
