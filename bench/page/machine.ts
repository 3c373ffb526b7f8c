/**
 * Where and with what was measured.
 *
 * @module
 */

import type { Lab } from "../lab.ts";

/** The machine, the day and the versions, as lines of Markdown. */
export async function machineLines({ binary, compiler }: Lab): Promise<string[]> {
  const { os, arch } = Deno.build;
  const memory = Deno.systemMemoryInfo().total / 2 ** 30;
  return [
    `${new Date().toISOString().slice(0, 10)}, ${os} ${Deno.osRelease()} on ${arch}`,
    `${navigator.hardwareConcurrency} cores (${await processor()}), ` +
    `${memory.toFixed(0)} GiB of memory`,
    `load when it began: ${Deno.loadavg().map((each) => each.toFixed(2)).join(", ")}`,
    `${await firstLine(binary, "version")}; the binary is compiled by ` +
    `${await firstLine(compiler, "--version")}; from source, and all measurements, ` +
    `with deno ${Deno.version.deno}`,
  ];
}

/** The first line that a program prints, or nothing if it is not there. */
export async function firstLine(
  program: string,
  ...args: string[]
): Promise<string | undefined> {
  try {
    const { stdout, stderr } = await new Deno.Command(program, { args, stdin: "null" })
      .output();
    const said = new TextDecoder().decode(stdout.length > 0 ? stdout : stderr);
    return said.split("\n").find((line) => /\w/.test(line))?.trim();
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}

/** By another program: /proc is closed to programs with named permissions. */
async function processor(): Promise<string> {
  const model = await firstLine("sed", "-n", "s/^model name[^:]*: //p", "/proc/cpuinfo");
  return model ?? "of unknown make";
}
