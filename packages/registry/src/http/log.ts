// Where this package tells what it does; the caller decides what becomes of a line.

export type Log = {
  info(line: string): void;
  debug(line: string): void;
  warning(line: string): void;
};
