/**
 * What the shell remembers for a while: passwords, so that they are typed once, and names
 * that it has shown, so that Tab completes them. All of it stays in memory.
 *
 * @module
 */

import type { RecordName } from "../core/wallet/wallet.ts";
import type { Io } from "./io.ts";

/** How long a password is remembered, in seconds. */
export interface SessionTimes {
  /** Unused. */
  timeout: number;
  /** At all. */
  lifetime: number;
}

/** Something that is remembered. */
interface Memory<T> {
  value: T;
  /** When it was first given, in milliseconds of `now`. */
  since: number;
  /** When it was last used. */
  used: number;
}

/** A shell's memory. It ends with the shell. */
export class Session {
  readonly #times: SessionTimes;
  readonly #now: () => number;
  readonly #passwords = new Map<string, Memory<string>>();
  #names: Memory<Set<string>> | undefined;

  /** `now` gives milliseconds that never go back. */
  constructor(times: SessionTimes, now: () => number) {
    this.#times = times;
    this.#now = now;
  }

  /** The password for `what`, if it was given not too long ago. */
  recall(what: string): string | null {
    const password = this.#valid(this.#passwords.get(what));
    if (password === null) this.#passwords.delete(what);
    return password;
  }

  /** Remembers a password that has just been given. */
  remember(what: string, password: string): void {
    this.#passwords.set(what, this.#memory(password));
  }

  /** The domains and accesses that were shown not too long ago. */
  get names(): ReadonlySet<string> {
    const names = this.#valid(this.#names);
    if (names === null) this.#names = undefined;
    return names ?? new Set();
  }

  /** Remembers names that have just been shown. */
  see(names: Iterable<RecordName>): void {
    if (this.#valid(this.#names) === null) this.#names = undefined;
    const { value } = this.#names ??= this.#memory(new Set<string>());
    for (const { domain, access } of names) value.add(domain).add(access);
  }

  /** Forgets a password that did not open, or everything. */
  forget(what?: string): void {
    if (what !== undefined) {
      this.#passwords.delete(what);
      return;
    }
    this.#passwords.clear();
    this.#names = undefined;
  }

  #memory<T>(value: T): Memory<T> {
    const now = this.#now();
    return { value, since: now, used: now };
  }

  /** What is remembered, which counts as a use, or `null` if it is too old. */
  #valid<T>(memory: Memory<T> | undefined): T | null {
    if (memory === undefined) return null;
    const now = this.#now();
    const { timeout, lifetime } = this.#times;
    if (now - memory.used >= timeout * 1000 || now - memory.since >= lifetime * 1000) {
      return null;
    }
    memory.used = now;
    return memory.value;
  }
}

const sessions = new WeakMap<Io, Session>();

/** Gives runs with this `io` a memory. */
export function startSession(io: Io, session: Session): void {
  sessions.set(io, session);
}

/** The memory of runs with this `io`, if they have one. */
export function sessionOf(io: Io): Session | undefined {
  return sessions.get(io);
}

/** Lets the shell complete names that a command has shown; without one, does nothing. */
export function sawNames(io: Io, names: Iterable<RecordName>): void {
  sessions.get(io)?.see(names);
}
