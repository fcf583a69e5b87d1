// Every image reference of a workflow that is deployed or promoted, with the verdict on it and its place.
import { purposeOf } from "../model/purpose.ts";
import type { Job, Workflow } from "../model/workflow.ts";
import { expressionsIn, maskExpressions, unmask } from "../shell/expression.ts";
import { writtenOf } from "../shell/word.ts";
import type { Problem } from "../source/decode.ts";
import type { Range } from "../source/position.ts";
import { usesOf } from "./job-uses.ts";
import { type Judgement, judgePieces } from "./reference.ts";
import { isMadeHere, kindOf, namesOf, type StepKind } from "./step-kind.ts";

/** `by` is the command or slot, as a reader would name it: `docker pull`, `service db`. */
export type Deployed = {
  readonly job: string;
  readonly by: string;
  readonly written: string;
  readonly range: Range;
  readonly judgement: Judgement;
  readonly certainty: Exclude<StepKind, "neutral">;
};

/** What was seen and not judged, so that a report can say how far it looked. */
export type Unread = { readonly composeCommands: number; readonly foreignScripts: number };
export type Deployments = {
  readonly references: readonly Deployed[];
  readonly unread: Unread;
  readonly problems: readonly Problem[];
};

export function deploymentsOf(workflow: Workflow): Deployments {
  const jobs = workflow.jobs.map((job) => ofJob(workflow, job));
  return {
    references: jobs.flatMap(({ references }) => references),
    problems: jobs.flatMap(({ problems }) => problems),
    unread: {
      composeCommands: sum(jobs.map(({ unread }) => unread.composeCommands)),
      foreignScripts: sum(jobs.map(({ unread }) => unread.foreignScripts)),
    },
  };
}

function ofJob(workflow: Workflow, job: Job): Deployments {
  const found = usesOf(workflow, job);
  const names = namesOf(found);
  const references = found.uses.flatMap((one): Deployed[] => {
    const { use, script } = one;
    if (use.verb !== "run" && use.verb !== "create" && use.verb !== "pull") return [];
    const kind = kindOf(one, names);
    if (kind === "neutral") return [];
    const judgement: Judgement = isMadeHere(one, names) ? { verdict: "undecided" } : judgePieces(use.image.pieces);
    const range = script.range(use.image.start, use.image.end);
    return [
      { job: job.id, by: `docker ${use.verb}`, written: writtenOf(use.image), range, judgement, certainty: kind },
    ];
  });
  const composeCommands = found.uses.filter(({ use }) => use.verb === "compose").length;
  return {
    references: [...slotsOf(workflow, job), ...references],
    problems: found.problems,
    unread: { composeCommands, foreignScripts: found.foreignScripts },
  };
}

/** `container:` and `services:` run inside the job, so they are held to what the job is held to. */
function slotsOf(workflow: Workflow, job: Job): Deployed[] {
  const purpose = purposeOf(workflow, job);
  if (purpose === "test" || purpose === "build") return [];
  return job.images.map(({ where, text }) => {
    const expressions = expressionsIn(text.value);
    const pieces = unmask(maskExpressions(text.value, expressions), expressions);
    return {
      job: job.id,
      by: where,
      written: text.value,
      range: text.range(0, text.value.length),
      judgement: judgePieces(pieces),
      certainty: purpose === "deploy" ? "deploy" : "maybe",
    };
  });
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, one) => total + one, 0);
}
