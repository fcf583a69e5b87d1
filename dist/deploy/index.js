import { start } from "../chunks/index.js";
await start("deploy/main");
