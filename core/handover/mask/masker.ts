/**
 * A mask over a stream of output: whatever is a secret, in any of its spellings, comes
 * out as `***`.
 *
 * Each byte that belongs to any match is hidden; overlapping and touching matches become
 * one `***`. A byte goes out as soon as no secret can begin before or at it any more, so
 * that what is held back is at most as long as the longest spelling, and mostly nothing.
 *
 * Line ends are not looked at: base64 that somebody has wrapped is found all the same, and
 * line ends within a secret come out where they were. Held back, they would keep whole
 * lines from being seen in time; so at a line end, up to `LET_GO` bytes that may begin a
 * secret are let go. If they do, the rest of it is still hidden.
 *
 * @module
 */

import { Matcher } from "./matcher.ts";
import { PercentView } from "./percent_view.ts";
import { isLineEnd, plainForms, SHORTEST, spellings } from "./spellings.ts";

const MASK = new Uint8Array([0x2a, 0x2a, 0x2a]);
/** One byte in ten or so may begin some spelling; three in a row hardly ever do. */
const LET_GO = 2;

/** The most bytes of secrets that are looked for, all together. */
export const MOST_BYTES = 1 << 18;

/** What is looked for: the same for several streams. */
export interface MaskPlan {
  /** Of all spellings but percent-encoding. */
  matcher: Matcher;
  /** Of what percent-encoding stands for. */
  percent: Matcher;
  /** The indexes of values that are too short or too much to be looked for. */
  unmasked: number[];
}

/**
 * Prepares a mask for `secrets`. Values below `SHORTEST` bytes are left out, and the
 * longest ones where all together have more than `MOST_BYTES`.
 */
export function planMask(secrets: readonly Uint8Array[]): MaskPlan {
  const patterns: Uint8Array[] = [];
  const plain: Uint8Array[] = [];
  const unmasked: number[] = [];
  let left = MOST_BYTES;
  const byLength = [...secrets.keys()]
    .sort((a, b) => secrets[a]!.length - secrets[b]!.length);
  for (const index of byLength) {
    const secret = secrets[index]!;
    left -= secret.length;
    const spelled = secret.length < SHORTEST || left < 0 ? [] : spellings(secret);
    if (spelled.length === 0 && secret.length > 0) unmasked.push(index);
    for (const spelling of spelled) patterns.push(spelling);
    if (spelled.length > 0) plain.push(...plainForms(secret));
  }
  unmasked.sort((a, b) => a - b);
  return { matcher: new Matcher(patterns), percent: new Matcher(plain), unmasked };
}

/**
 * One stream under the mask.
 *
 * @example
 * ```ts
 * import { Masker, planMask } from "./masker.ts";
 * import assert from "node:assert/strict";
 *
 * const bytes = (text: string) => new TextEncoder().encode(text);
 * const masker = new Masker(planMask([bytes("hunter2")]));
 * const shown = [bytes("it is hun"), bytes("ter2, or "), bytes("aHVudGVyMg==")]
 *   .map((chunk) => new TextDecoder().decode(masker.write(chunk)));
 * assert.deepEqual(shown, ["it is ", "***, or ", "***"]);
 * assert.equal(masker.end().length, 0);
 * ```
 */
export class Masker {
  readonly #matcher: Matcher;
  readonly #view: PercentView;
  readonly #held = new Bytes();
  readonly #hidden = new Ranges();
  #state = Matcher.START;
  /** How many bytes were read and shown, line ends not counted. */
  #read = 0;
  #shown = 0;
  /** What is before this is decided. */
  #decided = 0;
  #inMask = false;

  constructor({ matcher, percent }: Pick<MaskPlan, "matcher" | "percent">) {
    this.#matcher = matcher;
    this.#view = new PercentView(percent);
  }

  /** Takes output in, and gives what can be shown by now, in a new array. */
  write(chunk: Uint8Array): Uint8Array<ArrayBuffer> {
    const out = new Bytes();
    for (let at = 0; at < chunk.length; at++) {
      if (this.#held.length === 0 && this.#isIdle()) {
        const end = this.#untilBeginning(chunk, at);
        if (end > at) this.#inMask = false;
        out.append(chunk.subarray(at, end));
        at = end;
        if (at === chunk.length) break;
      }
      this.#take(chunk[at]!);
      if (this.#isIdle()) this.#showDecided(out);
    }
    this.#showDecided(out);
    return out.taken();
  }

  /** What is left at the end of the stream. */
  end(): Uint8Array<ArrayBuffer> {
    const out = new Bytes();
    for (const { from, to } of this.#view.end()) this.#hidden.add(from, to);
    this.#decided = this.#read;
    this.#showDecided(out);
    return out.taken();
  }

  /** Where the next byte is that begins a spelling: nearly all output has few. */
  #untilBeginning(chunk: Uint8Array, from: number): number {
    let at = from;
    while (at < chunk.length && !this.#mayBegin(chunk[at]!)) at++;
    return at;
  }

  #mayBegin(byte: number): boolean {
    return this.#matcher.begins(byte) || this.#view.begins(byte);
  }

  #isIdle(): boolean {
    return this.#state === Matcher.START && this.#view.isIdle;
  }

  /** From where on a spelling may have begun. */
  #open(): number {
    return Math.min(
      this.#read - this.#matcher.depth(this.#state),
      this.#view.openFrom(this.#read),
    );
  }

  #take(byte: number): void {
    this.#held.push(byte);
    if (isLineEnd(byte)) {
      if (this.#read - this.#open() <= LET_GO) this.#decided = this.#read;
      return;
    }
    const start = this.#read++;
    this.#state = this.#matcher.next(this.#state, byte);
    const length = this.#matcher.match(this.#state);
    if (length > 0) this.#hidden.add(this.#read - length, this.#read);
    for (const { from, to } of this.#view.take(byte, start)) this.#hidden.add(from, to);
    this.#decided = Math.max(this.#decided, this.#open());
  }

  #showDecided(out: Bytes): void {
    for (; this.#held.length > 0; this.#held.shift()) {
      const byte = this.#held.first();
      if (isLineEnd(byte)) {
        out.push(byte);
        this.#inMask = false;
        continue;
      }
      if (this.#hidden.has(this.#shown)) {
        if (!this.#inMask) out.append(MASK);
        this.#inMask = true;
      } else if (this.#shown < this.#decided) {
        out.push(byte);
        this.#inMask = false;
      } else return;
      this.#shown++;
    }
  }
}

/** A queue of bytes. */
class Bytes {
  #bytes = new Uint8Array(64);
  #start = 0;
  #end = 0;

  get length(): number {
    return this.#end - this.#start;
  }

  first(): number {
    return this.#bytes[this.#start]!;
  }

  shift(): void {
    this.#start++;
    if (this.#start === this.#end) this.#start = this.#end = 0;
  }

  push(byte: number): void {
    this.#makeRoom(1);
    this.#bytes[this.#end++] = byte;
  }

  append(bytes: Uint8Array): void {
    this.#makeRoom(bytes.length);
    this.#bytes.set(bytes, this.#end);
    this.#end += bytes.length;
  }

  /** All that is in it, in a new array. */
  taken(): Uint8Array<ArrayBuffer> {
    return this.#bytes.slice(this.#start, this.#end);
  }

  #makeRoom(more: number): void {
    if (this.#end + more <= this.#bytes.length) return;
    const kept = this.#bytes.subarray(this.#start, this.#end);
    // At least half of it is empty afterwards, so that each byte is moved once or twice.
    const larger = new Uint8Array(2 * (kept.length + more));
    larger.set(kept);
    this.#bytes.fill(0);
    this.#end = kept.length;
    this.#start = 0;
    this.#bytes = larger;
  }
}

/** Ranges of positions, added by nearly rising ends and asked for in rising order. */
class Ranges {
  #ranges: { from: number; to: number }[] = [];
  #first = 0;

  add(from: number, to: number): void {
    let start = from, end = to;
    for (let last = this.#last(); last !== undefined && last.to >= start;) {
      start = Math.min(start, last.from);
      end = Math.max(end, last.to);
      this.#ranges.pop();
      last = this.#last();
    }
    this.#ranges.push({ from: start, to: end });
  }

  has(at: number): boolean {
    while (this.#first < this.#ranges.length && this.#ranges[this.#first]!.to <= at) {
      this.#first++;
    }
    if (this.#first === this.#ranges.length) {
      this.#ranges = [];
      this.#first = 0;
    }
    const range = this.#ranges[this.#first];
    return range !== undefined && range.from <= at;
  }

  #last(): { from: number; to: number } | undefined {
    return this.#ranges.length > this.#first ? this.#ranges.at(-1) : undefined;
  }
}
