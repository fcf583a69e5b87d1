import { describe, expect, it } from "vitest";
import { deploymentsOfScript, deploymentsOfSteps } from "./job.ts";

const service = (image: string): string => `services:\n  web:\n    image: ${image}\n`;
const FILES = {
  "docker-compose.yml": service("acme/root:a"),
  "docker-compose.prod.yml": service("acme/prod:a"),
  "ops/docker-compose.yml": service("acme/ops:a"),
  "ops/live/stack.yml": service("acme/live:a"),
  "other/stack.yml": service("acme/other:a"),
  "run.sh": "docker run -d acme/run:$1",
};

function brief(said: readonly string[]): readonly string[] {
  return said.map((one) => one.replace(/^docker (?:compose )?\w+ (?:of \S+ )?/, "").replace(": mutable", ""));
}

/** What runs on a host after the script has run here. */
function then(script: string, onHost: string): readonly string[] {
  return brief(deploymentsOfScript(`${script}\nssh prod '${onHost}'`, { files: FILES }));
}

describe("on the same machine", () => {
  it.each<[string, readonly string[]]>([
    ["cp docker-compose.prod.yml docker-compose.yml; docker compose up", ["acme/prod:a"]],
    ["mv -f docker-compose.prod.yml docker-compose.yml; docker compose up", ["acme/prod:a"]],
    ["ln -sf docker-compose.prod.yml docker-compose.yml; docker compose up", ["acme/prod:a"]],
    ["install -m 600 docker-compose.prod.yml docker-compose.yml; docker compose up", ["acme/prod:a"]],
    ["cp -t ops docker-compose.yml; cd ops; docker compose up", ["acme/root:a"]],
    ["cp docker-compose.yml ops; cd ops; docker compose up", ["acme/root:a"]],
    ["cp docker-compose.yml ops/; cd ops; docker compose up", ["acme/root:a"]],
    ["cp -r ops /tmp/x; cd /tmp/x; docker compose up", ["acme/ops:a"]],
    ["cp -r ops/. /tmp/x; docker compose -f /tmp/x/live/stack.yml up", ["acme/live:a"]],
    ["rsync -a ops/ out; docker compose -f out/live/stack.yml up", ["acme/live:a"]],
    ["rsync -a ops out; docker compose -f out/ops/live/stack.yml up", ["acme/live:a"]],
    ["cp -r ops out; sed -i s/:a/:b/ out/live/stack.yml; docker compose -f out/live/stack.yml up", ["acme/live:b"]],
    ["sed -i s/:a/:b/ ops/live/stack.yml; cp -r ops out; docker compose -f out/live/stack.yml up", ["acme/live:b"]],
    ["cp -r ops a; cp -r a b; docker compose -f b/live/stack.yml up", ["acme/live:a"]],
    ["cp gone.yml docker-compose.yml; docker compose up", ["acme/root:a"]],
  ])("%s", (script, expected) => expect(brief(deploymentsOfScript(script, { files: FILES }))).toEqual(expected));

  it("brings in the variables of another environment", () => {
    const files = { "compose.yml": service("acme/web:${TAG:-latest}"), ".env.prod": `TAG=${"1a2b3c4d".repeat(5)}` };
    expect(brief(deploymentsOfScript("mv .env.prod .env\ndocker compose up", { files }))).toEqual([
      `acme/web:${"1a2b3c4d".repeat(5)}: immutable`,
    ]);
  });
});

describe("on another machine", () => {
  it.each<[string, string, readonly string[]]>([
    ["scp ops/docker-compose.yml u@h:/opt/app/", "cd /opt/app; docker compose up", ["acme/ops:a"]],
    ["scp ops/docker-compose.yml u@h:/opt/app", "cd /opt/app; docker compose up", ["acme/ops:a"]],
    ["scp ops/docker-compose.yml u@h:", "docker compose up", ["acme/ops:a"]],
    ["scp ops/docker-compose.yml u@h:app/x.yml", "docker compose -f ~/app/x.yml up", ["acme/ops:a"]],
    ["scp -i k -P 22 -r ops u@h:/opt", "cd /opt/ops; docker compose up", ["acme/ops:a"]],
    ["scp -r ops/* u@h:/opt", "docker compose -f /opt/live/stack.yml up", ["acme/live:a"]],
    ["scp docker-compose*.yml u@h:/opt", "cd /opt; docker compose -f docker-compose.prod.yml up", ["acme/prod:a"]],
    ["sshpass -p x scp -r ops/live u@h:/srv", "cd /srv/live; docker compose -f stack.yml up", ["acme/live:a"]],
    ['rsync -avze "ssh -p 22" --exclude x ops/ u@h:/srv', "docker compose -f /srv/live/stack.yml up", ["acme/live:a"]],
    ["rsync -a --delete ./ u@h:/srv/other", "cd /srv/other; docker compose up", ["acme/root:a"]],
    ["scp u@h:/opt/docker-compose.yml .", "docker compose up", ["acme/root:a"]],
    ["scp run.sh u@h:/tmp/go", "bash /tmp/go b", ["acme/run:b"]],
  ])("%s, then %s", (script, onHost, expected) => expect(then(script, onHost)).toEqual(expected));

  it("has what the step of an action has brought there", () => {
    const after = (action: string, inputs: readonly string[], script: string): readonly string[] =>
      brief(
        deploymentsOfSteps(
          [
            `- uses: ${action}@v1`,
            ...["  with:", ...inputs.map((input) => `    ${input}`)],
            "- uses: appleboy/ssh-action@v1",
            "  with:",
            `    script: ${script}`,
          ].join("\n"),
          { files: FILES },
        ),
      );
    const live = ["acme/live:a"];
    const scp = "appleboy/scp-action";
    const target = "target: /srv";
    expect(
      after(scp, ["source: ops/live/stack.yml,run.sh", target], "cd /srv && docker compose -f ops/live/stack.yml up"),
    ).toEqual(live);
    expect(
      after(scp, ["source: other/*,ops/", target, "strip_components: 1"], "docker compose -f /srv/live/stack.yml up"),
    ).toEqual(live);
    expect(
      after(scp, ["source: ops/live/*", "target: ~/x", "strip_components: 2"], "docker compose -f x/stack.yml up"),
    ).toEqual(live);
    expect(after(scp, ['source: "."', target], "cd /srv/ops && docker compose -f live/stack.yml up")).toEqual(live);
    const rsync = "burnett01/rsync-deployments";
    expect(after(rsync, ["path: ops/", "remote_path: /srv/other"], "cd /srv/other; docker compose up")).toEqual([
      "acme/ops:a",
    ]);
    expect(
      after(rsync, ["path: ops", "remote_path: /srv"], "cd /srv/ops/live; docker compose -f stack.yml up"),
    ).toEqual(live);
  });
});
