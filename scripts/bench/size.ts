// Size of what a job downloads: the release tree, packed with `tar | gzip -9`, with constant metadata.
import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { promisify } from "node:util";
import { gzipSync } from "node:zlib";
import { distFolder } from "../../test/harness/shipped.ts";
import type { Measure } from "./figure.ts";

const CONSTANT = ["--sort=name", "--mtime=@0", "--owner=0", "--group=0", "--numeric-owner"];

export const size: Measure = async () => {
  const dist = distFolder();
  if (!existsSync(dist)) return { skipped: "there is no dist/: run `npm run build`" };
  const { stdout } = await promisify(execFile)("tar", [...CONSTANT, "-cf", "-", "-C", dist, "."], {
    encoding: "buffer",
    maxBuffer: 1 << 28,
  });
  return [
    {
      name: "release tree, gzipped",
      value: gzipSync(stdout, { level: 9 }).length / 1e6,
      unit: "MB",
      atMost: 1.5,
      how: "tar of dist/ | gzip -9",
    },
  ];
};
