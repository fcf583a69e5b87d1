import { commandOf, type TestEnvironment } from "@deploy-actions/workflow-source/testing";
import { commitMark, mark, shown } from "@deploy-actions/workflow-source/value";
import { describe, expect, it } from "vitest";
import type { Effect } from "../effect.ts";
import { aws } from "./aws.ts";
import { az } from "./az.ts";
import { gcloud } from "./gcloud.ts";
import { platforms } from "./platforms.ts";

const VERBS = [az, aws, gcloud, platforms];

function shownEffect(effect: Effect): string {
  const texts = (values: readonly { text: string }[]): string => values.map(({ text }) => shown(text)).join("|");
  switch (effect.does) {
    case "deploy":
    case "push":
      return `${effect.does} ${texts(effect.image.values)}`;
    case "deploy-files":
      return `files ${effect.companion.asked}: ${effect.companion.images.map(({ name, values }) => `${name} ${texts(values)}`).join(", ")}`;
    case "restart":
      return `restart ${effect.what}`;
    default:
      return effect.does;
  }
}

function read(line: string, given?: TestEnvironment): readonly string[] {
  const command = commandOf(line, given);
  return VERBS.filter(({ programs }) => programs.includes(command.program)).flatMap((verb) =>
    verb.read(command).map(shownEffect),
  );
}

describe("az", () => {
  it.each<[string, readonly string[]]>([
    ["az containerapp update -n web -g rg --image acme.azurecr.io/a:1", ["deploy acme.azurecr.io/a:1"]],
    ["az containerapp up --name web --image=a:1 --env-vars TAG=latest", ["deploy a:1"]],
    ["az containerapp update -n web --set-env-vars IMAGE=a:latest", []],
    ["az containerapp up -n web --source .", ["make"]],
    ["az containerapp job update -n j -i a:1", ["deploy a:1"]],
    ["az containerapp revision copy -n web --image a:1", ["deploy a:1"]],
    [
      "az webapp config container set --docker-custom-image-name a:1 --docker-registry-server-url https://x",
      ["deploy a:1"],
    ],
    ["az webapp create -n web -i a:1", ["deploy a:1"]],
    ["az webapp create --deployment-container-image-name a:1", ["deploy a:1"]],
    ["az webapp config set --linux-fx-version DOCKER|a:1", ["deploy a:1"]],
    ["az webapp config set --linux-fx-version NODE|20", []],
    [
      "az webapp config appsettings set -n web --settings A=1 DOCKER_CUSTOM_IMAGE_NAME=x IMAGE_TAG=2",
      ["deploy <name>:2"],
    ],
    ["az webapp restart --name web -g rg", ["restart webapp web"]],
    ["az functionapp create --image a:1", ["deploy a:1"]],
    ["az container create -g rg --name c --image a:1", ["deploy a:1"]],
    [
      "az deployment group create -g rg --parameters image=a:1 imageTag=2 location=eu containerImage=b:3",
      ["deploy a:1", "deploy <name>:2", "deploy b:3"],
    ],
    ["az deployment group what-if --parameters image=a:1", []],
    ["az acr build -t a:latest -r reg .", ["make", "push a:latest"]],
    ["az acr import --source docker.io/b:1 --image b:1", ["make", "push b:1"]],
    ["az acr repository show-tags -n a --image a:latest", []],
    ["az aks get-credentials -n x", []],
  ])("%s", (line, effects) => expect(read(line)).toEqual(effects));

  it("reads a file of parameters", () => {
    const files = { "infra/p.json": '{"parameters":{"imageTag":{"value":"latest"},"sku":{"value":"B1"}}}' };
    expect(read("az deployment group create --parameters @infra/p.json", { files })).toEqual([
      "files infra/p.json: imageTag <name>:latest",
    ]);
  });
});

describe("aws", () => {
  const task =
    '{"containerDefinitions":[{"name":"web","image":"a:1","environment":[{"name":"image","value":"x:latest"}]}]}';

  it.each<[string, readonly string[]]>([
    [
      "aws ecs register-task-definition --family web --cli-input-json file://task.json",
      ["files task.json: container web a:1"],
    ],
    ["aws ecs register-task-definition --cli-input-json file://gone.json", []],
    ["aws ecs register-task-definition --container-definitions name=web,image=a:1,memory=1", ["deploy a:1"]],
    [
      `aws ecs register-task-definition --container-definitions [{"name":"web","image":"a:${commitMark()}"}]`,
      ["deploy a:<commit>"],
    ],
    ["aws ecs update-service --cluster c --service web --force-new-deployment", ["restart service web"]],
    [
      "aws --region eu ecs update-service --service web --force-new-deployment --task-definition web",
      ["restart service web"],
    ],
    ["aws ecs update-service --service web --task-definition web:3 --force-new-deployment", []],
    ["aws ecs update-service --service web --desired-count 2", []],
    ["aws ecs run-task --task-definition web", []],
    ["aws lambda update-function-code --function-name f --image-uri a:1", ["deploy a:1"]],
    ["aws lambda create-function --code ImageUri=a:1", ["deploy a:1"]],
    ["aws lambda update-function-code --function-name f --zip-file fileb://x.zip", []],
    [
      'aws apprunner update-service --source-configuration {"ImageRepository":{"ImageIdentifier":"a:1"}}',
      ["deploy a:1"],
    ],
    ["aws apprunner start-deployment --service-arn x", ["restart the App Runner service"]],
    ["aws cloudformation deploy --parameter-overrides ImageTag=1 Stage=prod", ["deploy <name>:1"]],
    ["aws cloudformation update-stack --parameters ParameterKey=Image,ParameterValue=a:1", ["deploy a:1"]],
    ["aws ecr describe-images --image-ids imageTag=latest", []],
  ])("%s", (line, effects) => expect(read(line, { files: { "task.json": task } })).toEqual(effects));

  it.each<[string, string]>([
    ["commands=$SHELL", "docker pull a:1\n"],
    ['{"commands":["docker pull a:1","docker run -d a:1"]}', "docker pull a:1\ndocker run -d a:1\n"],
    ['commands=["docker pull a:1"]', "docker pull a:1\n"],
    ['commands="docker pull a:1"', "docker pull a:1\n"],
    ["file://ssm.json", "docker pull a:1\n"],
  ])("sends the script in %s to a machine", (parameters, script) => {
    const words = { P: parameters.replace("$SHELL", "docker pull a:1") };
    const files = { "ssm.json": '{"commands":["docker pull a:1"]}' };
    const command = commandOf("aws ssm send-command --document-name AWS-RunShellScript --parameters $P", {
      words,
      files,
    });
    expect(aws.scripts?.(command).map(({ script: { text }, host }) => [host, text])).toEqual([["remote", script]]);
  });

  it("finds the line of a command in a parameter of several lines", () => {
    const json = '{"commands":[\n"cd /app",\n"docker pull a:1"\n]}';
    const word = {
      values: [{ text: json, trail: [] }],
      written: json,
      place: { path: "w", range: () => ({ start: { line: 5, column: 9 }, end: { line: 8, column: 3 } }) },
    };
    const command = commandOf("aws ssm send-command --parameters");
    const [script] = aws.scripts?.({ ...command, args: [...command.args, word] }) ?? [];
    const at = script?.script.text.indexOf("docker") ?? -1;
    expect(script?.script.place(at, at + 6).range().start.line).toBe(7);
  });
});

describe("gcloud", () => {
  it.each<[string, readonly string[]]>([
    ["gcloud run deploy web --image a:1 --tag candidate --set-secrets KEY=key:latest", ["deploy a:1"]],
    ["gcloud --project p run deploy web --image=a:1 --region eu", ["deploy a:1"]],
    ["gcloud beta run deploy --quiet web --image a:1 --container side --image b:2", ["deploy a:1", "deploy b:2"]],
    ["gcloud run deploy web --source . --region eu", ["make"]],
    ["gcloud run jobs update j --image a:1", ["deploy a:1"]],
    ["gcloud run services update web --image a:1", ["deploy a:1"]],
    ["gcloud run services update web --update-secrets KEY=key:latest", []],
    ["gcloud run services update-traffic web --to-latest", []],
    ["gcloud run services replace service.yaml", ["files service.yaml: container a:1"]],
    ["gcloud secrets versions access latest --secret s", []],
    ["gcloud compute instances update-container vm --container-image a:1", ["deploy a:1"]],
    ["gcloud compute instances update-container vm --zone z", ["restart instance vm"]],
    ["gcloud app deploy --image-url a:1", ["deploy a:1"]],
    ["gcloud deploy releases create r --images web=a:1,api=b:2", ["deploy a:1", "deploy b:2"]],
    ["gcloud builds submit --tag a:latest .", ["make", "push a:latest"]],
    ["gcloud artifacts docker images describe a:latest", []],
    ["gcloud functions deploy f --runtime nodejs20", []],
  ])("%s", (line, effects) => {
    const files = { "service.yaml": "kind: Service\nspec: {template: {spec: {containers: [{image: 'a:1'}]}}}" };
    expect(read(line, { files })).toEqual(effects);
  });
});

describe("smaller platforms", () => {
  it.each<[string, readonly string[]]>([
    ["flyctl deploy --app web --image a:1", ["deploy a:1"]],
    ["fly machine run a:1 --app web", ["deploy a:1"]],
    ["fly deploy --remote-only", []],
    ["cf push web --docker-image a:1", ["deploy a:1"]],
    ["dokku git:from-image web a:1", ["deploy a:1"]],
    ["terraform apply -auto-approve -var image_tag=1 -var region=eu", ["deploy <name>:1"]],
    ["terraform plan -var image_tag=1", []],
    ["nomad job run -var image=a:1 web.nomad", ["deploy a:1"]],
    ["ecs-deploy -c cluster -n web -i a:1", ["deploy a:1"]],
    ["sam deploy --parameter-overrides ImageTag=1", ["deploy <name>:1"]],
  ])("%s", (line, effects) => expect(read(line)).toEqual(effects));
});

it("survives words of any form", () => {
  const words = { X: "", Y: mark("input"), Z: "{".repeat(5000) };
  for (const verb of VERBS) {
    for (const program of verb.programs) {
      for (const line of [
        "",
        "$X $Y $Z",
        "ssm send-command --parameters $Z",
        "ecs register-task-definition --container-definitions $Z",
        "deployment group create --parameters $Z $X =",
        "run services replace",
        "deploy --image",
      ]) {
        const command = commandOf(`${program} ${line}`, { words });
        expect(() => [verb.read(command), verb.scripts?.(command)]).not.toThrow();
      }
    }
  }
});
