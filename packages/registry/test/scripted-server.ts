// A small HTTP server on loopback that answers as a test tells it to: the source of the faults no real registry can be asked for.
import { request as ask, createServer, type IncomingHttpHeaders, type ServerResponse } from "node:http";

export type Heard = {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
};

export type Reply = {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
};

/** Answers a request, or takes the response into its own hands (to hang, to cut the line) and returns undefined. */
export type Script = (heard: Heard, response: ServerResponse) => Reply | undefined;

export type ScriptedServer = AsyncDisposable & {
  /** `127.0.0.1:PORT` */
  readonly host: string;
  /** What was asked, in order. */
  readonly heard: Heard[];
};

/** Starts a server on a free port; disposing it cuts every connection. */
export async function scriptedServer(script: Script): Promise<ScriptedServer> {
  const heard: Heard[] = [];
  // The default timeouts would close idle connections of a test that a busy machine delays.
  const timeouts = { keepAliveTimeout: 0, headersTimeout: 0, requestTimeout: 0 };
  const server = createServer(timeouts, (request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("error", () => {});
    request.on("end", () => {
      const { method = "", url = "", headers } = request;
      const said: Heard = { method, path: url, headers, body: Buffer.concat(chunks) };
      heard.push(said);
      const reply = script(said, response);
      if (reply === undefined) return;
      response.writeHead(reply.status, reply.headers);
      response.end(method === "HEAD" ? undefined : reply.body);
    });
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the server has no port");
  return {
    host: `127.0.0.1:${address.port}`,
    heard,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    },
  };
}

/** Hands a request on to a real registry at `host` and its answer back; returns undefined, as a script that answers itself does. */
export function forward(host: string, { method, path, headers, body }: Heard, response: ServerResponse): undefined {
  const upstream = ask(`http://${host}${path}`, { method, headers }, (answer) => {
    response.writeHead(answer.statusCode ?? 502, answer.headers);
    answer.pipe(response);
  });
  upstream.on("error", () => response.destroy());
  upstream.end(body);
}
