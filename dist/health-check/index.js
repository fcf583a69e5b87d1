import { start } from "../chunks/index.js";
await start("health-check/main");
