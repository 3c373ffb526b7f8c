/**
 * Many small pieces of work on files, a few at a time.
 *
 * @module
 */

/**
 * Told after each file how many are done, and how many there are in all (`null`
 * where that is not known).
 */
export type Progress = (done: number, total: number | null) => void;

/** Enough to keep a disk busy, few enough for any limit on open files. */
const AT_ONCE = 8;

/**
 * Runs `work` on every item, up to eight at a time.
 *
 * When one of them fails, no new one begins, and the error is raised when those
 * under way have ended: nothing goes on behind the caller's back.
 */
export async function inParallel<T>(
  items: readonly T[],
  { work, onProgress }: {
    work: (item: T) => Promise<void>;
    onProgress?: Progress | undefined;
  },
): Promise<void> {
  let next = 0;
  let done = 0;
  const errors: unknown[] = [];
  const worker = async () => {
    while (next < items.length && errors.length === 0) {
      try {
        await work(items[next++]!);
        onProgress?.(++done, items.length);
      } catch (error) {
        errors.push(error);
      }
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  if (errors.length > 0) throw errors[0];
}
