// A picture of a page, taken by headless Chromium from its command line. The page is loaded twice: once to measure its height,
// once in a window of that size.
import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);

/** Its names in distributions and of vendors. */
const NAMES = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

/** The first that can be started; undefined where there is none. */
export async function findChromium(): Promise<string | undefined> {
  for (const name of NAMES) {
    const found = await run(name, ["--version"]).then(
      () => true,
      () => false,
    );
    if (found) return name;
  }
  return undefined;
}

/** Without a sandbox, since Chromium otherwise refuses to run as root; without telemetry; with its own profile. */
const flags = (profile: string) => [
  ...[
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--hide-scrollbars",
    "--no-first-run",
    "--force-color-profile=srgb",
  ],
  ...["--disable-background-networking", "--disable-component-update", "--disable-sync", "--disable-extensions"],
  `--user-data-dir=${profile}`,
];

/** `page` is an HTML file whose last script puts the height into the title, as `height=123`. */
export async function photograph(chromium: string, page: string, picture: string, width: number): Promise<void> {
  const profile = await mkdtemp(join(tmpdir(), "screenshot-"));
  const url = `file://${page}`;
  try {
    const size = (height: number) => `--window-size=${width},${height}`;
    const { stdout } = await run(chromium, [...flags(profile), size(600), "--dump-dom", url], { maxBuffer: 1 << 26 });
    const [, height] = /<title>height=(\d+)<\/title>/.exec(stdout) ?? [];
    if (height === undefined) throw new Error(`Chromium did not say how tall ${page} is`);
    await run(chromium, [...flags(profile), size(Number(height)), `--screenshot=${picture}`, url]);
  } finally {
    await rm(profile, { recursive: true, force: true });
  }
}
