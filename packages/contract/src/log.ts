/** Where a package writes what it does. The caller decides what becomes of a line. */
export interface Log {
  readonly info: (line: string) => void;
  readonly debug: (line: string) => void;
  readonly warning: (line: string) => void;
}

export const silentLog: Log = { info: () => {}, debug: () => {}, warning: () => {} };
