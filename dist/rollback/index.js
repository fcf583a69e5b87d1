import { start } from "../chunks/index.js";
await start("rollback/main");
