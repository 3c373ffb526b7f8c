/** The sum over a wallet's records, added up in columns. */

import assert from "node:assert/strict";
import fc from "fast-check";
import { MAC_LENGTH } from "../../../../core/crypto/hmac.ts";
import { DamagedError } from "../../../../core/errors.ts";
import { member, MemberSum, wrap } from "../../../../core/wallet/v1/digest.ts";
import { Keyring } from "../../../../core/wallet/v1/keyring.ts";
import { fixedRandom } from "./fixed_random.ts";

const seal = fc.uint8Array({ minLength: MAC_LENGTH, maxLength: MAC_LENGTH })
  .map((bytes) => ({ epoch: 1, seal: Uint8Array.from(bytes) }));

Deno.test("v1 digest: members in columns are the members one by one, modulo 2^256", () => {
  using keyring = Keyring.create(fixedRandom("digest"));
  fc.assert(fc.property(fc.array(seal, { maxLength: 40 }), (seals) => {
    const sum = new MemberSum();
    for (const each of seals) sum.add(each, keyring);
    const expected = seals.reduce((all, each) => all + member(each, keyring), 0n);
    assert.equal(sum.total, wrap(expected));
  }));
});

Deno.test("v1 digest: a record of an epoch without a key adds nothing", () => {
  using keyring = Keyring.create(fixedRandom("digest"));
  const sum = new MemberSum();
  const stray = { epoch: 2, seal: new Uint8Array(MAC_LENGTH) };
  assert.throws(() => sum.add(stray, keyring), DamagedError);
  assert.equal(sum.total, 0n);
});
