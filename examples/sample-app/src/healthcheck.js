// The container's own health check: exits with 0 when /health answers 200 within two seconds. It works in images without curl.
const { PORT = "3000" } = process.env;

try {
  const { ok } = await fetch(`http://127.0.0.1:${PORT}/health`, { signal: AbortSignal.timeout(2000) });
  process.exit(ok ? 0 : 1);
} catch {
  process.exit(1);
}
