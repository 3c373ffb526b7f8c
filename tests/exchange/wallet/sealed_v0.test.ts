import assert from "node:assert/strict";
import { DamagedError } from "../../../core/errors.ts";
import type { StoredRecordV0 } from "../../../core/wallet/stored_v0.ts";
import { formatSealedV0, parseSealedV0 } from "../../../exchange/wallet/sealed_v0.ts";
import { encryptedSave } from "../../core/wallet/vectors.ts";
import { failure, ordered, SECRET, vectorText } from "./fixtures.ts";

const SAVES = [
  "local_sqlite.encrypted",
  "aws_dynamo.encrypted",
  "reconf_device.encrypted",
  "reconf_memorable.encrypted",
  "reloaded.encrypted",
];
const TOKEN = `gAAAAAB${"x".repeat(92)}=`;

function stored(change: Partial<StoredRecordV0> = {}): StoredRecordV0 {
  return {
    domain: "d",
    access: "a",
    timestamp: "2024-01-02T03:04:05",
    uid: TOKEN,
    pwd: TOKEN,
    info: new Map([["k", TOKEN]]),
    ...change,
  };
}

Deno.test("save: read and written as secret_wallet has it, byte for byte", () => {
  for (const name of SAVES) {
    const text = vectorText(`save.${name}.json`);
    const records = parseSealedV0(text);
    assert.ok(records.length >= 11);
    assert.deepEqual(ordered(records), ordered(encryptedSave(name)));
    assert.equal(formatSealedV0(records), text);
  }
});

Deno.test("save: what a store lacks, or has damaged, comes back as it was", () => {
  const records = [
    stored({ uid: null, pwd: "", timestamp: null, info: new Map() }),
    stored({ domain: "", access: "\ud800", pwd: TOKEN.slice(0, 50) }),
  ];
  assert.deepEqual(parseSealedV0(formatSealedV0(records)), records);
});

Deno.test("load: a value that is not encrypted never gets into a store", () => {
  const damaged = [
    stored({ uid: SECRET }),
    stored({ pwd: SECRET }),
    stored({ pwd: `${TOKEN}\n` }),
    stored({ pwd: `${TOKEN}${SECRET} ` }),
    stored({ info: new Map([["k", TOKEN], ["l", SECRET]]) }),
  ];
  for (const record of damaged) {
    const text = formatSealedV0([stored({ access: "first" }), record]);
    failure(() => parseSealedV0(text), {
      class: DamagedError,
      says: /a value of d\/a that is not encrypted/,
      hint: /-d/,
    });
  }
  failure(() => parseSealedV0("[1]"), { class: DamagedError, says: /record 1/ });
});
