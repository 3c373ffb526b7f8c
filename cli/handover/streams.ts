/**
 * What goes into a child and comes out of it, until it ends or nobody waits any more.
 *
 * @module
 */

import type { Masker } from "../../core/handover/mask/masker.ts";
import { isClosedPipe } from "../closed_pipe.ts";
import type { Output } from "../io.ts";

/** Hands a program its standard input. It need not read it. */
export async function feed(
  to: WritableStream<Uint8Array>,
  value: Uint8Array,
  givenUp: AbortSignal,
): Promise<void> {
  const writer = to.getWriter();
  givenUp.addEventListener("abort", () => writer.abort().catch(() => {}));
  await writer.write(value).then(() => writer.close()).catch(() => {});
}

/**
 * Shows what a program prints, under a mask. If our reader has gone, the program's next
 * write fails as ours did.
 *
 * @throws {UnavailableError} if it cannot be written
 */
export async function pass(
  from: ReadableStream<Uint8Array>,
  to: Output,
  { masker, givenUp }: { masker: Masker; givenUp: AbortSignal },
): Promise<void> {
  const show = async (bytes: Uint8Array) => {
    if (bytes.length > 0) await to.write(bytes);
  };
  const reader = from.getReader();
  const leave = () => reader.cancel().catch(() => {});
  givenUp.addEventListener("abort", leave);
  try {
    for (;;) {
      const { value, done } = await reader.read();
      if (done) break;
      await show(masker.write(value));
    }
    await show(masker.end());
  } catch (error) {
    await leave();
    if (!isClosedPipe(error)) throw error;
  }
}
