// Prints every request of the logins to an Azure registry (by GitHub's ID token, by an application's secret, by user and
// password) and to GHCR, as our stand-in services received them. Tokens are shown decoded.
import {
  azureCloud,
  connect,
  entraIdentity,
  githubProof,
  type Login,
  type Proof,
  secretProof,
} from "../../packages/registry/src/index.ts";
import { type TokenWorld, tokenWorld } from "../../packages/registry/test/token-server/index.ts";
import { transcript } from "../../packages/registry/test/token-server/transcript.ts";

type Flow = { readonly title: string; readonly where: "acr" | "ghcr"; readonly login: (world: TokenWorld) => Login };

const entra = ({ directory, entra }: TokenWorld, proof: Proof): Login => {
  const cloud = azureCloud("AzureCloud", { authority: entra.origin });
  const { tenant, client } = directory;
  return entraIdentity({ tenant, client, cloud, proof, mask: () => {} });
};
const user = (users: Readonly<Record<string, string>>): Login => {
  const [username = "", password = ""] = Object.entries(users)[0] ?? [];
  return { username, password };
};

const flows: readonly Flow[] = [
  {
    title: "Azure registry, by GitHub's ID token",
    where: "acr",
    login: (world) => entra(world, githubProof(world.idTokenRequest, undefined)),
  },
  {
    title: "Azure registry, by an application's secret",
    where: "acr",
    login: (world) => entra(world, secretProof(world.directory.secret)),
  },
  { title: "Azure registry, by user and password", where: "acr", login: (world) => user(world.acrDesk.users) },
  { title: "GHCR", where: "ghcr", login: (world) => user(world.ghcrDesk.users) },
];

export async function tokenFlows(): Promise<boolean> {
  for (const { title, where, login } of flows) {
    await using world = await tokenWorld();
    const registry = connect({ host: world[where].host, access: "push", credentials: login(world) });
    await registry.resolveDigest("acme/shop", "sha-0a1b2c3");
    // The second repository shows which requests are made only once.
    await registry.resolveDigest("acme/shop-migrations", "sha-0a1b2c3");
    console.log(`== ${title} ==\n\n${transcript(world.exchanges)}\n`);
  }
  return true;
}
