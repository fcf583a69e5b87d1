// The areas that are fuzzed. Each is loaded on demand, because each loads the packages that it tests.
import type { Area } from "./property.ts";

export const AREAS = {
  expressions: async () => (await import("./expressions.ts")).expressions,
  shell: async () => (await import("./shell.ts")).shell,
  workflows: async () => (await import("./workflows.ts")).workflows,
  companions: async () => (await import("./companions.ts")).companions,
  registry: async () => (await import("./registry.ts")).registry,
  probe: async () => (await import("./probe.ts")).probe,
  ledger: async () => (await import("./ledger.ts")).ledger,
  images: async () => (await import("./images.ts")).images,
  tools: async () => (await import("./tools.ts")).tools,
  inputs: async () => (await import("./inputs.ts")).inputs,
  text: async () => (await import("./text.ts")).text,
} satisfies Record<string, () => Promise<Area>>;

export type AreaName = keyof typeof AREAS;

export const AREA_NAMES = Object.keys(AREAS) as readonly AreaName[];

export function isAreaName(name: string): name is AreaName {
  return Object.hasOwn(AREAS, name);
}
