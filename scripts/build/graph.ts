// Reads the bundler's statistics: which modules each phase loads at start, and which imports could not be resolved.
import { z } from "zod";

export interface Graph {
  /** Phase key to the files and modules that load before its first line runs. `import()` further in is not followed. */
  readonly eager: ReadonlyMap<string, { readonly files: readonly string[]; readonly modules: readonly string[] }>;
  /** All modules of the bundle. */
  readonly modules: ReadonlySet<string>;
  /** Modules that ncc replaced by one that throws when it is loaded, except for optional ones. */
  readonly missing: readonly string[];
}

const leaf = z.object({ name: z.string().optional() });
const report = z.object({
  namedChunkGroups: z.record(z.string(), z.object({ chunks: z.array(z.union([z.string(), z.number()])) })),
  chunks: z.array(
    z.object({
      id: z.union([z.string(), z.number()]),
      files: z.array(z.string()),
      initial: z.boolean(),
      modules: z.array(leaf.extend({ modules: z.array(leaf).optional() })),
    }),
  ),
});

const ASK = {
  all: false,
  chunkGroups: true,
  chunks: true,
  chunkModules: true,
  ids: true,
  modules: true,
  nestedModules: true,
  dependentModules: true,
  modulesSpace: Infinity,
  chunkModulesSpace: Infinity,
  nestedModulesSpace: Infinity,
};

export function chunkGraph(stats: { toJson(options: object): unknown }): Graph {
  const { namedChunkGroups, chunks } = report.parse(stats.toJson(ASK));
  const eager = new Map<string, { files: string[]; modules: string[] }>();
  const modulesOf = (chunk: (typeof chunks)[number]) =>
    chunk.modules.flatMap((each) => [each, ...(each.modules ?? [])]).flatMap(({ name }) => name ?? []);
  for (const [key, group] of Object.entries(namedChunkGroups)) {
    const loaded = chunks.filter((chunk) => chunk.initial || group.chunks.includes(chunk.id));
    eager.set(key, { files: loaded.flatMap(({ files }) => files), modules: loaded.flatMap(modulesOf) });
  }
  const modules = new Set(chunks.flatMap(modulesOf));
  const missing = [...modules].filter((name) => name.includes("@@notfound") && !OPTIONAL.test(name));
  return { eager, modules, missing };
}

/** What a dependency loads only if it is there: `debug` writes in colour if it finds supports-color. */
const OPTIONAL = /\?supports-color$/;

/** What must not load at start: an HTTP client costs more than most actions, a cloud SDK more than all of them. */
const HEAVY =
  /\/node_modules\/(?:undici|@azure\/[^/]+|@actions\/(?:core|github|cache|tool-cache|artifact|http-client))\//;

/** One sentence per phase and heavy package that it loads at start. The remedy is an `import()` where the package is used. */
export function eagerOffences({ eager }: Graph): string[] {
  return [...eager].flatMap(([phase, { modules }]) => {
    const heavy = new Set(
      modules.flatMap((name) => HEAVY.exec(`/${name}`)?.[0].replace(/^\/node_modules\/|\/$/g, "") ?? []),
    );
    return [...heavy].map((name) => `${phase} loads ${name} at start; reach it by \`import()\` where it is used`);
  });
}

/** zod's method-chaining interface; zod/mini has the same schemas at a fifth of the start-up time. */
const CLASSIC_ZOD = /(?:^|\/)node_modules\/zod\/(?:index\.js|v4\/classic\/)/;

/** One sentence if any chunk, including one that `import()` loads, contains classic zod. */
export function classicZodOffences({ modules }: Graph): string[] {
  return [...modules].some((name) => CLASSIC_ZOD.test(name))
    ? ['the bundle holds all of zod, since something imports "zod"; import "zod/mini"']
    : [];
}
