// What one workflow deploys: the value that the rules of the policy look at. They see nothing of YAML, shells or command lines.
import type { SourcePlace, SourceProblem } from "@deploy-actions/workflow-source";
import type { Judgement, Values } from "@deploy-actions/workflow-source/value";

/**
 * How sure it is that a command deploys. `maybe`: a container that could be a deploy or a tool, where no name says so. `promote`: pulled
 * only to be pushed under another name.
 */
export type Certainty = "deploy" | "maybe" | "promote";

/** The step that something stands in. `step` is its name, id or number ("step 3"). */
export type Where = { readonly job: string; readonly step: string };

/** An image that a deploy names. */
export type DeployedImage = Where & {
  readonly is: "image";
  /** The command or slot, as a reader would name it: `docker pull`, `service db`, `azure/webapps-deploy`. */
  readonly by: string;
  /** As its author wrote it: `$REGISTRY/app:${TAG:-latest}`. */
  readonly written: string;
  readonly place: SourcePlace;
  readonly values: Values;
  readonly judgement: Judgement;
  readonly certainty: Certainty;
  /** False for an image that others publish: neither built nor pushed here, nor in a name of the repository's owner. */
  readonly own: boolean;
  /** The command would read a tag of digits only, which a short commit SHA can be, as a number: `helm --set`. */
  readonly numberProne?: true;
  /** Where the image stands in a file that the step deploys. */
  readonly file?: {
    /** What the command asked for: `docker-compose.prod.yml`. */
    readonly asked: string;
    /** `service web`, `container api`. */
    readonly name: string;
    /** The command that deploys the file. */
    readonly at: SourcePlace;
    /** A later command of the job that gives the same container an immutable image. */
    readonly overriddenAt?: SourcePlace;
    /** Set where the command itself names an image, which is then what its line is about. */
    readonly besides?: true;
  };
};

/** Something that runs is restarted, and pulls its image again by the name it has. */
export type Restart = Where & {
  readonly is: "restart";
  readonly by: string;
  readonly what: string;
  readonly place: SourcePlace;
  readonly certainty: Certainty;
};

/** Files are deployed that the repository does not hold, or not in full. `why` is a clause. */
export type UnknownFiles = Where & {
  readonly is: "unknown-files";
  readonly by: string;
  readonly asked: string;
  readonly why: string;
  readonly place: SourcePlace;
  readonly certainty: Certainty;
};

/** An image is built where it runs. */
export type TargetBuild = Where & {
  readonly is: "target-build";
  readonly by: string;
  readonly place: SourcePlace;
  readonly at: SourcePlace;
};

/**
 * A job deploys by means that nothing could be read from. `place` is the most telling of the commands; `sure`: a name, an environment or the
 * team says that the job deploys.
 */
export type UnreadDeploy = Where & {
  readonly is: "unread";
  readonly place: SourcePlace;
  readonly commands: readonly { readonly written: string; readonly place: SourcePlace }[];
  readonly sure: boolean;
};

export type Deployment = DeployedImage | Restart | UnknownFiles | TargetBuild | UnreadDeploy;

/** A `uses:` of a step or job that is not in the repository: `actions/checkout@v4`, `docker://alpine:3`. */
export type Use = Where & { readonly written: string; readonly place: SourcePlace };

/** An image that the workflow itself pushes under a tag that carries the commit. */
export type PushedImage = Where & { readonly written: string; readonly place: SourcePlace; readonly values: Values };

export type WorkflowReport = {
  readonly path: string;
  readonly deployments: readonly Deployment[];
  readonly uses: readonly Use[];
  readonly pushed: readonly PushedImage[];
  /** What kept the file, or a part of it, from being read. */
  readonly problems: readonly SourceProblem[];
  /** Files that were read, the workflow first. */
  readonly files: readonly string[];
};
