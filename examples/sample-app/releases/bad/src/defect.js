// The bad release: its image starts and never becomes healthy, unless the build argument chooses another defect. Its tests pass, as
// those of bad releases often do.

const kinds = ["unhealthy", "crash", "hang"];

export function defect(environment) {
  const kind = environment.BAD_RELEASE || "unhealthy";
  if (!kinds.includes(kind)) throw new Error(`BAD_RELEASE is "${kind}"; it can be unhealthy, crash, hang or empty.`);
  return kind;
}
