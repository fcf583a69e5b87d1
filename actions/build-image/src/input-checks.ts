// What is wrong with an input, as the end of the sentence "Input `x` …".

// biome-ignore lint/suspicious/noControlCharactersInRegex: no name, path or label needs them, and a line break could start another line of the log
const CONTROL = /[\u0000-\u001f\u007f-\u009f\u2028\u2029]/;

export function notOneLine(text: string): string | undefined {
  return CONTROL.test(text) ? "must be one line without control characters" : undefined;
}

/** A line break cannot be part of a line, but a carriage return or another control character can. */
export function notOneLineEach(lines: readonly string[]): string | undefined {
  return lines.some((line) => notOneLine(line)) ? "must not contain control characters" : undefined;
}

/** No program gets the runner's token, and without it Buildx would silently use no cache at all. */
export function cacheProblem(lines: readonly string[]): string | undefined {
  const needsToken = lines.some((line) => /(?:^|,)\s*type=gha(?:,|\s|$)/.test(line));
  return needsToken
    ? "must not be type=gha, which needs the runner's own token; use type=registry"
    : notOneLineEach(lines);
}

export function commitProblem(text: string): string | undefined {
  return /^[0-9a-f]{40}$/.test(text)
    ? undefined
    : "must be a full commit SHA of 40 hex digits; omit the input, or use the output of `git rev-parse HEAD`";
}

export function imageProblem(text: string): string | undefined {
  const isName = /^[a-z0-9][a-z0-9._:/-]*$/.test(text) && !/:[^/]*$/.test(text);
  return isName
    ? undefined
    : "must be an image name in lower case without a tag, such as ghcr.io/acme/app; this action adds the tag sha-<commit>";
}

export function hostProblem(text: string): string | undefined {
  return /^[A-Za-z0-9.[\]:-]+$/.test(text) ? undefined : "must be only a host, such as ghcr.io";
}
