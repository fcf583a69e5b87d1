// Which package may import which. docs/architecture.md shows the same as a table.

/** What every package and action may import, and what itself imports nothing. */
export const CONTRACT = "contract";

/** For each package, the packages that it may import besides {@link CONTRACT}. A new package is added here, or the test fails. */
export const MAY_USE: Readonly<Record<string, readonly string[]>> = {
  contract: [],
  secret: [],
  action: ["secret"],
  image: [],
  target: [],
  probe: ["secret"],
  registry: ["image"],
  "workflow-source": ["image"],
  "workflow-shell": ["workflow-source"],
  "workflow-companion": ["workflow-source"],
  "workflow-deploy": ["workflow-source", "workflow-companion"],
  workflow: ["workflow-source", "workflow-shell", "workflow-deploy"],
  policy: ["image", "workflow"],
  check: ["policy", "workflow"],
  runtime: ["image", "target"],
  migrate: ["image", "target", "runtime"],
  release: ["image", "probe", "target"],
  rollout: ["image", "probe", "target", "registry", "runtime", "release", "migrate"],
};
