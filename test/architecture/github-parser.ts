// GitHub's own parser of workflows and actions (@actions/workflow-parser), as a function from text to its errors.
import { registerHooks } from "node:module";

// Its modules import their schema as JSON without the attribute that Node asks for.
registerHooks({
  resolve(specifier, context, next) {
    const found = next(specifier, context);
    const isSchema = specifier.endsWith(".json") && context.parentURL?.includes("/@actions/workflow-parser/");
    return isSchema ? { ...found, importAttributes: { ...found.importAttributes, type: "json" } } : found;
  },
});
const { convertWorkflowTemplate, NoOperationTraceWriter, parseWorkflow } = await import("@actions/workflow-parser");
const { parseAction } = await import("@actions/workflow-parser/actions/action-parser");

/** The errors that GitHub would report for a workflow, as `line:column message`; empty if it would run it. */
export async function workflowMistakes(name: string, content: string): Promise<string[]> {
  const { context, value } = parseWorkflow({ name, content }, new NoOperationTraceWriter());
  const mistakes = () => context.errors.getErrors().map(({ message }) => message);
  if (value === undefined || mistakes().length > 0) return mistakes();
  const { errors } = await convertWorkflowTemplate(context, value);
  return [...new Set([...mistakes(), ...(errors ?? []).map(({ Message }) => Message)])];
}

/** The same for an action.yml. */
export function actionMistakes(name: string, content: string): string[] {
  const { context } = parseAction({ name, content }, new NoOperationTraceWriter());
  return context.errors.getErrors().map(({ message }) => message);
}
