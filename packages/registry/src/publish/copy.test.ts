// Whether a repository already has an image, after a cleanup has deleted platforms of its index.
import { expect, it } from "vitest";
import { fakeClock } from "../../test/fake-clock.ts";
import { type Script, scriptedServer } from "../../test/scripted-server.ts";
import { digestLike, type Manifest } from "../client/manifest.ts";
import { connect } from "../client/registry.ts";
import { repositorySource } from "../source/repository.ts";
import { copyImage } from "./copy.ts";

const OCI = "application/vnd.oci.image.manifest.v1+json";
const manifest = (document: object, mediaType = OCI): Manifest => {
  const bytes = new TextEncoder().encode(JSON.stringify({ mediaType, ...document }));
  return { bytes, mediaType, digest: digestLike("", bytes) };
};
const descriptor = ({ digest, mediaType, bytes }: Manifest) => ({ digest, mediaType, size: bytes.byteLength });
const CONFIG = { mediaType: "x", digest: digestLike("", new TextEncoder().encode("{}")), size: 2 };
const platforms = ["amd64", "arm64"].map((architecture) => manifest({ config: CONFIG, layers: [], architecture }));
const INDEX = manifest({ manifests: platforms.map(descriptor) }, "application/vnd.oci.image.index.v1+json");
const ALL = [INDEX, ...platforms];

/** A registry with every blob and the manifests in `held`. Manifests that are put are added to it. */
function registryWith(held: Set<string>): Script {
  return ({ method, path }) => {
    const [, kind, digest = ""] = /\/(manifests|blobs)\/(sha256:.+)$/.exec(path) ?? [];
    if (method === "PUT") held.add(digest);
    if (method === "PUT") return { status: 201 };
    const found = ALL.find((each) => each.digest === digest);
    if (kind === "blobs") return { status: 200, headers: { "content-length": "2" } };
    if (found === undefined || !held.has(digest)) return { status: 404 };
    return {
      status: 200,
      headers: { "docker-content-digest": digest, "content-type": found.mediaType },
      body: found.bytes,
    };
  };
}

it("restores a missing platform of an index, and leaves a complete one alone", async () => {
  const [first] = platforms;
  const held = new Set(ALL.map(({ digest }) => digest).filter((digest) => digest !== first?.digest));
  await using complete = await scriptedServer(registryWith(new Set(ALL.map(({ digest }) => digest))));
  await using partial = await scriptedServer(registryWith(held));
  const at = ({ host }: { host: string }) => ({
    registry: connect({ host, access: "push", attempts: 1, clock: fakeClock() }),
    name: "app",
  });
  const source = repositorySource(at(complete), INDEX);
  expect((await copyImage(source, [at(partial)]))[0]?.report.manifests).toBe(3);
  expect(held.size).toBe(3);
  expect((await copyImage(source, [at(partial)]))[0]?.report.manifests).toBe(0);
});
