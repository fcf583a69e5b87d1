// What an engine with one running service answers, for tests in which no engine runs.
import type { Answer } from "./recorder.ts";

const DIGEST = `sha256:${"a".repeat(64)}`;
export const IMAGE = `ghcr.io/acme/web@${DIGEST}`;

const ID = "c".repeat(64);
const HASH = "f".repeat(64);

const container = {
  Id: ID,
  Name: "/shop-prod-web-1",
  RestartCount: 0,
  State: { Status: "running", ExitCode: 0, OOMKilled: false, Error: "", StartedAt: "2026-01-01T00:00:00Z" },
  Config: {
    Image: IMAGE,
    Labels: { "com.docker.compose.service": "web", "com.docker.compose.config-hash": HASH },
  },
  HostConfig: { RestartPolicy: { Name: "no" }, PortBindings: {} },
};

export const DOCKER_ANSWERS: readonly Answer[] = [
  {
    to: /^version/,
    stdout: JSON.stringify({ Server: { Version: "28.0.0", ApiVersion: "1.48", Os: "linux", Arch: "amd64" } }),
  },
  { to: /config --format json$/, stdout: JSON.stringify({ services: { web: { image: IMAGE } } }) },
  { to: /config --hash/, stdout: `web ${HASH}\n` },
  // Not there yet, so it is pulled.
  { to: /^image inspect .*@sha256/, code: 1, stdout: "[]", stderr: "Error response from daemon: No such image\n" },
  { to: /^image inspect/, stdout: JSON.stringify([{ Id: DIGEST, RepoDigests: [], RepoTags: [] }]) },
  { to: /^container ls/, stdout: `${ID}\n` },
  {
    to: /^container inspect -- migrate-/,
    code: 1,
    stderr: "Error response from daemon: No such container: migrate-1\n",
  },
  { to: /^container inspect/, stdout: JSON.stringify([container]) },
];
