// What a caller gives to say who it is: a name and a password, or an identity that trades for the registry's own tokens.

export type Credentials = { readonly username: string; readonly password: string };

/** An Entra identity that Azure registries know. One value serves a whole job, so that each registry is asked once. */
export type EntraIdentity = {
  /** Who asks, for messages. */
  readonly who: string;
  /** The registry's refresh token, exchanged once and kept while it lasts. */
  refreshToken(host: string): Promise<string>;
  /** Says that the registry refused this refresh token: the next one is exchanged anew. */
  forget(host: string, token: string): void;
};

export type Login = Credentials | EntraIdentity;

export function isPassword(login: Login | undefined): login is Credentials {
  return login !== undefined && "password" in login;
}
