// Answers as a server may send them: mostly HTTP, with headers and bodies that do not fit together, and sometimes no HTTP at all.
import { brotliCompressSync, deflateSync, gzipSync } from "node:zlib";
import fc from "fast-check";
import { anyText, damaged } from "./generators.ts";
import type { RawAnswer } from "./raw-server.ts";

const STATUS_LINES = [
  ...[
    100, 101, 103, 199, 200, 201, 202, 204, 206, 226, 299, 300, 301, 302, 303, 304, 307, 308, 400, 401, 403, 404, 405,
    408,
  ].map(line),
  ...[413, 416, 418, 425, 426, 429, 499, 500, 501, 502, 503, 504, 511, 599, 600, 999, 0, 1000].map(line),
  ...[
    "HTTP/1.0 200 OK",
    "HTTP/1.1 200",
    "HTTP/2 200 OK",
    "HTTP/0.9 200 OK",
    "HTTP/1.1 2000 OK",
    "HTTP/1.1 -1 no",
    "HTTP/1.1  200 OK",
  ],
  ...[
    "HTTP/1.1 200 \u00ff\u0000",
    "http/1.1 200 ok",
    "ICY 200 OK",
    "SSH-2.0-OpenSSH_9",
    "\u0016\u0003\u0001",
    "<html>",
    "",
    "\r\n",
    "HTTP/1.1",
  ],
];

function line(status: number): string {
  return `HTTP/1.1 ${status} Any`;
}

const names = [
  ...[
    "content-type",
    "content-length",
    "transfer-encoding",
    "content-encoding",
    "connection",
    "location",
    "www-authenticate",
    "link",
  ],
  ...[
    "retry-after",
    "docker-content-digest",
    "docker-upload-uuid",
    "range",
    "content-range",
    "date",
    "upgrade",
    "set-cookie",
    "trailer",
  ],
  ...[
    "oci-subject",
    "oci-chunk-min-length",
    "ratelimit-remaining",
    "server",
    "x",
    "__proto__",
    "constructor",
    ":status",
    "a b",
    "",
    "é",
  ],
];

/** Only this machine's own addresses, so that nothing is asked elsewhere. */
const PLACES = [
  ...[
    "/",
    "/v2/",
    "/x?y#z",
    "http://{host}/a",
    "http://{host}",
    "//{host}/x",
    "?a",
    "#",
    "",
    " ",
    "/%",
    "/\u00e9",
    "/\u0000",
    "../..",
    "/a b",
  ],
  ...[
    "http://",
    "http://[",
    "http://[::1]:1/",
    "https://127.0.0.1:1/",
    "https://{host}/",
    "http://127.0.0.1:99999/",
    "http://a@{host}/",
    "javascript:x",
  ],
  ...[
    "data:,x",
    "file:///etc/passwd",
    "http:///",
    "http://%",
    "HTTP://{host}/A",
    "http://user:secret-password@{host}/",
  ],
];
const place = fc.constantFrom(...PLACES);

const DIGEST = `sha256:${"0".repeat(64)}`;
const special: fc.Arbitrary<string> = fc.oneof(
  fc.constantFrom(
    "0",
    "1",
    "2",
    "5",
    "-1",
    "+5",
    "1e3",
    "0x5",
    "99999999999999999999",
    "1, 2",
    "5, 5",
    "NaN",
    " 3 ",
    "1.5",
  ),
  fc.constantFrom(
    "chunked",
    "gzip",
    "deflate",
    "br",
    "zstd",
    "gzip, chunked",
    "identity",
    "chunked, chunked",
    "close",
    "keep-alive",
    "upgrade",
    "h2c",
  ),
  fc.constantFrom(
    "application/json",
    "application/vnd.oci.image.index.v1+json",
    "application/vnd.oci.image.manifest.v1+json",
    "text/html; charset=x",
  ),
  fc.constantFrom(DIGEST, "sha256:x", "sha512:0", "latest", "", "sha256:", ":", `${DIGEST}, ${DIGEST}`, "md5:0"),
  fc.constantFrom(
    "Thu, 01 Jan 1970 00:00:00 GMT",
    "Thu, 01 Jan 9999 00:00:00 GMT",
    "Tomorrow",
    "0-0",
    "bytes 0-0/5",
    "bytes */*",
    "0-99999999999999",
  ),
  place,
  place.map((url) => `<${url}>; rel="next"`),
  fc.constantFrom("<>; rel=next", "<", "rel=next", "<http://[>; rel=next"),
  fc
    .tuple(
      fc.constantFrom("Bearer", "Basic", "bearer", "Negotiate", "", "Bearer,", "Basic, Bearer"),
      fc.array(fc.tuple(fc.constantFrom("realm", "service", "scope", "error", "__proto__"), fc.oneof(place, anyText)), {
        maxLength: 4,
      }),
    )
    .map(([scheme, parameters]) => `${scheme} ${parameters.map(([name, value]) => `${name}="${value}"`).join(",")}`),
  anyText,
  fc.integer({ min: 1, max: 40_000 }).map((times) => "x".repeat(times)),
);

const headers = fc.array(fc.tuple(fc.constantFrom(...names), special), { maxLength: 7 });

/** What breaks a header's line is left to {@link damaged}. */
function headerText(pairs: readonly (readonly [string, string])[]): string {
  return pairs.map(([name, value]) => `${name}: ${latin1(value).replaceAll(/[\r\n]/g, "")}\r\n`).join("");
}

function latin1(text: string): string {
  return Buffer.from(text).toString("latin1");
}

type Framing = "length" | "chunked" | "wrong chunks" | "none" | "too long" | "too short";
type Coding = "plain" | "gzip" | "deflate" | "br" | "wrong" | "bomb";

function framed(body: string, framing: Framing): { readonly header: string; readonly sent: string } {
  switch (framing) {
    case "length":
      return { header: `content-length: ${body.length}\r\n`, sent: body };
    case "too long":
      return { header: `content-length: ${body.length + 10}\r\n`, sent: body };
    case "too short":
      return { header: `content-length: ${Math.max(0, body.length - 1)}\r\n`, sent: body };
    case "chunked":
      return {
        header: "transfer-encoding: chunked\r\n",
        sent: `${body.length.toString(16)};x=y\r\n${body}\r\n${body === "" ? "" : "0\r\n"}\r\n`,
      };
    case "wrong chunks":
      return { header: "transfer-encoding: chunked\r\n", sent: `fffffffffff\r\n${body}\r\nzz\r\n` };
    case "none":
      return { header: "", sent: body };
  }
}

function coded(body: string, coding: Coding): { readonly header: string; readonly sent: string } {
  const bytes = Buffer.from(body);
  const as = (name: string, encoded: Buffer) => ({
    header: `content-encoding: ${name}\r\n`,
    sent: encoded.toString("latin1"),
  });
  switch (coding) {
    case "plain":
      return { header: "", sent: bytes.toString("latin1") };
    case "gzip":
      return as("gzip", gzipSync(bytes));
    case "deflate":
      return as("deflate", deflateSync(bytes));
    case "br":
      return as("br", brotliCompressSync(bytes));
    case "wrong":
      return as("gzip", bytes);
    case "bomb":
      return as("gzip", BOMB);
  }
}

/** 20 MB of zeros. */
const BOMB = gzipSync(Buffer.alloc(20_000_000));

const framing = fc.oneof(
  { weight: 5, arbitrary: fc.constant<Framing>("length") },
  fc.constantFrom<Framing>("chunked", "wrong chunks", "none", "too long", "too short"),
);
const coding = fc.oneof(
  { weight: 60, arbitrary: fc.constant<Coding>("plain") },
  { weight: 8, arbitrary: fc.constantFrom<Coding>("gzip", "deflate", "br", "wrong") },
  fc.constant<Coding>("bomb"),
);
const status = fc.oneof({ weight: 2, arbitrary: fc.constant("HTTP/1.1 200 OK") }, fc.constantFrom(...STATUS_LINES));

/** Answers with these bodies. */
export function answers(
  bodies: fc.Arbitrary<string>,
  statuses: fc.Arbitrary<string> = status,
): fc.Arbitrary<RawAnswer> {
  const whole = fc.tuple(statuses, headers, bodies, framing, coding).map(([first, pairs, body, length, code]) => {
    const content = coded(body, code);
    const { header, sent } = framed(content.sent, length);
    return `${first}\r\n${headerText(pairs)}${content.header}${header}\r\n${sent}`;
  });
  // Connections that stay open make the client wait for its time limit, so they are rare.
  const then = fc.oneof(
    { weight: 30, arbitrary: fc.constant<RawAnswer["then"]>("end") },
    { weight: 3, arbitrary: fc.constant<RawAnswer["then"]>("reset") },
    fc.constant<RawAnswer["then"]>("keep"),
  );
  const bytes = fc.oneof({ weight: 6, arbitrary: whole }, damaged(whole), anyText.map(latin1));
  return fc.record({ bytes, then });
}
