// A proxy in front of a registry that injects faults of networks and registries into the requests that a list of rules
// selects; everything else is streamed unchanged. It records the requests.

import {
  Agent,
  request as ask,
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type ServerResponse,
} from "node:http";
import { setTimeout as wait } from "node:timers/promises";

/** What happens to a request. `afterBytes` counts the request's body, or, for `cut-answer`, the answer's. */
export type Fault =
  /** The proxy answers itself after so many bytes of the body; the rest is read and dropped, as servers do. */
  | {
      readonly do: "answer";
      readonly status: number;
      readonly headers?: Record<string, string>;
      readonly body?: string;
      readonly afterBytes?: number;
    }
  /** The connection breaks (RST) after so many bytes of the body; the registry sees it break too. */
  | { readonly do: "reset"; readonly afterBytes?: number }
  /** The registry's answer breaks off after so many bytes of its body. */
  | { readonly do: "cut-answer"; readonly afterBytes: number }
  /** The proxy closes its sending half in the middle of an upload and reads on: the answer will never come. */
  | { readonly do: "half-close"; readonly afterBytes?: number }
  /** Nothing is read or answered any more. */
  | { readonly do: "hang"; readonly afterBytes?: number }
  | { readonly do: "delay"; readonly ms: number }
  /** The answer's headers are changed, for example a Location on another host or a wrong digest. */
  | { readonly do: "rewrite"; readonly headers: (headers: IncomingHttpHeaders) => IncomingHttpHeaders };

export type Rule = {
  readonly method?: string;
  /** Is tried on path and query. */
  readonly path?: RegExp;
  /** How many requests pass before the first is hit; 0 unless given. */
  readonly skip?: number;
  /** How many are hit; 1 unless given. */
  readonly times?: number;
  readonly fault: Fault;
};

type Asked = {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  /** The fault that was injected, if any. */
  readonly fault: Fault["do"] | undefined;
  /** The status that the caller saw; undefined while there is none, or where there never was one. */
  status: number | undefined;
  /** Bytes of the request's body that were read. */
  bytes: number;
};

export type FaultProxy = {
  /** `127.0.0.1:PORT` */
  readonly host: string;
  readonly asked: readonly Asked[];
  /** Replaces the rules and forgets the recorded requests. */
  script(rules: readonly Rule[]): void;
  stop(): Promise<void>;
};

/** Well-known refusals, verbatim as registries send them. */
export const refusal = {
  tooMany: (seconds: number | string): Fault => ({
    do: "answer",
    status: 429,
    headers: { "retry-after": String(seconds) },
    body: '{"errors":[{"code":"TOOMANYREQUESTS","message":"retry-after"}]}',
  }),
  secondaryLimit: {
    do: "answer",
    status: 403,
    body: "You have exceeded a secondary rate limit. Please wait a few minutes before you try again.",
  },
  unavailable: { do: "answer", status: 503, body: "<html>Service Unavailable</html>" },
  badGateway: { do: "answer", status: 502, body: "" },
} as const satisfies Record<string, Fault | ((seconds: number) => Fault)>;

/** UPLOADS, or one in progress, or manifests: for `path` of a rule. */
export const paths = {
  openUpload: /\/blobs\/uploads\/(?:\?|$)/,
  upload: /\/blobs\/uploads\/[^/?]+/,
  blob: /\/blobs\/sha256:/,
  manifest: /\/manifests\//,
  any: /(?:)/,
} as const;

export async function startFaultProxy(registry: string, rules: readonly Rule[] = []): Promise<FaultProxy> {
  const asked: Asked[] = [];
  let script = prepared(rules);
  const agent = new Agent({ keepAlive: true });
  const server = createServer((request, response) => {
    const rule = script.find((each) => each.hits(request));
    const { method = "", url = "", headers } = request;
    const entry: Asked = { method, path: url, headers, fault: rule?.fault.do, status: undefined, bytes: 0 };
    asked.push(entry);
    request.on("error", () => undefined);
    response.on("error", () => undefined);
    serve(registry, agent, request, response, rule?.fault, entry).catch(() => response.destroy());
  });
  server.requestTimeout = 0;
  server.keepAliveTimeout = 60_000;
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the proxy has no port");
  return {
    host: `127.0.0.1:${address.port}`,
    asked,
    script(next) {
      script = prepared(next);
      asked.length = 0;
    },
    async stop() {
      server.closeAllConnections();
      agent.destroy(); // including connections that a fault left half open
      await new Promise((closed) => server.close(closed));
    },
  };
}

type Prepared = { readonly fault: Fault; hits(request: IncomingMessage): boolean };

function prepared(rules: readonly Rule[]): Prepared[] {
  return rules.map(({ method, path, skip = 0, times = 1, fault }) => {
    let seen = 0;
    return {
      fault,
      hits(request) {
        if (method !== undefined && request.method !== method) return false;
        if (path !== undefined && !path.test(request.url ?? "")) return false;
        seen += 1;
        return seen > skip && seen <= skip + times;
      },
    };
  });
}

async function serve(
  registry: string,
  agent: Agent,
  request: IncomingMessage,
  response: ServerResponse,
  fault: Fault | undefined,
  entry: Asked,
): Promise<void> {
  if (fault?.do === "delay") await wait(fault.ms);
  if (fault?.do === "answer" && (fault.afterBytes ?? 0) === 0) return answer(request, response, fault, entry);
  const [hostname = "", port = ""] = registry.split(":");
  const { method, url: path, headers } = request; // Host stays the proxy's, so that the registry's Locations lead back here
  const upstream = ask({ agent, hostname, port: Number(port), method, path, headers });
  upstream.on("error", () => response.destroy());
  response.on("close", () => upstream.destroy());
  upstream.on("response", (incoming) => {
    relay(incoming, response, fault, entry).catch(() => response.destroy());
  });
  upload(request, upstream, response, fault, entry);
}

/** Passes the body on until it ends or the fault happens. */
function upload(
  request: IncomingMessage,
  upstream: ReturnType<typeof ask>,
  response: ServerResponse,
  fault: Fault | undefined,
  entry: Asked,
): void {
  const moment = momentOf(fault);
  if (fault !== undefined && moment === 0) {
    strike(request, upstream, response, fault, entry);
    return;
  }
  const goOn = (): void => void request.resume();
  upstream.on("drain", goOn).on("close", goOn);
  const take = (chunk: Buffer): void => {
    entry.bytes += chunk.byteLength;
    if (fault !== undefined && moment !== undefined && entry.bytes >= moment) {
      request.off("data", take).off("end", end);
      upstream.off("drain", goOn).off("close", goOn);
      strike(request, upstream, response, fault, entry);
    } else if (!upstream.destroyed && !upstream.write(chunk)) request.pause();
  };
  const end = (): void => void upstream.end();
  request.on("data", take).on("end", end);
}

/** After how many bytes of the request's body the fault happens, where it is one that breaks an upload. */
function momentOf(fault: Fault | undefined): number | undefined {
  if (fault === undefined || fault.do === "delay" || fault.do === "rewrite" || fault.do === "cut-answer")
    return undefined;
  return fault.afterBytes ?? 0;
}

function strike(
  request: IncomingMessage,
  upstream: ReturnType<typeof ask>,
  response: ServerResponse,
  fault: Fault,
  entry: Asked,
): void {
  if (fault.do === "reset") {
    upstream.destroy();
    request.socket.resetAndDestroy();
  } else if (fault.do === "half-close") {
    request.socket.end();
    request.resume();
  } else if (fault.do === "hang") {
    request.pause();
  } else if (fault.do === "answer") {
    response.removeAllListeners("close"); // the upload is aborted, but the answer is still sent
    upstream.removeAllListeners("error").on("error", () => undefined);
    upstream.destroy();
    answer(request, response, fault, entry);
  }
}

function answer(
  request: IncomingMessage,
  response: ServerResponse,
  fault: Extract<Fault, { do: "answer" }>,
  entry: Asked,
): void {
  entry.status = fault.status;
  request.resume();
  response.writeHead(fault.status, fault.headers);
  response.end(request.method === "HEAD" ? undefined : fault.body);
}

async function relay(
  incoming: IncomingMessage,
  response: ServerResponse,
  fault: Fault | undefined,
  entry: Asked,
): Promise<void> {
  entry.status = incoming.statusCode;
  const headers = fault?.do === "rewrite" ? fault.headers({ ...incoming.headers }) : incoming.headers;
  response.writeHead(incoming.statusCode ?? 502, headers);
  let left = fault?.do === "cut-answer" ? fault.afterBytes : Number.POSITIVE_INFINITY;
  for await (const chunk of incoming) {
    const part: Buffer = chunk.subarray(0, left);
    left -= part.byteLength;
    if (!response.write(part)) await drained(response);
    if (left <= 0) {
      response.socket?.end(); // before Content-Length is reached
      return;
    }
  }
  response.end();
}

function drained(stream: ServerResponse | ReturnType<typeof ask>): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      stream.off("drain", done).off("close", done);
      resolve();
    };
    stream.on("drain", done).on("close", done);
  });
}
