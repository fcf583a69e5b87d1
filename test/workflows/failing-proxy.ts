// A proxy in front of the app that fails on purpose: after the first answer 200, every later request gets a 503. So a deploy's
// own probe sees a healthy release, and the check from outside that follows doesn't.
import { createServer, request, type Server } from "node:http";

export interface FailingProxy {
  readonly port: number;
  readonly close: () => Promise<void>;
}

export async function failAfterFirstSuccess(targetPort: number): Promise<FailingProxy> {
  let passed = false;
  const server = createServer((incoming, outgoing) => {
    if (passed) {
      outgoing.writeHead(503).end("cut on purpose");
      return;
    }
    const upstream = request(
      { host: "127.0.0.1", port: targetPort, path: incoming.url ?? "/", agent: false },
      (answer) => {
        passed = answer.statusCode === 200;
        outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(outgoing);
      },
    );
    upstream.once("error", () => outgoing.destroy());
    upstream.end();
  });
  return { port: await listen(server), close: () => new Promise((resolve) => server.close(() => resolve())) };
}

function listen(server: Server): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once("error", reject).listen(0, "127.0.0.1", () => {
      const address = server.address();
      if (typeof address === "object" && address !== null) resolve(address.port);
      else reject(new Error("the proxy has no port"));
    });
  });
}
