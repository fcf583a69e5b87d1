// What runs where, read back from the engine, not remembered.
import { type Container, projectName, standing } from "@deploy-actions/runtime";
import { containersOf } from "./containers.ts";
import type { Setting } from "./setting.ts";

export type Serving = Pick<Container, "service" | "name" | "image" | "startedAt"> & { readonly stands: string };

/** Every container of the app in its environment; none when the engine cannot be asked. */
export async function servingNow({ target, place }: Setting): Promise<Serving[]> {
  const soon = AbortSignal.timeout(5_000);
  const containers = await containersOf(target, projectName(place.app, place.environment), soon).catch(() => []);
  return containers.map((container) => {
    const { service, name, image, startedAt, status, health } = container;
    const how = standing(container);
    const stands =
      how.is === "failed" ? `${status}: ${how.why}` : health === undefined ? status : `${status}, ${health}`;
    return { service, name, image, startedAt, stands };
  });
}
