/**
 * A stream with its percent-encoding undone: every writer of URLs and forms keeps other
 * bytes as they are, so a mask looks for the secret itself in what all of them mean.
 *
 * @module
 */

import { Matcher } from "./matcher.ts";

const PERCENT = 0x25, PLUS = 0x2b, BLANK = 0x20;
/** So many positions more than are needed are kept before they are thrown away. */
const SLACK = 1024;

/** Forms have `+` for a blank: the two are one here. */
export function asInForms(byte: number): number {
  return byte === PLUS ? BLANK : byte;
}

/** What a mask looks for in such a view. */
export class PercentView {
  readonly #matcher: Matcher;
  #state = Matcher.START;
  /** Where each of the last bytes, as decoded, began in the stream. */
  #starts: number[] = [];
  /** What may be the beginning of `%XX`. */
  #code: { byte: number; start: number }[] = [];

  constructor(matcher: Matcher) {
    this.#matcher = matcher;
  }

  /** Whether nothing that was read may begin a secret. */
  get isIdle(): boolean {
    return this.#state === Matcher.START && this.#code.length === 0;
  }

  /** Whether a secret may begin with this byte, or an encoded one. */
  begins(byte: number): boolean {
    return byte === PERCENT || this.#matcher.begins(asInForms(byte));
  }

  /** Where in the stream a secret may have begun that has not ended; else `otherwise`. */
  openFrom(otherwise: number): number {
    const depth = this.#matcher.depth(this.#state);
    if (depth > 0) return this.#starts.at(-depth)!;
    return this.#code[0]?.start ?? otherwise;
  }

  /** Takes the byte of the stream that begins at `start`; gives the secrets that end. */
  *take(byte: number, start: number): Generator<{ from: number; to: number }> {
    const code = this.#code;
    const fits = code.length === 0 ? byte === PERCENT : hexValue(byte) !== null;
    if (!fits) {
      yield* this.end();
      if (byte !== PERCENT) return yield* this.#unit(asInForms(byte), start, start + 1);
    }
    this.#code.push({ byte, start });
    if (this.#code.length < 3) return;
    const [percent, high, low] = this.#code;
    this.#code = [];
    const value = hexValue(high!.byte)! << 4 | hexValue(low!.byte)!;
    if (value === 0x0a || value === 0x0d) return;
    yield* this.#unit(asInForms(value), percent!.start, start + 1);
  }

  /** What looked like the beginning of `%XX` was none. */
  *end(): Generator<{ from: number; to: number }> {
    const literal = this.#code;
    this.#code = [];
    for (const { byte, start } of literal) yield* this.#unit(byte, start, start + 1);
  }

  *#unit(
    byte: number,
    start: number,
    end: number,
  ): Generator<{ from: number; to: number }> {
    this.#state = this.#matcher.next(this.#state, byte);
    this.#starts.push(start);
    const length = this.#matcher.match(this.#state);
    if (length > 0) yield { from: this.#starts.at(-length)!, to: end };
    const depth = this.#matcher.depth(this.#state);
    // Each position is moved once or twice, however long a secret is.
    if (this.#starts.length > 2 * depth + SLACK) {
      this.#starts = depth === 0 ? [] : this.#starts.slice(-depth);
    }
  }
}

function hexValue(byte: number): number | null {
  if (byte >= 0x30 && byte <= 0x39) return byte - 0x30;
  const letter = byte | 0x20;
  return letter >= 0x61 && letter <= 0x66 ? letter - 0x61 + 10 : null;
}
