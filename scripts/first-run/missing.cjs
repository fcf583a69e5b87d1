// Decides what a machine lacks for the demo or the tests: one sentence each, with its remedy. All are reported together, before
// anything is downloaded.
// @ts-check
"use strict";

/** @typedef {import("./machine.cjs").Machine} Machine */
/** @typedef {import("./machine.cjs").Place} Place */

/** Releases whose packages are known to work together as an engine. */
const ENGINE_ON = ["debian bookworm", "debian trixie"];

/**
 * @param {Machine} machine
 * @param {"demo" | "test"} purpose
 * @returns {readonly string[]}
 */
function missing(machine, purpose) {
  return [
    ...system(machine),
    ...versions(machine),
    ...engine(machine, purpose),
    ...programs(machine),
    ...machine.places.flatMap(unusable),
    ...diskSpace(machine.places),
  ];
}

/** @param {Machine} machine */
function system({ platform, arch }) {
  if (platform !== "linux")
    return [
      `This is ${platform}, and the engine needs Linux: run it in a privileged Debian container or on a Linux machine.`,
    ];
  if (arch !== "x64" && arch !== "arm64")
    return [`This is a ${arch} machine, and PostgreSQL comes for x64 and arm64: run it on one of these.`];
  return [];
}

/** @param {Machine} machine */
function versions({ node, npm, git }) {
  return [
    ...tooOld("Node", node, "20", "from https://nodejs.org/en/download"),
    ...tooOld("npm", npm, "9", "with `npm install --global npm@10`"),
    ...tooOld("git", git, "2.28", "with `apt-get install git`"),
  ];
}

/**
 * @param {string} name
 * @param {string | undefined} found
 * @param {string} least
 * @param {string} how
 */
function tooOld(name, found, least, how) {
  if (found === undefined) return [`There is no ${name} on PATH: install ${name} ${least} or newer ${how}.`];
  return atLeast(found, least) ? [] : [`${name} ${found} is too old: install ${name} ${least} or newer ${how}.`];
}

/**
 * @param {string} version
 * @param {string} least
 */
function atLeast(version, least) {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  const [leastMajor = 0, leastMinor = 0] = least.split(".").map(Number);
  return major > leastMajor || (major === leastMajor && minor >= leastMinor);
}

/**
 * @param {Machine} machine
 * @param {"demo" | "test"} purpose
 */
function engine({ platform, engine: answers, distribution, root, lacksCapabilities }, purpose) {
  if (platform !== "linux" || (answers && purpose === "demo")) return [];
  const engine = answers ? "The tests start a second engine, which" : "No Docker engine answers, and starting one";
  const install = answers ? "" : ", or install Docker Engine with its buildx and compose plugins and start it";
  if (!ENGINE_ON.includes(distribution))
    return [`${engine} works on Debian 12 and 13 only, not on ${distribution}: run it there${install}.`];
  if (!root) return [`${engine} takes root: run it as root${install}.`];
  if (lacksCapabilities.length > 0)
    return [`${engine} takes ${lacksCapabilities.join(" and ")}: start this container with --privileged${install}.`];
  return [];
}

/** @param {Machine} machine */
function programs({ platform, lacksPrograms }) {
  if (platform !== "linux" || lacksPrograms.length === 0) return [];
  return [
    `There is no ${lacksPrograms.join(", no ")} on PATH: the registries come from Debian's packages, so run it on Debian or Ubuntu with them installed.`,
  ];
}

/** @param {Place} place */
function unusable({ path, purpose, variable, trouble }) {
  if (trouble === undefined) return [];
  const remedy =
    variable === "" ? "clone into a folder that can be used" : `set ${variable} to a folder that can be used`;
  return [`${path} cannot be used for ${purpose} (${trouble}): ${remedy}.`];
}

/**
 * Places on one file system share its free space.
 * @param {readonly Place[]} places
 */
function diskSpace(places) {
  const filesystems = [...new Set(places.map(({ filesystem }) => filesystem))].filter((each) => each !== undefined);
  return filesystems.flatMap((filesystem) => {
    const here = places.filter((place) => place.filesystem === filesystem && place.needs > 0);
    const needs = here.reduce((sum, place) => sum + place.needs, 0);
    const free = Math.min(...here.map((place) => (place.free === undefined ? Infinity : place.free)));
    if (free >= needs) return [];
    const what = here.map(({ path, purpose }) => `${path} for ${purpose}`).join(", ");
    const variables = here.flatMap(({ variable }) => (variable === "" ? [] : [variable]));
    const otherFolder =
      variables.length === 0 ? "" : `, or set ${variables.join(" or ")} to a folder that has enough space`;
    return [`${needs} MB are needed and ${free} MB are free (${what}): free some space${otherFolder}.`];
  });
}

module.exports = { missing };
