/**
 * Programs that prepare what others are measured on.
 *
 * @module
 */

/** How a child is started. */
export interface Start {
  env?: Record<string, string>;
  cwd?: string;
  input?: string;
}

/** Runs a program to its end; gives what it printed. @throws {Error} if it fails */
export async function ran(
  [program, ...args]: readonly string[],
  { input, ...start }: Start = {},
): Promise<string> {
  const child = new Deno.Command(program!, {
    ...start,
    args,
    stdin: input === undefined ? "null" : "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  if (input !== undefined) {
    const writer = child.stdin.getWriter();
    await writer.write(new TextEncoder().encode(input));
    await writer.close();
  }
  const { success, stdout, stderr } = await child.output();
  if (success) return decoded(stdout);
  throw new Error(`${program} ${args.slice(0, 3).join(" ")}: ${decoded(stderr)}`);
}

/** Bytes as text. */
export function decoded(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes).trim();
}
