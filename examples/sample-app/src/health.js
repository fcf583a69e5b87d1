// Decides what /health answers: healthy only when the database answers AND holds the schema this release needs.
// Source of the two error codes: PostgreSQL's appendix A (undefined_table, undefined_column).
import { probe } from "./notes.js";

const UNMIGRATED = new Set(["42P01", "42703"]);

/** `release` is {version, commit, startedAt (ms), defect}. Returns {code, body}; never rejects. */
export async function health(database, release, now = Date.now()) {
  const state = await databaseState(database);
  const healthy = state === "up" && release.defect !== "unhealthy";
  return {
    code: healthy ? 200 : 503,
    body: {
      status: healthy ? "healthy" : "unhealthy",
      version: release.version,
      commit: release.commit,
      database: state,
      uptime_seconds: Math.floor((now - release.startedAt) / 1000),
    },
  };
}

async function databaseState(database) {
  try {
    await probe(database);
    return "up";
  } catch (error) {
    return UNMIGRATED.has(error.code) ? "unmigrated" : "down";
  }
}
