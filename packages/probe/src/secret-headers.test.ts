import { describe, expect, it } from "vitest";
import { headerLineSecrets, headerSecrets } from "./secret-headers.ts";

const of = (name: string, value: string) => headerSecrets([[name, value]]);

describe("secrets in headers", () => {
  it.each([
    ["Authorization", "Bearer hunter2", ["Bearer hunter2", "hunter2"]],
    ["authorization", "hunter2", ["hunter2"]],
    ["Proxy-Authorization", "Basic dXNlcjpodW50ZXIy", ["dXNlcjpodW50ZXIy", "user:hunter2", "hunter2"]],
    ["Cookie", "theme=dark; session=8f2c61d0", ["theme=dark; session=8f2c61d0", "8f2c61d0"]],
    ["X-Api-Key", "letmein", ["letmein"]],
    ["apikey", "letmein", ["letmein"]],
    ["Ocp-Apim-Subscription-Key", "letmein", ["letmein"]],
    ["X-Vault-Token", "letmein", ["letmein"]],
    ["CF-Access-Client-Secret", "letmein", ["letmein"]],
    ["X-Vercel-Protection-Bypass", "letmein", ["letmein"]],
    ["X-Password", '"letmein"', ["letmein"]],
    ["X-Custom", "Bearer hunter2", ["hunter2"]],
    ["X-Custom", "ghp_0123456789abcdef", ["ghp_0123456789abcdef"]],
    ["X-Custom", "eyJhbGciOiJub25lIn0.e30.", ["eyJhbGciOiJub25lIn0.e30."]],
    ["X-Origin-Verify", "Zk3vQ9tB7xLmP2wR", ["Zk3vQ9tB7xLmP2wR"]],
    ["Referer", "https://user:hunter2@a.example/", ["hunter2"]],
  ])("%s: %s", (name, value, wanted) => expect(of(name, value)).toEqual(expect.arrayContaining(wanted)));

  it.each([
    ["X-Forwarded-Proto", "https"],
    ["X-Debug", "1"],
    ["X-Health-Check", "true"],
    ["Accept", "application/json"],
    ["Accept-Language", "en-US,en;q=0.9"],
    ["Cache-Control", "no-cache"],
    ["Host", "app.example.com"],
    ["X-Env", "production-eu-west-1"],
    ["X-Expected-Commit", "0123456789abcdef0123456789abcdef01234567"],
    ["X-Request-Id", "0B7C3F5A-94F3-4B2C-9F59-0d6a3f2c8e11"],
    ["User-Agent", "MyHealthCheck/2024"],
    ["User-Agent", "Mozilla/5.0 (X11; Linux x86_64)"],
    ["X-Author", "Jane Doe"],
    ["Idempotency-Key", "deploy-1234"],
    ["Authorization", "Bearer"],
    ["Authorization", ""],
    ["X-Api-Key", "1"],
    ["X-Use-Token", "true"],
    ["X-Auth-Proto", "https"],
  ])("%s: %s has none", (name, value) => expect(of(name, value)).toEqual([]));

  it("include a line that is not a header", () => {
    const secrets = headerLineSecrets(
      "X-Debug: 1\nhunter2-without-name\n  Authorization : Bearer letmein\r\nBad Name: s3cret",
    );
    expect(secrets).toEqual(expect.arrayContaining(["hunter2-without-name", "letmein", "Bad Name: s3cret"]));
    expect(secrets).not.toContain("1");
  });
});
