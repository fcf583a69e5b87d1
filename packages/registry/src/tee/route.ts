// Which endpoint a request to the tee is for, by its path (OCI Distribution Specification 1.1, "Endpoints"). There is only
// one repository, whose name cannot be guessed.

export type Route =
  /** Checks that this is a registry and that the credentials are valid. */
  | { readonly kind: "ping" }
  | { readonly kind: "blob"; readonly digest: string }
  /** A new upload. `mount` is the digest of a blob that the engine would like to mount from another repository. */
  | { readonly kind: "uploads"; readonly mount: string | undefined; readonly digest: string | undefined }
  | { readonly kind: "upload"; readonly id: string; readonly digest: string | undefined }
  | { readonly kind: "manifest"; readonly reference: string }
  | { readonly kind: "unknown" };

const UNKNOWN: Route = { kind: "unknown" };
const DIGEST = "sha256:[0-9a-f]{64}|sha512:[0-9a-f]{128}";
const BLOB = new RegExp(`^/blobs/(${DIGEST})$`);
const UPLOADS = /^\/blobs\/uploads\/?$/;
const UPLOAD = /^\/blobs\/uploads\/([0-9a-f]{32})$/;
const MANIFEST = new RegExp(`^/manifests/(${DIGEST}|\\w[\\w.-]{0,127})$`);

/** `target` is the request target as received: path and query. */
export function routeOf(target: string, repository: string): Route {
  const url = URL.parse(target, "http://tee.invalid");
  if (url === null) return UNKNOWN;
  if (url.pathname === "/v2/" || url.pathname === "/v2") return { kind: "ping" };
  const prefix = `/v2/${repository}`;
  if (!url.pathname.startsWith(`${prefix}/`)) return UNKNOWN;
  const rest = url.pathname.slice(prefix.length);
  const digest = digestIn(url, "digest");

  const [, blob] = BLOB.exec(rest) ?? [];
  if (blob !== undefined) return { kind: "blob", digest: blob };
  if (UPLOADS.test(rest)) return { kind: "uploads", mount: digestIn(url, "mount"), digest };
  const [, id] = UPLOAD.exec(rest) ?? [];
  if (id !== undefined) return { kind: "upload", id, digest };
  const [, reference] = MANIFEST.exec(rest) ?? [];
  return reference === undefined ? UNKNOWN : { kind: "manifest", reference };
}

function digestIn(url: URL, parameter: string): string | undefined {
  const value = url.searchParams.get(parameter);
  return value !== null && new RegExp(`^(?:${DIGEST})$`).test(value) ? value : undefined;
}
