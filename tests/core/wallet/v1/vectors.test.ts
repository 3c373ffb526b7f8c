import assert from "node:assert/strict";
import { toHex } from "../../../../core/bytes.ts";
import { parseToken } from "../../../../core/wallet/v1/ci_token.ts";
import { encode } from "../../../../core/wallet/v1/encoding.ts";
import { FullRead } from "../../../../core/wallet/v1/full_read.ts";
import { formatHeader } from "../../../../core/wallet/v1/header_format.ts";
import { parseHeader } from "../../../../core/wallet/v1/header_parse.ts";
import { Keyring } from "../../../../core/wallet/v1/keyring.ts";
import type { Label } from "../../../../core/wallet/v1/labels.ts";
import { openRecordV1 } from "../../../../core/wallet/v1/open_record.ts";
import { unpadText } from "../../../../core/wallet/v1/padded_text.ts";
import { infoHash, placeOf } from "../../../../core/wallet/v1/place.ts";
import { parseRecoverySheet } from "../../../../core/wallet/v1/recovery_sheet.ts";
import {
  openText,
  parseSealed,
  type SealedPart,
} from "../../../../core/wallet/v1/sealed_text.ts";
import { unlockHeader } from "../../../../core/wallet/v1/unlock.ts";
import { toBase64Url } from "../../../../core/base64url.ts";
import { plainJson, recordJson, storedRecord } from "./json.ts";
import type {
  encodingVectors,
  headerVectors,
  keyVectors,
  paddedTextVectors,
  placeAndTextVectors,
  recordVectors,
  secretTextVectors,
  slotVectors,
  walletVector,
} from "./structure_vectors.ts";
import { fromDoor, hex, openWith, vector } from "./vector_data.ts";
import { FOLDER, vectorFiles } from "./vector_files.ts";

Deno.test("v1 vectors: the format is frozen: every file comes out the same, byte for byte", async () => {
  const files = await vectorFiles();
  const names = [...Deno.readDirSync(FOLDER)].map(({ name }) => name).sort();
  assert.deepEqual(names, [...files.keys()].sort());
  for (const [name, text] of files) {
    assert.equal(Deno.readTextFileSync(new URL(name, FOLDER)), text, name);
  }
});

Deno.test("v1 vectors: the document's example of the encoding", () => {
  const encoded = encode("coffer/v1/index-domain", new Uint8Array(16).fill(0x11), [
    "\u00e9",
  ]);
  assert.equal(
    toHex(encoded),
    "00000016636f666665722f76312f696e6465782d646f6d61696e" +
      "0000001011111111111111111111111111111111" + "00000002c3a9",
  );
  assert.equal(encoded.length, 52);
});

Deno.test("v1 vectors: encodings", () => {
  const cases = vector<ReturnType<typeof encodingVectors>>("encoding");
  for (const { label, walletId, fields, encoded } of cases) {
    const values = fields.map((field) =>
      field.text ?? field.integer ?? hex(field.bytes!)
    );
    assert.equal(toHex(encode(label as Label, hex(walletId), values)), encoded);
  }
  assert.equal(new Set(cases.map(({ encoded }) => encoded)).size, cases.length);
});

Deno.test("v1 vectors: padded texts", () => {
  const { valid } = vector<{ valid: ReturnType<typeof paddedTextVectors> }>(
    "padded_texts",
  );
  for (const { text, padded } of valid) assert.equal(unpadText(hex(padded)), text);
});

Deno.test("v1 vectors: keyrings and subkeys", () => {
  for (
    const { walletId, keyring, subkeys } of vector<ReturnType<typeof keyVectors>>("keys")
  ) {
    using keys = Keyring.fromBytes(hex(walletId), hex(keyring));
    assert.equal(toHex(keys.toBytes()), keyring);
    assert.deepEqual(keys.epochs, subkeys.map(({ epoch }) => epoch));
    assert.equal(keys.newest.epoch, subkeys.at(-1)!.epoch);
    for (const { epoch, ...expected } of subkeys) {
      const { field, name, index, seal, digest } = keys.of(epoch)!;
      const found = Object.entries({ field, name, index, seal, digest });
      const asHex = found.map(([name, key]) => [name, toHex(key)]);
      assert.deepEqual(Object.fromEntries(asHex), expected);
    }
  }
});

Deno.test("v1 vectors: tokens and recovery sheets", () => {
  const { tokens, recoverySheets } = vector<ReturnType<typeof secretTextVectors>>(
    "secret_texts",
  );
  for (const { secret, text } of tokens) assert.equal(toHex(parseToken(text)), secret);
  for (const { key, text } of recoverySheets) {
    assert.equal(toHex(parseRecoverySheet(text)), key);
  }
});

Deno.test("v1 vectors: every slot opens, with its own commitment and keyring", async () => {
  const { keyring, walletId, slots } = vector<Awaited<ReturnType<typeof slotVectors>>>(
    "slots",
  );
  const { header: text } = vector<ReturnType<typeof walletVector>>("wallet_sealed");
  const header = parseHeader(text);
  assert.equal(toHex(header.walletId), walletId);
  assert.equal(slots.length, header.slots.length);
  for (const { opensWith, commitment, deviceKey, slot } of slots) {
    const { secret, options } = fromDoor(opensWith);
    using unlocked = await unlockHeader(header, secret, options);
    assert.equal(unlocked.slotKey.slotId, slot.id);
    assert.equal(toHex(unlocked.slotKey.commitment), commitment);
    assert.equal(toHex(unlocked.deviceKey), deviceKey);
    assert.equal(toHex(unlocked.open.keyring.toBytes()), keyring);
  }
});

Deno.test("v1 vectors: headers open, and are written again", () => {
  const cases = vector<ReturnType<typeof headerVectors>>("headers");
  assert.deepEqual(cases.map(({ name }) => name), ["sealed", "clear", "renewing"]);
  for (const { header, keyring, seal, members, sum } of cases) {
    const open = openWith(header, keyring);
    assert.equal(formatHeader(open.header), header);
    assert.equal(toHex(open.header.seal), seal);
    const total = members.reduce((sum, it) => sum + BigInt(`0x${it}`), 0n);
    assert.equal(open.sum, BigInt.asUintN(256, total));
    assert.equal(open.sum, BigInt(`0x${sum}`));
    assert.equal(open.header.count, members.length);
  }
});

Deno.test("v1 vectors: places and sealed texts", () => {
  const it = vector<ReturnType<typeof placeAndTextVectors>>("places_and_texts");
  const [walletId, recordId] = [hex(it.walletId), hex(it.recordId)];
  using keyring = Keyring.fromBytes(walletId, hex(it.keyring));
  const keys = keyring.newest;
  const { header } = openWith(...sealedHeader());
  for (const { domain, access, domainHash, accessHash } of it.places) {
    const open = { header: { ...header, walletId }, keyring, sum: 0n };
    assert.deepEqual(placeOf({ domain, access } as Name, open, keys), {
      domain: toBase64Url(hex(domainHash)),
      access: toBase64Url(hex(accessHash)),
    });
  }
  assert.equal(toHex(infoHash(it.info.name, { walletId, recordId }, keys)), it.info.hash);
  for (const { key, kind, hash, text, sealed } of it.texts) {
    const part = { [key]: kind, ...(hash === "" ? {} : { hash: hex(hash) }) };
    const context = { walletId, recordId, keys };
    assert.equal(openText(parseSealed(sealed), part as SealedPart, context), text);
  }
});

type Name = { domain: string; access: string };

function sealedHeader(): [string, string] {
  const [{ header, keyring }] = vector<ReturnType<typeof headerVectors>>("headers") as [
    ReturnType<typeof headerVectors>[0],
  ];
  return [header, keyring];
}

Deno.test("v1 vectors: records open to what was sealed", () => {
  for (const name of ["records_sealed", "records_clear", "records_renewing"]) {
    const { header, keyring, records } = vector<ReturnType<typeof recordVectors>>(name);
    const open = openWith(header, keyring);
    for (const { stored, seal, plain } of records) {
      const record = openRecordV1(storedRecord(stored), open);
      assert.equal(toHex(record.seal.seal), seal);
      assert.deepEqual(plainJson(record.plain()), plain);
      assert.deepEqual([...record.plain().info ?? []], plain.info ?? []);
      assert.deepEqual(recordJson(storedRecord(stored)), stored);
    }
  }
});

Deno.test("v1 vectors: whole wallets, by their tokens", async () => {
  for (const name of ["wallet_sealed", "wallet_clear", "wallet_renewing"]) {
    const it = vector<ReturnType<typeof walletVector>>(name);
    const { secret, options } = fromDoor(it.doors.at(-1)!);
    using unlocked = await unlockHeader(parseHeader(it.header), secret, options);
    const full = new FullRead(unlocked.open);
    const plain = it.records.map((record) => {
      const opened = openRecordV1(storedRecord(record), unlocked.open);
      full.add(opened);
      return plainJson(opened.plain());
    });
    full.finish();
    assert.deepEqual(plain, it.plain);
  }
});

Deno.test("v1 vectors: clear names stand in the clear, and nothing else does", () => {
  const { header, keyring, records } = vector<ReturnType<typeof recordVectors>>(
    "records_clear",
  );
  openWith(header, keyring);
  for (const { stored, plain } of records) {
    assert.equal(stored.domain, plain.domain);
    assert.equal(stored.access, plain.access);
    const text = JSON.stringify(stored.attributes);
    const secrets = [plain.uid, plain.pwd, ...(plain.info ?? []).flat()];
    for (const secret of secrets) {
      if (secret) assert.ok(!text.includes(JSON.stringify(secret).slice(1, -1)));
    }
  }
});
