"use strict";
if (Number(process.versions.node.split(".")[0]) < 24)
  require("../chunks/old-node.cjs")("rollback", 24, false);
else import("../chunks/index.js").then(({ start }) => start("rollback/main"));
