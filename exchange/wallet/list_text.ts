/**
 * A list of records as text: whole, or piece by piece where it may be longer than a
 * JavaScript string can be (some 512 Mi characters).
 *
 * @module
 */

/** How a list is written. */
export interface ListForm<T> {
  /** What comes before the first record. */
  start: string;
  /** What comes between two. */
  between: string;
  /** What comes after the last. */
  end: string;
  /** A record. */
  format(record: T): string;
}

/** In UTF-16 units: text is gathered up to this, so that pieces are neither many nor long. */
const PIECE = 1 << 16;

/** The text of a list that is short enough for one. */
export function wholeText<T>(form: ListForm<T>, records: Iterable<T>): string {
  const texts = Array.from(records, form.format);
  return form.start + texts.join(form.between) + form.end;
}

/** The same as UTF-8 in pieces, of which none is kept. */
export async function* textPieces<T>(
  form: ListForm<T>,
  records: AsyncIterable<T>,
): AsyncGenerator<Uint8Array, void, void> {
  const encoder = new TextEncoder();
  let text = form.start;
  let separator = "";
  for await (const record of records) {
    text += separator + form.format(record);
    separator = form.between;
    if (text.length < PIECE) continue;
    yield encoder.encode(text);
    text = "";
  }
  yield encoder.encode(text + form.end);
}
