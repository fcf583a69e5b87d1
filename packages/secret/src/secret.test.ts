import { describe, expect, it } from "vitest";
import { isCommonValue, redactor, urlCredentials, withoutCredentials } from "./index.ts";

describe("isCommonValue", () => {
  it.each([
    "1",
    "42",
    "8080",
    "true",
    "False",
    "https",
    "no-cache",
    "Bearer",
    "localhost",
    "127.0.0.1:8080",
    "::1",
    "1.2.3",
    "application/json",
    "text/html; charset=utf-8",
    "*/*",
    "en-US,en;q=0.9",
    "production",
    "abc",
    " ",
  ])("accepts %j", (text) => expect(isCommonValue(text)).toBe(true));

  it.each(["hunter2", "s3cr", "123456", "letmein", "Bearer abcdef", "postgres", "key.1.2"])("rejects %j", (text) =>
    expect(isCommonValue(text)).toBe(false),
  );
});

describe("a redactor", () => {
  const secret = `p&s<'"w/ö rd+%1`;
  const { redact, margin } = redactor([secret]);

  it.each<readonly [string, string]>([
    ["no encoding", secret],
    ["JSON", JSON.stringify({ token: secret })],
    ["JSON with escaped slashes, as PHP writes it", JSON.stringify(secret).replaceAll("/", "\\/")],
    [
      "JSON that is safe in HTML, as Go writes it",
      JSON.stringify(secret).replace("&", "\\u0026").replace("<", "\\u003c"),
    ],
    ["a URL's path", `https://a.example/${encodeURIComponent(secret)}`],
    ["a URL's query", `https://a.example/?${new URLSearchParams({ token: secret })}`],
    ["lower-case hex digits", encodeURIComponent(secret).toLowerCase()],
    [
      "HTML",
      `<b>${secret.replace("&", "&amp;").replace("<", "&lt;").replace('"', "&quot;").replace("'", "&#39;")}</b>`,
    ],
    ["base64", Buffer.from(secret).toString("base64")],
    ["base64 of a longer text, at offset 0", Buffer.from(`${secret}:x`).toString("base64")],
    ["base64 of a longer text, at offset 2", Buffer.from(`a:${secret}`).toString("base64")],
    ["base64url of a longer text, at offset 3", Buffer.from(`u:v${secret}`).toString("base64url")],
  ])("redacts a secret encoded in %s", (_form, text) => {
    const redacted = redact(text);
    expect(redacted).toContain("***");
    expect(redacted).not.toContain("rd");
  });

  it("has the length of the longest form as its margin", () => {
    expect(margin).toBeGreaterThanOrEqual(encodeURIComponent(secret).length);
    expect(redactor([]).margin).toBe(0);
  });

  it("redacts the longer of two secrets first", () => {
    expect(redactor(["abcdef", "abcdefgh"]).redact("abcdefgh")).toBe("***");
  });

  it("does not redact common values", () => {
    expect(redactor(["https", "1", "true"]).redact("https://a.example/1 true")).toBe("https://a.example/1 true");
  });
});

describe("credentials in URLs", () => {
  it.each([
    ["https://user:hunter2@a.example/x", ["hunter2"]],
    ["https://user:hun%40ter2@a.example/x", ["hun%40ter2", "hun@ter2"]],
    ["https://user:hun@ter2@a.example/x", ["hun@ter2"]],
    ["https://user:hunter2%:@a.example/x", ["hunter2%:"]],
    ["https://user:hun:t^r2@a.example/x", ["hun:t^r2"]],
    ["https://user:hunter2# a:a@a.example", ["hunter2# a:a"]],
    ["https://user:hun/ter2@a.example/x", ["hun/ter2"]],
    ["https://user:hun ter2@a.example/x", ["hun ter2"]],
    ["https://user:1 2345@a.example/x", ["1 2345"]],
    ["https:user:hunter2@a.example/x", ["hunter2"]],
    ["ftp://user:hunter2@a.example", ["hunter2"]],
    ["user:hunter2@a.example/x", ["hunter2"]],
    ["https://ghp_token@a.example/", ["ghp_token"]],
    ["http://a.example/,http://user:hunter2@b.example/", ["hunter2"]],
    ["http://a.example/\nhttp://user:hunter2@b.example/", ["hunter2"]],
  ])("in %j are %j", (text, wanted) => {
    expect(urlCredentials(text)).toEqual(expect.arrayContaining([...wanted]));
    for (const secret of wanted) expect(withoutCredentials(text)).not.toContain(secret);
  });

  it.each(["https://a.example/@scope/package", "https://a.example:8443/", "localhost:8080", "not a URL", ""])(
    "are none in %j",
    (text) => expect(urlCredentials(text)).toEqual([]),
  );
});

describe("a redactor finds a secret", () => {
  const secret = `p&s<'"w/ö rd+%1\\x`;
  const { redact } = redactor([secret]);
  const json = (text: string) => JSON.stringify(text).slice(1, -1);
  const entities = (radix: 10 | 16) =>
    [...secret].map((one) => `&#${radix === 16 ? "x" : ""}${one.codePointAt(0)?.toString(radix)};`).join("");
  const everyByte = [...Buffer.from(secret)].map((byte) => `%${byte.toString(16).padStart(2, "0")}`).join("");

  it.each<readonly [string, string]>([
    ["JSON inside JSON", json(json(secret))],
    ["JSON inside JSON inside JSON", json(json(json(secret)))],
    ["a URL inside a URL", encodeURIComponent(encodeURIComponent(secret))],
    ["JSON inside a URL", encodeURIComponent(json(secret))],
    ["a URL with every byte escaped", everyByte],
    ["a URL with only some characters escaped", secret.replace("%", "%25").replace(" ", "%20")],
    ["decimal entities", entities(10)],
    ["hexadecimal entities", entities(16)],
    ["HTML inside HTML", secret.replaceAll("&", "&amp;amp;").replaceAll("<", "&amp;lt;")],
    ["HTML inside JSON, as Go writes it", json(secret.replaceAll("&", "&amp;")).replaceAll("&", "\\u0026")],
    ["a Python bytes literal", secret.replaceAll("\\", "\\\\").replace("ö", "\\xc3\\xb6")],
    ["a shell's quotes", `'${secret.replaceAll("'", "'\\''")}'`],
    ["a shell's double quotes", `'${secret.replaceAll("'", `'"'"'`)}'`],
    ["hex digits", Buffer.from(secret).toString("hex")],
    ["capital hex digits", Buffer.from(`a${secret}z`).toString("hex").toUpperCase()],
    ["base64 in base64", Buffer.from(Buffer.from(`user:${secret}`).toString("base64")).toString("base64")],
    ["base64 in a URL", encodeURIComponent(Buffer.from(secret).toString("base64"))],
    ["decomposed characters", secret.normalize("NFD")],
  ])("in %s", (_form, text) => {
    const redacted = redact(`before ${text} after`);
    expect(redacted).toContain("***");
    expect(redacted.replaceAll("***", "").length).toBeLessThan("before  after".length + text.length / 3);
  });

  it("in base64 that is wrapped at 76 columns", () => {
    const key = "A long private key, ".repeat(20);
    const wrapped = Buffer.from(`intro ${key}`).toString("base64").replaceAll(/.{76}/g, "$&\r\n  ");
    const shown = redactor([key]).redact(`data:\n${wrapped}\nend`);
    expect(shown).toMatch(/^data:\n.{0,9}\*\*\*.{0,4}\s*end$/);
  });

  it("that a terminal broke across two lines", () => {
    expect(redactor(["correct-horse-battery"]).redact("it is correct-hor\n  se-battery.")).toBe("it is ***.");
  });

  it("of several lines, line by line and escaped", () => {
    const key = "-----BEGIN KEY-----\nabcdefgh\nijklmnop\n";
    const { redact: hide } = redactor([key]);
    expect(hide("first abcdefgh, then\nijklmnop")).toBe("first ***, then\n***");
    expect(hide(JSON.stringify({ key: key.replaceAll("\n", "\r\n") }))).not.toContain("abcdefgh");
  });

  it("that a cut has shortened", () => {
    expect(redactor(["correct-horse-battery"]).redact("token correct-ho… (cut)")).toBe("token ***… (cut)");
    expect(redactor(["correct-horse-battery"]).redact("token correct-ho.")).toBe("token correct-ho.");
  });

  it("that overlaps with another one", () => {
    expect(redactor(["abcdefgh", "efghijkl"]).redact("abcdefghijkl")).toBe("***");
  });

  it("that is written URL-encoded, in its decoded form", () => {
    expect(redactor(["hun%40ter2"]).redact("hun@ter2")).toBe("***");
  });
});
