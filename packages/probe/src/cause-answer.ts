// Causes in the answer itself: no HTTP, redirects, statuses, bodies, and the release before still answering.
import { isIP } from "node:net";
import { bareHost } from "./address.ts";
import type { Explain, Facts } from "./cause.ts";
import { mismatches, quoted } from "./describe.ts";
import type { Shortfall } from "./judge.ts";
import { formatStatuses } from "./status.ts";

type InAnswer = Extract<
  Shortfall,
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
    explanation: `What listens at ${url.hostname} port ${port} answers, but not in HTTP/1.1 (${observation.trouble?.detail}).`,
    remedy:
      "Check that the port is the application's HTTP port and not, say, its database or an HTTP/2-only or gRPC port.",
  }),
  "bad-redirect": ({ observation }) => ({
    cause: "bad-redirect",
    explanation: `It redirects to something that cannot be followed: ${quoted(observation.trouble?.detail ?? "")}.`,
    remedy: "Mend the Location header, or check a URL that answers itself.",
  }),
  "too-many-redirects": ({ policy, observation }) => ({
    cause: "too-many-redirects",
    explanation: `It redirects for ever, more than ${policy.followRedirects} times, the last time to ${quoted(observation.redirects.at(-1)?.to ?? "")}.`,
    remedy:
      "Check the URL that is meant; behind a proxy that ends TLS, make the application trust X-Forwarded-Proto, or it sends https to https for ever. A redirect to a login page means that the endpoint is not open to the check.",
  }),
  "timeout-body": ({ policy, observation }) => ({
    cause: "timeout-body",
    explanation: `It answered ${observation.status}, but its body had not come in full after ${policy.timeoutSeconds} s.`,
    remedy: "Check an endpoint that ends its answer, or raise timeout-seconds.",
  }),
  "body-broken": ({ observation }) => ({
    cause: "body-broken",
    explanation: `It answered ${observation.status}, but its body broke off or is not well-formed HTTP (${observation.trouble?.detail}).`,
    remedy:
      "Read the application's log: it failed while it wrote the answer, was stopped, or a proxy between cut it; a Content-Length that is too large looks the same.",
  }),
  "body-too-long": ({ observation }) => ({
    cause: "body-too-long",
    explanation: `It answered ${observation.status}, but ${observation.trouble?.detail}, too long to be a health report.`,
    remedy: "Point health-url at the endpoint that answers with the small JSON document.",
  }),
  "not-json": ({ observation }) => ({
    cause: "not-json",
    explanation: `It answered ${observation.status}, but with a body that is not JSON, so what expected-json wants cannot be found: \`${sample(observation.body)}\`.`,
    remedy:
      "Point health-url at the endpoint that answers in JSON; a page in HTML often comes from a proxy or a single-page application that answers every path.",
  }),
  "wrong-json": explainJson,
  "wrong-status": explainStatus,
};

const sample = (body: string | undefined): string => quoted((body ?? "").slice(0, 120));

/** Names under which applications say which release they are. */
const RELEASE = /(commit|sha|revision|version|release|build|image|digest|tag)[^/]*$/i;

function explainJson(facts: Facts): ReturnType<Explain> {
  const { policy, observation } = facts;
  const json = observation.json ?? [];
  const differences = mismatches(policy, json).join("; ");
  const differs = policy.expectedJson.flatMap(({ pointer, equals }, index) => {
    const { text: said, asExpected } = json[index] ?? {};
    return said === undefined || asExpected === true ? [] : [{ pointer, equals, said }];
  });
  if (
    differs.some(({ said, equals }) => said.length >= 7 && equals.startsWith(said)) ||
    differs.some(({ said, equals }) => equals.length >= 7 && said.startsWith(equals))
  ) {
    return {
      cause: "abbreviated-value",
      explanation: `It answers ${observation.status} and means the right thing in another length: ${differences}.`,
      remedy:
        "Write the value in expected-json exactly as the application says it, such as the full commit SHA in both.",
    };
  }
  if (differs.some(({ pointer }) => RELEASE.test(pointer))) {
    return {
      cause: "old-release",
      explanation: `It answers ${observation.status}, but from another release than the one expected: ${differences}. Most likely the old container still serves.`,
      remedy:
        "Check that the new container runs with the new image (`docker ps`), that nothing else holds the port or the proxy's route, and that the image was built with this commit in it.",
    };
  }
  return {
    cause: "wrong-json",
    explanation: `It answers ${observation.status}, but its body does not say what is expected: ${differences}.`,
    remedy:
      "Look at the body below: the application says itself what it lacks, or expected-json names the wrong place.",
  };
}

/** Rails, Django, ASP.NET, webpack and others; 421 is HTTP's own word for it (RFC 9110, section 15.5.20). */
function isHostRefusal({ observation: { status, body = "" }, url }: Facts): boolean {
  if (status === 421) return true;
  if (status !== 400 && status !== 403) return false;
  if (/blocked hosts?|invalid host|host (?:is )?not allowed|disallowed ?host|allowed_?hosts/i.test(body)) return true;
  // Django outside of debug says no more than this.
  const isBare = isIP(bareHost(url)) !== 0 || url.hostname === "localhost";
  return status === 400 && isBare && /^\s*(?:<[^>]*>\s*)*bad request/i.test(body);
}

/** A page, nothing at all, or the one line of a proxy (Envoy, Traefik, HAProxy); an application that is ill says so in its own words. */
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
      explanation: `The URL says http, but port ${facts.port} of ${url.hostname} speaks TLS (it answers 400 and says so).`,
      remedy: "Write https:// in the URL, or name the port that speaks plain HTTP.",
    };
  }
  if (isHostRefusal(facts)) {
    return {
      cause: "host-not-allowed",
      explanation: `${got}: most likely the application answers only to its own host names, and ${url.host} is not one of them.`,
      remedy:
        "Add the name to the application's allowed hosts (ALLOWED_HOSTS, config.hosts), or send the right one in `headers`, such as `Host: app.example.com`.",
    };
  }
  if (status === 401 || status === 403) {
    const elsewhere = observation.redirects.find(({ to }) => URL.parse(to)?.origin !== facts.first.origin);
    return {
      cause: "not-allowed",
      explanation: `${got}: it wants credentials.`,
      remedy:
        elsewhere === undefined
          ? "Give them in `headers`, or open the health endpoint to this runner."
          : `It was redirected to another origin, where \`headers\` are not sent: write ${quoted(elsewhere.to)} as health-url.`,
    };
  }
  if (status === 404) {
    return {
      cause: "no-such-path",
      explanation: `${got}: something answers, but it knows no \`${url.pathname}\`; a wrong path, or a proxy or another application that holds the port.`,
      remedy: "Check the path in health-url, and by the body below who answers.",
    };
  }
  if (status >= 520 && status <= 530) {
    return {
      cause: "gateway",
      explanation: `${got}: Cloudflare's own status for an origin that is down or that it cannot talk to.`,
      remedy:
        "Check the server behind Cloudflare: that it runs, that its firewall lets Cloudflare in, and its certificate; its list of 5xx errors says what the number means.",
    };
  }
  if (status === 502 || status === 504 || (status === 503 && isProxyPage(observation.body ?? ""))) {
    return {
      cause: "gateway",
      explanation: `${got}: most often a proxy that answers while the application behind it does not.`,
      remedy:
        "Check the container behind the proxy (`docker ps -a`, `docker logs`) and the address that the proxy sends to.",
    };
  }
  if (status >= 500) {
    return {
      cause: "server-error",
      explanation: `${got}: the application runs and says itself that it is not well.`,
      remedy: "Read its log and the body below; most often its database or its configuration is not there.",
    };
  }
  return {
    cause: "wrong-status",
    explanation: `${got}.`,
    remedy: "Mend the application, or write in expected-status what it rightly answers.",
  };
}
