// label-safe-cleanup: what it takes and gives. What its labels may be is decided by the runtime's label rules.
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
    "Removes the containers, images, volumes and networks that their labels give up for removal, and nothing that is protected or still in use.",
  branding: { icon: "trash-2", color: "orange" },
  permissions: {},
  inputs: {
    "match-labels": list({
      description:
        "Labels, key=value, that an object must have, all of them, with exactly these values, to be removed.",
      default: "environment=testing\nmanaged-by=ci",
      read: cleanup.readMatchLabels,
    }),
    "protect-labels": list({
      description: "Labels, key=value, any one of which keeps an object whatever else it has.",
      default: "environment=production\nmanaged-by=manual",
      read: cleanup.readLabels,
    }),
    kinds: list({
      description: "What may be removed: containers, images, volumes, networks.",
      default: "containers, images, volumes, networks",
      read: readKinds,
    }),
    "keep-images": lines({
      description:
        "Images that stay whatever their labels say: references or digests, one per line; a name without a tag keeps everything of that name.",
      check: cleanup.keepImagesProblem,
    }),
    "state-dir": lines({
      description:
        "Folders, one per line, where the deploy action keeps its releases: their images stay, for a rollback; the deploy action's own default when absent.",
    }),
    "dry-run": bool({ description: "Says what would be removed, and removes nothing.", default: "false" }),
    "timeout-seconds": seconds({
      description: "Time for all of it; what is not removed by then stays.",
      default: "300",
      min: 1,
      max: 21_600,
    }),
  },
  outputs: {
    "containers-removed": output(z.int(), "Containers removed; in a dry run those that would be, as in all of these."),
    "images-removed": output(z.int(), "Images removed."),
    "volumes-removed": output(z.int(), "Volumes removed."),
    "networks-removed": output(z.int(), "Networks removed."),
    failed: output(
      z.int(),
      "Objects that should have gone and are still there, because of an error or because time ran out.",
    ),
    "bytes-reclaimed": output(
      z.optional(z.int()),
      "Bytes of disk freed, as the engine measures them before and after; 0 in a dry run, empty where it could not measure.",
    ),
    removed: output(z.array(object), "What was removed, as a JSON list of kind, id and name."),
    protected: output(
      z.array(kept),
      `What was kept although it matches, or because of a protect label, as a JSON list of kind, id, name, reason (${REASONS.join(", ")}) and why.`,
    ),
  },
});
