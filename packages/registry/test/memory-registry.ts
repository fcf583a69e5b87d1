// The push half of a registry in memory, for faults that a real one cannot be asked for: a script sees every request first.
import { createHash } from "node:crypto";
import { type Reply, type Script, type ScriptedServer, scriptedServer } from "./scripted-server.ts";

export type MemoryRegistry = ScriptedServer & {
  /** What it holds, by digest. */
  readonly blobs: ReadonlyMap<string, Buffer>;
};

/** `script` answers, or returns `"pass"` to let the registry do so. */
export async function memoryRegistry(
  script: (...heard: Parameters<Script>) => Reply | undefined | "pass" = () => "pass",
): Promise<MemoryRegistry> {
  const blobs = new Map<string, Buffer>();
  const uploads = new Map<string, Buffer>();
  const answer: Script = (heard, response) => {
    const scripted = script(heard, response);
    if (scripted !== "pass") return scripted;
    const { method, body } = heard;
    const url = new URL(heard.path, "http://registry.invalid");
    const digest = url.searchParams.get("digest") ?? url.pathname.split("/").at(-1) ?? "";
    if (method === "HEAD" || method === "GET") {
      const found = blobs.get(digest);
      return found === undefined
        ? { status: 404 }
        : { status: 200, headers: { "content-length": String(found.byteLength) }, body: found };
    }
    if (method === "POST") {
      uploads.set(String(uploads.size), Buffer.alloc(0));
      return { status: 202, headers: { location: `/upload/${uploads.size - 1}?state=a%20b%2Fc` } };
    }
    const id = url.pathname.split("/").at(-1) ?? "";
    const whole = Buffer.concat([uploads.get(id) ?? Buffer.alloc(0), body]);
    uploads.set(id, whole);
    if (method === "PATCH") return { status: 202, headers: { location: `/upload/${id}?state=a%20b%2Fc` } };
    if (`sha256:${createHash("sha256").update(whole).digest("hex")}` !== digest) return { status: 400 };
    blobs.set(digest, whole);
    return { status: 201 };
  };
  const server = await scriptedServer(answer);
  return { ...server, blobs };
}
