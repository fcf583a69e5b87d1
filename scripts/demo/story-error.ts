/** What ends the demo in a way that its message explains; no stack trace is shown with it. */
export class StoryError extends Error {
  override readonly name = "StoryError";
}
