/**
 * Reading and writing whole frames on a connection, within a time.
 *
 * @module
 */

import { wipe } from "../core/bytes.ts";
import { FrameReader } from "./frame.ts";

const CHUNK = 4_096;

/** The part of a connection that is used here. */
export type Connection = Pick<Deno.Conn, "read" | "write" | "close">;

/**
 * The content of the one frame that comes, or `null` if the connection ends before.
 *
 * @throws {DamagedError} if something else comes
 */
export async function readFrame(
  connection: Connection,
): Promise<Uint8Array<ArrayBuffer> | null> {
  const reader = new FrameReader();
  const chunk = new Uint8Array(CHUNK);
  try {
    for (;;) {
      const length = await connection.read(chunk);
      if (length === null) return null;
      const content = reader.take(chunk.subarray(0, length));
      if (content !== null) return content.slice();
    }
  } finally {
    wipe(chunk);
    reader.wipe();
  }
}

/** Writes all of a frame, and wipes it. */
export async function writeFrame(
  connection: Connection,
  frame: Uint8Array,
): Promise<void> {
  try {
    for (let at = 0; at < frame.length;) {
      at += await connection.write(frame.subarray(at));
    }
  } finally {
    wipe(frame);
  }
}

/**
 * Runs `talk`, and closes the connection after it, or after `patience` milliseconds at the
 * latest, which ends every read and write on it.
 */
export async function talkFor<T>(
  connection: Connection,
  patience: number,
  talk: () => Promise<T>,
): Promise<T> {
  const timer = setTimeout(() => closeIfOpen(connection), patience);
  try {
    return await talk();
  } finally {
    clearTimeout(timer);
    closeIfOpen(connection);
  }
}

/** Ends a connection that may have been ended before. */
export function closeIfOpen(connection: Connection): void {
  try {
    connection.close();
  } catch (error) {
    if (!(error instanceof Deno.errors.BadResource)) throw error;
  }
}
