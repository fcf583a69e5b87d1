// Finds the secret parts of request headers, by the header's name or by what the value looks like. The runner masks a secret in the output of
// the entire job, so plain values such as `https` in `X-Forwarded-Proto: https` must not be included.
import { isCommonValue, urlCredentials } from "@deploy-actions/secret";
import type { Headers } from "./headers.ts";

/** Authorization, Cookie, X-Api-Key, Private-Token, X-Amz-Security-Token, Ocp-Apim-Subscription-Key, X-Vercel-Protection-Bypass, … */
const SECRET_NAME =
  /auth(?!or(?:$|[-_s]|ity))|token|secret|passw|credential|cookie|session|signature|jwt|bypass|private|[cx]srf|api-?key|(?:^|[-_])(?:key|otp|pin|sid)$/i;
/** Keys that are not credentials. */
const PUBLIC_NAME = /^(?:x[-_])?(?:idempotency|routing|cache|partition|surrogate)[-_]key$/i;

/** Tokens with a known format: JWT, GitHub, GitLab, Slack, Stripe, AWS, npm, PyPI, Google and others. */
const TOKEN_VALUE =
  /^(?:eyJ[\w-]+\.|gh[a-z]_|github_pat_|gl[a-z]{2,5}-|xox[a-z]-|[rsp]k_(?:live|test)_|AKIA|ASIA|npm_|pypi-|AIza|ya29\.|dop_v1_|sntrys_|hvs\.)/;
/** 16 or more characters with lower-case letters, upper-case letters and digits: not a word, name, commit or UUID. */
const RANDOM_VALUE = /^(?![\dA-Fa-f-]+$)(?=.*[a-z])(?=.*[A-Z])(?=.*\d)[\w+/=~-]{16,}$/;
/** `MyClient/2024-11`: a product and its version. */
const PRODUCT = /^[A-Za-z][\w-]*\/v?\d[\w.-]*$/;
/** RFC 9110, section 11.4. */
const SCHEME = /^([A-Za-z][\w-]*)\s+(.+)$/;

/** Without duplicates and without plain words. */
export function headerSecrets(headers: Headers): readonly string[] {
  return [...new Set(headers.flatMap(secretsOf).map((part) => part.trim()))].filter((part) => !isCommonValue(part));
}

/** The same for unchecked `Name: value` lines: a line that is not a header may be a secret without its name. */
export function headerLineSecrets(text: string): readonly string[] {
  const headers = text.split(/\r?\n/).map((line): readonly [string, string] => {
    const [, name = "", value = ""] = /^\s*([!#$%&'*+\-.^_`|~0-9A-Za-z]+)\s*:(.*)$/.exec(line) ?? [];
    return name === "" ? ["secret", line] : [name, value.trim()];
  });
  return headerSecrets(headers);
}

function secretsOf([name, value]: Headers[number]): readonly string[] {
  const inside = value.includes("//") ? urlCredentials(value) : [];
  const [, scheme = "", credentials = ""] = SCHEME.exec(value) ?? [];
  if (/^(?:basic|bearer)$/i.test(scheme)) return [value, credentials, ...ofBasic(scheme, credentials), ...inside];
  if (SECRET_NAME.test(name) && !PUBLIC_NAME.test(name)) {
    return /cookie/i.test(name)
      ? [value, ...ofCookies(value)]
      : [value, unquoted(credentials), unquoted(value), ...inside];
  }
  return TOKEN_VALUE.test(value) || (RANDOM_VALUE.test(value) && !PRODUCT.test(value)) ? [value] : inside;
}

/** RFC 7617: `user:password` in base64. Programs may print the decoded pair or the password. */
function ofBasic(scheme: string, credentials: string): readonly string[] {
  if (!/^basic$/i.test(scheme)) return [];
  const decoded = Buffer.from(credentials, "base64").toString("utf8");
  const colon = decoded.indexOf(":");
  return colon < 0 || decoded.includes("\ufffd") ? [] : [decoded, decoded.slice(colon + 1)];
}

/** `theme=dark; session=8f2c…`: a short value of only letters is a setting, not a secret. */
function ofCookies(value: string): readonly string[] {
  const values = value.split(";").map((pair) => unquoted(pair.slice(pair.indexOf("=") + 1).trim()));
  return values.filter((one) => one.length >= 8 && (!/^[a-z-]+$/i.test(one) || one.length >= 16));
}

const unquoted = (text: string): string => text.replace(/^"(.*)"$/, "$1");
