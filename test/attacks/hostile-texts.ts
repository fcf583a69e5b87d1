// Texts that try to become more than text in a job summary, and every place of a summary that text from elsewhere can get to.
import type { Summary } from "../../packages/action/src/summary.ts";

/** By what they try. */
export const HOSTILE_TEXTS: Readonly<Record<string, string>> = {
  "end the block with a blank line": "a\n\n# Forged\n\n[x](https://evil.example) ![y](https://evil.example/y.png)",
  "end it with a line of spaces": "a\n \t\n# Forged",
  "end it with carriage returns only": "a\r\r# Forged\r\r<img src=x>",
  "end it with NEL or Unicode's line breaks": "a\u0085\u0085# Forged\u2028\u2028# Forged\u2029\u2029# Forged",
  "end it with form feeds": "a\f\f# Forged\v\v# Forged",
  "close the fence": "```\n\n# Forged\n\n```",
  "close the fence after a carriage return": "a\r```\r\r# Forged",
  "close the fence with many backticks": `${"`".repeat(40)}\n\n# Forged\n`,
  "close the fence with a megabyte of backticks": `${"`".repeat(1_000_000)}\n\n# Forged\n`,
  "close the fence with tildes": "~~~\n\n# Forged\n\n~~~",
  "close the fence with indented backticks": "   ```````````````````\n\n# Forged",
  "close the details": "</details></details>\n\n# Forged",
  "close the table": "</code></td></tr></table>\n\n# Forged",
  "close the list": "</li></ul>\n\n# Forged",
  "end a table's cell": "a | b\n| --- | --- |\n| c | d |",
  "add a script": "<script>alert(1)</script>",
  "add an image": '<img src="https://evil.example/a.png" onerror="x">',
  "add a form": '<form action="https://evil.example"><input name=a></form>',
  "add an element that GitHub's filter passes": "<kbd><picture><source srcset=x></picture></kbd>",
  "add a comment without an end": "<!-- \n\n",
  "add a processing instruction": "<?php\n\n?>",
  "add CDATA": "<![CDATA[\n\n]]>",
  "write entities": "&lt;img src=x&gt; &#60;b&#62;",
  "write a link": "[click](https://evil.example)",
  "write a link with a reference": "[click][1]\n\n[1]: https://evil.example",
  "write an address": "see https://evil.example/a?b=c, www.evil.example and <https://evil.example>",
  "mention a team": "@acme/security please look, and @octocat",
  "refer to an issue": "fixes #123, acme/shop#4 and GH-5",
  "write an e-mail address": "mail me@evil.example",
  "open code and not close it": "a ` b ` c ` d\n\n# Forged",
  "end code with a backtick": "`a`</code><b>x</b>`",
  "hide the end of code in a digest": `\`sha256:${"0".repeat(64)}\`<b>x</b>`,
  "use an attribute's quotes": '" onclick="x" href="javascript:x',
  "reverse the direction of writing": "\u202egnp.exe \u2066 \u2069",
  "use an escape sequence": "\u001b]8;;https://evil.example\u0007click\u001b]8;;\u0007\u001b[2J",
  "write a footnote and a task": "[^1]: x\n- [x] done\n\n[^1]",
  "write mathematics and a diagram": "$$\\unicode{x}$$\n\n```mermaid\ngraph TD\n```",
  "write an alert": "> [!CAUTION]\n> Forged",
};

type Place = (summary: Summary, text: string) => void;

export const PLACES: Readonly<Record<string, Place>> = {
  "a headline": (summary, text) => summary.headline("bad", text),
  "a heading": (summary, text) => summary.heading(text, 4),
  "a paragraph": (summary, text) => summary.paragraph(text),
  "code in a paragraph": (summary, text) => summary.paragraph(`before \`${text}\` after`),
  "a table": (summary, text) => summary.table([text], [[text, `\`${text}\``]]),
  "a link's text and address": (summary, text) =>
    summary.table(["link"], [[{ text, href: `https://github.com/${text}` }]]),
  "a list": (summary, text) => summary.list([text, text]),
  "the label of a details section": (summary, text) => summary.details(text, "lines"),
  "a details section": (summary, text) => summary.details("Log", text),
  "a code block": (summary, text) => summary.code(text, "yaml"),
};

/** The elements that each place may have, besides those of {@link AROUND}. */
export const EXPECTED: Readonly<Record<string, readonly string[]>> = {
  "a headline": ["h3"],
  "a heading": ["h4"],
  "a paragraph": ["p"],
  "code in a paragraph": ["p"],
  "a table": ["table", "tr", "th", "td"],
  "a link's text and address": ["table", "tr", "th", "td", "a"],
  "a list": ["ul", "li"],
  "the label of a details section": ["details", "summary", "pre"],
  "a details section": ["details", "summary", "pre"],
  "a code block": ["pre"],
};

/** Line breaks, code, and the heading that the tests write after the text. */
export const AROUND = ["br", "code", "h6"];
