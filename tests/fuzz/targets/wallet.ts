/**
 * Wallets: headers, records and sealed texts of format v1, records and tokens of v0, and
 * the secrets that people type from paper or paste into CI.
 *
 * @module
 */

import assert from "node:assert/strict";
import fc from "fast-check";
import { decodeHex, utf8 } from "../../../core/bytes.ts";
import { FernetKey } from "../../../core/crypto/fernet.ts";
import { decodeBase64Url } from "../../../core/crypto/fernet_base64.ts";
import { openRecordV0 } from "../../../core/wallet/format_v0.ts";
import { fromStored } from "../../../core/wallet/v0/attributes.ts";
import type { Attribute, StoredRecord } from "../../../core/ports.ts";
import { formatToken, parseToken } from "../../../core/wallet/v1/ci_token.ts";
import { formatHeader } from "../../../core/wallet/v1/header_format.ts";
import { parseHeader } from "../../../core/wallet/v1/header_parse.ts";
import { Keyring } from "../../../core/wallet/v1/keyring.ts";
import { openHeader } from "../../../core/wallet/v1/open_header.ts";
import { openRecordV1 } from "../../../core/wallet/v1/open_record.ts";
import { padText, unpadText } from "../../../core/wallet/v1/padded_text.ts";
import { MAX_WORK } from "../../../core/wallet/v1/password_kdf.ts";
import {
  formatRecoverySheet,
  parseRecoverySheet,
} from "../../../core/wallet/v1/recovery_sheet.ts";
import { openText, parseSealed } from "../../../core/wallet/v1/sealed_text.ts";
import { slotsWork } from "../../../core/wallet/v1/slot_form.ts";
import { anyText } from "../../support/arbitraries.ts";
import { mutatedDocument } from "../documents.ts";
import { fromPieces, mutatedBytes, mutatedText } from "../mutate.ts";
import { jsonIn } from "../seeds.ts";
import { target } from "../target.ts";

const V1 = "vectors/wallet_v1/";
const HEADERS: string[] = jsonIn(`${V1}headers.json`)
  .map(({ header }: { header: string }) => header);

const v1Header = target({
  name: "v1_header",
  inputs: fc.oneof(
    mutatedText(HEADERS),
    mutatedDocument(HEADERS.map((header) => JSON.parse(header)), 2),
  ),
  read(text) {
    const header = parseHeader(text);
    assert.equal(formatHeader(header), text);
    assert.ok(header.slots.length <= 16 && slotsWork(header.slots) <= MAX_WORK);
  },
});

interface RecordVectors {
  header: string;
  keyring: string;
  records: { stored: JsonRecord }[];
}
interface JsonRecord {
  domain: string;
  access: string;
  attributes: Record<string, string | null | Record<string, string>>;
}

const SEALED: RecordVectors = jsonIn(`${V1}records_sealed.json`);
const HEADER = parseHeader(SEALED.header);
const KEYRING = Keyring.fromBytes(HEADER.walletId, decodeHex(utf8(SEALED.keyring)));
const OPEN = openHeader(HEADER, KEYRING);
const RECORDS = SEALED.records.map(({ stored }) => storedRecord(stored));

function storedRecord({ domain, access, attributes }: JsonRecord): StoredRecord {
  const values = Object.entries(attributes).map(([name, value]): [string, Attribute] => {
    const isMap = typeof value === "object" && value !== null;
    return [name, isMap ? new Map(Object.entries(value)) : value];
  });
  return { domain, access, attributes: new Map(values) };
}

const TEXTS = RECORDS.flatMap(({ attributes }) =>
  [...attributes.values()].flatMap((value) =>
    value instanceof Map ? [...value.values()] : [value as string]
  )
);
const attributeText = fc.oneof(mutatedText(TEXTS), anyText, fc.constantFrom(...TEXTS));
const attribute: fc.Arbitrary<Attribute> = fc.oneof(
  attributeText,
  fc.constant(null),
  fc.array(
    fc.tuple(fc.oneof(attributeText, fc.constantFrom("domain", "access")), attributeText),
    {
      maxLength: 3,
    },
  ).map((entries) => new Map(entries)),
);
const ATTRIBUTES = [
  ...new Set(RECORDS.flatMap(({ attributes }) => [...attributes.keys()])),
];

/** A record of a wallet with some of its parts exchanged. */
const changedRecord: fc.Arbitrary<StoredRecord> = fc.tuple(
  fc.constantFrom(...RECORDS),
  fc.array(fc.tuple(fc.oneof(fc.constantFrom(...ATTRIBUTES), anyText), attribute), {
    maxLength: 2,
  }),
  fc.array(fc.constantFrom(...ATTRIBUTES), { maxLength: 1 }),
  fc.option(anyText),
).map(([record, changes, gone, domain]) => {
  const attributes = new Map([...record.attributes, ...changes]);
  for (const name of gone) attributes.delete(name);
  return { ...record, domain: domain ?? record.domain, attributes };
});

const v1Record = target({
  name: "v1_record",
  inputs: changedRecord,
  read(stored) {
    const opened = openRecordV1(stored, OPEN);
    opened.plain();
    assert.ok(RECORDS.some(({ access }) => access === stored.access));
  },
});

const CONTEXT = {
  walletId: HEADER.walletId,
  recordId: new Uint8Array(16),
  keys: KEYRING.newest,
};

const v1SealedText = target({
  name: "v1_sealed_text",
  inputs: mutatedText(TEXTS.filter((text) => text?.startsWith("c1."))),
  read(text) {
    openText(parseSealed(text), { field: "pwd" }, CONTEXT);
    assert.fail("nothing was sealed for this place");
  },
});

const v1PaddedText = target({
  name: "v1_padded_text",
  inputs: mutatedBytes(
    ["", "a", "\u00e9\0", "x".repeat(28), "y".repeat(60)].map(padText),
  ),
  read(padded) {
    assert.deepEqual(padText(unpadText(padded)), padded);
  },
});

const FERNET: { src: string; token: string; secret: string }[] = jsonIn(
  "vectors/fernet/verify.json",
);
const TOKENS = [
  ...FERNET.map(({ token }) => token),
  ...jsonIn("vectors/fernet/invalid.json").map(({ token }: { token: string }) => token),
];
const FERNET_KEY = new FernetKey(decodeBase64Url(FERNET[0]!.secret)!);

/** Of the published ones, those that are wrong in their age only open too. */
const PLAINTEXTS = new Set(TOKENS.flatMap((token) => {
  try {
    return new TextDecoder().decode(FERNET_KEY.open(token));
  } catch {
    return [];
  }
}));

const fernetToken = target({
  name: "fernet_token",
  inputs: mutatedText(TOKENS),
  read(token) {
    const found = new TextDecoder().decode(FERNET_KEY.open(token));
    assert.ok(PLAINTEXTS.has(found), "a token that nobody made");
  },
});

const v0Value = fc.oneof(mutatedText(TOKENS), anyText, fc.constant(null));

const v0Record = target({
  name: "v0_record",
  inputs: fc.record({
    domain: anyText,
    access: anyText,
    attributes: fc.array(
      fc.tuple(
        fc.oneof(fc.constantFrom("uid", "pwd", "info", "timestamp"), anyText),
        fc.oneof<fc.Arbitrary<Attribute>[]>(
          v0Value,
          fc.array(fc.tuple(anyText, mutatedText(TOKENS)), { maxLength: 2 })
            .map((entries) => new Map(entries)),
        ),
      ),
      { maxLength: 5 },
    ).map((entries) => new Map(entries)),
  }),
  read(stored) {
    openRecordV0(fromStored(stored), FERNET_KEY);
  },
});

const SECRETS = jsonIn(`${V1}secret_texts.json`);
const textsOf = (list: { text: string }[]) => list.map(({ text }) => text);

const ciToken = target({
  name: "ci_token",
  inputs: fc.oneof(
    mutatedText(textsOf(SECRETS.tokens)),
    fromPieces(["cft1_", "A", "_", "-", "A".repeat(48), " "]),
    fc.uint8Array({ minLength: 32, maxLength: 32 }).map(formatToken),
  ),
  read(text) {
    assert.equal(formatToken(parseToken(text)), text);
  },
});

const recoverySheet = target({
  name: "recovery_sheet",
  inputs: fc.oneof(
    mutatedText(textsOf(SECRETS.recoverySheets)),
    fromPieces(["CFD1", "-", "0000", "O", "l", "ABCD", " ", "\n", "ı", "ſ"], 40),
    fc.uint8Array({ minLength: 32, maxLength: 32 }).map(formatRecoverySheet),
  ),
  read(text) {
    const key = parseRecoverySheet(text);
    assert.deepEqual(parseRecoverySheet(formatRecoverySheet(key)), key);
  },
});

export const WALLET_TARGETS = [
  v1Header,
  v1Record,
  v1SealedText,
  v1PaddedText,
  fernetToken,
  v0Record,
  ciToken,
  recoverySheet,
];
