// The error for a file that must not be read, written or trusted.
import { ProblemError } from "@deploy-actions/contract";

export type FileReason =
  | "missing"
  | "outside"
  | "link"
  | "not-regular"
  | "too-large"
  | "unreadable"
  | "changed"
  | "unsafe";

export class FileError extends ProblemError<FileReason> {
  override readonly name = "FileError";
  readonly path: string;
  /** What is wrong, to follow the path in a sentence: "is a folder". */
  readonly why: string;

  constructor(reason: FileReason, path: string, why: string, next: string, cause?: unknown) {
    super(reason, { message: `${path} ${why}.`, state: "It was not used.", next, cause });
    this.path = path;
    this.why = why;
  }

  /** The same error, with the name of the input that the path is from. */
  of(input: string): FileError {
    return new FileError(this.reason, `Input \`${input}\`: ${this.path}`, this.why, this.next, this);
  }
}

/** The error for a file operation that the system refused. */
export function unreadable(path: string, cause: unknown): FileError {
  if (cause instanceof FileError) return cause;
  const code = codeOf(cause);
  if (code === "ENOENT" || code === "ENOTDIR") {
    return new FileError("missing", path, "does not exist", "Correct the path.", cause);
  }
  if (code === "ELOOP") return new FileError("link", path, "is a link that leads back to itself", "Remove it.", cause);
  const why = `could not be read (${code ?? String(cause)})`;
  return new FileError("unreadable", path, why, "Make it readable for the user that runs the job.", cause);
}

export function codeOf(error: unknown): string | undefined {
  return error instanceof Error && "code" in error ? String(error.code) : undefined;
}
