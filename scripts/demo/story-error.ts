/** Ends the demo with a message that explains why; shown without a stack trace. */
export class StoryError extends Error {
  override readonly name = "StoryError";
}
