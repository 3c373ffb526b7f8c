/**
 * Looks at all processes again and again, as another user may, and keeps the arguments and
 * environments of those that have a mark in them. Deno lets no program read `/proc`, so it
 * takes another to look.
 *
 * @module
 */

const SAMPLER = `
import os, sys
mark, seen = sys.argv[1].encode(), set()
print("ready", flush=True)
while True:
    for pid in filter(str.isdigit, os.listdir("/proc")):
        try:
            names = ("cmdline", "environ", "cmdline")
            *both, again = [open(f"/proc/{pid}/{name}", "rb").read() for name in names]
        except OSError:
            continue
        # One that became another program in between would show the environment of that.
        if again != both[0]: continue
        if int(pid) == os.getpid() or not any(mark in each for each in both): continue
        line = " ".join([pid] + [each.hex() for each in both])
        if line in seen: continue
        seen.add(line)
        print(line, flush=True)
`;

/** A process as it was seen. */
export interface Seen {
  pid: number;
  cmdline: Uint8Array;
  environ: Uint8Array;
}

/** Whether processes can be looked at here. */
export function canSample(): boolean {
  if (Deno.build.os !== "linux") return false;
  try {
    return new Deno.Command("python3", { args: ["-c", ""] }).outputSync().success;
  } catch {
    return false;
  }
}

/** Looks until `stop`, which gives every state that was seen of a process with `mark`. */
export async function sampler(mark: string): Promise<{ stop(): Promise<Seen[]> }> {
  const child = new Deno.Command("python3", {
    args: ["-c", SAMPLER, mark],
    stdout: "piped",
    stderr: "inherit",
  }).spawn();
  const reader = child.stdout.pipeThrough(new TextDecoderStream()).getReader();
  let text = (await reader.read()).value ?? "";
  const reading = (async () => {
    for (let part = await reader.read(); !part.done; part = await reader.read()) {
      text += part.value;
    }
  })();
  return {
    stop: async () => {
      child.kill("SIGKILL");
      await reading;
      await child.status;
      return text.split("\n").slice(1, -1).map(seenIn);
    },
  };
}

function seenIn(line: string): Seen {
  const [pid = "", cmdline = "", environ = ""] = line.split(" ");
  const bytes = (hex: string) =>
    Uint8Array.from(hex.match(/../g) ?? [], (pair) => parseInt(pair, 16));
  return { pid: Number(pid), cmdline: bytes(cmdline), environ: bytes(environ) };
}
