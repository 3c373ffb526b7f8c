/**
 * Giving up what a command does not need, before it touches a secret.
 *
 * @module
 */

import { PROGRAMS } from "./clipboard_tools.ts";

/** What no command needs. */
const NEVER_NEEDED = ["ffi", "sys", "import"] as const;
/** A file in a folder that does not exist: an attempt to use it does no harm. */
const PROBE = Deno.build.os === "windows" ? "C:\\coffer\\none" : "/coffer/none";

/** With these set, Deno refuses every start, which would prove nothing. */
const NO_LOADER = { LD_LIBRARY_PATH: "", LD_PRELOAD: "" };

/** What a command needs beside reading files. */
export interface Needs {
  write: boolean;
  /** Whether hosts may be connected to; not if not said. */
  net?: boolean;
  /**
   * Whether the environment is looked at beside Coffer's own variables; not if not said.
   */
  surroundings?: boolean;
  /** Programs to start, by name; none if not said. */
  programs?: readonly string[];
}

/**
 * Revokes every permission but the ones named, and shows by real attempts that
 * they are gone. Gives what is not: under `-A` older versions of Deno only
 * pretend to revoke.
 */
export async function giveUpAllBut(needs: Needs): Promise<string[]> {
  for (const name of NEVER_NEEDED) await revoke({ name } as Deno.PermissionDescriptor);
  const programs = needs.programs ?? [];
  await revokePrograms(programs);
  if (!needs.write) await revoke({ name: "write" });
  if (!needs.net) await revoke({ name: "net" });
  if (!needs.surroundings) await revoke({ name: "env" });
  return [
    // Of leave to start everything, nothing can be given up by name.
    ...(programs.length === 0 && mayStillStartPrograms() ? ["start programs"] : []),
    ...(!needs.write && mayStillWrite() ? ["write files"] : []),
  ];
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

function mayStillStartPrograms(): boolean {
  return isAllowed(() => new Deno.Command(PROBE, { env: NO_LOADER }).outputSync());
}

function mayStillWrite(): boolean {
  return isAllowed(() => Deno.openSync(PROBE, { write: true }).close());
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
