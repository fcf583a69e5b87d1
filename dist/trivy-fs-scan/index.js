"use strict";
if (Number(process.versions.node.split(".")[0]) < 24)
  require("../chunks/old-node.cjs")("trivy-fs-scan", 24, false);
else import("../chunks/index.js").then(({ start }) => start("trivy-fs-scan/main"));
