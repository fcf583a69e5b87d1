// Measures what the engine's images, containers and volumes take on disk, in exact bytes. `docker system df` prints four digits only
// ("50.12GB"), so the engine is asked itself (GET /system/df), over the connection of the docker client, which knows the context, the socket
// and the certificates.
import type { Command, RunOptions, Target } from "@deploy-actions/target";
import { z } from "zod/mini";
import { attempt } from "../engine.ts";

const Use = z.object({
  LayersSize: z.number(),
  Containers: z.nullish(z.array(z.object({ SizeRw: z.optional(z.number()) }))),
  Volumes: z.nullish(z.array(z.object({ UsageData: z.nullish(z.object({ Size: z.number() })) }))),
});

/** Bytes on disk, or undefined when the engine does not say. Slow where volumes are large, since the engine walks through them. */
export async function diskUse(target: Target, options?: RunOptions): Promise<number | undefined> {
  for (const version of API_VERSIONS) {
    const { code, stdout } = await attempt(target, askDiskUse(version), options);
    const bytes = code === 0 ? bytesIn(stdout) : undefined;
    if (bytes !== undefined) return bytes;
  }
  return undefined;
}

/** The least that Docker 29 speaks, and one that all before 25 do. From 1.52 on the answer has another shape. */
const API_VERSIONS = ["v1.44", "v1.40"];

/**
 * The engine takes the end of our input for a client that hung up and gives up measuring. A body that is announced and never sent keeps
 * it from looking for that end: it answers first, and finds the body missing afterwards.
 */
function askDiskUse(version: string): Command {
  const request = [
    `GET /${version}/system/df HTTP/1.1`,
    "Host: docker",
    "Connection: close",
    "Content-Length: 1",
    "",
    "",
  ];
  return { argv: ["docker", "system", "dial-stdio"], stdin: request.join("\r\n") };
}

/** The bytes an HTTP answer of /system/df adds up to, or undefined when it is no such answer. */
export function bytesIn(answer: string): number | undefined {
  if (!/^HTTP\/1\.[01] 200 /.test(answer)) return undefined;
  const body = answer.slice(answer.indexOf("\r\n\r\n") + 4);
  const use = Use.safeParse(json(/^transfer-encoding: *chunked/im.test(answer) ? unchunked(body) : body));
  if (!use.success) return undefined;
  const { LayersSize, Containers, Volumes } = use.data;
  const containers = (Containers ?? []).map(({ SizeRw }) => SizeRw ?? 0);
  // -1 stands for a volume whose driver cannot tell.
  const volumes = (Volumes ?? []).map(({ UsageData }) => Math.max(0, UsageData?.Size ?? 0));
  return [LayersSize, ...containers, ...volumes].reduce((sum, bytes) => sum + bytes, 0);
}

/** RFC 9112, 7.1. Sizes count bytes, so it is cut as bytes. */
function unchunked(body: string): string {
  const bytes = Buffer.from(body);
  const parts: Buffer[] = [];
  for (let at = 0; at < bytes.length; ) {
    const lineEnd = bytes.indexOf("\r\n", at);
    const size = Number.parseInt(bytes.toString("latin1", at, lineEnd), 16);
    if (lineEnd < 0 || !(size > 0)) break;
    parts.push(bytes.subarray(lineEnd + 2, lineEnd + 2 + size));
    at = lineEnd + 2 + size + 2;
  }
  return Buffer.concat(parts).toString("utf8");
}

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
