// Scripts inside words and input of other commands: which side runs them, and which side fills in their variables.
import { commitMark } from "@deploy-actions/workflow-source/value";
import { describe, expect, it } from "vitest";
import { deploysOf, walked } from "../../test/script.ts";

/** Commands of the host stand behind `@`. On the runner `$TAG` is a commit and `$REG` is "ghcr.io/acme". */
const run = (script: string): readonly string[] =>
  deploysOf(script, {
    variables: { TAG: commitMark(), REG: "ghcr.io/acme", PIECE: "cd /srv && deploy a; deploy b", NAME: "x y" },
    files: { "deploy.sh": 'deploy "$1" "$TAG"\n', "bin/run": "deploy run\n" },
  });

type Row = readonly [what: string, script: string, deploys: readonly string[]];

describe("ssh", () => {
  it.each<Row>([
    ["runs its words", "ssh h deploy a b", ["@ a b"]],
    ["runs its words as one script", "ssh h deploy a \\&\\& deploy b", ["@ a", "@ b"]],
    ["takes options before the host", "ssh -i key -p 22 -o A=b -tt u@h 'deploy a'", ["@ a"]],
    ["takes options behind the host", "ssh u@h -p 22 -o StrictHostKeyChecking=no 'deploy a'", ["@ a"]],
    ["takes options with values joined", "ssh -oA=b -p22 u@h 'deploy a'", ["@ a"]],
    ["takes a jump with a command of its own", 'ssh -o ProxyCommand="ssh -W %h:%p j" h "deploy a"', ["@ a"]],
    ["takes a host that nobody knows", "ssh $USER@$HOST 'deploy a'", ["@ a"]],
    ["may be in a variable", "S='ssh -o A=b u@h'; $S 'deploy a'", ["@ a"]],
    ["may have a password", "sshpass -p x ssh -o A=b u@h 'deploy a'", ["@ a"]],
    ["may go over tailscale", "tailscale ssh u@h 'deploy a'", ["@ a"]],
    ["may stay", "autossh -f u@h 'deploy a'", ["@ a"]],
    ["may hop on", `ssh a "ssh b 'deploy \\$X $REG'"`, ["@ <variable> ghcr.io/acme"]],
  ])("%s", (_, script, expected) => expect(run(script)).toEqual(expected));

  it.each<Row>([
    ["here in double quotes", 'ssh h "deploy $REG"', ["@ ghcr.io/acme"]],
    ["there in single quotes", "ssh h 'deploy $REG'", ["@ <variable>"]],
    ["there behind a backslash", 'ssh h "deploy \\$REG \\${REG}"', ["@ <variable> <variable>"]],
    ["there what the script sets", 'ssh h "T=$TAG; deploy \\$T"', ["@ <commit>"]],
    ["here in the words of the script", 'ssh h "deploy $(echo $TAG | cut -c1-7) \\$(x)"', ["@ <commit> <command>"]],
    ["here first, always, by GitHub", "ssh h 'deploy ${{ github.sha }}'", ["@ <commit>"]],
    [
      "there before a command",
      'ssh h "T=$TAG /opt/deploy \\$T; export T=$TAG; deploy \\$T"',
      ["@ <variable>", "@ <commit>"],
    ],
    ["there for sudo", 'ssh h "export T=$TAG; sudo -E deploy \\$T"', ["@ <commit>"]],
    [
      "here in an open here-document",
      "ssh h << EOF\nT=$TAG\ndeploy $REG \\$T $T\nEOF",
      ["@ ghcr.io/acme <commit> <variable>"],
    ],
    ["there in a quoted here-document", "ssh h << 'EOF'\nT=$TAG\ndeploy $REG $T\nEOF", ["@ <variable> <variable>"]],
    ["there by any quotes of the end", 'ssh h <<"EOF"\ndeploy $REG\nEOF', ["@ <variable>"]],
    ["here with tabs before the end", "ssh h <<-EOF\n\tdeploy $REG\n\tEOF", ["@ ghcr.io/acme"]],
    ["here in a here-string", 'ssh h <<< "deploy $REG"', ["@ ghcr.io/acme"]],
  ])("fills in variables %s", (_, script, expected) => expect(run(script)).toEqual(expected));

  it.each<Row>([
    ["for a shell", "ssh h bash -s << 'EOF'\ndeploy a\nEOF", ["@ a"]],
    ["for a shell with words", "ssh h 'bash -s' -- x y < deploy.sh", ["@ x <variable>"]],
    ["for a shell with variables", 'ssh h "TAG=$TAG bash -s" < deploy.sh', ["@ <variable> <commit>"]],
    ["for a shell with variables in words", "ssh h TAG=$TAG 'bash -s' <<'E'\ndeploy $TAG\nE", ["@ <commit>"]],
    ["through a pipe", "cat deploy.sh | ssh h bash; echo 'deploy b' | ssh h", ["@ <variable> <variable>", "@ b"]],
    ["out of a variable", "read -r -d '' S <<'E' || true\ndeploy a\nE\nssh h \"$S\"", ["@ a"]],
    ["with operators in a variable", 'ssh h "$PIECE"', ["@ a", "@ b"]],
    ["that the script has written", "cat > s.sh <<'E'\ndeploy $1\nE\nssh h 'bash -s' < s.sh", ["@ <variable>"]],
  ])("runs what comes in %s", (_, script, expected) => expect(run(script)).toEqual(expected));
});

describe("a shell in a shell", () => {
  it.each<Row>([
    ["bash -c", "bash -c 'deploy a'; sh -ec \"deploy $REG\"", ["a", "ghcr.io/acme"]],
    ["bash -c with words", "bash -c 'deploy $1' zero one", ["one"]],
    ["bash -c with variables", "T=$TAG bash -c 'deploy $T'", ["<commit>"]],
    [
      "a file",
      "bash deploy.sh a; sh -x ./deploy.sh b; bash -o pipefail deploy.sh c",
      ["a <commit>", "b <commit>", "c <commit>"],
    ],
    ["a file whose words look like options", "bash deploy.sh -c x; bash deploy.sh -s", ["-c <commit>", "-s <commit>"]],
    ["a file by its own name", "./deploy.sh a; bin/run", ["a <commit>", "run"]],
    ["a file in another folder", "cd bin; ../deploy.sh a; ./run", ["a <commit>", "run"]],
    ["a file from the workspace", "$GITHUB_WORKSPACE/deploy.sh a", ["a <commit>"]],
    ["a file outside of it", "/opt/deploy.sh a; ../deploy.sh b", []],
    ["a file that isn't there", "bash other.sh; ./other.sh", []],
    ["a file that was written first", "echo 'deploy $1' > s.sh; chmod +x s.sh; ./s.sh a", ["a"]],
    ["eval", 'T=a; eval "T=b; deploy \\$T $REG"; deploy $T', ["b ghcr.io/acme", "b"]],
    ["eval of a variable", 'eval "$PIECE"; eval $PIECE', ["a", "b", "a", "b"]],
    ["su and runuser", "sudo su - app -c 'deploy a'; runuser -u app --command 'deploy b'", ["a", "b"]],
    ["another shell again", `bash -c "bash -c 'deploy $REG'"`, ["ghcr.io/acme"]],
    ["a script that calls itself", "echo 'deploy a; ./s.sh' > s.sh; ./s.sh", expect.arrayContaining(["a"])],
  ])("runs %s", (_, script, expected) => expect(run(script)).toEqual(expected));

  it("keeps a variable's piece of script in one word where that is quoted", () => {
    expect(run("bash -c \"deploy '$NAME' $NAME\"")).toEqual(["x y x y"]);
    expect(walked("x '${{ github.sha }}'").commands[0]?.words).toEqual(["<commit>"]);
  });
});

describe("a cloud's way to a machine", () => {
  it.each<Row>([
    ["gcloud", 'gcloud compute ssh vm --zone z --command "deploy $REG"', ["@ ghcr.io/acme"]],
    ["gcloud, joined", "gcloud compute ssh vm --command='deploy a' -- -t", ["@ a"]],
    ["gcloud with options for ssh", "gcloud compute ssh vm --command 'deploy a' -- -t", ["@ a"]],
    ["gcloud, behind dashes", "gcloud compute ssh vm -- -o A=b 'deploy a'", ["@ a"]],
    ["gcloud, what comes in", "gcloud compute ssh vm -- -T <<E\ndeploy $REG\nE", ["@ ghcr.io/acme"]],
    ["gcloud that does something else", "gcloud run deploy --command 'deploy a'", []],
    [
      "az",
      "az vm run-command invoke -g g -n v --scripts 'deploy a' \"deploy $REG\" --no-wait",
      ["@ a", "@ ghcr.io/acme"],
    ],
    ["az, lines of one script", "az vm run-command invoke --scripts 'T=a' 'deploy $T'", ["@ a"]],
    ["az ssh", "az ssh vm -n v -- deploy a", ["@ a"]],
    ["az that does something else", "az vm show --scripts 'deploy a'", []],
  ])("%s", (_, script, expected) => expect(run(script)).toEqual(expected));
});

it("knows nothing of the runner's folder and variables on a host", () => {
  const [there, here] = walked("cd app; ssh h 'cd x; deploy $GITHUB_SHA'; deploy", {}).commands.filter(
    ({ program }) => program === "deploy",
  );
  expect([there?.directory, there?.words]).toEqual([undefined, ["<variable>"]]);
  expect(here?.directory).toBe("app");
});
