// A registry that keeps no blob: it hashes what it gets, says what digest that was, and forgets it. For images of any size.
// node packages/registry/test/sink-registry.ts  prints its host and serves until it is ended.
import { createHash } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { digestLike } from "../src/client/manifest.ts";

const blobs = new Map<string, number>();
const manifests = new Map<string, { readonly bytes: Buffer; readonly type: string }>();

const server = createServer((request, response) => {
  serve(request, response).catch(() => response.destroy());
});
server.listen(0, "127.0.0.1", () => {
  const address = server.address();
  if (typeof address === "object") console.log(`127.0.0.1:${address?.port}`);
});

async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const url = new URL(request.url ?? "/", "http://sink");
  const [, kind, name = ""] = /\/(manifests|blobs)\/([^/]*)/.exec(url.pathname) ?? [];
  const answer = (status: number, headers: Record<string, string | number> = {}): void => {
    response.writeHead(status, headers).end();
  };
  if (kind === "manifests" && request.method === "PUT") {
    const bytes = Buffer.concat(await request.toArray());
    const digest = digestLike("", bytes);
    const kept = { bytes, type: request.headers["content-type"] ?? "" };
    manifests.set(name, kept).set(digest, kept);
    return answer(201, { "docker-content-digest": digest });
  }
  if (kind === "manifests") {
    const kept = manifests.get(name);
    if (kept === undefined) return answer(404);
    response.writeHead(200, { "content-type": kept.type, "docker-content-digest": digestLike("", kept.bytes) });
    response.end(request.method === "HEAD" ? undefined : kept.bytes);
    return;
  }
  if (request.method === "POST") return answer(202, { location: "/v2/sink/blobs/uploads/1" });
  if (request.method === "PUT") {
    const hash = createHash("sha256");
    let size = 0;
    for await (const chunk of request) {
      hash.update(chunk);
      size += chunk.length;
    }
    const digest = `sha256:${hash.digest("hex")}`;
    if (digest !== url.searchParams.get("digest")) return answer(400);
    blobs.set(digest, size);
    return answer(201, { "docker-content-digest": digest });
  }
  const size = blobs.get(name);
  return size === undefined ? answer(404) : answer(200, { "content-length": size });
}
