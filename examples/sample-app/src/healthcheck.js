// What the container asks itself: exit 0 when /health says 200 within two seconds. Images without curl need no more.
const { PORT = "3000" } = process.env;

try {
  const { ok } = await fetch(`http://127.0.0.1:${PORT}/health`, { signal: AbortSignal.timeout(2000) });
  process.exit(ok ? 0 : 1);
} catch {
  process.exit(1);
}
