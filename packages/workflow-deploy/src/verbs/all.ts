// All deploy verbs. To add one, create a file in this folder and a line here.
import type { Verb } from "../verb.ts";
import { argocd } from "./argocd.ts";
import { aws } from "./aws.ts";
import { az } from "./az.ts";
import { buildah } from "./buildah.ts";
import { apptainer, crictl, ctr } from "./containerd.ts";
import { docker } from "./docker.ts";
import { dockerCompose } from "./docker-compose.ts";
import { gcloud } from "./gcloud.ts";
import { helm } from "./helm.ts";
import { helmfile } from "./helmfile.ts";
import { kubectl } from "./kubectl.ts";
import { kubeseal } from "./kubeseal.ts";
import { kustomize } from "./kustomize.ts";
import { platforms } from "./platforms.ts";
import { query } from "./query.ts";
import { sed } from "./sed.ts";

export const VERBS: readonly Verb[] = [
  apptainer,
  argocd,
  aws,
  az,
  buildah,
  crictl,
  ctr,
  docker,
  dockerCompose,
  gcloud,
  helm,
  helmfile,
  kubectl,
  kubeseal,
  kustomize,
  platforms,
  query,
  sed,
];
