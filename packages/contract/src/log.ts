/** The log that a package writes to. The caller decides where the lines go. */
export interface Log {
  readonly info: (line: string) => void;
  readonly debug: (line: string) => void;
  readonly warning: (line: string) => void;
}

export const silentLog: Log = { info: () => {}, debug: () => {}, warning: () => {} };
