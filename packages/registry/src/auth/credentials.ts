// How a caller logs in: a user name and a password, or an Entra identity that gets the registry's own tokens.

export type Credentials = { readonly username: string; readonly password: string };

/** An Entra identity for Azure registries. One value is shared by a whole job, so that tokens are only exchanged once per registry. */
export type EntraIdentity = {
  /** Its name in messages. */
  readonly who: string;
  /** The registry's refresh token, exchanged once and cached until it expires. */
  refreshToken(host: string): Promise<string>;
  /** Removes a refresh token that the registry refused from the cache, so that the next call exchanges a new one. */
  forget(host: string, token: string): void;
};

export type Login = Credentials | EntraIdentity;

export function isPassword(login: Login | undefined): login is Credentials {
  return login !== undefined && "password" in login;
}
