// All known actions. To add one, create a file in this folder, or add a line to the file of its family, and a line here.
import type { ActionVerb } from "../action-verb.ts";
import { amazon } from "./amazon.ts";
import { azure } from "./azure.ts";
import { azureKubernetes } from "./azure-kubernetes.ts";
import { commitNames } from "./commit-names.ts";
import { compose } from "./compose.ts";
import { copy } from "./copy.ts";
import { dockerBuild } from "./docker-build.ts";
import { dockerMetadata } from "./docker-metadata.ts";
import { dockerRun } from "./docker-run.ts";
import { fileEdit } from "./file-edit.ts";
import { fly } from "./fly.ts";
import { google } from "./google.ts";
import { helm } from "./helm.ts";
import { kubectl } from "./kubectl.ts";
import { script } from "./one-input.ts";
import { ssh } from "./ssh.ts";

export const ACTIONS: readonly ActionVerb[] = [
  // Files that they copy to a host are there before the scripts of the same action run.
  ...copy,
  ...amazon,
  ...azure,
  azureKubernetes,
  ...commitNames,
  ...compose,
  ...dockerBuild,
  dockerMetadata,
  dockerRun,
  ...fileEdit,
  fly,
  ...google,
  ...helm,
  kubectl,
  ...script,
  ...ssh,
];
