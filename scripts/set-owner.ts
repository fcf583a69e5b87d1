// `npm run set-owner -- OWNER/NAME`: replaces the repository's own name everywhere, from package.json to the docs.
// dist/ is built, so not touched: `npm run build` follows. The same command with the old name takes it back, byte for byte.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { project, root } from "./actions.ts";
import { mentions, renamed } from "./owner/rename.ts";
import { full, isReservedOnGitea, type RepositoryName, repositoryName } from "./owner/repository-name.ts";
import { gitIn } from "./release/git.ts";

class Refusal extends Error {}

function wanted(text: string | undefined): RepositoryName {
  const name = text === undefined ? "No name was given." : repositoryName(text);
  if (typeof name !== "string") return name;
  throw new Refusal(`${name}\nSay which repository this is, as in \`npm run set-owner -- OWNER/NAME\`.`);
}

interface File {
  readonly path: string;
  readonly text: string;
}

/** What is committed or would be, but for what is built. */
function files(): File[] {
  const listed = gitIn(root)(["ls-files", "-z", "--cached", "--others", "--exclude-standard", "--", ".", ":!dist"]);
  return [...new Set(listed.split("\0"))].flatMap((path) => {
    try {
      return path === "" ? [] : [{ path, text: readFileSync(join(root, path), "utf8") }];
    } catch (error) {
      // Deleted and not committed yet, or a link to a folder.
      if (error instanceof Error && "code" in error && (error.code === "ENOENT" || error.code === "EISDIR")) return [];
      throw error;
    }
  });
}

/** A name that an example already uses could not be distinguished from ours afterwards. */
function refuseTaken(all: readonly File[], name: RepositoryName): void {
  const places = all.flatMap(({ path, text }) => mentions(text, name).map((line) => `  ${path}:${line}`));
  if (places.length > 0)
    throw new Refusal(
      `${full(name)} is already used for something else in this repository; choose another name, or change it there:\n${places.join("\n")}`,
    );
}

function setOwner(text: string | undefined): string[] {
  const to = wanted(text);
  const [owner = "", name = ""] = project().repository.split("/");
  const from = { owner, name };
  if (full(from) === full(to)) return [`This repository is ${full(to)} already. Nothing was changed.`];
  const all = files();
  if (full(from).toLowerCase() !== full(to).toLowerCase()) refuseTaken(all, to);
  const changed = all.flatMap(({ path, text: before }) => {
    const after = renamed(path, before, from, to);
    return after === before ? [] : [{ path, text: after }];
  });
  for (const { path, text: after } of changed) writeFileSync(join(root, path), after);
  return [
    `${full(from)} is ${full(to)} now, in ${changed.length} files:`,
    ...changed.map(({ path }) => `  ${path}`),
    ...(changed.some(({ path }) => path.endsWith("CODEOWNERS"))
      ? [`CODEOWNERS names teams of ${to.owner}: see that they exist there.`]
      : []),
    ...(isReservedOnGitea(to)
      ? [`Gitea and Forgejo reserve the name ${to.owner}: there, these actions can't lie at ${full(to)}.`]
      : []),
    "Next: npm run build, look at git diff, commit.",
  ];
}

try {
  console.log(setOwner(process.argv[2]).join("\n"));
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  if (error instanceof Refusal) console.error("Nothing was changed.");
  process.exitCode = 1;
}
