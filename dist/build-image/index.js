"use strict";
if (Number(process.versions.node.split(".")[0]) < 24)
  require("../chunks/old-node.cjs")("build-image", 24, false);
else import("../chunks/index.js").then(({ start }) => start("build-image/main"));
