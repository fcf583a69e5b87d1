// One HTTP service of a test, on a loopback port of its own, because what may be sent where is a question of origins.
// Whatever it hears and answers is written down.
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from "node:http";

export type Heard = {
  readonly method: string;
  readonly url: URL;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
};

export type Answer = {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as JSON; a text as it is. */
  readonly body?: unknown;
};

/** What went over the wire once. */
export type Exchange = { readonly service: string; readonly heard: Heard; readonly answer: Answer };

export type Service = AsyncDisposable & {
  /** `127.0.0.1:PORT` */
  readonly host: string;
  readonly origin: string;
  /** Answers the next request to this path with something else. */
  instead(path: string, answer: Answer | ((heard: Heard) => Answer)): void;
};

/** Answers a request, or takes it over (to hand it on) and returns undefined. */
export type Speak = (heard: Heard) => Answer | undefined;
type TakeOver = (request: IncomingMessage, response: ServerResponse) => void;

/** `open` says for which paths the body must not be read, since `takeOver` hands it on. */
export type Handing = { readonly open: (path: string) => boolean; readonly takeOver: TakeOver };

/** Starts a service; disposing it cuts its connections. */
export async function startService(
  name: string,
  record: (exchange: Exchange) => void,
  speak: Speak,
  handing?: Handing,
): Promise<Service> {
  const faults: { path: string; answer: Answer | ((heard: Heard) => Answer) }[] = [];
  // The default timeouts would close idle connections of a test that a busy machine delays.
  const timeouts = { keepAliveTimeout: 0, headersTimeout: 0, requestTimeout: 0 };
  const server = createServer(timeouts, (request, response) => {
    const url = new URL(request.url ?? "/", `http://${request.headers.host}`);
    if (handing?.open(url.pathname) === true) return handing.takeOver(request, response);
    const chunks: Buffer[] = [];
    request.on("error", () => {});
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const { method = "", headers } = request;
      const heard: Heard = { method, url, headers, body: Buffer.concat(chunks).toString() };
      const at = faults.findIndex(({ path }) => path === url.pathname);
      const [fault] = at < 0 ? [] : faults.splice(at, 1);
      const planned = typeof fault?.answer === "function" ? fault.answer(heard) : fault?.answer;
      const answer = planned ?? speak(heard) ?? { status: 404, body: { message: "there is nothing here" } };
      record({ service: name, heard, answer });
      const text = typeof answer.body === "string" ? answer.body : JSON.stringify(answer.body ?? {});
      response.writeHead(answer.status, { "content-type": "application/json", ...answer.headers });
      response.end(method === "HEAD" ? undefined : text);
    });
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the server has no port");
  const host = `127.0.0.1:${address.port}`;
  return {
    host,
    origin: `http://${host}`,
    instead: (path, answer) => void faults.push({ path, answer }),
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    },
  };
}
