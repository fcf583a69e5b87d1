import { describe, expect, it } from "vitest";
import { statusError } from "./status-error.ts";

const errors = (code: string, message: string): string => JSON.stringify({ errors: [{ code, message }] });
const refusal = (host: string, status: number, body = "") =>
  statusError({ host, status, body, asked: "store the manifest acme/app:t" });

describe("known error texts", () => {
  it.each([
    ["ghcr.io", 403, errors("DENIED", "permission_denied: write_package"), "denied", /Manage Actions access/, false],
    [
      "ghcr.io",
      403,
      errors("DENIED", "installation not allowed to Create organization package"),
      "denied",
      /packages: write/,
      false,
    ],
    [
      "ghcr.io",
      403,
      errors(
        "DENIED",
        'permission_denied: Error from intermediary with HTTP status code 403 "Forbidden" - with-body: {"message": "You have exceeded a secondary rate limit."}',
      ),
      "rate-limited",
      /few minutes/,
      true,
    ],
    [
      "ghcr.io",
      429,
      errors("TOOMANYREQUESTS", "retry-after: 12.5ms, allowed: 2000/minute"),
      "rate-limited",
      /resumes where/,
      true,
    ],
    [
      "ghcr.io",
      401,
      errors("UNAUTHORIZED", "authentication required"),
      "unauthorized",
      /classic personal token/,
      false,
    ],
    [
      "acme.azurecr.io",
      401,
      errors("UNAUTHORIZED", "authentication required, visit https://aka.ms/acr/authorization for more information."),
      "unauthorized",
      /AcrPush/,
      false,
    ],
    [
      "acme.azurecr.us",
      401,
      errors("UNAUTHORIZED", "Application not registered with AAD."),
      "unauthorized",
      /client ID/,
      false,
    ],
    [
      "acme.azurecr.cn",
      403,
      errors("DENIED", "requested access to the resource is denied"),
      "denied",
      /Repository Writer/,
      false,
    ],
    [
      "acme.azurecr.io",
      403,
      errors("DENIED", "client with IP '1.2.3.4' is not allowed access."),
      "denied",
      /firewall/,
      false,
    ],
    [
      "acme.azurecr.io",
      405,
      errors("UNSUPPORTED", "The operation is disallowed on this registry, repository or image."),
      "denied",
      /locked/,
      false,
    ],
    [
      "127.0.0.1:5000",
      404,
      errors("BLOB_UPLOAD_UNKNOWN", "blob upload unknown to registry"),
      "unavailable",
      /lost an upload/,
      true,
    ],
  ])("%s %i %s", (host, status, body, reason, next, transient) => {
    expect(refusal(host, status, body)).toMatchObject({ reason, transient, status, next: expect.stringMatching(next) });
  });
});

it.each([
  [400, "rejected", false],
  [401, "unauthorized", false],
  [403, "denied", false],
  [404, "not-found", false],
  [408, "timeout", true],
  [409, "rejected", false],
  [413, "rejected", false],
  [429, "rate-limited", true],
  [500, "unavailable", true],
  [503, "unavailable", true],
])("maps the status %i for any registry", (status, reason, transient) => {
  expect(refusal("registry.example", status)).toMatchObject({ reason, transient });
});

it("quotes the response on one line, and leaves out HTML pages", () => {
  expect(refusal("r.example", 400, errors("NAME_INVALID", "invalid\nname")).message).toBe(
    "r.example refused to store the manifest acme/app:t (HTTP 400: NAME_INVALID invalid name).",
  );
  expect(refusal("r.example", 502, "<html>Bad gateway</html>").message).toContain("(HTTP 502).");
  expect(refusal("r.example", 500, "x".repeat(9999)).message.length).toBeLessThan(400);
});

it("says which access a token lacks, if that is known", () => {
  const lacking = "its token for app allows pull but not push";
  const error = statusError({
    host: "r.example",
    status: 401,
    body: "",
    asked: "open an upload",
    credentials: "accepted",
    missingAccess: lacking,
  });
  expect(error).toMatchObject({
    reason: "denied",
    message: `r.example refused to open an upload (HTTP 401); ${lacking}.`,
  });
});

it("does not mistake the text of a server error for a rate limit", () => {
  expect(refusal("r.example", 500, "rate limit exceeded in backend").reason).toBe("unavailable");
});
