// Which URLs can be asked.

/** What is wrong with a URL, or nothing. Credentials don't belong in one: URLs are printed and kept with the release. */
export function urlProblem(text: string): string | undefined {
  const url = URL.parse(text);
  if (url === null || !/^https?:$/.test(url.protocol))
    return "must be http:// or https:// URLs, such as https://app.example.com/health";
  if (url.username !== "" || url.password !== "")
    return "must not carry a user or password: URLs are logged; send them in `headers`";
  return undefined;
}
