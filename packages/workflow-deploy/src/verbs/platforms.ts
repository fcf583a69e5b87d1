// Smaller platforms whose command line names the deployed image in one option or operand. One line each.
import type { Word } from "@deploy-actions/workflow-source/command";
import type { Effect } from "../effect.ts";
import { switches } from "../options.ts";
import type { Verb } from "../verb.ts";
import { type CloudLine, cloudLine, pathOf } from "./cloud-line.ts";
import { imageSettings } from "./image-settings.ts";

/** `on` is matched against the command words; `from` returns the words that are images. */
type Platform = {
  readonly programs: readonly string[];
  readonly on: RegExp;
  readonly from: (line: CloudLine) => readonly Word[];
};

const option =
  (...names: readonly string[]) =>
  (line: CloudLine): readonly Word[] =>
    line.values(...names);
const operand =
  (index: number) =>
  (line: CloudLine): readonly Word[] =>
    line.path.slice(index, index + 1);

const PLATFORMS: readonly Platform[] = [
  { programs: ["fly", "flyctl"], on: /^(?:deploy|launch|machines? (?:update|clone))\b/, from: option("--image", "-i") },
  { programs: ["fly", "flyctl"], on: /^machines? (?:run|create)\b/, from: operand(2) },
  { programs: ["cf"], on: /^(?:push|v3-push)\b/, from: option("--docker-image", "-o") },
  {
    programs: ["ibmcloud"],
    on: /^(?:ce|code-engine) (?:app|application|job) (?:create|update)\b/,
    from: option("--image", "-i"),
  },
  { programs: ["caprover"], on: /^deploy\b/, from: option("--imageName", "-i") },
  { programs: ["koyeb"], on: /^(?:service|services|app|apps) (?:create|update|init)\b/, from: option("--docker") },
  { programs: ["dokku"], on: /^git:from-image\b/, from: operand(2) },
  { programs: ["ecs-deploy"], on: /^/, from: option("--image", "-i") },
  { programs: ["northflank"], on: /^update service\b/, from: option("--image") },
];

/** Settings among these options may contain an image: `terraform apply -var image_tag=1`. */
const SETTINGS: readonly Platform[] = [
  { programs: ["terraform", "tofu", "terragrunt"], on: /^(?:apply|run-all apply)\b/, from: variables },
  { programs: ["nomad"], on: /^(?:job )?run\b/, from: variables },
  { programs: ["cdk", "cdklocal"], on: /^deploy\b/, from: (line) => line.all("-c", "--context", "--parameters") },
  { programs: ["sam", "samlocal"], on: /^deploy\b/, from: (line) => line.all("--parameter-overrides") },
  { programs: ["scw"], on: /^container container (?:update|create)\b/, from: ({ path }) => path },
  { programs: ["pulumi"], on: /^up\b/, from: (line) => line.values("-c", "--config") },
];

export const platforms: Verb = {
  programs: [...new Set([...PLATFORMS, ...SETTINGS].flatMap(({ programs }) => programs))],
  read(command) {
    const line = cloudLine(command.args, NO_SWITCHES);
    const path = pathOf(line);
    const by = `${command.program} ${path.split(" ")[0] ?? ""}`.trim();
    const fits = ({ programs, on }: Platform): boolean => programs.includes(command.program) && on.test(path);
    return [
      ...PLATFORMS.filter(fits).flatMap(({ from }) =>
        from(line).map((image): Effect => ({ does: "deploy", by, image })),
      ),
      ...SETTINGS.filter(fits).flatMap(({ from }) => imageSettings(by, from(line))),
    ];
  },
};

const NO_SWITCHES = switches("--verbose");

/** `-var a=b`, `-var=a=b`, `--var a=b`. */
function variables(line: CloudLine): readonly Word[] {
  return line.values("-var", "--var");
}
