// What can be prepared for a documented workflow. stand.ts does so.

/**
 * - `image app`, `image shop`, `image worker`: the image of that name in the registry, by sha-<commit>, latest and main, with the fact `digest`
 * - `running app`: the app of the newest commit answers at the fact `port`
 * - `two releases`: two releases of the app `shop` were deployed to prod, one after the other
 * - `docker login`: the machine's own docker is logged in to the registry
 * - `python`: pip and python3 that have Django, and a django-tenants project in the folder backend
 */
export const NEEDS = [
  "image app",
  "image shop",
  "image worker",
  "running app",
  "two releases",
  "docker login",
  "python",
] as const;
export type Need = (typeof NEEDS)[number];
