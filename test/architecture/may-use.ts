// Which package may import which. docs/architecture.md shows the same as a table.

/** What every package and action may import, and what itself imports nothing. */
export const CONTRACT = "contract";

/** For each package, the packages that it may import besides {@link CONTRACT}. A new package is added here, or the test fails. */
export const MAY_USE: Readonly<Record<string, readonly string[]>> = {
  contract: [],
  secret: [],
  untrusted: ["secret"],
  action: ["secret", "untrusted"],
  image: [],
  target: ["untrusted"],
  probe: ["secret", "untrusted"],
  registry: ["image", "secret", "untrusted"],
  "workflow-source": ["image"],
  "workflow-shell": ["workflow-source"],
  "workflow-companion": ["workflow-source"],
  "workflow-deploy": ["workflow-source", "workflow-companion"],
  workflow: ["workflow-source", "workflow-shell", "workflow-deploy"],
  policy: ["image", "secret", "untrusted", "workflow"],
  check: ["checkout", "policy", "untrusted", "workflow"],
  checkout: ["target"],
  runtime: ["image", "target", "untrusted"],
  migrate: ["image", "target", "runtime", "untrusted"],
  release: ["image", "probe", "target", "untrusted"],
  rollout: ["image", "probe", "target", "registry", "runtime", "release", "migrate", "secret", "untrusted"],
};
