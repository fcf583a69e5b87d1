import { describe, expect, it } from "vitest";
import { deploymentsOfScript, deploymentsOfSteps, type Given } from "./job.ts";

const WEB = {
  "compose.yml": "services:\n  web:\n    build: .\n    image: acme/web:latest\n  db:\n    image: postgres:16\n",
};

/** The script on another host. */
function onHost(script: string, given: Given = {}): readonly string[] {
  return deploymentsOfScript(`ssh prod <<'EOF'\n${script}\nEOF`, given);
}

describe("an image that is built where it runs", () => {
  it.each(["docker build -t acme/web:latest .", "docker buildx build -t acme/web:latest --load ."])(
    "does not belong to a registry with %s",
    (build) => {
      const by = build.startsWith("docker buildx") ? "docker buildx build" : "docker build";
      const expected = [`.github/workflows/w.yml:9: built by ${by}`];
      expect(onHost(`${build}\ndocker run -d acme/web:latest`)).toEqual(expected);
      expect(deploymentsOfScript(`${build}\n\ndocker run -d acme/web:latest`, { runsOn: "self-hosted" })).toEqual(
        expected,
      );
    },
  );

  it("serves the job where its machine is gone afterwards", () => {
    expect(deploymentsOfScript("docker build -t acme/web:latest .\ndocker run -d acme/web:latest")).toEqual([]);
  });

  it("is a registry's again once it is pulled, and before it is built", () => {
    const mutable = ["docker pull acme/web:latest: mutable", "docker run acme/web:latest: mutable"];
    expect(
      onHost("docker build -t acme/web:latest .\ndocker pull acme/web:latest\ndocker run acme/web:latest"),
    ).toEqual(mutable);
    expect(onHost("docker run acme/web:latest\ndocker build -t acme/web:latest .")).toEqual(mutable.slice(1));
  });

  it("is a registry's on every other machine", () => {
    const script =
      "docker build -t acme/web:latest .\ndocker push acme/web:latest\nssh prod docker run acme/web:latest";
    expect(deploymentsOfScript(script)).toEqual(["docker run acme/web:latest: mutable"]);
  });

  it("is so for the services of a compose file that build it, and for no others", () => {
    const expected = [
      "compose.yml:4: built by docker compose build",
      "docker compose up of compose.yml postgres:16: mutable",
    ];
    expect(onHost("docker compose build\ndocker compose up -d", { files: WEB })).toEqual(expected);
    expect(onHost("docker compose build db\ndocker compose up -d web", { files: WEB })).toEqual([
      "docker compose up of compose.yml acme/web:latest: mutable",
    ]);
    expect(onHost("docker build -t acme/web:latest .\ndocker compose up -d web", { files: WEB })).toEqual([
      "compose.yml:4: built by docker build",
    ]);
  });

  it("is a swarm's own only where no registry was given it", () => {
    const update = "docker service update --image acme/web:latest web";
    expect(onHost(`docker build -t acme/web:latest .\n${update}`)).toEqual([
      ".github/workflows/w.yml:9: built by docker build",
    ]);
    expect(onHost(`docker build -t acme/web:latest .\ndocker push acme/web:latest\n${update}`)).toEqual([
      "docker service update acme/web:latest: mutable",
    ]);
  });
});

describe("an image that comes out of a file", () => {
  it("is what the file holds, whatever it is called", () => {
    const script =
      "docker build -t web:latest .\ndocker save web:latest | ssh prod docker load\nssh prod docker run -d web:latest";
    expect(deploymentsOfScript(script)).toEqual([]);
    expect(onHost("docker load -i acme.tar\ndocker compose up -d web", { files: WEB })).toEqual([]);
  });

  it("does not bring along those of others, or those of another machine", () => {
    expect(onHost("docker load -i acme.tar\ndocker compose up -d db", { files: WEB })).toEqual([
      "docker compose up of compose.yml postgres:16: mutable",
    ]);
    expect(deploymentsOfScript("docker load -i a.tar\nssh prod docker run -d acme/web:latest")).toEqual([
      "docker run acme/web:latest: mutable",
    ]);
  });
});

describe("an image that is given another name", () => {
  it.each([
    ["acme/web:${{ github.sha }}", "immutable", "acme/web:<commit>"],
    ["acme/web:main", "mutable", "acme/web:main"],
    ["acme/web:$(cat /opt/tag)", "undecided", "acme/web:<command>"],
  ])("is still %s", (image, verdict, written) => {
    const script = `docker pull "${image}"\ndocker tag "${image}" web:latest\ndocker tag web:latest web:live\ndocker run web:live`;
    expect(onHost(script)).toEqual([`docker pull ${written}: ${verdict}`, `docker run ${written}: ${verdict}`]);
  });

  it("is still built here", () => {
    expect(
      onHost("docker build -t web .\ndocker tag web acme/web:latest\ndocker compose up web", { files: WEB }),
    ).toEqual(["compose.yml:4: built by docker build"]);
  });

  it("is followed from step to step", () => {
    expect(
      deploymentsOfSteps("- run: docker tag acme/web:${{ github.sha }} web\n- run: docker run -d web\n", {
        runsOn: "self-hosted",
      }),
    ).toEqual(["docker run acme/web:<commit>: immutable"]);
  });
});
