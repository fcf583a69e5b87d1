// A network line of limited speed in its own process, so that its CPU time does not count as the measuring process's:
//   node line.ts HOST:PORT MBIT    prints its address, and ends when its standard input does.
import { startLine } from "../../../test/engine/bandwidth.ts";

const [registry = "", mbit = ""] = process.argv.slice(2);
const line = await startLine(registry, { mbit: Number(mbit) });
console.log(line.host);
process.stdin.resume().once("end", () => void line.stop());
