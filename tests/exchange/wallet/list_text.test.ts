import fc from "fast-check";
import assert from "node:assert/strict";
import { concat } from "../../../core/bytes.ts";
import {
  type ListForm,
  textPieces,
  wholeText,
} from "../../../exchange/wallet/list_text.ts";
import { formatPlain, plainPieces } from "../../../exchange/wallet/plain.ts";
import { formatSealedV1, sealedV1Pieces } from "../../../exchange/wallet/sealed_v1.ts";

const FORM: ListForm<string> = {
  start: "<",
  between: ", ",
  end: ">",
  format: (text) => `(${text})`,
};

async function* later<T>(items: Iterable<T>): AsyncGenerator<T> {
  yield* items;
}

async function joined(pieces: AsyncIterable<Uint8Array>): Promise<string> {
  return new TextDecoder().decode(concat(await Array.fromAsync(pieces)));
}

Deno.test("list text: the pieces are the whole", async () => {
  const texts = fc.array(
    fc.oneof(fc.string(), fc.nat(70_000).map((n) => "x".repeat(n))),
    { maxLength: 5 },
  );
  await fc.assert(fc.asyncProperty(texts, async (texts) => {
    assert.equal(await joined(textPieces(FORM, later(texts))), wholeText(FORM, texts));
  }));
});

Deno.test("list text: of each format, none, one and several", async () => {
  const plain = { access: "a", uid: "é", pwd: null, info: new Map() };
  const stored = { access: "a", attributes: new Map([["x", "y"]]) };
  for (const domains of [[], ["a"], ["a", "b", "\x7f"]]) {
    const records = domains.map((domain) => ({ ...plain, domain }));
    assert.equal(await joined(plainPieces(later(records))), formatPlain(records));
    const sealed = domains.map((domain) => ({ ...stored, domain }));
    const pieces = sealedV1Pieces("header", later(sealed));
    assert.equal(await joined(pieces), formatSealedV1("header", sealed));
  }
});

Deno.test("list text: no more is taken than a piece needs, and pieces are short", async () => {
  let taken = 0;
  const endless = async function* () {
    for (;;) {
      await Promise.resolve();
      yield `record ${taken++}`.padEnd(1_000);
    }
  };
  const pieces = textPieces(FORM, endless());
  for (const most of [70, 140]) {
    const { value } = await pieces.next();
    assert.ok(value!.length < 1 << 17, `${value!.length}`);
    assert.ok(taken <= most, `${taken} taken`);
  }
  await pieces.return();
});
