import { commandOf } from "@deploy-actions/workflow-source/testing";
import { shown } from "@deploy-actions/workflow-source/value";
import { expect, it } from "vitest";
import { helmfile } from "./helmfile.ts";

function said(line: string): readonly string[] {
  return helmfile.read(commandOf(line)).map((effect) => {
    if (effect.does === "deploy") return shown(effect.image.values[0]?.text ?? "");
    return effect.does === "deploy-files" ? effect.companion.unknown.join() : effect.does;
  });
}

it.each([
  ["helmfile apply --set image.tag=dev", ["<name>:dev"]],
  [
    "helmfile -f deploy/helmfile.yaml -e prod sync",
    ["deploy/helmfile.yaml is not analysed: helmfile determines the charts and their values"],
  ],
  ["helmfile diff", []],
])("%s", (line, expected) => expect(said(line)).toEqual(expected));
