/** Something went wrong, in three parts, each one or more sentences for the person who reads the log. */
export interface Problem {
  readonly happened: string;
  /** What state things are in now. */
  readonly state: string;
  /** What to do or run next. */
  readonly next: string;
}
