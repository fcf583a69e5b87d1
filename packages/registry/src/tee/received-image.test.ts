// Reading what the engine pushed back from the registries that have it.
import { createHash, randomBytes } from "node:crypto";
import { expect, it } from "vitest";
import { type Script, scriptedServer } from "../../test/scripted-server.ts";
import { connect } from "../client/registry.ts";
import { openManifestStore, receivedImage } from "./received-image.ts";

const BYTES = randomBytes(100_000);
const digest = `sha256:${createHash("sha256").update(BYTES).digest("hex")}`;
const LAYER = { mediaType: "x", digest, size: BYTES.byteLength };

async function readFrom(...scripts: Script[]): Promise<Buffer> {
  await using stack = new AsyncDisposableStack();
  const servers = await Promise.all(scripts.map(async (script) => stack.use(await scriptedServer(script))));
  const repositories = servers.map(({ host }) => ({
    registry: connect({ host, access: "pull", attempts: 1, timeoutMs: 1000 }),
    name: "acme/app",
  }));
  const shelf = openManifestStore();
  const bytes = new TextEncoder().encode(JSON.stringify({ config: LAYER, layers: [] }));
  shelf.put("tee", { digest: "sha256:0", mediaType: "x", bytes });
  const chunks: Uint8Array[] = [];
  for await (const chunk of receivedImage(shelf, "tee", () => repositories).blob(LAYER)) chunks.push(chunk);
  return Buffer.concat(chunks);
}

const canReadBlob: Script = () => ({ status: 200, body: BYTES });
const refuses: Script = () => ({ status: 403 });
const breaks: Script = (_, response) => {
  response.writeHead(200, { "content-length": String(BYTES.byteLength) });
  response.write(BYTES.subarray(0, 50_000), () => response.destroy());
  return undefined;
};

it("reads a layer from another registry where the first does not give it", async () => {
  expect((await readFrom(refuses, canReadBlob)).equals(BYTES)).toBe(true);
  expect((await readFrom(refuses, refuses, canReadBlob)).equals(BYTES)).toBe(true);
});

it("says why where none gives it", async () => {
  await expect(readFrom(refuses, refuses)).rejects.toMatchObject({ status: 403 });
});

it("does not put the halves of two registries together", async () => {
  await expect(readFrom(breaks, canReadBlob)).rejects.toMatchObject({ reason: "unavailable" });
});
