/**
 * Giving up what a command does not need, before it touches a secret.
 *
 * @module
 */

import { PROGRAMS } from "./clipboard_tools.ts";

/** What no command needs. */
const NEVER_NEEDED = ["ffi", "import"] as const;
/** A file in a folder that does not exist: an attempt to use it does no harm. */
const PROBE = Deno.build.os === "windows" ? "C:\\coffer\\none" : "/coffer/none";

/** With these set, Deno refuses every start, which would prove nothing. */
const NO_LOADER = { LD_LIBRARY_PATH: "", LD_PRELOAD: "" };

/** What a command needs, mostly beside reading files. */
export interface Needs {
  write: boolean;
  /** Whether hosts may be connected to; not if not said. */
  net?: boolean;
  /**
   * Whether the environment is looked at beside Coffer's own variables, and the system
   * asked about itself, as libraries of others do; not if not said.
   */
  surroundings?: boolean;
  /** Whether the system may be asked who runs this; not if not said. */
  sys?: boolean;
  /** `false` if not even files are read any more. */
  read?: false;
  /** Programs to start, by name; none if not said. */
  programs?: readonly string[];
}

/**
 * Revokes every permission but the ones named, and shows by real attempts that
 * they are gone. Gives what is not: under `-A` older versions of Deno only
 * pretend to revoke. When nothing but the environment is left to give up,
 * `lastLook` may take from it what Coffer needs.
 */
export async function giveUpAllBut(
  needs: Needs,
  lastLook: () => void = () => {},
): Promise<string[]> {
  for (const name of NEVER_NEEDED) await revoke({ name } as Deno.PermissionDescriptor);
  const programs = needs.programs ?? [];
  await revokePrograms(programs);
  if (!needs.write) await revoke({ name: "write" });
  if (!needs.net) await revoke({ name: "net" });
  if (!needs.surroundings) {
    if (!needs.sys) await revoke({ name: "sys" });
    lastLook();
    await revoke({ name: "env" });
  }
  if (needs.read === false) await revoke({ name: "read" });
  const attempts = [
    // Of leave to start everything, nothing can be given up by name.
    ...(programs.length === 0 ? [["start programs", startProgram] as const] : []),
    ...(needs.write ? [] : [["write files", openForWriting] as const]),
    ...(needs.net ? [] : [["reach the network", listen] as const]),
    ["load native code", loadNative] as const,
  ];
  return attempts.filter(([_, attempt]) => isAllowed(attempt)).map(([what]) => what);
}

/** Gives up starting programs, all of them or all that Coffer knows but these. */
async function revokePrograms(kept: readonly string[]): Promise<void> {
  if (kept.length === 0) return await revoke({ name: "run" });
  for (const command of PROGRAMS) {
    if (!kept.includes(command)) await revoke({ name: "run", command });
  }
}

async function revoke(descriptor: Deno.PermissionDescriptor): Promise<void> {
  await Deno.permissions.revoke(descriptor);
}

function startProgram(): void {
  new Deno.Command(PROBE, { env: NO_LOADER }).outputSync();
}

function openForWriting(): void {
  Deno.openSync(PROBE, { write: true }).close();
}

/** On this machine alone, and closed at once: the one attempt that could succeed. */
function listen(): void {
  Deno.listen({ hostname: "127.0.0.1", port: 0 }).close();
}

function loadNative(): void {
  Deno.dlopen(PROBE, {}).close();
}

/** A forbidden attempt ends at the sandbox, an allowed one at the missing file. */
function isAllowed(attempt: () => unknown): boolean {
  try {
    attempt();
    return true;
  } catch (error) {
    return !(error instanceof Error && error.name === "NotCapable");
  }
}
