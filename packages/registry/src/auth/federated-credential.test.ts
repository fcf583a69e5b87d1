import { execFileSync } from "node:child_process";
import { expect, it } from "vitest";
import { missingCredential } from "./federated-credential.ts";

const claims = (sub: string) => ({
  iss: "https://token.actions.githubusercontent.com",
  sub,
  aud: "api://AzureADTokenExchange",
});
const said = (sub: string, caseOnly = false): string =>
  missingCredential({ claims: claims(sub), client: "app-id", caseOnly });

it.each([
  ["repo:acme/shop:environment:prod", /names the environment instead of the branch/],
  ["repo:acme/shop:pull_request", /does not name a branch/],
  ["repo:acme@12/shop@34:ref:refs/heads/main", /the IDs of owner and repository/],
  ["repo:acme/shop:ref:refs/heads/main", /^Create this federated credential\. [^.]*trailing slash\.$/m],
])("says why a credential may not match %s", (subject, why) => {
  expect(said(subject)).toMatch(why);
});

it("says if only the case differs", () => {
  expect(said("repo:Acme/shop:ref:refs/heads/main", true)).toMatch(/only differs in case/);
});

it("quotes the commands for a shell, whatever the subject contains", () => {
  const subject = "repo:acme/shop:ref:refs/heads/it's-$(date)-`id`\"x";
  const line =
    said(subject)
      .split("\n")
      .find((one) => one.includes("az ad app")) ?? "";
  const command = line.slice(line.indexOf("az ad app"));
  const words = execFileSync("sh", ["-c", `az() { printf '%s\\0' "$@"; }; ${command}`])
    .toString()
    .split("\0");
  expect(words.slice(0, 6)).toEqual(["ad", "app", "federated-credential", "create", "--id", "app-id"]);
  expect(JSON.parse(words[7] ?? "")).toEqual({
    name: "repo-acme-shop-ref-refs-heads-it-s-date-id-x",
    issuer: "https://token.actions.githubusercontent.com",
    subject,
    audiences: ["api://AzureADTokenExchange"],
  });
});

it("limits the credential's name to 120 characters", () => {
  const name = /"name":"([^"]*)"/.exec(said(`repo:${"a".repeat(300)}/b:ref:x`))?.[1] ?? "";
  expect(name).toHaveLength(120);
});
