import type { PushedImage } from "@deploy-actions/workflow";
import { expect, it } from "vitest";
import { at, COMMIT, image, mutable, report, SECRET, value } from "../../test/made.ts";
import { pushedFor } from "./pushed.ts";

function push(repository: string, written: string): PushedImage {
  return { job: "build", step: "Push", written, place: at(7), values: [value(`${repository}:${COMMIT}`)] };
}

function found(repository: string, written: string, ...pushed: PushedImage[]): string | undefined {
  const deployed = image({ written, judgement: mutable(`${repository}:latest`, "latest", "it moves") });
  return pushedFor(deployed, report({ pushed }))?.written;
}

it("finds the push of the same repository before one that is only called alike", () => {
  const both = [push("docker.io/acme/app", "hub"), push("ghcr.io/acme/app", "ghcr")];
  expect(found("ghcr.io/acme/app", "ghcr.io/acme/app:latest", ...both)).toBe("ghcr");
  expect(found("quay.io/acme/app", "quay.io/acme/app:latest", ...both)).toBeUndefined();
  expect(found(`${SECRET}/app`, "$REGISTRY/app:latest", push("ghcr.io/acme/app", "ghcr"))).toBe("ghcr");
});

it("takes names that only a run knows for the same only where they are written the same", () => {
  const other = push(SECRET, "${{ secrets.OTHER }}:$SHA");
  expect(found(SECRET, "${{ secrets.IMAGE }}:latest", other)).toBeUndefined();
  expect(found(SECRET, "${{ secrets.OTHER }}:latest", other)).toBe("${{ secrets.OTHER }}:$SHA");
});

it("finds none of another image", () => {
  expect(found("ghcr.io/acme/app", "ghcr.io/acme/app:latest", push("ghcr.io/acme/worker", "worker"))).toBeUndefined();
  expect(found("ghcr.io/acme/app", "ghcr.io/acme/app:latest")).toBeUndefined();
});
