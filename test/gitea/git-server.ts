// Serves bare repositories over HTTP on the loopback, as a Gitea or Forgejo server does: git's own CGI program behind node:http.
import { spawn } from "node:child_process";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";

export type GitServer = { readonly url: string; close(): Promise<void> };

/** `folder` holds the repositories, `acme/actions.git` for `<url>/acme/actions` and for `<url>/acme/actions.git`. */
export async function serveRepositories(folder: string): Promise<GitServer> {
  const server = createServer((request, response) => answer(folder, request, response));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the git server has no port");
  return {
    url: `http://127.0.0.1:${address.port}`,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

/** RFC 3875: the request is passed by environment and standard input, the answer by standard output with its own header. */
function answer(folder: string, request: IncomingMessage, response: ServerResponse): void {
  const url = new URL(request.url ?? "/", "http://localhost");
  const path = url.pathname.replace(/^(\/[^/]+\/[^/]+?)(?:\.git)?(?=\/)/, "$1.git");
  const encoding = request.headers["content-encoding"];
  const protocol = request.headers["git-protocol"];
  const child = spawn("git", ["http-backend"], {
    env: {
      PATH: process.env.PATH,
      GIT_PROJECT_ROOT: folder,
      GIT_HTTP_EXPORT_ALL: "1",
      REQUEST_METHOD: request.method,
      PATH_INFO: path,
      QUERY_STRING: url.search.slice(1),
      CONTENT_TYPE: request.headers["content-type"] ?? "",
      ...(encoding === undefined ? {} : { HTTP_CONTENT_ENCODING: encoding }),
      ...(typeof protocol === "string" ? { GIT_PROTOCOL: protocol } : {}),
    },
    stdio: ["pipe", "pipe", "inherit"],
  });
  child.on("error", () => response.destroy());
  child.stdin.on("error", () => undefined); // git may answer before it has read everything
  request.pipe(child.stdin);
  const output: Buffer[] = [];
  child.stdout.on("data", (part: Buffer) => output.push(part));
  child.on("close", () => {
    const answer = Buffer.concat(output);
    const end = answer.indexOf("\r\n\r\n");
    for (const line of answer.subarray(0, end).toString("latin1").split("\r\n")) {
      const [name = "", value = ""] = line.split(/:\s*/, 2);
      if (name.toLowerCase() === "status") response.statusCode = Number.parseInt(value, 10);
      else response.setHeader(name, value);
    }
    response.end(answer.subarray(end + 4));
  });
}
