// Converts a plain scalar of a values file as Helm does: YAML 1.1 as read by sigs.k8s.io/yaml, which turns every number into a float64 that
// is printed with Go's %v.

/** Go's name for a scalar's type. Every number in a values file is a float64; an integer in a template is an int. */
export type ScalarKind = "string" | "bool" | "int" | "float64";

const TRUE = /^(?:y|yes|true|on)$/i;
const FALSE = /^(?:n|no|false|off)$/i;
const CASED = /^(?:[a-z]+|[A-Z][a-z]*|[A-Z]+)$/;
const NUMBER = /^[-+]?(?:\d[\d_]*(?:\.[\d_]*)?|\.\d[\d_]*)(?:[eE][-+]?\d+)?$/;
const INTEGER = /^([-+]?)(0x[\da-fA-F_]+|0b[01_]+|0o?[0-7_]+)$/;

type ScalarText = { readonly text: string; readonly kind?: ScalarKind };

/** The scalar as Go prints it, and its kind: undefined if it contains a value known only at run time. */
export function scalarOf(written: string, style: string): ScalarText {
  if (/[\u{f0000}-\u{10ffff}]/u.test(written)) return { text: written };
  if (style !== "plain") return { text: written, kind: "string" };
  if (CASED.test(written) && TRUE.test(written)) return { text: "true", kind: "bool" };
  if (CASED.test(written) && FALSE.test(written)) return { text: "false", kind: "bool" };
  const number = numberIn(written);
  return number === undefined ? { text: written, kind: "string" } : { text: goNumber(number), kind: "float64" };
}

function numberIn(written: string): number | undefined {
  const [, sign, digits] = INTEGER.exec(written) ?? [];
  if (digits !== undefined) {
    const plain = digits.replaceAll("_", "");
    const value = Number(/^0[0-7]/.test(plain) ? `0o${plain.slice(1)}` : plain);
    return Number.isNaN(value) ? undefined : sign === "-" ? -value : value;
  }
  return NUMBER.test(written) ? Number(written.replaceAll("_", "")) : undefined;
}

/** A float64 as Go's %v prints it: the shortest digits, with an exponent below 1e-4 and from 1e6 on. */
export function goNumber(number: number): string {
  const [digits = "", exponent = "0"] = number.toExponential().split("e");
  const size = Number(exponent);
  if (size >= -4 && size < 6) return String(number);
  return `${digits}e${size < 0 ? "-" : "+"}${String(Math.abs(size)).padStart(2, "0")}`;
}
