// The only place that writes to the terminal or the log of a runner. File names and file contents are those of a pull request, so nothing in
// them may be an escape sequence or a workflow command. This program is given no secrets.
import { withoutSecrets } from "@deploy-actions/secret";
import { inert, inertJson, readable } from "@deploy-actions/untrusted/text";

type Stream = Pick<NodeJS.WriteStream, "write">;

/** Colours stay. The ends of lines too, because a patch for a file with CR LF could not be applied without them. */
export function print(stream: Stream, text: string): void {
  stream.write(
    text
      .split(/(?<=\n)/)
      .map((line) => {
        const [end = ""] = /\r?\n$/.exec(line) ?? [];
        return inert(readable(line.slice(0, line.length - end.length), withoutSecrets, { colours: true })) + end;
      })
      .join(""),
  );
}

export function printJson(stream: Stream, json: string): void {
  stream.write(inertJson(withoutSecrets(json)));
}
