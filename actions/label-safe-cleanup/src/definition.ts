// Inputs and outputs of label-safe-cleanup. The labels are validated by packages/runtime.
import { bool, defineAction, lines, list, output, seconds } from "@deploy-actions/action";
import * as cleanup from "@deploy-actions/runtime/cleanup";
import { z } from "zod/mini";
import { readKinds } from "./kinds.ts";

const REASONS = [
  "protect-label",
  "in-use",
  "labels-inherited",
  "own-labels",
  "kept-image",
  "ledger-unreadable",
  "unreadable",
  "changed",
] as const satisfies readonly cleanup.KeptReason[];

const object = z.object({
  kind: z.enum(["container", "image", "volume", "network"]),
  id: z.string(),
  name: z.string(),
});
const kept = z.extend(object, {
  reason: z.enum(REASONS),
  why: z.string(),
});

export const definition = defineAction({
  name: "label-safe-cleanup",
  description:
    "Removes containers, images, volumes and networks by label, except those that are protected or still in use.",
  branding: { icon: "trash-2", color: "orange" },
  permissions: {},
  opensConnections: false,
  inputs: {
    "match-labels": list({
      description: "Labels (key=value). Only objects that have all of them, with exactly these values, are removed.",
      default: "environment=testing\nmanaged-by=ci",
      read: cleanup.readMatchLabels,
    }),
    "protect-labels": list({
      description: "Labels (key=value). Objects that have any of them are kept, whatever other labels they have.",
      default: "environment=production\nmanaged-by=manual",
      read: cleanup.readLabels,
    }),
    kinds: list({
      description: "The kinds of objects to remove: containers, images, volumes, networks.",
      default: "containers, images, volumes, networks",
      read: readKinds,
    }),
    "keep-images": lines({
      description:
        "Images to keep regardless of their labels: references or digests, one per line; a name without a tag keeps all images of that name.",
      check: cleanup.keepImagesProblem,
    }),
    "state-dir": lines({
      description:
        "Folders, one per line, in which the deploy action stores its releases. The images of these releases are kept for a rollback. Default: the deploy action's own default.",
    }),
    "dry-run": bool({ description: "Report what would be removed, without removing anything.", default: "false" }),
    "timeout-seconds": seconds({
      description: "Time limit for the complete cleanup; objects that have not been removed by then are kept.",
      default: "300",
      min: 1,
      max: 21_600,
    }),
  },
  outputs: {
    "containers-removed": output(
      z.int(),
      "Number of containers removed; in a dry run, this and the other outputs count what would be removed.",
    ),
    "images-removed": output(z.int(), "Number of images removed."),
    "volumes-removed": output(z.int(), "Number of volumes removed."),
    "networks-removed": output(z.int(), "Number of networks removed."),
    failed: output(z.int(), "Number of objects that could not be removed, because of an error or a timeout."),
    "bytes-reclaimed": output(
      z.optional(z.int()),
      "Disk space freed in bytes, as measured by the engine before and after; 0 in a dry run, empty if it could not be measured.",
    ),
    removed: output(z.array(object), "The removed objects, as a JSON list of kind, id and name."),
    protected: output(
      z.array(kept),
      `The objects that match but were kept, or that have a protect label, as a JSON list of kind, id, name, reason (${REASONS.join(", ")}) and why.`,
    ),
  },
});
