/**
 * Starting programs that go on for themselves: with nothing of the caller's environment
 * but what they need to find their way, and in no folder of the caller's.
 *
 * @module
 */

import type { CommandLine } from "./clipboard_tools.ts";
import { isAbsolute } from "./config/places.ts";
import {
  APPDATA,
  DBUS_SESSION_BUS_ADDRESS,
  DENO_DIR,
  DISPLAY,
  HOME,
  LANG,
  LC_ALL,
  LC_CTYPE,
  LOCALAPPDATA,
  PATH,
  SYSTEMROOT,
  USERPROFILE,
  WAYLAND_DISPLAY,
  WSL_INTEROP,
  XAUTHORITY,
  XDG_CACHE_HOME,
  XDG_CONFIG_HOME,
  XDG_DATA_HOME,
  XDG_RUNTIME_DIR,
  XDG_STATE_HOME,
} from "./environment.ts";
import type { Io } from "./io.ts";

/** Folders; a relative path would lead elsewhere from where the program is started. */
const FOLDERS: readonly string[] = [
  HOME,
  USERPROFILE,
  APPDATA,
  LOCALAPPDATA,
  SYSTEMROOT,
  XDG_CACHE_HOME,
  XDG_CONFIG_HOME,
  XDG_DATA_HOME,
  XDG_RUNTIME_DIR,
  XDG_STATE_HOME,
  DENO_DIR,
];
/** What any program is given. */
const ANYWAY: readonly string[] = [PATH, LANG, LC_ALL, LC_CTYPE, ...FOLDERS];
/** What leads to the user's desktop. */
const DESKTOP: readonly string[] = [
  DISPLAY,
  WAYLAND_DISPLAY,
  XAUTHORITY,
  DBUS_SESSION_BUS_ADDRESS,
  WSL_INTEROP,
];
const WINDOWS = Deno.build.os === "windows";

/** What a program is started for: one of the desktop's gets what leads there. */
export type Purpose = "desktop" | "agent";

/** The variables that such a program is given, as far as they are set. */
export function handedOn(purpose: Purpose): readonly string[] {
  return purpose === "desktop" ? [...ANYWAY, ...DESKTOP] : ANYWAY;
}

/** A command that inherits no secret and keeps no folder in use. */
export function bareCommand(
  io: Pick<Io, "env">,
  [program, ...args]: CommandLine,
  { purpose, env = {}, ...options }:
    & Omit<Deno.CommandOptions, "args" | "clearEnv" | "cwd">
    & { purpose: Purpose },
): Deno.Command {
  const given = handedOn(purpose).flatMap((name) => {
    const value = usable(name, io.env(name) ?? "");
    return value === "" ? [] : [[name, value]];
  });
  return new Deno.Command(program, {
    ...options,
    args,
    clearEnv: true,
    env: { ...Object.fromEntries(given), ...env },
    cwd: WINDOWS ? `${io.env(SYSTEMROOT)?.slice(0, 2) ?? "C:"}\\` : "/",
  });
}

/** The value without paths that hold in the caller's folder alone. */
function usable(name: string, value: string): string {
  if (name === PATH) {
    const separator = WINDOWS ? ";" : ":";
    return value.split(separator).filter((folder) => isAbsolute(folder)).join(separator);
  }
  const isPath = name === XAUTHORITY || FOLDERS.includes(name);
  return isPath && !isAbsolute(value) ? "" : value;
}
