// Everything a login can meet: GitHub's ID tokens, Entra, an Azure registry and GHCR, each on a port of its own, each
// holding every request against the published exchange, all of it written down.
import { randomBytes, randomUUID } from "node:crypto";
import { type Clock, systemClock } from "@deploy-actions/contract";
import { type TokenSigner, tokenSigner } from "../../../../test/engine/token-signer.ts";
import { type Directory, speakEntra } from "./entra.ts";
import { ID_TOKEN_PATH, type Job, speakGitHub } from "./github.ts";
import { handOn, speakRegistry } from "./registry-front.ts";
import { type Desk, speakAcr, speakGhcr } from "./registry-tokens.ts";
import { type Exchange, type Service, startService } from "./service.ts";

export type TokenWorld = AsyncDisposable & {
  readonly clock: Clock;
  readonly job: Job;
  readonly directory: Directory;
  readonly acrDesk: Desk;
  readonly ghcrDesk: Desk;
  readonly github: Service;
  readonly entra: Service;
  readonly acr: Service;
  readonly ghcr: Service;
  /** What the runner would put into the job's environment. */
  readonly idTokenRequest: { readonly url: string; readonly token: string };
  readonly exchanges: Exchange[];
  /** Signs the tokens of the Azure registry; a real registry behind it is given its certificate. */
  readonly acrSigner: TokenSigner;
  readonly ghcrSigner: TokenSigner;
};

/** Hosts of real registries that stand behind the two, asked for when the first request comes. */
export type WorldOptions = {
  readonly acr?: () => string;
  readonly ghcr?: () => string;
  /** The time at which tokens are issued and checked. */
  readonly clock?: Clock;
};

/** Starts all four. Disposing ends them. */
export async function tokenWorld({ clock = systemClock, ...behind }: WorldOptions = {}): Promise<TokenWorld> {
  const exchanges: Exchange[] = [];
  const record = (exchange: Exchange): void => void exchanges.push(exchange);
  const [githubSigner, entraSigner, acrSigner, ghcrSigner] = [
    tokenSigner("GitHub"),
    tokenSigner("Entra"),
    tokenSigner("Azure Container Registry"),
    tokenSigner("GHCR"),
  ];
  const job: Job = {
    clock,
    requestToken: randomBytes(16).toString("hex"),
    issuer: "https://token.actions.githubusercontent.com",
    subject: "repo:acme/shop:ref:refs/heads/main",
    life: 300,
  };
  const directory: Directory = {
    clock,
    tenant: randomUUID(),
    client: randomUUID(),
    secret: randomBytes(16).toString("hex"),
    federated: [{ issuer: job.issuer, subject: job.subject, audience: "api://AzureADTokenExchange" }],
    scopes: ["https://containerregistry.azure.net/.default", "https://management.azure.com/.default"],
    life: 3600,
  };
  const audiences = directory.scopes.map((scope) => scope.replace(/\/\.default$/, ""));
  const { tenant } = directory;
  const lives = { refreshLife: 3600, accessLife: 4500 };
  const desk = (issuer: string, user: string): Desk => ({
    clock,
    issuer,
    service: "",
    users: { [user]: randomBytes(12).toString("hex") },
    allowed: () => true,
    audiences,
    tenant,
    ...lives,
    withdrawn: new Set(),
  });
  const acrDesk = desk("Azure Container Registry", "acme-admin");
  const ghcrDesk = desk("GHCR", "octocat");
  const github = await startService("GitHub", record, speakGitHub(job, githubSigner));
  const entra = await startService("Entra", record, speakEntra(directory, githubSigner, entraSigner));
  const acrTokens = speakAcr(acrDesk, entraSigner, acrSigner);
  const acrRegistry = speakRegistry(
    () => `http://${acr.host}/oauth2/token`,
    () => acrDesk.service,
    acrSigner,
    clock,
  );
  const acr = await startService(
    "ACR",
    record,
    (heard) => acrTokens(heard) ?? acrRegistry(heard),
    behind.acr && handOn(behind.acr),
  );
  const ghcrTokens = speakGhcr(ghcrDesk, ghcrSigner);
  const ghcrRegistry = speakRegistry(
    () => `http://${ghcr.host}/token`,
    () => ghcrDesk.service,
    ghcrSigner,
    clock,
  );
  const ghcr = await startService(
    "GHCR",
    record,
    (heard) => ghcrTokens(heard) ?? ghcrRegistry(heard),
    behind.ghcr && handOn(behind.ghcr),
  );
  acrDesk.service = acr.host;
  ghcrDesk.service = "ghcr.io";
  return {
    ...{ clock, job, directory, acrDesk, ghcrDesk, github, entra, acr, ghcr, exchanges, acrSigner, ghcrSigner },
    idTokenRequest: { url: `${github.origin}${ID_TOKEN_PATH}?api-version=2.0`, token: job.requestToken },
    async [Symbol.asyncDispose]() {
      await Promise.all([github, entra, acr, ghcr].map((service) => service[Symbol.asyncDispose]()));
    },
  };
}
