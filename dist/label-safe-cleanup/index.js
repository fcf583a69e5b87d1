import { start } from "../chunks/index.js";
await start("label-safe-cleanup/main");
