// Where this package reports what it is doing. The caller decides what happens to a line.

export type Log = {
  info(line: string): void;
  debug(line: string): void;
  warning(line: string): void;
};

export const silentLog: Log = { info: () => {}, debug: () => {}, warning: () => {} };
