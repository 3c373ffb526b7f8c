/**
 * What the program says: data to stdout, everything else to stderr.
 *
 * @module
 */

import { concat, utf8 } from "../core/bytes.ts";
import { CofferError } from "../core/errors.ts";
import { printable } from "../core/shown_path.ts";
import { asciiJson } from "../core/stash/key.ts";
import type { Io } from "./io.ts";
import { asCompiled, asKnown } from "./missing.ts";

const FLUSH_AT = 1 << 16;
const RED = "\x1b[31m", YELLOW = "\x1b[33m", PLAIN = "\x1b[39m";

/** The two streams with manners. Flush at the end. */
export class Out {
  /** Whether the user asked for JSON. */
  readonly json: boolean;
  readonly #io: Io;
  #pending: Uint8Array[] = [];
  #size = 0;

  constructor(io: Io, json: boolean) {
    this.#io = io;
    this.json = json;
  }

  /** Raw data. */
  async data(bytes: Uint8Array): Promise<void> {
    this.#pending.push(bytes);
    this.#size += bytes.length;
    if (this.#size >= FLUSH_AT) await this.flush();
  }

  /** A line of data. */
  async line(text: string): Promise<void> {
    await this.data(utf8(text + "\n"));
  }

  /** A value as one line of ASCII JSON. */
  async value(value: unknown): Promise<void> {
    await this.line(asciiJson(value));
  }

  /** Hands over what is pending. */
  async flush(): Promise<void> {
    const pending = this.#pending;
    this.#pending = [];
    this.#size = 0;
    await this.#io.stdout.write(pending.length === 1 ? pending[0]! : concat(pending));
  }

  /** A sentence for the person at the terminal; programs have the data. */
  async note(text: string): Promise<void> {
    if (!this.json) await this.#say(text);
  }

  /** A sentence about something that may go wrong later. */
  async warn(text: string): Promise<void> {
    if (this.json) await this.#say(asciiJson({ warning: text }));
    else await this.#say(text, this.#label("warning:", YELLOW));
  }

  /** What went wrong, in words or as JSON; never a stack trace. */
  async error(error: unknown): Promise<void> {
    const { code, message, hint } = described(error);
    if (this.json) {
      return await this.#say(asciiJson({ error: { code, message, hint: hint ?? null } }));
    }
    await this.#say(message, this.#label("error:", RED));
    if (hint !== undefined) await this.#say(`hint: ${hint}`);
  }

  /** The last net: whatever is said, no terminal obeys it. */
  async #say(text: string, label = ""): Promise<void> {
    const safe = text.split("\n").map(printable).join("\n");
    const line = label === "" ? safe : `${label} ${safe}`;
    await this.#io.stderr.write(utf8(`${line}\n`));
  }

  #label(text: string, color: string): string {
    const colored = this.#io.color && this.#io.stderr.isTerminal();
    return colored ? color + text + PLAIN : text;
  }
}

function described(
  error: unknown,
): { code: string; message: string; hint?: string | undefined } {
  const known = error instanceof CofferError ? error : asKnown(error);
  if (known !== null) return Deno.build.standalone ? asCompiled(known) : known;
  return {
    code: "unexpected",
    message: `something unexpected: ${error instanceof Error ? error.message : error}`,
    hint: "this is a fault in Coffer; please report it with the command you gave",
  };
}
