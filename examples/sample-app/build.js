// Bundles the service, its migrations and its health check into build/, so that the image needs no npm and no
// network: three files of plain JavaScript and the folder of SQL.
import { cp, rm } from "node:fs/promises";
import { build } from "esbuild";

await rm("build", { recursive: true, force: true });
const { warnings } = await build({
  entryPoints: ["src/server.js", "src/migrate.js", "src/healthcheck.js"],
  outdir: "build",
  outExtension: { ".js": ".mjs" },
  bundle: true,
  platform: "node",
  target: "node24",
  format: "esm",
  // pg's optional C client, which is not installed here.
  external: ["pg-native"],
  // pg is CommonJS and requires Node's own modules; an ES module has no require unless it creates one.
  banner: {
    js: 'import { createRequire as requireFrom } from "node:module";\nconst require = requireFrom(import.meta.url);',
  },
  logLevel: "warning",
});
await cp("src/migrations", "build/migrations", { recursive: true });
console.log(`Built build/ (${warnings.length} warnings).`);
