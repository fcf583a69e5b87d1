// Turns requests into answers: GET /health, GET /notes, POST /notes {"text": "..."}; JSON only.
import { health } from "./health.js";
import { add, list } from "./notes.js";

const MAX_BODY_BYTES = 16 * 1024;

/** A listener for node:http. `database` has query() (pg's Pool), `release` is what health() wants. */
export function createApp(database, release) {
  return async (request, response) => {
    try {
      await route(request, response, database, release);
    } catch (error) {
      console.error(`${request.method} ${request.url}: ${error.message}`);
      if (!response.headersSent) answer(response, 500, { error: "Something went wrong; see the log of the service." });
    }
  };
}

async function route(request, response, database, release) {
  const { pathname } = new URL(request.url, "http://service");
  if (pathname === "/health" && request.method === "GET") {
    if (release.defect === "hang") return;
    const { code, body } = await health(database, release);
    return answer(response, code, body);
  }
  if (pathname === "/notes" && request.method === "GET") return answer(response, 200, await list(database));
  if (pathname === "/notes" && request.method === "POST") {
    const note = await add(database, await readJson(request));
    return note === undefined
      ? answer(response, 400, { error: 'Send {"text": "..."}, 1 to 2000 characters.' })
      : answer(response, 201, note);
  }
  return answer(response, 404, { error: "There are /health and /notes." });
}

function answer(response, code, body) {
  response.writeHead(code, { "content-type": "application/json", "cache-control": "no-store" });
  response.end(`${JSON.stringify(body)}\n`);
}

/** The parsed body; undefined when it is not JSON or longer than MAX_BODY_BYTES. */
async function readJson(request) {
  const chunks = [];
  let size = 0;
  for await (const chunk of request) {
    size += chunk.length;
    if (size > MAX_BODY_BYTES) return undefined;
    chunks.push(chunk);
  }
  try {
    return JSON.parse(Buffer.concat(chunks).toString("utf8"));
  } catch {
    return undefined;
  }
}
