/**
 * Frames: the length of what follows in bytes (u32be), and as many bytes.
 *
 * @module
 */

import { wipe } from "../core/bytes.ts";
import { DamagedError } from "../core/errors.ts";

/** The longest frame in bytes, its length apart. */
export const MAX_FRAME = 65_536;

const PREFIX_LENGTH = 4;

/** `content` as a frame. It is wiped, since there may be a key in it. */
export function framed(content: Uint8Array): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(PREFIX_LENGTH + content.length);
  new DataView(bytes.buffer).setUint32(0, content.length);
  bytes.set(content, PREFIX_LENGTH);
  wipe(content);
  return bytes;
}

/**
 * Takes a frame in as it arrives: gives its content when all of it is there, `null`
 * before that.
 */
export class FrameReader {
  #bytes = new Uint8Array(PREFIX_LENGTH);
  #length = 0;
  #hasPrefix = false;

  /**
   * Takes the next bytes.
   *
   * @throws {DamagedError} if the frame is empty or too long, or more follows
   */
  take(chunk: Uint8Array): Uint8Array<ArrayBuffer> | null {
    let rest = chunk;
    while (rest.length > 0) {
      const part = rest.subarray(0, this.#bytes.length - this.#length);
      if (part.length === 0) throw new DamagedError("more than one frame");
      this.#bytes.set(part, this.#length);
      this.#length += part.length;
      rest = rest.subarray(part.length);
      if (!this.#hasPrefix && this.#length === PREFIX_LENGTH) this.#begin();
    }
    const whole = this.#hasPrefix && this.#length === this.#bytes.length;
    return whole ? this.#bytes : null;
  }

  /** Overwrites what has come so far. */
  wipe(): void {
    wipe(this.#bytes);
  }

  #begin(): void {
    const length = new DataView(this.#bytes.buffer).getUint32(0);
    if (length === 0 || length > MAX_FRAME) throw new DamagedError("a frame too long");
    this.#bytes = new Uint8Array(length);
    this.#length = 0;
    this.#hasPrefix = true;
  }
}
