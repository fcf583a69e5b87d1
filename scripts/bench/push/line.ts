// A line of limited speed in a process of its own, so that what it costs is not the measuring process's:
//   node line.ts HOST:PORT MBIT    prints where it begins, and ends with its standard input.
import { startLine } from "../../../test/engine/bandwidth.ts";

const [registry = "", mbit = ""] = process.argv.slice(2);
const line = await startLine(registry, { mbit: Number(mbit) });
console.log(line.host);
process.stdin.resume().once("end", () => void line.stop());
