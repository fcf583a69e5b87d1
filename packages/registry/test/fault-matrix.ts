// The bad days of a push to two registries, as one list: what happens to one of them, and how the push has to end. The
// engine test asserts it, `npm run show -- fault-matrix` prints it, the bench counts it.
import { paths, type Rule, refusal } from "../../../test/engine/fault-proxy.ts";
import type { RegistryReason } from "../src/index.ts";

export type BadDay = { readonly name: string; readonly ending: Ending; readonly rules: readonly Rule[] };

/**
 * `resent`: the registry takes in the end what it is sent again. `copied`: it gets the layer from the other registry.
 * `pushed again`: there is no other registry, and docker sends the layer again. Or it fails, with this reason, and no
 * registry has the tag; where the tag itself is what was refused, the other one has it already.
 */
type Ending = "resent" | "copied" | "pushed again" | { readonly fails: RegistryReason; readonly tagged: boolean };

/** The tag that every push sets. */
export const TAG = "dev-1";
/** More bytes of a layer than the tee keeps for a second sending, and fewer. */
export const BEYOND = 2_000_000;
const EARLY = 100_000;
const ALWAYS = 1e6;

const opening = { method: "POST", path: paths.openUpload } as const;
const sending = { method: "PATCH", path: paths.upload } as const;
const completing = { method: "PUT", path: paths.upload } as const;
const writing = { method: "PUT", path: paths.manifest } as const;
const tagging = { method: "PUT", path: new RegExp(`/manifests/${TAG}$`) } as const;
const unavailable = refusal.unavailable;
const refused = { do: "answer", status: 409 } as const;
const lie = { "docker-content-digest": `sha256:${"0".repeat(64)}` };
const failsAlone = (fails: RegistryReason) => ({ fails, tagged: false });

const table: readonly (readonly [string, Ending, ...Rule[]])[] = [
  ["429 with Retry-After", "resent", { ...opening, fault: refusal.tooMany(0.2), times: 3 }],
  ["GHCR's secondary rate limit", "resent", { ...opening, fault: refusal.secondaryLimit, times: 2 }],
  ["503 to the opening of an upload", "resent", { ...opening, fault: unavailable, times: 3 }],
  ["a reset while opening", "resent", { ...opening, fault: { do: "reset" }, times: 2 }],
  ["silence while opening", "resent", { ...opening, fault: { do: "hang" } }],
  ["a reset near the beginning", "resent", { ...sending, fault: { do: "reset", afterBytes: EARLY } }],
  ["502 near the beginning", "resent", { ...sending, fault: { do: "answer", status: 502, afterBytes: EARLY } }],
  ["a reset in the middle", "copied", { ...sending, fault: { do: "reset", afterBytes: BEYOND } }],
  ["503 in the middle", "copied", { ...sending, fault: { do: "answer", status: 503, afterBytes: BEYOND } }],
  ["silence in the middle", "copied", { ...sending, fault: { do: "hang", afterBytes: BEYOND } }],
  ["a line half closed in the middle", "copied", { ...sending, fault: { do: "half-close", afterBytes: BEYOND } }],
  ["503 to the completing", "resent", { ...completing, fault: unavailable, times: 2 }],
  ["a reset while completing", "resent", { ...completing, fault: { do: "reset" }, times: 2 }],
  ["a slow answer", "resent", { ...completing, fault: { do: "delay", ms: 1500 } }],
  ["503 to a manifest", "resent", { ...writing, fault: unavailable, times: 3 }],
  ["503 to a tag", "resent", { ...tagging, fault: unavailable, times: 3 }],
  ["a reset, the only registry", "pushed again", { ...sending, fault: { do: "reset", afterBytes: BEYOND } }],
  ["503, the only registry", "pushed again", { ...sending, fault: { do: "answer", status: 503, afterBytes: BEYOND } }],
  ["no answer any more", failsAlone("unavailable"), { fault: { do: "reset" }, times: ALWAYS }],
  [
    "no room for layers",
    failsAlone("unavailable"),
    { ...sending, fault: unavailable, times: ALWAYS },
    { ...completing, fault: unavailable, times: ALWAYS },
  ],
  [
    "a lie for a digest",
    failsAlone("digest-mismatch"),
    { ...writing, fault: { do: "rewrite", headers: (headers) => ({ ...headers, ...lie }) } },
  ],
  ["a manifest refused for good", failsAlone("rejected"), { ...writing, fault: refused, times: ALWAYS }],
  ["a tag refused for good", { fails: "rejected", tagged: true }, { ...tagging, fault: refused, times: ALWAYS }],
];

export const FAULT_MATRIX: readonly BadDay[] = table.map(([name, ending, ...rules]) => ({ name, ending, rules }));

/** Whether the push gets through in spite of all. */
export const survives = ({ ending }: BadDay): boolean => typeof ending === "string";
