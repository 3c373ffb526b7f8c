/**
 * Passwords that the shell remembers for a while, so that they are typed once.
 *
 * @module
 */

import type { Io } from "./io.ts";

/** How long a password is remembered, in seconds. */
export interface SessionTimes {
  /** Unused. */
  timeout: number;
  /** At all. */
  lifetime: number;
}

/** What is remembered under one name. */
interface Memory {
  password: string;
  /** When it was first given, in milliseconds of `now`. */
  since: number;
  /** When it was last used. */
  used: number;
}

/** A shell's memory. It ends with the shell. */
export class Session {
  readonly #times: SessionTimes;
  readonly #now: () => number;
  readonly #memories = new Map<string, Memory>();

  constructor(times: SessionTimes, now: () => number = () => performance.now()) {
    this.#times = times;
    this.#now = now;
  }

  /** The password for `what`, if it was given not too long ago. */
  recall(what: string): string | null {
    const memory = this.#memories.get(what);
    if (memory === undefined) return null;
    const now = this.#now();
    const { timeout, lifetime } = this.#times;
    if (now - memory.used > timeout * 1000 || now - memory.since > lifetime * 1000) {
      this.#memories.delete(what);
      return null;
    }
    memory.used = now;
    return memory.password;
  }

  /** Remembers a password that has just been given. */
  remember(what: string, password: string): void {
    const now = this.#now();
    this.#memories.set(what, { password, since: now, used: now });
  }

  /** Forgets what did not open, or everything. */
  forget(what?: string): void {
    if (what === undefined) this.#memories.clear();
    else this.#memories.delete(what);
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
