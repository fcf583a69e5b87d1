// Prints every place that writes to a log, a summary, an annotation, an output or a stream: those that write directly, with the reason why
// that is safe, and those that go through Report.
//   npm run show -- call-sites
import { callSites as allSites, isDirect } from "../../test/architecture/call-sites.ts";
import { DIRECT_WRITERS } from "../../test/architecture/direct-writers.ts";
import { aligned } from "../bench/figure.ts";

const WIDTH = 90;

/** True when every direct writer is listed. */
export async function callSites(): Promise<boolean> {
  const sites = allSites();
  const direct = sites.filter(isDirect);
  const unlisted = direct.filter(({ path }) => !(path in DIRECT_WRITERS));
  const row = ({ path, line, kind, code }: (typeof sites)[number]) => [`${path}:${line}`, kind, code.slice(0, WIDTH)];
  console.log(aligned([["through Report", "kind", "code"], ...sites.filter((site) => !isDirect(site)).map(row)]));
  console.log(`\n${aligned([["directly", "kind", "code"], ...direct.map(row)])}`);
  const reasons = Object.entries(DIRECT_WRITERS).map(([path, { why }]) => [path, why]);
  console.log(`\n${aligned([["writes directly", "why that is safe"], ...reasons])}`);
  console.log(
    `\n${sites.length} places: ${sites.length - direct.length} through Report, ${direct.length} directly, ${unlisted.length} not listed`,
  );
  return unlisted.length === 0;
}
