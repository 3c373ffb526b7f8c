/**
 * Wallets whose header is not as it was sealed.
 *
 * @module
 */

import type { Maker } from "./kit.ts";
import { changed, damaged, flip, type Store, withHeader } from "./wallet_store.ts";

/** Cases of headers. */
export function addHeaders(
  make: Maker,
  { good, foreign }: { good: Store; foreign: Store },
): void {
  const cases: [string, string, string][] = [
    [
      "header_of_another",
      changed(good, (it) => it.header = foreign.header),
      "The header is another wallet's, which opens with the same password.",
    ],
    [
      "header_format_2",
      withHeader(good, (it) => it.format = "coffer/v2"),
      "The header is of a format that nobody has defined.",
    ],
    [
      "generation_plus_1",
      withHeader(good, (it) => it.generation++),
      "The generation is one more than what was sealed.",
    ],
    [
      "generation_0",
      withHeader(good, (it) => it.generation = 0),
      "The generation is below the first.",
    ],
    [
      "count_minus_1",
      withHeader(good, (it) => it.count--),
      "The count is one less than what was sealed.",
    ],
    [
      "names_clear",
      withHeader(good, (it) => it.names = "clear"),
      "Names are said to be in the clear and are sealed.",
    ],
    [
      "wallet_id",
      withHeader(good, (it) => it.walletId = flip(it.walletId)),
      "A bit of the walletId is flipped.",
    ],
    [
      "seal",
      withHeader(good, (it) => it.seal = flip(it.seal)),
      "A bit of the header's seal is flipped.",
    ],
    [
      "digest",
      withHeader(good, (it) => it.digest = flip(it.digest, 40)),
      "A bit of the digest is flipped.",
    ],
    ["slots_none", withHeader(good, (it) => it.slots = []), "There is no slot."],
    [
      "slots_17",
      withHeader(good, (it) => it.slots = many(it.slots, 17)),
      "There are 17 slots.",
    ],
    [
      "slots_same_id",
      withHeader(good, (it) => it.slots[1].id = it.slots[0].id),
      "Two slots have one id.",
    ],
    [
      "slot_gone",
      withHeader(good, (it) => it.slots.pop()),
      "A slot was taken away without sealing the header.",
    ],
    [
      "slot_wrapped",
      withHeader(good, (it) => it.slots[0].wrapped = flip(it.slots[0].wrapped, 50)),
      "A bit of the wrapped keyring is flipped.",
    ],
    [
      "slot_wrapped_of_another",
      withHeader(good, (it) => it.slots[0].wrapped = it.slots[1].wrapped),
      "The wrapped keyring is another slot's.",
    ],
    [
      "slot_label",
      withHeader(good, (it) => it.slots[0].label = "mine"),
      "A label was changed without sealing the header.",
    ],
    [
      "argon2_memory_low",
      withHeader(good, (it) => it.slots[0].kdf.m = 8191),
      "Argon2id is asked for less memory than the least.",
    ],
    [
      "argon2_memory_high",
      withHeader(good, (it) => it.slots[0].kdf.m = 262145),
      "Argon2id is asked for more memory than the most.",
    ],
    [
      "argon2_passes_11",
      withHeader(good, (it) => it.slots[0].kdf.t = 11),
      "Argon2id is asked for more passes than the most.",
    ],
    [
      "argon2_lanes_2",
      withHeader(good, (it) => it.slots[0].kdf.p = 2),
      "Argon2id is asked for two lanes.",
    ],
    [
      "pbkdf2_low",
      withHeader(good, (it) => it.slots[0].kdf = pbkdf2(599_999)),
      "PBKDF2 is asked for one round less than the least.",
    ],
    [
      "pbkdf2_high",
      withHeader(good, (it) => it.slots[0].kdf = pbkdf2(10_000_001)),
      "PBKDF2 is asked for one round more than the most.",
    ],
    [
      "work",
      withHeader(good, (it) => it.slots = costly(it.slots)),
      "Trying all slots would be more work than a header may ask for.",
    ],
    [
      "epochs_3",
      withHeader(good, (it) => it.epochs = [1, 2, 3]),
      "There are three epochs.",
    ],
    [
      "epoch_other",
      withHeader(good, (it) => it.epochs = [2]),
      "The epoch is one that the keyring has no key for.",
    ],
  ];
  for (const [name, content, why] of cases) {
    make.refuses(`${name}.json`, content, damaged(why));
  }
}

function pbkdf2(iterations: number) {
  return { name: "pbkdf2-sha512", iterations };
}

// deno-lint-ignore no-explicit-any
function many(slots: any[], count: number): unknown[] {
  return Array.from(
    { length: count },
    (_, at) => ({ ...slots[0], id: `${at}`.padStart(8, "0") }),
  );
}

// deno-lint-ignore no-explicit-any
function costly(slots: any[]): unknown[] {
  const kdf = { name: "argon2id", m: 262144, t: 10, p: 1 };
  return many(slots, 4).map((slot) => ({ ...slot as object, kdf }));
}
