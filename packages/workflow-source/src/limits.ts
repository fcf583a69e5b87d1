// Limits that end part of an analysis early without leaving an unknown value behind. They are noted here and become findings, because what
// lies beyond a limit may contain a deploy. An analysis is synchronous, so the running one is a variable of this module: passing it to every
// function that may stop early would put it into most signatures of five packages.

let noted: Set<string> | undefined;

/** Notes that the running analysis stops early. `what` is a clause: `k8s.yaml has more than 50000 values`. */
export function limitReached(what: string): void {
  noted?.add(what);
}

/** Runs an analysis, and returns its result with the limits that it reached. */
export function notingLimits<T>(analyse: () => T): { readonly result: T; readonly limits: readonly string[] } {
  const outer = noted;
  const own = new Set<string>();
  noted = own;
  try {
    return { result: analyse(), limits: [...own] };
  } finally {
    noted = outer;
  }
}
