import { start } from "../chunks/index.js";
await start("migrate/main");
