// What scripts make of texts by sed, envsubst and their like: the walk of the shell together with the edits that deploys are made of.
import { textEditOf } from "@deploy-actions/workflow-deploy";
import { type Walked, walked } from "@deploy-actions/workflow-shell/testing";
import { valuesIn } from "@deploy-actions/workflow-source";
import { displayText } from "@deploy-actions/workflow-source/testing";
import { commitMark } from "@deploy-actions/workflow-source/value";
import { describe, expect, it } from "vitest";

const run = (script: string): Walked =>
  walked(script, {
    variables: { TAG: "v1", SHA: commitMark(), REF: "refs/heads/Feature/x" },
    files: { ".env": "A=1\nTAG=old\n", "k8s/app.yml": "image: app:latest\n" },
    edit: textEditOf,
  });

describe("a file is", () => {
  const texts = (script: string) =>
    Object.fromEntries(
      [...run(script).scope.files].map(([path, { text, holes }]) => [path, displayText(valuesIn(text, holes))]),
    );
  it.each<[string, string, Readonly<Record<string, string>>]>([
    ["edited", 'sed -i "s/latest/$SHA/" k8s/app.yml', { "k8s/app.yml": "image: app:<commit>\n" }],
    ["edited by name", 'sed -i "s/^TAG=.*/TAG=$SHA/" .env', { ".env": "A=1\nTAG=<commit>\n" }],
    ["printed through an edit", "sed 's/latest/x/' k8s/app.yml > out.yml", { "out.yml": "image: app:x\n" }],
    ["filled in", "echo 'a: $TAG ${SHA}' > t; envsubst < t > u", { t: "a: $TAG ${SHA}\n", u: "a: v1 <commit>\n" }],
  ])("%s", (_, script, expected) => expect(texts(script)).toEqual(expected));
});

describe("what is printed", () => {
  it.each([
    ["sed 's/latest/x/' k8s/app.yml", "image: app:x"],
    ["echo $REF | sed 's|refs/heads/||'", "Feature/x"],
    ["echo $REF | sed -e 's|refs/heads/||' -e 's|/|-|g'", "Feature-x"],
    ["echo $SHA | sed 's/^/sha-/'", "sha-<commit>"],
  ])("by %s", (command, expected) => {
    expect(run(`d "$(${command})"`).commands.at(-1)?.words[0]).toBe(expected);
  });
});
