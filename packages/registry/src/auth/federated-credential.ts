// Says which federated credential is missing when Entra doesn't believe a job's ID token, in the words of the token itself.
// https://learn.microsoft.com/entra/workload-id/workload-identity-federation-create-trust
import type { Claims } from "./jwt.ts";

export type Mismatch = {
  readonly claims: Claims;
  readonly client: string;
  /** Entra says that only capital letters differ. */
  readonly caseOnly: boolean;
};

/** What the token says, to stand in a message. */
export function presented({ iss, sub, aud }: Claims): string {
  return `issuer "${iss ?? ""}", subject "${sub ?? ""}", audience "${aud ?? ""}"`;
}

/** What to create, as a sentence and two commands. */
export function missingCredential({ claims, client, caseOnly }: Mismatch): string {
  const { iss = "", sub = "", aud = "" } = claims;
  const credential = { name: nameFor(sub), issuer: iss, subject: sub, audiences: [aud] };
  const forApplication = `az ad app federated-credential create --id ${client} --parameters ${quoted(JSON.stringify(credential))}`;
  const forIdentity = [
    "az identity federated-credential create --identity-name <name> --resource-group <group>",
    `--name ${credential.name} --issuer ${quoted(iss)} --subject ${quoted(sub)} --audiences ${quoted(aud)}`,
  ].join(" ");
  return [
    `Create this federated credential; Entra compares all three texts letter by letter, a slash at the end included.${hint(sub, caseOnly)}`,
    `  an application:               ${forApplication}`,
    `  or a user-assigned identity:  ${forIdentity}`,
  ].join("\n");
}

/** Why a credential that looks right may not fit this subject. */
function hint(subject: string, caseOnly: boolean): string {
  if (caseOnly) return " There is one that differs in capital letters only.";
  if (/^repo:[^/]*@\d+\//.test(subject)) {
    return " This repository's subjects carry the numbers of owner and repository; a credential with the names alone doesn't fit.";
  }
  if (subject.includes(":environment:")) {
    return " The job has an `environment`, so its subject names that and not the branch.";
  }
  if (subject.endsWith(":pull_request")) return " In a pull request's run the subject names no branch.";
  return "";
}

/** A name Entra takes (letters, digits, `-` and `_`, at most 120), made of the subject. */
function nameFor(subject: string): string {
  const name = subject.replace(/[^A-Za-z0-9]+/g, "-").replace(/^-|-$/g, "");
  return (name === "" ? "github" : name).slice(0, 120);
}

/** One word of a POSIX shell. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
