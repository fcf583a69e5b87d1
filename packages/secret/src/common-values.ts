// Values that are too common to be masked. The runner replaces a masked value in the complete log of the job and drops every job output that
// contains it, so masking `https` or `1` would make the log unreadable and the outputs empty.

const COMMON: ReadonlySet<string> = new Set(
  [
    "true false yes no on off none null nil undefined default auto any all always never",
    "enable enabled disable disabled active inactive required optional allow deny strict",
    "http https ws wss tcp udp tls ssl localhost websocket keep-alive close upgrade",
    "basic bearer digest negotiate token apikey anonymous",
    "no-cache no-store no-transform must-revalidate max-age=0 private public",
    "gzip deflate br zstd identity compress trailers chunked",
    "trace debug info notice warn warning error fatal",
    "dev develop development test testing ci qa uat stage staging prod production local main master latest",
    "utf-8 utf8 ascii json text html xml yaml xmlhttprequest get head post put patch delete options",
  ]
    .join(" ")
    .split(" "),
);

/** Numbers of up to five digits (ports, flags), version numbers, loopback addresses, media types, language lists. */
const COMMON_PATTERNS: readonly RegExp[] = [
  /^\d{1,5}$/,
  /^v?\d{1,4}(?:\.\d{1,5}){1,3}$/,
  /^(?:\[?::1\]?|127\.0\.0\.1|0\.0\.0\.0)(?::\d{1,5})?$/,
  /^(?:\*|application|text|image|audio|video|multipart|message|font)\/[\w.+*-]+(?:\s*[;,].*)?$/,
  /^[a-z]{2}(?:-[a-z]{2})?(?:\s*[,;]\s*(?:q=[\d.]+|\*|[a-z]{2}(?:-[a-z]{2})?))*$/,
];

/** Anything shorter is too short to be a secret. */
const SHORTEST = 4;

export function isCommonValue(text: string): boolean {
  const value = text.trim().toLowerCase();
  return value.length < SHORTEST || COMMON.has(value) || COMMON_PATTERNS.some((pattern) => pattern.test(value));
}
