// Limits the length of text. A cut is shown as `…`, which also tells the redaction that a secret may be incomplete there.

/** At most so many bytes of UTF-8, without half a character. */
export function cut<Text extends string>(text: Text, bytes: number): Text {
  if (text.length <= bytes && (text.length * 3 <= bytes || Buffer.byteLength(text) <= bytes)) return text;
  const whole = Buffer.from(text.slice(0, bytes));
  // `stream` leaves out the character that the cut splits.
  return `${new TextDecoder().decode(whole.subarray(0, bytes), { stream: true })}…` as Text;
}

/** For a place that has one line: every run of white space becomes one space. */
export function oneLine<Text extends string>(text: Text): Text {
  return text.replaceAll(/[\s\u0085]+/g, " ").trim() as Text;
}
