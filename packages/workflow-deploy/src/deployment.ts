// What a workflow deploys: the values that the policy rules examine. Rules do not see YAML, shells or command lines.
import type { SourcePlace, SourceProblem } from "@deploy-actions/workflow-source";
import type { Judgement, Values } from "@deploy-actions/workflow-source/value";

/**
 * How certain it is that a command deploys. `maybe`: a container that could be a deploy or a tool, without a name that tells. `promote`:
 * pulled only to be pushed under another name.
 */
export type Certainty = "deploy" | "maybe" | "promote";

/** The job and step of a command. `step` is its name, id or number ("step 3"). */
export type JobStep = { readonly job: string; readonly step: string };

/** An image that a deploy names. */
export type DeployedImage = JobStep & {
  readonly is: "image";
  /** The command or slot, for messages: `docker pull`, `service db`, `azure/webapps-deploy`. */
  readonly by: string;
  /** The source text: `$REGISTRY/app:${TAG:-latest}`. */
  readonly written: string;
  readonly place: SourcePlace;
  readonly values: Values;
  readonly judgement: Judgement;
  readonly certainty: Certainty;
  /** False for a third-party image: neither built nor pushed here, nor under a name of the repository's owner. */
  readonly own: boolean;
  /** The command would parse an all-digit tag, such as some short commit SHAs, as a number: `helm --set`. */
  readonly numberProne?: true;
  /** The place of the image in a file that the step deploys. */
  readonly file?: {
    /** The file named by the command: `docker-compose.prod.yml`. */
    readonly asked: string;
    /** `service web`, `container api`. */
    readonly name: string;
    /** The command that deploys the file. */
    readonly at: SourcePlace;
    /** A later command of the job that sets an immutable image for the same container. */
    readonly overriddenAt?: SourcePlace;
    /** Set if the command also names an image of its own, which is then what a comment on its line refers to. */
    readonly besides?: true;
  };
};

/** A running workload is restarted and pulls its image again by the same name. */
export type Restart = JobStep & {
  readonly is: "restart";
  readonly by: string;
  readonly what: string;
  readonly place: SourcePlace;
  readonly certainty: Certainty;
};

/** Files are deployed that are missing in the repository, completely or in part. `why` is a clause. */
export type UnknownFiles = JobStep & {
  readonly is: "unknown-files";
  readonly by: string;
  readonly asked: string;
  readonly why: string;
  readonly place: SourcePlace;
  readonly certainty: Certainty;
};

/** An image is built on the machine that runs it. */
export type TargetBuild = JobStep & {
  readonly is: "target-build";
  readonly by: string;
  readonly place: SourcePlace;
  readonly at: SourcePlace;
};

/**
 * A job deploys in a way that could not be analysed. `place` is the command most likely to deploy; `sure`: a name, an environment or the
 * configuration says that the job deploys.
 */
export type UnreadDeploy = JobStep & {
  readonly is: "unread";
  readonly place: SourcePlace;
  readonly commands: readonly { readonly written: string; readonly place: SourcePlace }[];
  readonly sure: boolean;
  /** Set if only a strict check reports it: other deploys of the job were understood. */
  readonly isBeside?: true;
};

/**
 * A command runs code that the check cannot read. `why` is a clause. `likely`: it names a command that deploys, or a limit of the check hides
 * what it does; otherwise only a strict check reports it.
 */
export type UnknownCode = JobStep & {
  readonly is: "unknown-code";
  readonly written: string;
  readonly why: string;
  readonly place: SourcePlace;
  readonly likely: boolean;
  /** False in a job or step that builds. */
  readonly mayDeploy: boolean;
};

export type Deployment = DeployedImage | Restart | UnknownFiles | TargetBuild | UnreadDeploy | UnknownCode;

/** A `uses:` of a step or job outside this repository: `actions/checkout@v4`, `docker://alpine:3`. */
export type Use = JobStep & { readonly written: string; readonly place: SourcePlace };

/** An image that the workflow pushes with a commit tag. */
export type PushedImage = JobStep & { readonly written: string; readonly place: SourcePlace; readonly values: Values };

export type WorkflowReport = {
  readonly path: string;
  readonly deployments: readonly Deployment[];
  readonly uses: readonly Use[];
  readonly pushed: readonly PushedImage[];
  /** Problems that prevented all or part of the file from being read. */
  readonly problems: readonly SourceProblem[];
  /** Files that were read, starting with the workflow. */
  readonly files: readonly string[];
};
