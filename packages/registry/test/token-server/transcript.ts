// Writes an exchange down for people: every field of every request, and of a token what it says instead of itself.
import { claimsOf } from "../../src/auth/jwt.ts";
import type { Answer, Exchange, Heard } from "./service.ts";

/** One block of lines for each exchange, in order. */
export function transcript(exchanges: readonly Exchange[]): string {
  return exchanges
    .map((exchange, at) => [`${at + 1}. ${exchange.service}`, ...lines(exchange)].join("\n"))
    .join("\n\n");
}

function lines({ heard, answer }: Exchange): string[] {
  const { method, url } = heard;
  return [
    `   > ${method} http://${url.host}${url.pathname}`,
    ...[...url.searchParams].map(([name, value]) => `   >   ?${name} = ${value}`),
    ...headers(heard),
    ...(heard.body === ""
      ? []
      : [...new URLSearchParams(heard.body)].map(([name, value]) => `   >   ${name} = ${shown(value)}`)),
    `   < ${answer.status}${answer.headers?.["retry-after"] === undefined ? "" : ` Retry-After: ${answer.headers["retry-after"]}`}`,
    ...challenge(answer),
    ...fields(answer.body),
  ];
}

function headers({ headers: { authorization, "content-type": type } }: Heard): string[] {
  return [
    ...(authorization === undefined ? [] : [`   >   Authorization: ${authorized(authorization)}`]),
    ...(type === undefined ? [] : [`   >   Content-Type: ${type}`]),
  ];
}

function authorized(header: string): string {
  const [scheme = "", value = ""] = header.split(" ");
  if (scheme !== "Basic") return `${scheme} ${shown(value)}`;
  return `Basic ${Buffer.from(value, "base64").toString().split(":")[0]}:***`;
}

function challenge({ headers }: Answer): string[] {
  const value = headers?.["www-authenticate"];
  return value === undefined ? [] : [`   <   WWW-Authenticate: ${value}`];
}

function fields(body: unknown): string[] {
  if (typeof body !== "object" || body === null) return [];
  return Object.entries(body).map(
    ([name, value]) => `   <   ${name} = ${shown(typeof value === "string" ? value : JSON.stringify(value))}`,
  );
}

/** A JWT as its claims, any other opaque value as its length, everything readable as it is. */
function shown(value: string): string {
  const claims = claimsOf(value);
  if (claims !== undefined) {
    const { iat, nbf, exp, access, ...named } = claims;
    const life = exp === undefined ? [] : [`lasts ${exp - (iat ?? nbf ?? exp)} s`];
    const rights = access?.map(({ name, actions }) => `${name}: ${actions.join(",") || "nothing"}`) ?? [];
    const told = Object.entries(named).flatMap(([name, said]) => (said === undefined ? [] : [`${name} ${said}`]));
    return `<JWT ${[...told, ...rights, ...life].join(", ")}>`;
  }
  return /^[0-9a-f]{24,}$/.test(value) ? `<secret of ${value.length} characters>` : value;
}
