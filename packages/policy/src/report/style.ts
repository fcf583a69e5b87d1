// Terminal styles for text reports: plain, or the standard colours (ECMA-48, 8.3.117).

export type Style = {
  readonly error: (text: string) => string;
  readonly warning: (text: string) => string;
  readonly note: (text: string) => string;
  readonly strong: (text: string) => string;
  readonly faint: (text: string) => string;
};

const same = (text: string) => text;
const sgr = (code: number) => (text: string) => `\x1b[${code}m${text}\x1b[0m`;

export const plain: Style = { error: same, warning: same, note: same, strong: same, faint: same };
export const coloured: Style = { error: sgr(31), warning: sgr(33), note: sgr(36), strong: sgr(1), faint: sgr(2) };
