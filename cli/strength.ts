/**
 * How hard a new password is to guess, by a library, in words.
 *
 * @module
 */

/** Guesses that a password should take at least, as a power of ten. */
const ENOUGH = 8;

/**
 * What to say against a password that would be guessed too soon, or `null`. The library
 * comes without dictionaries, which would cost more time than all the rest; it sees
 * repetitions, sequences, dates and keys side by side.
 */
export async function strengthObjection(password: string): Promise<string | null> {
  const { ZxcvbnFactory } = await import("@zxcvbn-ts/core");
  const { guessesLog10, sequence } = new ZxcvbnFactory().check(password);
  if (guessesLog10 >= ENOUGH) return null;
  const patterns = new Set(sequence.map(({ pattern }) => WEAKNESSES[pattern] ?? ""));
  const seen = [...patterns].filter((words) => words !== "");
  const why = seen.length === 0 ? "it is short" : `it has ${seen.join(" and ")}`;
  return `This password would be guessed soon: ${why}. Four words picked by chance are strong.`;
}

const WEAKNESSES: Record<string, string> = {
  date: "a date",
  repeat: "a repetition",
  sequence: "a sequence",
  spatial: "keys that lie side by side",
};
