// A job summary as GitHub shows it: GitHub-flavoured Markdown by marked, GitHub's own style sheet, the frame of the run's page.
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { Marked } from "marked";

const style = createRequire(import.meta.url).resolve("github-markdown-css/github-markdown-light.css");

/** A complete HTML page. Its script opens and downloads nothing; it reports the page's height. */
export async function pageOf(job: string, markdown: string): Promise<string> {
  const body = await new Marked({ gfm: true }).parse(markdown);
  return `<!doctype html>
<meta charset="utf-8">
<title></title>
<style>${await readFile(style, "utf8")}
body { margin: 0; padding: 16px; background: #fff; }
.card { border: 1px solid #d1d9e0; border-radius: 6px; font-family: -apple-system, "Segoe UI", "Noto Sans", "DejaVu Sans", sans-serif; }
.card > header { padding: 12px 16px; border-bottom: 1px solid #d1d9e0; font-size: 14px; font-weight: 600; }
.card > .markdown-body { padding: 16px 24px; }
</style>
<div class="card"><header>${job} summary</header><div class="markdown-body">${body}</div></div>
<script>document.title = "height=" + Math.ceil(document.documentElement.getBoundingClientRect().height);</script>
`;
}
