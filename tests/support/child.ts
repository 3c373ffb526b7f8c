/**
 * Starts `child_main.ts` in a process of its own, with no more permissions than
 * its folder.
 *
 * @module
 */

const MAIN = decodeURIComponent(new URL("./child_main.ts", import.meta.url).pathname);
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

/** How a child is started. */
export interface ChildOptions {
  /** The only folder that it may read and write. */
  folder: string;
  /** A umask for it, as `sh` takes it. */
  umask?: string;
}

/** Starts a child with `args`: a command of `child_main.ts` and what it takes. */
export function startChild(args: string[], { folder, umask }: ChildOptions): Child {
  const command = [
    Deno.execPath(),
    "run",
    "--quiet",
    "--no-prompt",
    "--cached-only",
    `--allow-read=${folder},${ROOT}`,
    `--allow-write=${folder}`,
    MAIN,
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
    if (!this.#ended) await this.kill();
  }
}
