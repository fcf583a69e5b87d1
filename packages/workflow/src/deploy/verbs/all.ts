// Every deploy verb. A new one is a file in this folder and a line here.
import type { Verb } from "../verb.ts";
import { docker } from "./docker.ts";
import { dockerCompose } from "./docker-compose.ts";
import { helm } from "./helm.ts";
import { kubectl } from "./kubectl.ts";
import { kustomize } from "./kustomize.ts";
import { sed } from "./sed.ts";

export const VERBS: readonly Verb[] = [docker, dockerCompose, helm, kubectl, kustomize, sed];
