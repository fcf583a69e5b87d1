// Explains which federated credential is missing when Entra rejects a job's ID token, in the terms of the token itself.
// https://learn.microsoft.com/entra/workload-id/workload-identity-federation-create-trust
import type { Claims } from "./jwt.ts";

export type Mismatch = {
  readonly claims: Claims;
  readonly client: string;
  /** Entra says that there is a credential that only differs in case. */
  readonly caseOnly: boolean;
};

/** The token's claims that Entra compares, as part of a message. */
export function presentedClaims({ iss, sub, aud }: Claims): string {
  return `issuer "${iss ?? ""}", subject "${sub ?? ""}", audience "${aud ?? ""}"`;
}

/** What to create: a sentence and two commands. */
export function missingCredential({ claims, client, caseOnly }: Mismatch): string {
  const { iss = "", sub = "", aud = "" } = claims;
  const credential = { name: nameFor(sub), issuer: iss, subject: sub, audiences: [aud] };
  const forApplication = `az ad app federated-credential create --id ${client} --parameters ${shellQuoted(JSON.stringify(credential))}`;
  const forIdentity = [
    "az identity federated-credential create --identity-name <name> --resource-group <group>",
    `--name ${credential.name} --issuer ${shellQuoted(iss)} --subject ${shellQuoted(sub)} --audiences ${shellQuoted(aud)}`,
  ].join(" ");
  return [
    `Create this federated credential. Entra compares all three values exactly, including case and a trailing slash.${hint(sub, caseOnly)}`,
    `  an application:               ${forApplication}`,
    `  or a user-assigned identity:  ${forIdentity}`,
  ].join("\n");
}

/** Why a credential that looks right may not match this subject. */
function hint(subject: string, caseOnly: boolean): string {
  if (caseOnly) return " There is one that only differs in case.";
  if (/^repo:[^/]*@\d+\//.test(subject)) {
    return " This repository's subjects contain the IDs of owner and repository, so a credential with only the names does not match.";
  }
  if (subject.includes(":environment:")) {
    return " The job has an `environment`, so its subject names the environment instead of the branch.";
  }
  if (subject.endsWith(":pull_request")) return " In a run for a pull request, the subject does not name a branch.";
  return "";
}

/** A name that Entra accepts (letters, digits, `-` and `_`, at most 120), derived from the subject. */
function nameFor(subject: string): string {
  const name = subject.replace(/[^A-Za-z0-9]+/g, "-").replace(/^-|-$/g, "");
  return (name === "" ? "github" : name).slice(0, 120);
}

/** One word of a POSIX shell command. */
function shellQuoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
