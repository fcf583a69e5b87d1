// What a running session passes to the programs inside it: one JSON file, named by DEPLOY_ACTIONS_ENGINE_FILE.

import { z } from "zod";

const registrySchema = z.object({ host: z.string(), username: z.string(), password: z.string() });

export const sessionSchema = z.object({
  /** Eight hexadecimal digits; new for every session. */
  session: z.string(),
  /** `deploy-actions.session=<session>`: put it on everything you create in the engine; everything with this label is removed at the end. */
  label: z.string(),
  /** Compose projects whose name begins with it are removed at the end too. */
  projectPrefix: z.string(),
  /** The with-engine process; the session lives as long as it does. */
  pid: z.number().int(),
  folder: z.string(),
  dockerHost: z.string(),
  privateEngine: z.boolean(),
  /** Values for DOCKER_CONFIG: one without logins (what children get) and one logged in to both registries. */
  dockerConfig: z.object({ anonymous: z.string(), loggedIn: z.string() }),
  /** Address of this machine as containers see it. */
  gateway: z.string(),
  registries: z.object({ ghcr: registrySchema, acr: registrySchema }).optional(),
  /** Both are in the engine and in the GHCR stand-in. */
  images: z.object({ baseImage: z.string(), tinyImage: z.string() }).optional(),
  /** A second engine, which keeps images in containerd; the same client and registries serve it. */
  containerd: z.object({ dockerHost: z.string() }).optional(),
  postgres: z
    .object({ port: z.number().int(), username: z.string(), password: z.string(), databases: z.array(z.string()) })
    .optional(),
});

export type Session = z.infer<typeof sessionSchema>;

export const sessionFileVariable = "DEPLOY_ACTIONS_ENGINE_FILE";
export const sessionFileName = "session.json";
