// What GitHub accepts as `owner/name`, and what to report for anything else:
// https://docs.github.com/en/enterprise-cloud@latest/admin/managing-iam/iam-configuration-reference/username-considerations-for-external-authentication

export interface RepositoryName {
  readonly owner: string;
  readonly name: string;
}

export const full = ({ owner, name }: RepositoryName) => `${owner}/${name}`;

/** Letters, digits and single hyphens, neither first nor last, 39 at most; a managed user also has an underscore and a short code. */
const OWNER = /^(?=.{1,39}$)[a-z\d]+(?:-[a-z\d]+)*(?:_[a-z\d]+)?$/i;
const NAME = /^[\w.-]{1,100}$/;

/** The name, or one sentence about what is wrong with it. */
export function repositoryName(text: string): RepositoryName | string {
  const [owner = "", name = "", ...more] = text.split("/");
  if (name === "" || more.length > 0) return `\`${text}\` is not owner/name.${hint(text)}`;
  if (!OWNER.test(owner))
    return `\`${owner}\` is not an owner: letters, digits and single hyphens, not first or last, at most 39 characters.`;
  if (!NAME.test(name) || /^\.+$/.test(name))
    return `\`${name}\` is not the name of a repository: letters, digits, \`-\`, \`_\` and \`.\`, at most 100 characters.`;
  if (/\.(?:git|wiki)$/i.test(name))
    return `\`${name}\` is not the name of a repository: it can't end like that.${hint(text)}`;
  return { owner, name };
}

/** A web address, or one that ends in `.git`, contains the intended name. */
function hint(text: string): string {
  const [, owner, name] = /([^/:@\s]+)\/([^/\s]+?)(?:\.git)?\/?$/.exec(text) ?? [];
  const meant = owner === undefined || name === undefined ? text : `${owner}/${name}`;
  return meant === text || typeof repositoryName(meant) === "string" ? "" : ` Write ${meant}.`;
}

/** Owners that cannot exist on Gitea and Forgejo, since those paths are web pages there (models/user, reservedUsernames). */
const RESERVED_THERE = new Set(
  "admin api assets attachments avatar avatars captcha commits debug devtest error explore ghost issues login metrics milestones new notifications org pulls raw repo search user v2".split(
    " ",
  ),
);

export const isReservedOnGitea = ({ owner }: RepositoryName) => RESERVED_THERE.has(owner.toLowerCase());
