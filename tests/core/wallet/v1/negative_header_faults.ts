/**
 * Headers made by somebody who has all the keys and does not keep to the format.
 *
 * @module
 */

import { utf8 } from "../../../../core/bytes.ts";
import { sealAead } from "../../../../core/crypto/aead.ts";
import { hkdfKey } from "../../../../core/crypto/hkdf.ts";
import { hmacSha256 } from "../../../../core/crypto/hmac.ts";
import type { RandomSource } from "../../../../core/crypto/random.ts";
import { parseToken } from "../../../../core/wallet/v1/ci_token.ts";
import { encode, u64be } from "../../../../core/wallet/v1/encoding.ts";
import type { HeaderV1 } from "../../../../core/wallet/v1/header.ts";
import { Keyring } from "../../../../core/wallet/v1/keyring.ts";
import { LABELS } from "../../../../core/wallet/v1/labels.ts";
import {
  headerSealInput,
  type OpenHeader,
  sealHeader,
} from "../../../../core/wallet/v1/open_header.ts";
import { slotFields } from "../../../../core/wallet/v1/slot_form.ts";
import { fixedRandom } from "./fixed_random.ts";
import { flipped, SEAL } from "./negative.ts";
import { type HeaderCase, TOKEN, withSlot } from "./negative_header_case.ts";
import type { Door, SampleWallet } from "./sample_wallets.ts";

/** Made by somebody who has all the keys and does not keep to the format. */
export class FaultyWriter {
  readonly #open: OpenHeader;
  readonly #token: Door;
  readonly #random: RandomSource = fixedRandom("faulty");

  /** With the keys of this wallet. */
  constructor({ open, doors }: SampleWallet) {
    this.#open = open;
    this.#token = doors[TOKEN]!;
  }

  /** The header with this keyring in its token slot, wrapped and sealed as it should be. */
  wrapped(keyring: Uint8Array): HeaderV1 {
    const { header } = this.#open;
    const secret = parseToken((this.#token.secret as { token: string }).token);
    const parameters = {
      salt: new Uint8Array(),
      info: utf8(LABELS.kekToken),
      length: 64,
    };
    const key = hkdfKey(secret, { hash: "sha512", ...parameters }).slice(0, 32);
    const aad = encode(LABELS.slot, header.walletId, slotFields(header.slots[TOKEN]!));
    const wrapped = sealAead(keyring, { key, aad, random: this.#random });
    return this.resealed(withSlot(header, TOKEN, { wrapped }));
  }

  /** The header with a seal that fits. */
  resealed(header: HeaderV1): HeaderV1 {
    const key = this.#open.keyring.newest.seal;
    return { ...header, seal: hmacSha256(key, headerSealInput(header)) };
  }

  /** Everything that it gets wrong. */
  cases(): HeaderCase[] {
    const { header, keyring, sum } = this.#open;
    const key = keyring.toBytes().slice(8);
    const entry = (epoch: number, last = 0) => [...u64be(epoch), ...flipped(key, last)];
    const two = Keyring.fromBytes(
      header.walletId,
      Uint8Array.from([...keyring.toBytes(), ...entry(2)]),
    );
    const old = this.wrapped(two.toBytes());
    const other = sealHeader({ ...header, sum, generation: 9 }, {
      keyring,
      random: this.#random,
    }).header;
    const bytes = (...parts: number[][]) => Uint8Array.from(parts.flat());
    const cases: [string, HeaderV1, string][] = [
      ["a keyring with epoch 0", this.wrapped(bytes(entry(0))), "wrong epochs"],
      [
        "a keyring with epoch 2^53",
        this.wrapped(bytes([0, 32, 0, 0, 0, 0, 0, 0, ...key])),
        "wrong epochs",
      ],
      [
        "a keyring with one epoch twice",
        this.wrapped(bytes(entry(1), entry(1))),
        "wrong epochs",
      ],
      ["a keyring that falls", this.wrapped(bytes(entry(2), entry(1))), "wrong epochs"],
      [
        "a keyring without the header's epoch",
        this.wrapped(bytes(entry(2))),
        "epochs are not those",
      ],
      ["a header that is older than its keyring", old, "epochs are not those"],
      ["another key in the keyring", this.wrapped(bytes(entry(1))), SEAL],
      [
        "the digest of another generation",
        this.resealed({ ...header, digest: other.digest }),
        "digest does not open",
      ],
      [
        "the digest of another count",
        this.resealed({ ...header, count: header.count + 1 }),
        "digest does not open",
      ],
    ];
    return cases.map(([name, header, reason]) => [name, header, this.#token, reason]);
  }
}
