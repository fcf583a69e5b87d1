"use strict";
if (Number(process.versions.node.split(".")[0]) < 24)
  require("../chunks/old-node.cjs")("health-check", 24, false);
else import("../chunks/index.js").then(({ start }) => start("health-check/main"));
