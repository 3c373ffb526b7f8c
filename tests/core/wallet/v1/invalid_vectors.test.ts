import assert from "node:assert/strict";
import { fromBase64Url } from "../../../../core/base64url.ts";
import { DamagedError } from "../../../../core/errors.ts";
import { parseToken } from "../../../../core/wallet/v1/ci_token.ts";
import { FullRead } from "../../../../core/wallet/v1/full_read.ts";
import { parseHeader } from "../../../../core/wallet/v1/header_parse.ts";
import { openRecordV1 } from "../../../../core/wallet/v1/open_record.ts";
import { unpadText } from "../../../../core/wallet/v1/padded_text.ts";
import { parseRecoverySheet } from "../../../../core/wallet/v1/recovery_sheet.ts";
import { unlockHeader } from "../../../../core/wallet/v1/unlock.ts";
import { storedRecord } from "./json.ts";
import type { NegativeHeaderForm } from "./negative_header_forms.ts";
import type { NegativeHeader } from "./negative_headers.ts";
import type { NegativeRecord } from "./negative_records.ts";
import type { negativePaddedTexts, NegativeText } from "./negative_texts.ts";
import type { negativeWallets } from "./negative_wallets.ts";
import { fromDoor, hex, isRefusal, openWith, vector } from "./vector_data.ts";

/** One failure each: names and contents must differ. */
function distinct<T extends { case: string }>(cases: T[], count: number): T[] {
  assert.equal(cases.length, count);
  assert.equal(new Set(cases.map((it) => it.case)).size, count);
  const contents = cases.map(({ case: _, ...content }) => JSON.stringify(content));
  assert.equal(new Set(contents).size, count);
  return cases;
}

Deno.test("v1 invalid: headers of a wrong form", () => {
  const cases = vector<NegativeHeaderForm[]>("header_forms_invalid");
  for (const it of distinct(cases, 96)) {
    assert.throws(() => parseHeader(it.header), isRefusal(it));
  }
});

Deno.test("v1 invalid: headers that do not open", async () => {
  for (const it of distinct(vector<NegativeHeader[]>("headers_invalid"), 52)) {
    const { secret, options } = fromDoor(it.opensWith);
    const header = parseHeader(it.header);
    await assert.rejects(unlockHeader(header, secret, options), isRefusal(it));
  }
});

Deno.test("v1 invalid: records", () => {
  const { header, keyring, cases } = vector<
    { header: string; keyring: string; cases: NegativeRecord[] }
  >("records_invalid");
  const open = openWith(header, keyring);
  for (const it of distinct(cases, 98)) {
    const options = it.expected === undefined ? {} : { expected: it.expected };
    const read = () => openRecordV1(storedRecord(it.record), open, options).plain();
    assert.throws(read, isRefusal(it));
  }
});

Deno.test("v1 invalid: values that are damaged show when they are asked for, by name too", () => {
  const { header, keyring, cases } = vector<
    { header: string; keyring: string; cases: NegativeRecord[] }
  >("records_invalid");
  const open = openWith(header, keyring);
  const opened = (name: string) =>
    openRecordV1(storedRecord(cases.find((it) => it.case === name)!.record), open);
  const uid = opened("a uid sealed as a pwd");
  assert.equal(uid.field("pwd"), "Tr0ub4dor&3");
  assert.throws(() => uid.field("uid"), DamagedError);
  for (const name of ["an info value of another name", "an info value sealed as a uid"]) {
    const info = opened(name);
    assert.equal(info.field({ info: "customer" }), "a-77");
    assert.throws(() => info.field({ info: "gas account" }), DamagedError);
    assert.deepEqual(info.infoNames(), ["customer", "gas account"]);
  }
  for (
    const name of [
      "an info name of another",
      "an info name that does not hash to its place",
    ]
  ) {
    const info = opened(name);
    assert.throws(() => info.field({ info: "gas account" }), DamagedError);
    assert.throws(() => info.infoNames(), DamagedError);
  }
});

Deno.test("v1 invalid: full reads of genuine parts", () => {
  const { keyring, cases } = vector<ReturnType<typeof negativeWallets>>(
    "wallets_invalid",
  );
  for (const it of distinct(cases, 10)) {
    const open = openWith(it.header, keyring);
    const full = new FullRead(open);
    const records = it.records.map((record) => openRecordV1(storedRecord(record), open));
    assert.throws(() => {
      for (const record of records) full.add(record);
      full.finish();
    }, isRefusal(it));
  }
});

Deno.test("v1 invalid: tokens, recovery sheets, padded texts, base64url", () => {
  const { tokens, recoverySheets } = vector<
    { tokens: NegativeText[]; recoverySheets: NegativeText[] }
  >("secret_texts_invalid");
  for (const it of distinct(tokens, 15)) {
    assert.throws(() => parseToken(it.text), isRefusal(it));
  }
  for (const it of distinct(recoverySheets, 11)) {
    assert.throws(() => parseRecoverySheet(it.text), isRefusal(it));
  }
  const { invalid } = vector<{ invalid: ReturnType<typeof negativePaddedTexts> }>(
    "padded_texts",
  );
  for (const it of distinct(invalid, 14)) {
    assert.throws(() => unpadText(hex(it.padded)), isRefusal(it));
  }
  for (const it of distinct(vector<NegativeText[]>("base64url_invalid"), 14)) {
    assert.throws(() => fromBase64Url(it.text), isRefusal(it));
  }
});
