/**
 * Tables, and numbers as they stand in them.
 *
 * @module
 */

/** Rows under a head; the first column is text, the others are numbers unless told. */
export interface Table {
  head: readonly string[];
  rows: readonly (readonly string[])[];
  /** Columns of text, by their place. */
  text?: readonly number[];
}

/** What stands where there is no number. */
export const NONE = "–";

/** A table as Markdown. */
export function markdown({ head, rows, text = [] }: Table): string {
  const rule = head.map((_, at) => at === 0 || text.includes(at) ? "---" : "---:");
  return [head, rule, ...rows].map((cells) => `| ${cells.map(cell).join(" | ")} |\n`)
    .join("");
}

function cell(text: string): string {
  return text.replaceAll("|", "\\|").replaceAll("\n", " ");
}

/** A time of milliseconds. */
export function milliseconds(time: number): string {
  return time < 10_000 ? `${time.toFixed(1)} ms` : `${(time / 1000).toFixed(1)} s`;
}

/** A part of something else, or nothing. */
export function ratio(value: number | undefined): string {
  if (value === undefined || !Number.isFinite(value)) return NONE;
  return value < 0.1 ? value.toFixed(3) : value.toFixed(2);
}

/** A size in bytes, in the largest unit that leaves a whole number before the point. */
export function bytes(size: number): string {
  const units = ["bytes", "KiB", "MiB", "GiB"];
  let at = 0;
  while (size >= 1024 && at < units.length - 1) [size, at] = [size / 1024, at + 1];
  const digits = at === 0 || Number.isInteger(size) || size >= 100 ? 0 : 1;
  return `${size.toFixed(digits)} ${units[at]}`;
}

/** A number of things. */
export function count(number: number): string {
  return number.toLocaleString("en-US");
}

/** Whether something that is measured stays within its limit. */
export function verdict(value: number | undefined, most: number): string {
  if (value === undefined) return NONE;
  return value <= most ? "yes" : "**no**";
}
