import { start } from "../chunks/index.js";
await start("immutable-tag-validator/main");
