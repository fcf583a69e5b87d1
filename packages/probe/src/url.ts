// Checks the URLs of a health check.

/** The problem with a URL, or undefined. Credentials are rejected because URLs are logged and stored with the release. */
export function urlProblem(text: string): string | undefined {
  const url = URL.parse(text);
  if (url === null || !/^https?:$/.test(url.protocol))
    return "must be http:// or https:// URLs, such as https://app.example.com/health";
  if (url.username !== "" || url.password !== "")
    return "must not contain a user or password, because URLs are logged; send them in `headers`";
  return undefined;
}
