import { mkdir, mkdtemp, readdir, readFile, readlink, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { localTarget } from "@deploy-actions/target";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { configuration, withCredentials } from "./credentials.ts";

const GHCR = { registry: "ghcr.io", username: "me", password: "s3cret" };
const auth = Buffer.from("me:s3cret").toString("base64");

describe("configuration", () => {
  it("adds the logins to the user's configuration", () => {
    const user = {
      auths: { "quay.io": { auth: "eA==" } },
      currentContext: "remote",
      proxies: { default: { httpProxy: "http://p" } },
    };
    expect(JSON.parse(configuration(JSON.stringify(user), "/home/me/.docker", [GHCR]))).toEqual({
      auths: { "quay.io": { auth: "eA==" }, "ghcr.io": { auth } },
      currentContext: "remote",
      proxies: { default: { httpProxy: "http://p" } },
      cliPluginsExtraDirs: ["/home/me/.docker/cli-plugins"],
    });
  });

  it("overrides the credential store only for the registries of the logins", () => {
    const user = { credsStore: "desktop", credHelpers: { "gcr.io": "gcloud" } };
    const { credsStore, credHelpers } = JSON.parse(configuration(JSON.stringify(user), "/d", [GHCR]));
    expect({ credsStore, credHelpers }).toEqual({
      credsStore: "desktop",
      credHelpers: { "gcr.io": "gcloud", "ghcr.io": "" },
    });
  });

  it("uses docker's address for Docker Hub", () => {
    const { auths } = JSON.parse(configuration(undefined, "/d", [{ ...GHCR, registry: "docker.io" }]));
    expect(auths).toEqual({ "https://index.docker.io/v1/": { auth } });
  });

  it("rejects an invalid configuration without quoting it", () => {
    const broken = `{"auths":{"ghcr.io":{"auth":"c2VjcmV0"}`;
    expect(() => configuration(broken, "/d", [GHCR])).toThrow(
      expect.objectContaining({ reason: "bad-login", message: expect.not.stringContaining("c2VjcmV0") }),
    );
  });
});

describe("withCredentials", () => {
  const here = localTarget();

  it("changes nothing when there are no logins", async () => {
    expect(await withCredentials(here, [], async (env) => env)).toEqual({});
  });

  it.each([
    [{ ...GHCR, registry: "https://ghcr.io/me" }, "registry host"],
    [{ ...GHCR, password: "" }, "no password"],
    [{ ...GHCR, username: "" }, "no username"],
    [{ ...GHCR, username: "a:b" }, "colon"],
  ])("refuses a login that cannot work: %o", async (login, words) => {
    await expect(withCredentials(here, [login], async () => "used")).rejects.toMatchObject({
      reason: "bad-login",
      message: expect.stringContaining(words),
    });
  });

  // The configuration folder is read with a POSIX shell on the target.
  describe.runIf(process.platform !== "win32")("on a docker host", () => {
    let root: string;
    beforeEach(async () => {
      root = await mkdtemp(join(tmpdir(), "credentials-"));
      await mkdir(join(root, "own", "contexts"), { recursive: true });
      await mkdir(join(root, "temp"));
      await writeFile(join(root, "own", "config.json"), `{"currentContext":"remote"}`);
      vi.stubEnv("DOCKER_CONFIG", join(root, "own"));
      vi.stubEnv("RUNNER_TEMP", join(root, "temp"));
    });
    afterEach(async () => {
      vi.unstubAllEnvs();
      await rm(root, { recursive: true, force: true });
    });

    it("creates a private configuration with the user's context, and removes it", async () => {
      const seen = await withCredentials(here, [GHCR], async ({ DOCKER_CONFIG = "" }) => ({
        parent: join(DOCKER_CONFIG, ".."),
        mode: (await stat(DOCKER_CONFIG)).mode & 0o777,
        fileMode: (await stat(join(DOCKER_CONFIG, "config.json"))).mode & 0o777,
        contexts: await readlink(join(DOCKER_CONFIG, "contexts")),
        file: JSON.parse(await readFile(join(DOCKER_CONFIG, "config.json"), "utf8")),
      }));
      expect(seen).toMatchObject({
        parent: join(root, "temp"),
        mode: 0o700,
        fileMode: 0o600,
        contexts: join(root, "own", "contexts"),
        file: { currentContext: "remote", auths: { "ghcr.io": { auth } } },
      });
      expect(await readdir(join(root, "temp"))).toEqual([]);
      expect(await readdir(join(root, "own"))).toEqual(["config.json", "contexts"]);
      expect(await readFile(join(root, "own", "config.json"), "utf8")).toBe(`{"currentContext":"remote"}`);
    });

    it("removes it and rethrows if the work fails", async () => {
      const failing = withCredentials(here, [GHCR], () => Promise.reject(new Error("push failed")));
      await expect(failing).rejects.toThrow("push failed");
      expect(await readdir(join(root, "temp"))).toEqual([]);
    });

    it("removes it if the user's configuration is invalid", async () => {
      await writeFile(join(root, "own", "config.json"), "{");
      await expect(withCredentials(here, [GHCR], async () => "used")).rejects.toMatchObject({ reason: "bad-login" });
      expect(await readdir(join(root, "temp"))).toEqual([]);
    });
  });
});
