import { describe, expect, it } from "vitest";
import { statusError } from "./status-error.ts";

const said = (code: string, message: string): string => JSON.stringify({ errors: [{ code, message }] });
const refusal = (host: string, status: number, body = "") =>
  statusError({ host, status, body, asked: "take the manifest acme/app:t", retryAfter: null });

describe("what registries are known to say", () => {
  it.each([
    ["ghcr.io", 403, said("DENIED", "permission_denied: write_package"), "denied", /Manage Actions access/, false],
    [
      "ghcr.io",
      403,
      said("DENIED", "installation not allowed to Create organization package"),
      "denied",
      /packages: write/,
      false,
    ],
    [
      "ghcr.io",
      403,
      said(
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
      said("TOOMANYREQUESTS", "retry-after: 12.5ms, allowed: 2000/minute"),
      "rate-limited",
      /picks up/,
      true,
    ],
    ["ghcr.io", 401, said("UNAUTHORIZED", "authentication required"), "unauthorized", /classic personal token/, false],
    [
      "acme.azurecr.io",
      401,
      said("UNAUTHORIZED", "authentication required, visit https://aka.ms/acr/authorization for more information."),
      "unauthorized",
      /AcrPush/,
      false,
    ],
    [
      "acme.azurecr.us",
      401,
      said("UNAUTHORIZED", "Application not registered with AAD."),
      "unauthorized",
      /client id/,
      false,
    ],
    [
      "acme.azurecr.cn",
      403,
      said("DENIED", "requested access to the resource is denied"),
      "denied",
      /Repository Writer/,
      false,
    ],
    [
      "acme.azurecr.io",
      403,
      said("DENIED", "client with IP '1.2.3.4' is not allowed access."),
      "denied",
      /firewall/,
      false,
    ],
    [
      "acme.azurecr.io",
      405,
      said("UNSUPPORTED", "The operation is disallowed on this registry, repository or image."),
      "denied",
      /locked/,
      false,
    ],
    [
      "127.0.0.1:5000",
      404,
      said("BLOB_UPLOAD_UNKNOWN", "blob upload unknown to registry"),
      "unavailable",
      /lost the upload/,
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
])("gives the status %i its meaning in any registry", (status, reason, transient) => {
  expect(refusal("registry.example", status)).toMatchObject({ reason, transient });
});

it("quotes what the registry said on one line, and leaves out pages of HTML", () => {
  expect(refusal("r.example", 400, said("NAME_INVALID", "invalid\nname")).message).toBe(
    "r.example refused to take the manifest acme/app:t (HTTP 400: NAME_INVALID invalid name).",
  );
  expect(refusal("r.example", 502, "<html>Bad gateway</html>").message).toContain("(HTTP 502).");
  expect(refusal("r.example", 500, "x".repeat(9999)).message.length).toBeLessThan(400);
});

it("says what a token falls short of, where that is known", () => {
  const short = "its token for app allows pull and not push";
  const error = statusError({
    host: "r.example",
    status: 401,
    body: "",
    asked: "open an upload",
    retryAfter: null,
    credentials: "accepted",
    missingAccess: short,
  });
  expect(error).toMatchObject({
    reason: "denied",
    message: `r.example refused to open an upload (HTTP 401); ${short}.`,
  });
});

it("does not let the words of a server fault pass for a rate limit", () => {
  expect(refusal("r.example", 500, "rate limit exceeded in backend").reason).toBe("unavailable");
});
