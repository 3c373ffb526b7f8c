/**
 * Numbers of things, as people say them.
 *
 * @module
 */

/** "1 record", "2 records". */
export function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? "" : "s"}`;
}
