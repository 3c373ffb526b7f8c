/**
 * Who runs this. Asked once, while it may be asked.
 *
 * @module
 */

let known: number | null | undefined;

/** The number of the user; `null` where users have none, or it may not be asked for. */
export function whoRunsThis(): number | null {
  return known ??= allowed() ? Deno.uid() : null;
}

/** Without a question to whoever sits at the terminal. */
function allowed(): boolean {
  const { state } = Deno.permissions.querySync({ name: "sys", kind: "uid" });
  return state === "granted";
}
