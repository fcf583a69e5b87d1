// Measures the disk use of the engine's images, containers and volumes in bytes. `docker system df` prints only four digits ("50.12GB"), so this
// calls the API (GET /system/df) through the docker client's connection, which uses the right context, socket and certificates.
import { type Command, LIMIT, type RunOptions, type Target } from "@deploy-actions/target";
import { z } from "zod/mini";
import { docker } from "../docker-command.ts";
import { attempt } from "../engine.ts";

const Use = z.object({
  LayersSize: z.number(),
  Containers: z.nullish(z.array(z.object({ SizeRw: z.optional(z.number()) }))),
  Volumes: z.nullish(z.array(z.object({ UsageData: z.nullish(z.object({ Size: z.number() })) }))),
});

/** Bytes on disk, or undefined if unknown. Slow with large volumes, because the engine scans them. */
export async function diskUse(target: Target, options?: RunOptions): Promise<number | undefined> {
  for (const version of API_VERSIONS) {
    const { code, stdout } = await attempt(target, askDiskUse(version), options);
    const bytes = code === 0 ? bytesIn(stdout) : undefined;
    if (bytes !== undefined) return bytes;
  }
  return undefined;
}

/** The oldest version that Docker 29 supports, and one that every version before 25 supports. From 1.52 on the answer has another format. */
const API_VERSIONS = ["v1.44", "v1.40"];

/**
 * The engine treats the end of stdin as a closed connection and stops measuring. Announcing a body that is never sent avoids this: the engine
 * answers before it notices that the body is missing.
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
  return docker(["system", "dial-stdio"], { stdin: request.join("\r\n"), timeoutMs: LIMIT.change });
}

/** The total bytes in an HTTP answer of /system/df, or undefined for any other text. */
export function bytesIn(answer: string): number | undefined {
  if (!/^HTTP\/1\.[01] 200 /.test(answer)) return undefined;
  const body = answer.slice(answer.indexOf("\r\n\r\n") + 4);
  const use = Use.safeParse(json(/^transfer-encoding: *chunked/im.test(answer) ? unchunked(body) : body));
  if (!use.success) return undefined;
  const { LayersSize, Containers, Volumes } = use.data;
  const containers = (Containers ?? []).map(({ SizeRw }) => SizeRw ?? 0);
  // -1 means that the volume's driver does not know the size.
  const volumes = (Volumes ?? []).map(({ UsageData }) => Math.max(0, UsageData?.Size ?? 0));
  return [LayersSize, ...containers, ...volumes].reduce((sum, bytes) => sum + bytes, 0);
}

/** RFC 9112, section 7.1. Chunk sizes are in bytes, not characters. */
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
