// How this library says that something went wrong: what happened, what state things are in now, what to run next.

export interface Problem {
  readonly happened: string;
  readonly state?: string;
  readonly next?: string;
}

/** The problem as the lines a person reads. */
export function problemText({ happened, state, next }: Problem): string {
  return [happened, state && `State: ${state}`, next && `Next: ${next}`].filter(Boolean).join("\n");
}

/**
 * Reads an error as a problem. Domain packages throw errors that carry `state` and `next`; they don't import this kit,
 * so the two are recognised by their shape.
 */
export function toProblem(error: unknown): Problem {
  if (!(error instanceof Error)) return { happened: String(error) };
  return {
    happened: error.message === "" ? error.name : error.message,
    ...sentence(error, "state"),
    ...sentence(error, "next"),
  };
}

function sentence(error: Error, key: "state" | "next"): Partial<Problem> {
  const value: unknown = Reflect.get(error, key);
  return typeof value === "string" && value !== "" ? { [key]: value } : {};
}
