#!/usr/bin/env node
import { start } from "../chunks/index.js";
await start("immutable-tag-validator/cli");
