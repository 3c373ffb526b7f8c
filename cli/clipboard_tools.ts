/**
 * The programs that reach the clipboards of desktops, and how each is called.
 *
 * @module
 */

import * as environment from "./environment.ts";

/** A program with its arguments; no value is ever among them. */
export type CommandLine = readonly [program: string, ...args: string[]];

/** What reaches one kind of clipboard. */
export interface Tool {
  /** Whether it is of use here. */
  fits(env: (name: string) => string | undefined): boolean;
  /** Takes standard input as the new content. */
  copy: CommandLine;
  /** Prints the content as it is. */
  paste: CommandLine;
  /** Empties the clipboard; standard input is empty. */
  clear: CommandLine;
  /** Variables that it needs. */
  env?: Readonly<Record<string, string>>;
}

const hasVariable = (name: string): Tool["fits"] => (env) => (env(name) ?? "") !== "";
const always = () => true;

/** What PowerShell is asked for: bytes as they are, whatever its code page. */
const SCRIPTS = {
  copy: "$m = New-Object IO.MemoryStream; " +
    "[Console]::OpenStandardInput().CopyTo($m); " +
    "Set-Clipboard -Value ([Text.Encoding]::UTF8.GetString($m.ToArray()))",
  paste: "$b = [Text.Encoding]::UTF8.GetBytes([string](Get-Clipboard -Raw)); " +
    "[Console]::OpenStandardOutput().Write($b, 0, $b.Length)",
  clear: "Set-Clipboard -Value $null",
};
const powershell = (script: string): CommandLine => [
  "powershell.exe",
  ...["-NoProfile", "-NonInteractive", "-Command", script],
];

/** All of them; the first that fits and is there is used. */
const TOOLS: readonly Tool[] = [
  {
    fits: () => Deno.build.os === "darwin",
    copy: ["pbcopy"],
    paste: ["pbpaste"],
    clear: ["pbcopy"],
    // Without it, what is not ASCII comes out mangled.
    env: { LC_CTYPE: "UTF-8" },
  },
  {
    fits: hasVariable(environment.WAYLAND_DISPLAY),
    // With a type given, no other program is asked to guess it.
    copy: ["wl-copy", "--type", "text/plain"],
    paste: ["wl-paste", "--no-newline"],
    clear: ["wl-copy", "--clear"],
  },
  {
    fits: hasVariable(environment.DISPLAY),
    copy: ["xclip", "-in", "-selection", "clipboard"],
    paste: ["xclip", "-out", "-selection", "clipboard"],
    clear: ["xclip", "-in", "-selection", "clipboard"],
  },
  {
    fits: hasVariable(environment.DISPLAY),
    copy: ["xsel", "--clipboard", "--input"],
    paste: ["xsel", "--clipboard", "--output"],
    clear: ["xsel", "--clipboard", "--clear"],
  },
  {
    fits: always,
    copy: ["termux-clipboard-set"],
    paste: ["termux-clipboard-get"],
    clear: ["termux-clipboard-set"],
  },
  {
    // Windows, and Linux within it. Its clip.exe mangles what is not in its code page.
    fits: always,
    copy: powershell(SCRIPTS.copy),
    paste: powershell(SCRIPTS.paste),
    clear: powershell(SCRIPTS.clear),
  },
];

/** Coffer itself as it is installed: it waits, and clears the clipboard. */
export const CLEARER = "coffer";

/** The programs of tools, each once. */
function programsOf(tools: readonly Tool[]): string[] {
  const calls = tools.flatMap(({ copy, paste, clear }) => [copy, paste, clear]);
  return [...new Set(calls.map(([program]) => program))];
}

/** Every program that Coffer may want to start: what `--allow-run` must grant. */
export const PROGRAMS: readonly string[] = [...programsOf(TOOLS), CLEARER];

/** What a run has of the outside that finds the clipboard. */
export interface Surroundings {
  /** A variable of the environment. */
  env(name: string): string | undefined;
}

/** The programs that a clipboard here may need. */
export function clipboardPrograms(io: Surroundings): string[] {
  return programsOf(toolsFor(io));
}

/** The tools of the desktop that this is, the likeliest first. */
export function toolsFor(io: Surroundings): Tool[] {
  return TOOLS.filter(({ fits }) => fits((name) => io.env(name)));
}
