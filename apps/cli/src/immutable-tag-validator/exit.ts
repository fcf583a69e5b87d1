// Exit codes of the command line, documented in `--help`.

export const EXIT = {
  /** Nothing breaks the policy. */
  clean: 0,
  /** Something breaks the policy. */
  findings: 1,
  /** The command line or the configuration is wrong. */
  usage: 2,
  /** The program failed. */
  failure: 3,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];
