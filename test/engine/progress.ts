// Reports what the engine is doing on stderr, so that stdout has only the child's output. And the only error class of this
// folder: every message is one sentence that a person can act on.

const began = Date.now();

export function progress(line: string): void {
  const seconds = ((Date.now() - began) / 1000).toFixed(1).padStart(5);
  process.stderr.write(`engine ${seconds}s  ${line}\n`);
}

export class EngineError extends Error {
  override readonly name = "EngineError";
}
