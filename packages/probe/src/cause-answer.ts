// Causes in the HTTP answer itself: invalid HTTP, redirects, statuses, bodies, and an old release that still answers.

import { isIP } from "node:net";
import { cut } from "@deploy-actions/untrusted/text";
import { bareHost } from "./address.ts";
import type { Explain, Facts } from "./cause.ts";
import { mismatches, quoted } from "./describe.ts";
import type { FailureReason } from "./judge.ts";
import { formatStatuses } from "./status.ts";

type InAnswer = Extract<
  FailureReason,
  | "not-http"
  | "bad-redirect"
  | "too-many-redirects"
  | "timeout-body"
  | "body-broken"
  | "body-too-long"
  | "wrong-status"
  | "not-json"
  | "wrong-json"
>;

export const answerCauses: Readonly<Record<InAnswer, Explain>> = {
  "not-http": ({ url, port, observation }) => ({
    cause: "not-http",
    explanation: `The server at ${url.hostname} port ${port} answers, but not with HTTP/1.1 (${observation.trouble?.detail}).`,
    remedy:
      "Check that the port is the application's HTTP port and not, say, its database or an HTTP/2-only or gRPC port.",
  }),
  "bad-redirect": ({ observation }) => ({
    cause: "bad-redirect",
    explanation: `It redirects to something that cannot be followed: ${quoted(observation.trouble?.detail ?? "")}.`,
    remedy:
      "Fix the Location header, or name the URL that should answer in health-url. A redirect may not lead from https to http, nor closer to this machine than health-url itself: from the internet to a private network, or from either to this machine. It never leads to a link-local or metadata address.",
  }),
  "too-many-redirects": ({ policy, observation }) => ({
    cause: "too-many-redirects",
    explanation: `It redirects endlessly (more than ${policy.followRedirects} times), most recently to ${quoted(observation.redirects.at(-1)?.to ?? "")}.`,
    remedy:
      "Check the URL. Behind a proxy that terminates TLS, make the application trust X-Forwarded-Proto, otherwise it keeps redirecting to https. A redirect to a login page means that the endpoint requires authentication.",
  }),
  "timeout-body": ({ policy, observation }) => ({
    cause: "timeout-body",
    explanation: `It answered ${observation.status}, but its body was not complete after ${policy.timeoutSeconds} s.`,
    remedy: "Check an endpoint whose response ends, or raise timeout-seconds.",
  }),
  "body-broken": ({ observation }) => ({
    cause: "body-broken",
    explanation: `It answered ${observation.status}, but its body was cut off or is not well-formed HTTP (${observation.trouble?.detail}).`,
    remedy:
      "Read the application's log: it may have failed or been stopped while sending the response, or a proxy may have cut the connection. A Content-Length that is too large looks the same.",
  }),
  "body-too-long": ({ observation }) => ({
    cause: "body-too-long",
    explanation: `It answered ${observation.status}, but ${observation.trouble?.detail}, too long to be a health report.`,
    remedy: "Point health-url at the endpoint that returns the small JSON document.",
  }),
  "not-json": ({ observation }) => ({
    cause: "not-json",
    explanation: `It answered ${observation.status}, but the body is not JSON, so expected-json cannot be checked: \`${sample(observation.body)}\`.`,
    remedy:
      "Point health-url at an endpoint that returns JSON. An HTML page often comes from a proxy or from a single-page application that answers every path.",
  }),
  "wrong-json": explainJson,
  "wrong-status": explainStatus,
};

const sample = (body: string | undefined): string => quoted(cut(body ?? "", 120));

/** Keys under which applications usually report their release. */
const RELEASE_KEY = /(commit|sha|revision|version|release|build|image|digest|tag)[^/]*$/i;

function explainJson(facts: Facts): ReturnType<Explain> {
  const { policy, observation } = facts;
  const json = observation.json ?? [];
  const differences = mismatches(policy, json).join("; ");
  const differs = policy.expectedJson.flatMap(({ pointer, equals }, index) => {
    const { text: actual, asExpected } = json[index] ?? {};
    return actual === undefined || asExpected === true ? [] : [{ pointer, equals, actual }];
  });
  if (
    differs.some(({ actual, equals }) => actual.length >= 7 && equals.startsWith(actual)) ||
    differs.some(({ actual, equals }) => equals.length >= 7 && actual.startsWith(equals))
  ) {
    return {
      cause: "abbreviated-value",
      explanation: `It answers ${observation.status} with the expected value in a different length: ${differences}.`,
      remedy:
        "Write the value in expected-json exactly as the application reports it, for example the full commit SHA in both.",
    };
  }
  if (differs.some(({ pointer }) => RELEASE_KEY.test(pointer))) {
    return {
      cause: "old-release",
      explanation: `It answers ${observation.status}, but from a different release than expected: ${differences}. Most likely the old container is still running.`,
      remedy:
        "Check that the new container runs with the new image (`docker ps`), that nothing else uses the port or the proxy's route, and that the image was built with this commit in it.",
    };
  }
  return {
    cause: "wrong-json",
    explanation: `It answers ${observation.status}, but its body is not as expected: ${differences}.`,
    remedy: "Look at the body below: the application reports what is wrong, or a pointer in expected-json is wrong.",
  };
}

/** Recognizes Rails, Django, ASP.NET, webpack and others; 421 is the standard status for it (RFC 9110, section 15.5.20). */
function isHostRefusal({ observation: { status, body = "" }, url }: Facts): boolean {
  if (status === 421) return true;
  if (status !== 400 && status !== 403) return false;
  if (/blocked hosts?|invalid host|host (?:is )?not allowed|disallowed ?host|allowed_?hosts/i.test(body)) return true;
  // Django's complete answer outside debug mode.
  const isBare = isIP(bareHost(url)) !== 0 || url.hostname === "localhost";
  return status === 400 && isBare && /^\s*(?:<[^>]*>\s*)*bad request/i.test(body);
}

/** An HTML page, an empty body, or a proxy's one-line message (Envoy, Traefik, HAProxy). An unhealthy application sends its own message. */
const isProxyPage = (body: string): boolean =>
  /^\s*(?:$|<|service (?:temporarily )?unavailable|no available server|no server is available|no healthy)|upstream|backend fetch/i.test(
    body,
  );

function explainStatus(facts: Facts): ReturnType<Explain> {
  const { policy, observation, url } = facts;
  const status = observation.status ?? 0;
  const got = `It answers ${status} where ${formatStatuses(policy.expectedStatus)} is expected`;
  if (
    status === 400 &&
    /plain http request was sent to https port|http request to an https server/i.test(observation.body ?? "")
  ) {
    return {
      cause: "plain-to-tls-port",
      explanation: `The URL says http, but port ${facts.port} of ${url.hostname} speaks TLS (its 400 response says so).`,
      remedy: "Write https:// in the URL, or use the port that speaks plain HTTP.",
    };
  }
  if (isHostRefusal(facts)) {
    return {
      cause: "host-not-allowed",
      explanation: `${got}: most likely the application answers only to its own host names, and ${url.host} is not one of them.`,
      remedy:
        "Add the name to the application's allowed hosts (ALLOWED_HOSTS, config.hosts), or send an allowed one in `headers`, such as `Host: app.example.com`.",
    };
  }
  if (status === 401 || status === 403) {
    const elsewhere = observation.redirects.find(({ to }) => URL.parse(to)?.origin !== facts.first.origin);
    return {
      cause: "not-allowed",
      explanation: `${got}: it requires credentials.`,
      remedy:
        elsewhere === undefined
          ? "Set them in `headers`, or allow this runner to reach the health endpoint without them."
          : `It was redirected to another origin, where \`headers\` are not sent: use ${quoted(elsewhere.to)} as health-url.`,
    };
  }
  if (status === 404) {
    return {
      cause: "no-such-path",
      explanation: `${got}: the server has no \`${url.pathname}\`. Either the path is wrong, or a proxy or another application uses the port.`,
      remedy: "Check the path in health-url, and see in the body below which server answers.",
    };
  }
  if (status >= 520 && status <= 530) {
    return {
      cause: "gateway",
      explanation: `${got}: this is Cloudflare's status for an origin server that is down or unreachable.`,
      remedy:
        "Check that the server behind Cloudflare is running, that its firewall allows Cloudflare, and its certificate. Cloudflare's list of 5xx errors explains the status.",
    };
  }
  if (status === 502 || status === 504 || (status === 503 && isProxyPage(observation.body ?? ""))) {
    return {
      cause: "gateway",
      explanation: `${got}: most often a proxy whose application does not answer.`,
      remedy:
        "Check the container behind the proxy (`docker ps -a`, `docker logs`) and the address that the proxy forwards to.",
    };
  }
  if (status >= 500) {
    return {
      cause: "server-error",
      explanation: `${got}: the application is running but reports an error.`,
      remedy: "Read its log and the body below; most often its database or configuration is missing.",
    };
  }
  return {
    cause: "wrong-status",
    explanation: `${got}.`,
    remedy: "Fix the application, or set expected-status to its correct status.",
  };
}
