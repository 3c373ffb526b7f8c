/**
 * Files of other programs, and what `save` wrote.
 *
 * @module
 */

import assert from "node:assert/strict";
import fc from "fast-check";
import { parseBitwarden } from "../../../exchange/wallet/bitwarden.ts";
import { parseCsv } from "../../../exchange/wallet/csv.ts";
import type { Imported } from "../../../exchange/wallet/imported.ts";
import { formatPlain, parsePlain } from "../../../exchange/wallet/plain.ts";
import { recognise } from "../../../exchange/wallet/recognise.ts";
import { parseSealedV0 } from "../../../exchange/wallet/sealed_v0.ts";
import { formatSealedV1, parseSealedV1 } from "../../../exchange/wallet/sealed_v1.ts";
import { mutatedDocument } from "../documents.ts";
import { assertShowable } from "../judge.ts";
import { fromPieces, mutatedText } from "../mutate.ts";
import { jsonIn, textIn } from "../seeds.ts";
import { target } from "../target.ts";

/** What holds of every import: no two of the same names, and what is said can be shown. */
function assertImported({ records, skipped }: Imported): void {
  const names = records.map(({ domain, access }) => JSON.stringify([domain, access]));
  assert.equal(new Set(names).size, names.length);
  for (const { what, reason } of skipped) assertShowable(`${what}: ${reason}`);
}

const CSV = [
  'domain,access,uid,pwd,PIN\r\nbank,giro,jo,"x,""y",0042\r\nmail,work,,,\r\n',
  "name,url,username,password,note\na,https://www.x.org/p,jo,pw,\nb,,,,\n",
];

const csv = target({
  name: "import_csv",
  inputs: fc.tuple(
    fc.oneof(
      mutatedText(CSV),
      fromPieces(
        [
          ...[
            "domain",
            "access",
            "uid",
            "pwd",
            "url",
            "name",
            ",",
            "\n",
            "\r\n",
            '"',
            '""',
          ],
          ...["a", "https://", "www.", "http://[", "android://x@y/", "é", ";", "\ufeff"],
        ],
        40,
      ),
      fromPieces(["a", ",", "\n", '"', "é"], 30).map((rest) => `domain,access\n${rest}`),
      fromPieces(["https://a.b", ",", "\n", "http://[::1]:x", "%"], 30).map((rest) =>
        `url,name\n${rest}`
      ),
    ),
    fc.constantFrom({}, { domain: "x" }, { domain: "x", userAsAccess: true }),
  ),
  read([text, options]) {
    assertImported(parseCsv(text, options));
  },
});

const login = {
  name: "a",
  type: 1,
  folderId: "f",
  collectionIds: ["c"],
  notes: "n",
  fields: [{ name: "x", value: "y", type: 0 }, { name: "l", type: 3 }],
  login: { username: "u", password: "p", totp: "t", uris: [{ uri: "https://x" }] },
  passwordHistory: [{ password: "old" }],
};
const BITWARDEN = {
  encrypted: false,
  folders: [{ id: "f", name: "F" }],
  collections: [{ id: "c", name: "C" }],
  items: [login, login, { name: "b", type: 3, card: { number: "1", code: null } }],
};

const bitwarden = target({
  name: "import_bitwarden",
  inputs: fc.oneof(
    mutatedDocument([BITWARDEN]),
    mutatedText([JSON.stringify(BITWARDEN)]),
  ),
  read(text) {
    assertImported(parseBitwarden(text));
  },
});

const SAVED = ["local_sqlite.decrypted", "local_sqlite.encrypted", "reloaded2.decrypted"]
  .map((name) => `vectors/wallet/save.${name}.json`);
const WALLET = jsonIn("vectors/wallet_v1/wallet_sealed.json");
const SEALED_V1 = {
  coffer: 1,
  format: "wallet-v1-save",
  header: WALLET.header,
  records: WALLET.records,
};
const documents = [
  SEALED_V1,
  ...SAVED.map((path) => jsonIn(path).slice(0, 3)),
];

const saved = target({
  name: "import_saved",
  inputs: fc.oneof(
    mutatedDocument(documents),
    mutatedText([...SAVED.map(textIn), JSON.stringify(SEALED_V1)]),
  ),
  read(text) {
    const kind = recognise(text);
    if (kind === "sealed-v0") parseSealedV0(text);
    else if (kind === "plain") {
      const records = parsePlain(text);
      assert.deepEqual(parsePlain(formatPlain(records)), records);
    } else {
      const { header, records } = parseSealedV1(text);
      assert.deepEqual(parseSealedV1(formatSealedV1(header, records)).records, records);
    }
  },
});

export const IMPORT_TARGETS = [csv, bitwarden, saved];
