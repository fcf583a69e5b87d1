// Containers without Docker: `ctr` of containerd, `crictl` of the container runtime interface, and Apptainer.
// https://github.com/containerd/containerd/blob/main/docs/getting-started.md
// https://github.com/kubernetes-sigs/cri-tools/blob/master/docs/crictl.md
// https://apptainer.org/docs/user/main/docker_and_oci.html
import { firstText } from "@deploy-actions/workflow-source/command";
import { isOn, readOptions, switches } from "../options.ts";
import type { Verb } from "../verb.ts";
import { withImage } from "./docker-image.ts";
import { splitCommand } from "./subcommand.ts";

const GLOBAL = switches("--debug -D --help -h --version -v");
const RUN = switches(
  "-d --detach --rm -t --tty --null-io --privileged --net-host --read-only --no-pivot --cgroup --fifo-dir --enable-cni --help -h",
);
const PULL = switches(
  "-k --all-platforms --skip-verify --plain-http --all-metadata --print-chainid --local --help -h -q --quiet",
);

export const ctr: Verb = {
  programs: ["ctr"],
  read(command) {
    const { name, words } = splitCommand(command.args, GLOBAL);
    const isGroup = /^(?:images?|i|containers?|c)$/.test(name);
    const inner = isGroup ? splitCommand(words, GLOBAL) : { name, words };
    const by = `ctr ${isGroup ? `${name} ` : ""}${inner.name}`;
    if (/^i/.test(name) && inner.name === "pull") {
      return withImage(readOptions(inner.words, PULL, "anywhere").operands[0], (image) => ({
        does: "pull",
        by,
        image,
      }));
    }
    if (!/^(?:run|create)$/.test(inner.name)) return [];
    const options = readOptions(inner.words, RUN, "before");
    return withImage(options.operands[0], (image) => ({
      does: "start",
      by,
      image,
      stays: isOn(options, "-d", "--detach"),
      throwaway: isOn(options, "--rm"),
    }));
  },
};

export const crictl: Verb = {
  programs: ["crictl"],
  read(command) {
    const { name, words } = splitCommand(command.args, GLOBAL);
    if (name !== "pull") return [];
    const { operands } = readOptions(words, GLOBAL, "anywhere");
    return withImage(operands[0], (image) => ({ does: "pull", by: "crictl pull", image }));
  },
};

const TRANSPORT = /^(?:docker|oras|library|shub):\/\//;

export const apptainer: Verb = {
  programs: ["apptainer", "singularity"],
  read(command) {
    const { name, words } = splitCommand(command.args, GLOBAL);
    const image = words.find((word) => TRANSPORT.test(firstText(word)));
    if (image === undefined || !/^(?:run|exec|shell|pull|build|instance)$/.test(name)) return [];
    const by = `${command.program} ${name}`;
    const stays = name === "instance";
    return withImage(image, (one) =>
      name === "pull" || name === "build"
        ? { does: "pull", by, image: one }
        : { does: "start", by, image: one, stays, throwaway: false },
    );
  },
};
