/**
 * Starts a program of the tests in a process of its own, with no more permissions than
 * it is given.
 *
 * @module
 */

const ROOT = decodeURIComponent(new URL("../../", import.meta.url).pathname);

/** A running child. */
export interface Child extends AsyncDisposable {
  /** Closes its standard input: the go that it waits for. */
  go(): Promise<void>;
  /** The next line that it prints, or `null` when it has ended. */
  line(): Promise<string | null>;
  /** Ends it at once, waits until it is gone, and gives what it printed till then. */
  kill(): Promise<string[]>;
  /** Waits until it has ended by itself; gives what it printed that was not read. */
  end(): Promise<string[]>;
}

/** What a child may do. */
export interface ChildPermissions {
  /** What it may read beside the program. */
  read: string[];
  write: string[];
  /** Its umask, as `sh` takes it. */
  umask?: string;
}

/** Starts the module at the URL `main` with `args` and no more permissions than these. */
export function startChild(
  main: string,
  args: string[],
  { read, write, umask }: ChildPermissions,
): Child {
  const command = [
    Deno.execPath(),
    "run",
    "--quiet",
    "--no-prompt",
    "--cached-only",
    `--allow-read=${[ROOT, ...read].join()}`,
    ...(write.length > 0 ? [`--allow-write=${write.join()}`] : []),
    main,
    ...args,
  ];
  const shell = ["sh", "-c", `umask ${umask} && exec "$@"`, "sh", ...command];
  const [program, ...rest] = umask === undefined ? command : shell;
  const process = new Deno.Command(program!, {
    args: rest,
    stdin: "piped",
    stdout: "piped",
    stderr: "inherit",
  }).spawn();
  return new RunningChild(process);
}

class RunningChild implements Child {
  readonly #process: Deno.ChildProcess;
  readonly #lines: ReadableStreamDefaultReader<string>;
  #buffer = "";
  #ended = false;

  constructor(process: Deno.ChildProcess) {
    this.#process = process;
    this.#lines = process.stdout.pipeThrough(new TextDecoderStream()).getReader();
  }

  async go(): Promise<void> {
    await this.#process.stdin.close();
  }

  async line(): Promise<string | null> {
    for (;;) {
      const at = this.#buffer.indexOf("\n");
      if (at >= 0) {
        const line = this.#buffer.slice(0, at);
        this.#buffer = this.#buffer.slice(at + 1);
        return line;
      }
      const { value, done } = await this.#lines.read();
      if (done) return null;
      this.#buffer += value;
    }
  }

  async kill(): Promise<string[]> {
    this.#process.kill("SIGKILL");
    return await this.end();
  }

  async end(): Promise<string[]> {
    const lines: string[] = [];
    for (let line = await this.line(); line !== null; line = await this.line()) {
      lines.push(line);
    }
    await this.#process.stdin.close().catch(() => {});
    await this.#process.status;
    this.#ended = true;
    return lines;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    // It may have ended by itself, so that there is nothing to kill.
    if (!this.#ended) await this.kill().catch(() => {});
  }
}

/** What a program of the system prints. */
export async function outputOf(program: string, ...args: string[]): Promise<string> {
  const { stdout } = await new Deno.Command(program, { args }).output();
  return new TextDecoder().decode(stdout);
}
