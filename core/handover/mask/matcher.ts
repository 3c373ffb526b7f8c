/**
 * Many patterns looked for at once, in one pass: the automaton of Aho and Corasick,
 * "Efficient string matching" (Communications of the ACM 18, 6, 1975).
 *
 * @module
 */

const ROOT = 0;
const NONE = 0;
const BYTES = 256;

/**
 * The automaton of some patterns. A state stands for the longest beginning of a pattern
 * that the bytes read so far end in; it takes about 17 bytes for each byte of a pattern.
 */
export class Matcher {
  /** The state before anything was read. */
  static readonly START = ROOT;
  /** Where each byte leads from the beginning; every other state has few ways to go. */
  readonly #fromRoot = new Int32Array(BYTES);
  readonly #child: Int32Array;
  readonly #sibling: Int32Array;
  readonly #byte: Uint8Array;
  /** The state of the longest other beginning that a state's bytes end in. */
  readonly #fallback: Int32Array;
  readonly #depth: Int32Array;
  /** The length of the longest pattern that ends in a state; 0 for none. */
  readonly #match: Int32Array;
  #states = 1;

  constructor(patterns: readonly Uint8Array[]) {
    const most = patterns.reduce((sum, { length }) => sum + length, 1);
    this.#child = new Int32Array(most);
    this.#sibling = new Int32Array(most);
    this.#byte = new Uint8Array(most);
    this.#fallback = new Int32Array(most);
    this.#depth = new Int32Array(most);
    this.#match = new Int32Array(most);
    for (const pattern of patterns) this.#add(pattern);
    this.#link();
  }

  /** The state after one byte more. Over many bytes, one step each on average. */
  next(state: number, byte: number): number {
    for (let at = state; at !== ROOT; at = this.#fallback[at]!) {
      const found = this.#childOf(at, byte);
      if (found !== NONE) return found;
    }
    return this.#fromRoot[byte]!;
  }

  /** Whether a pattern begins with this byte. */
  begins(byte: number): boolean {
    return this.#fromRoot[byte] !== NONE;
  }

  /** How many of the last bytes may be the beginning of a pattern. */
  depth(state: number): number {
    return this.#depth[state]!;
  }

  /** How many of the last bytes are a pattern; 0 if they are none. */
  match(state: number): number {
    return this.#match[state]!;
  }

  #add(pattern: Uint8Array): void {
    let state = ROOT;
    for (const byte of pattern) {
      const known = this.#childOf(state, byte);
      state = known === NONE ? this.#grow(state, byte) : known;
    }
    this.#match[state] = pattern.length;
  }

  #grow(parent: number, byte: number): number {
    const state = this.#states++;
    this.#byte[state] = byte;
    this.#depth[state] = this.#depth[parent]! + 1;
    if (parent === ROOT) this.#fromRoot[byte] = state;
    this.#sibling[state] = this.#child[parent]!;
    this.#child[parent] = state;
    return state;
  }

  #childOf(state: number, byte: number): number {
    if (state === ROOT) return this.#fromRoot[byte]!;
    let child = this.#child[state]!;
    while (child !== NONE && this.#byte[child] !== byte) child = this.#sibling[child]!;
    return child;
  }

  /** Breadth first: a fallback is shorter, so it is known before it is needed. */
  #link(): void {
    const queue = new Int32Array(this.#states);
    let filled = 1;
    for (let at = 0; at < filled; at++) {
      const parent = queue[at]!;
      let child = this.#child[parent]!;
      for (; child !== NONE; child = this.#sibling[child]!) {
        queue[filled++] = child;
        const fallback = parent === ROOT
          ? ROOT
          : this.next(this.#fallback[parent]!, this.#byte[child]!);
        this.#fallback[child] = fallback;
        this.#match[child] ||= this.#match[fallback]!;
      }
    }
  }
}
