#!/usr/bin/env node
"use strict";
if (Number(process.versions.node.split(".")[0]) < 22)
  require("../chunks/old-node.cjs")("immutable-tag-validator", 22, true);
else import("../chunks/index.js").then(({ start }) => start("immutable-tag-validator/cli"));
