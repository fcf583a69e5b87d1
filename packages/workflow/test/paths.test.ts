import { describe, expect, it } from "vitest";
import { deploymentsOfScript } from "./job.ts";

const service = (image: string): string => `services:\n  web:\n    image: ${image}\n`;

/** Images of the compose files that a script on another host brings up. */
function onHost(script: string, files: Readonly<Record<string, string>>): readonly string[] {
  const said = deploymentsOfScript(`ssh prod <<'EOF'\n${script}\nEOF`, { files });
  return said.map((one) => one.replace(/^docker compose up( of)? ?/, ""));
}

describe("a file on another machine", () => {
  const files = {
    "docker-compose.yml": service("acme/root:a"),
    "deploy/docker-compose.yml": service("acme/deploy:a"),
    "deploy/prod.yml": service("acme/prod:a"),
    "test/prod.yml": service("acme/test:a"),
  };
  const root = ["docker-compose.yml acme/root:a: mutable"];
  const deploy = ["deploy/docker-compose.yml acme/deploy:a: mutable"];
  const prod = ["deploy/prod.yml acme/prod:a: mutable"];

  it.each<[string, readonly string[]]>([
    ["docker compose up", root],
    ["cd /opt/app; docker compose up", root],
    ["cd /opt/app/deploy; docker compose up", deploy],
    ["cd /opt/app; cd deploy && docker compose up", deploy],
    ["cd ~/app/deploy; docker compose up", deploy],
    ['cd "$HOME/deploy"; docker compose up', deploy],
    ["cd /opt/app/deploy/..; docker compose up", root],
    ["cd /opt/app/deploy; docker compose -f docker-compose.yml up", deploy],
    ["cd /opt/app/deploy; docker compose -f prod.yml up", prod],
    ["cd /opt/app; docker compose -f deploy/prod.yml up", prod],
    ["docker compose -f deploy/prod.yml up", prod],
    ["cd deploy; docker compose -f ../docker-compose.yml up", root],
    ["cd /opt; docker compose --project-directory deploy up", deploy],
    ["cd /opt; docker compose -f prod.yml up", [": prod.yml could be any of 2 files in this repository"]],
    ["(cd deploy); docker compose up", root],
  ])("is the one whose path agrees the furthest: %s", (script, expected) =>
    expect(onHost(script, files)).toEqual(expected),
  );

  it("is what the script wrote there", () => {
    const heredoc = "cat > docker-compose.yml <<X\nservices: {web: {image: acme/new:b}}\nX\ndocker compose up";
    const written = [".github/workflows/w.yml acme/new:b: mutable"];
    expect(onHost(`cd /opt/app\n${heredoc}`, files)).toEqual(written);
    expect(onHost(`cd /opt/app/deploy\n${heredoc}`, files)).toEqual(written);
    expect(onHost(`cd /home/\${{ secrets.NAME }}/app\n${heredoc}`, files)).toEqual(written);
    expect(onHost(heredoc.replace("> docker", "> /opt/app/docker"), files)).toEqual(written);
    expect(
      onHost(`cd /opt/app; ${heredoc}`.replace("\ndocker compose", "\ndocker compose -f ./docker-compose.yml"), files),
    ).toEqual(written);
  });

  it("has its variables in the .env beside it", () => {
    const named = { "deploy/docker-compose.yml": service("acme/web:${TAG:-latest}") };
    const sha = ["deploy/docker-compose.yml acme/web:<commit>: immutable"];
    expect(onHost("echo TAG=${{ github.sha }} > /opt/app/.env; cd /opt/app; docker compose up", named)).toEqual(sha);
    expect(onHost("cd /opt/app; echo TAG=${{ github.sha }} > .env; docker compose up", named)).toEqual(sha);
    const path = "/opt/app/docker-compose.yml";
    expect(onHost(`echo TAG=\${{ github.sha }} > /opt/app/.env; docker compose -f ${path} up`, named)).toEqual(sha);
    expect(onHost("echo TAG=${{ github.sha }} > /opt/other/.env; cd /opt/app; docker compose up", named)).toEqual([
      "deploy/docker-compose.yml acme/web:latest: mutable",
    ]);
  });

  it("may be a script of the repository", () => {
    const script = { "scripts/deploy.sh": "docker run -d acme/web:$1\n" };
    for (const call of ["cd /opt/app; ./deploy.sh a", "bash /opt/app/scripts/deploy.sh a", "sudo ~/deploy.sh a"]) {
      expect(onHost(call, script)).toEqual(["docker run acme/web:a: mutable"]);
    }
  });
});

it("keeps what is written outside of the repository out of it", () => {
  const files = { "k8s/app.yaml": "kind: Pod\nspec:\n  containers:\n    - image: acme/web:a\n" };
  const wrote = "sed s/:a/:b/ k8s/app.yaml > /tmp/app.yaml\n";
  const applied = (script: string) => deploymentsOfScript(script, { files });
  expect(applied(`${wrote}kubectl apply -f /tmp/app.yaml`)).toEqual([
    "kubectl apply of k8s/app.yaml acme/web:b: mutable",
  ]);
  expect(applied(`${wrote}kubectl apply -f /tmp`)).toEqual(["kubectl apply of k8s/app.yaml acme/web:b: mutable"]);
  expect(applied(`${wrote}kubectl apply -Rf .`)).toEqual(["kubectl apply of k8s/app.yaml acme/web:a: mutable"]);
});
