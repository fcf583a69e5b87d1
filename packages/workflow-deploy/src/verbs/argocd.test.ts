import { commandOf } from "@deploy-actions/workflow-source/testing";
import { shown } from "@deploy-actions/workflow-source/value";
import { expect, it } from "vitest";
import type { Effect } from "../effect.ts";
import { argocd } from "./argocd.ts";

function said(effects: readonly Effect[]): readonly string[] {
  return effects.map((effect) => {
    if (effect.does === "deploy") return shown(effect.image.values[0]?.text ?? "");
    return effect.does === "restart" ? `restarts ${effect.what}` : effect.does;
  });
}

it.each([
  ["argocd app set api --helm-set image.tag=dev --grpc-web", ["<name>:dev"]],
  ["argocd app set api -p image.repository=a -p image.tag=dev", ["a:dev"]],
  ["argocd app set api --kustomize-image api=acme/api:dev", ["acme/api:dev"]],
  ["argocd app create api --kustomize-image acme/api:dev --upsert", ["acme/api:dev"]],
  ["argocd app actions run api restart --kind Deployment", ["restarts application api"]],
  ["argocd app set api --sync-policy automated", []],
  ["argocd app sync api", []],
  ["argocd login argo.example.org", []],
  ["argocd", []],
])("%s", (line, expected) => expect(said(argocd.read(commandOf(line)))).toEqual(expected));
