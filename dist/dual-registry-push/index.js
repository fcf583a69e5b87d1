import { start } from "../chunks/index.js";
await start("dual-registry-push/main");
