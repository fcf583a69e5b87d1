import { templateOfFile, valuesIn } from "@deploy-actions/workflow-source";
import { commandOf, type TestEnvironment } from "@deploy-actions/workflow-source/testing";
import { commitMark, shown } from "@deploy-actions/workflow-source/value";
import { describe, expect, it } from "vitest";
import { textEditOf } from "../text-edit/edit.ts";
import { query } from "./query.ts";

const given = (expression: string): TestEnvironment => ({
  words: { E: expression, IMG: `app:${commitMark()}`, TAG: commitMark(7) },
  variables: { TAG: commitMark(7), IMAGE: "app:latest" },
});

const images = (line: string, expression: string): readonly string[] =>
  query
    .read(commandOf(line, given(expression)))
    .flatMap((effect) => (effect.does === "deploy" ? effect.image.values.map(({ text }) => shown(text)) : []));

describe("what yq and jq set", () => {
  it.each<[string, string, readonly string[]]>([
    ["yq -i $E values.yaml", '.image.tag = "1.2"', ["<name>:1.2"]],
    ["yq e -i $E values.yaml", ".image.tag = strenv(TAG)", ["<name>:<commit>"]],
    ["yq eval $E --inplace k8s/deploy.yaml", ".spec.template.spec.containers[0].image = env(IMAGE)", ["app:latest"]],
    [
      "yq -i $E deploy.yaml",
      '(.spec.template.spec.containers[] | select(.name == "web") | .image) = "app:" + strenv(TAG)',
      ["app:<commit>"],
    ],
    ["yq -i $E kustomization.yaml", '.images[0].newTag = "1" | .images[1].newTag = "2"', ["<name>:1", "<name>:2"]],
    ["yq w -i values.yaml image.tag $TAG", "", ["<name>:<commit>"]],
    ["jq --arg IMG $IMG $E", ".containerDefinitions[0].image = $IMG", ["app:<commit>"]],
    [
      "jq --arg img $IMG $E task.json",
      ".taskDefinition | .containerDefinitions |= map(.image = $img)",
      ["app:<commit>"],
    ],
    ["jq -n --arg img $IMG $E", '{containerDefinitions: [{name: "web", image: $img}]}', ["app:<commit>"]],
    ["jq $E task.json", '.containerDefinitions[0].image = "app:latest"', ["app:latest"]],
    ["jq $E task.json", ".containerDefinitions[0].image = env.IMAGE", ["app:latest"]],
    ["jq $E task.json", ".containerDefinitions[0].image = $ENV.IMAGE", ["app:latest"]],
    ["jq -r $E task.json", ".containerDefinitions[0].image", []],
    ["yq -i $E values.yaml", ".replicas = 3", []],
    ["yq -i $E values.yaml", '.image.repository = "ghcr.io/acme/app"', []],
    ["yq -i $E package.json", '.version = "1"', []],
    ["jq $E", '.tag = "x"', []],
    ["jq -r $E", 'select(.image == "app:latest")', []],
  ])("%s with %s", (line, expression, expected) => expect(images(line, expression)).toEqual(expected));
});

describe("the text they leave", () => {
  const edited = (line: string, expression: string, text: string): string | undefined => {
    const after = textEditOf(commandOf(line, given(expression)))?.apply(templateOfFile({ path: "values.yaml", text }));
    return after === undefined ? undefined : shown(valuesIn(after.text, after.holes)[0]?.text ?? "");
  };

  it.each<[string, string, string | undefined]>([
    [".image.tag = strenv(TAG)", "# app\nimage:\n  tag: latest # here\n", '# app\nimage:\n  tag: "<commit>" # here\n'],
    ['.a[1].image = "x"', "a:\n  - image: y\n  - image: 'z'\n", 'a:\n  - image: y\n  - image: "x"\n'],
    [
      '(.a[] | select(.name == "w") | .image) = "x"',
      "a:\n  - {name: v, image: y}\n  - {name: w, image: z}\n",
      'a:\n  - {name: v, image: y}\n  - {name: w, image: "x"}\n',
    ],
    ['.b.tag = "x"', "a: 1\n", undefined],
    ['.b.tag = "x"', "b: [\n", undefined],
  ])("%s", (expression, before, after) => expect(edited("yq -i $E values.yaml", expression, before)).toBe(after));

  it("edits JSON for jq", () => {
    expect(
      edited(
        "jq --arg I $IMG $E t.json",
        ".containerDefinitions[0].image = $I",
        '{"containerDefinitions":[{"image":"a"}]}',
      ),
    ).toBe('{"containerDefinitions":[{"image":"app:<commit>"}]}');
    expect(textEditOf(commandOf("jq $E t.json", given(".image")))).toBeUndefined();
  });
});
