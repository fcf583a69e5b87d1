import { start } from "../chunks/index.js";
await start("trivy-fs-scan/main");
