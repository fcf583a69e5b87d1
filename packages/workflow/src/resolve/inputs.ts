// Possible values of a workflow's inputs: entered by a person, passed by workflows of this repository, defaults, or empty if another event
// starts it.
import type { SourcePlace } from "@deploy-actions/workflow-source";
import type { Workflow, WorkflowInput } from "@deploy-actions/workflow-source/model";
import { mark, only, union, type Values, withHop } from "@deploy-actions/workflow-source/value";
import { sourceOf, type Text } from "@deploy-actions/workflow-source/yaml";

/** The values that callers in this repository pass for an input; undefined for each call that omits it. Empty if there are no callers. */
export type GivenByCallers = (name: string) => readonly (Values | undefined)[];

/** The values by input name. */
export function inputValues(workflow: Workflow, given: GivenByCallers): ReadonlyMap<string, Values> {
  const names = [...new Set(workflow.inputs.map(({ name }) => name))];
  return new Map(
    names.map((name) => {
      const sets = workflow.inputs
        .filter((input) => input.name === name)
        .map((input) => (input.event === "workflow_dispatch" ? enteredValues(input) : called(input, given(name))));
      return [name, union(...sets, ...(startsOtherwise(workflow) ? [only("")] : []))];
    }),
  );
}

/** The value of an input if only its definition is known. */
function defaultValues(input: WorkflowInput): Values {
  const { default: text } = input;
  if (text === undefined) return only(input.type === "boolean" ? "false" : "");
  return withHop(only(text.value), { what: `default of input ${input.name}`, place: whole(text), fallback: true });
}

function enteredValues(input: WorkflowInput): Values {
  const hop = { what: `input ${input.name} (${described(input)})`, place: placeOf(input) };
  if (input.type === "boolean") return withHop([...only("true"), ...only("false")], hop);
  if (input.options.length > 0) {
    return union(...input.options.map((option) => withHop(only(option.value), { ...hop, place: whole(option) })));
  }
  const open = withHop(only(mark("input")), hop);
  return input.required && input.default === undefined ? open : union(open, defaultValues(input));
}

function called(input: WorkflowInput, calls: readonly (Values | undefined)[]): Values {
  const hop = { what: `input ${input.name} (${described(input)})`, place: placeOf(input) };
  if (calls.length > 0) {
    return union(...calls.map((values) => (values === undefined ? defaultValues(input) : withHop(values, hop))));
  }
  if (input.type === "boolean") return withHop([...only("true"), ...only("false")], hop);
  const open = withHop(only(mark("input")), hop);
  return input.required ? open : union(open, defaultValues(input));
}

/** For other events, the context exists but is empty. */
function startsOtherwise({ triggers }: Workflow): boolean {
  return [...triggers.events].some((event) => event !== "workflow_dispatch" && event !== "workflow_call");
}

function described({ required, default: text, options }: WorkflowInput): string {
  if (options.length > 0) return `one of ${options.length}`;
  const fallback = text === undefined ? "no default" : `default "${text.value}"`;
  return `${required ? "required" : "optional"}, ${fallback}`;
}

function placeOf({ key }: WorkflowInput): SourcePlace {
  return whole(key);
}

function whole(text: Text): SourcePlace {
  return sourceOf(text).place(0, text.value.length);
}
