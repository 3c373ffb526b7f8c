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
 * pretend to revoke.
 */
export async function giveUpAllBut(needs: Needs): Promise<string[]> {
  for (const name of NEVER_NEEDED) await revoke({ name } as Deno.PermissionDescriptor);
  await revokePrograms(needs.programs ?? []);
  if (!needs.write) await revoke({ name: "write" });
  if (!needs.net) await revoke({ name: "net" });
  if (!needs.sys) await revoke({ name: "sys" });
  if (needs.read === false) await revoke({ name: "read" });
  return [
    ...(mayStillStartPrograms() ? ["start programs"] : []),
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
