// Reading the layers of the pushed image from the registries that have them.
import { createHash, randomBytes } from "node:crypto";
import { expect, it } from "vitest";
import { fakeClock } from "../../test/fake-clock.ts";
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
    registry: connect({ host, access: "pull", attempts: 1, timeoutMs: 60_000, clock: fakeClock() }),
    name: "acme/app",
  }));
  const store = openManifestStore();
  const bytes = new TextEncoder().encode(JSON.stringify({ config: LAYER, layers: [] }));
  store.put("tee", { digest: "sha256:0", mediaType: "x", bytes });
  const chunks: Uint8Array[] = [];
  for await (const chunk of receivedImage(store, "tee", () => repositories).blob(LAYER)) chunks.push(chunk);
  return Buffer.concat(chunks);
}

const sends: Script = () => ({ status: 200, body: BYTES });
const refuses: Script = () => ({ status: 403 });
const breaks: Script = (_, response) => {
  response.writeHead(200, { "content-length": String(BYTES.byteLength) });
  response.write(BYTES.subarray(0, 50_000), () => response.destroy());
  return undefined;
};

it("reads a layer from another registry if the first does not send it", async () => {
  expect((await readFrom(refuses, sends)).equals(BYTES)).toBe(true);
  expect((await readFrom(refuses, refuses, sends)).equals(BYTES)).toBe(true);
});

it("throws the error of the last registry if none sends it", async () => {
  await expect(readFrom(refuses, refuses)).rejects.toMatchObject({ status: 403 });
});

it("does not combine the bytes of two registries", async () => {
  await expect(readFrom(breaks, sends)).rejects.toMatchObject({ reason: "unavailable" });
});
