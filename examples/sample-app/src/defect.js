// What is wrong with this release, so that a rollback can be shown: "" (nothing), "unhealthy" (/health answers 503),
// "crash" (the process ends soon after its start) or "hang" (/health never answers). It is part of the image, by
// this file or by the build argument BAD_RELEASE, so that a release is bad by what it contains.

const kinds = ["", "unhealthy", "crash", "hang"];

export function defect(environment) {
  const kind = environment.BAD_RELEASE ?? "";
  if (!kinds.includes(kind)) throw new Error(`BAD_RELEASE is "${kind}"; it can be unhealthy, crash, hang or empty.`);
  return kind;
}
