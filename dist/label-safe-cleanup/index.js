"use strict";
if (Number(process.versions.node.split(".")[0]) < 24)
  require("../chunks/old-node.cjs")("label-safe-cleanup", 24, false);
else import("../chunks/index.js").then(({ start }) => start("label-safe-cleanup/main"));
