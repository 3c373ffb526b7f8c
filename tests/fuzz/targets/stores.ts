/**
 * What stores hold and answer: the record file, rows of SQLite, items of DynamoDB, answers
 * of plug-ins, and the URLs that name stores.
 *
 * @module
 */

import assert from "node:assert/strict";
import fc from "fast-check";
import type { AttributeValue } from "@aws-sdk/client-dynamodb";
import { utf8 } from "../../../core/bytes.ts";
import type { RecordKey, StoredRecord } from "../../../core/ports.ts";
import {
  type Item,
  itemHeader,
  itemKey,
  itemRecord,
  recordItem,
} from "../../../backends/dynamodb/items.ts";
import { parseRecordFile } from "../../../backends/file/record_parser.ts";
import { recordFile } from "../../../backends/file/record_text.ts";
import {
  readBackup,
  readBackups,
  readHeader,
  readNothing,
  readOpened,
  readPage,
  readRecord,
} from "../../../backends/plugin/answers.ts";
import {
  jsonText,
  parseAttributes,
  parseStrictly,
} from "../../../backends/sqlite/json_text.ts";
import { LAYOUT_V1, layoutV0 } from "../../../backends/sqlite/layout.ts";
import { parseItemName, parseTableName } from "../../../backends/dynamodb/name.ts";
import { fromPlugin } from "../../../backends/plugin/errors.ts";
import { kindOf, splitParameters } from "../../../backends/store_url.ts";
import {
  absoluteStore,
  checkedStore,
  dynamodbParts,
  storeFault,
} from "../../../cli/config/store_url.ts";
import { anyText } from "../../support/arbitraries.ts";
import { mutatedDocument } from "../documents.ts";
import { fromPieces, mutatedBytes, mutatedText, ODD_PIECES } from "../mutate.ts";
import { bytesIn, jsonIn } from "../seeds.ts";
import { target } from "../target.ts";

const QUICK = "golden/v1_clear_none_quick.json";
const NAMED = "store";

const recordFileTarget = target({
  name: "record_file",
  inputs: fc.oneof(
    mutatedBytes([bytesIn(QUICK), bytesIn("golden/v0.json")]),
    mutatedDocument([shortened(jsonIn(QUICK)), shortened(jsonIn("golden/v0.json"))]).map(
      utf8,
    ),
  ),
  read(file) {
    const content = parseRecordFile(file, NAMED);
    const written = recordFile(content);
    assert.deepEqual(recordFile(parseRecordFile(written, NAMED)), written);
  },
});

function shortened(file: { records: unknown[] }): object {
  return { ...file, records: file.records.slice(0, 3) };
}

const V1_ATTRIBUTES = jsonIn(QUICK).records.map((
  { attributes }: { attributes: object },
) => attributes);
const V0 = layoutV0("access_secrets");
const cell = fc.option(
  fc.oneof(
    mutatedBytes([utf8('{"PIN": "gAAAAAB", "\\u00e9": ""}'), utf8("gAAAAAB"), utf8("")]),
    mutatedDocument([{ PIN: "a", "__proto__": "b" }]).map(utf8),
  ),
  { nil: null },
);

const sqliteRows = target({
  name: "sqlite_rows",
  inputs: fc.oneof(
    mutatedDocument(V1_ATTRIBUTES).map(utf8),
    mutatedBytes(V1_ATTRIBUTES.map((each: object) => utf8(JSON.stringify(each)))),
  ),
  read(json) {
    LAYOUT_V1.attributes([json]);
    const attributes = parseAttributes(json);
    assert.deepEqual(attributes, parseStrictly(json));
    assert.deepEqual(parseAttributes(utf8(jsonText(attributes))), attributes);
  },
});

const sqliteV0Rows = target({
  name: "sqlite_v0_rows",
  inputs: fc.array(cell, { minLength: 4, maxLength: 4 }),
  read(row) {
    const attributes = V0.attributes(row);
    assert.deepEqual(V0.attributes(V0.row(attributes)), attributes);
  },
});

/** What a service may answer that is none: members of another type, or of none. */
const hostileValue: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom<unknown>({ S: 1 }, { S: null }, { N: "1" }, { NULL: false }, {
    M: null,
  }),
  fc.constantFrom<unknown>({ M: [] }, { M: { a: null } }, { M: { a: { S: {} } } }, {}),
  fc.constantFrom<unknown>(null, 1, "text", [], { SS: ["a"] }, { B: new Uint8Array(2) }),
  anyText.map((S) => ({ S })),
  fc.dictionary(anyText, anyText.map((S) => ({ S }))).map((M) => ({ M })),
);
const ITEMS = jsonIn("vectors/wallet/dynamo_scan.json").Items as Item[];

const dynamodbItems = target({
  name: "dynamodb_items",
  inputs: fc.tuple(
    fc.constantFrom(...ITEMS),
    fc.dictionary(
      fc.oneof(fc.constantFrom("domain", "access", "header", "uid", "info"), anyText),
      hostileValue,
      { maxKeys: 4 },
    ),
    fc.boolean(),
  ).map(([item, changes, whole]) =>
    Object.fromEntries([
      ...(whole ? Object.entries(item) : []),
      ...Object.entries(changes),
    ]) as Record<string, AttributeValue>
  ),
  read(item) {
    if ("header" in item) assert.equal(typeof itemHeader(item, NAMED), "string");
    const { domain, access } = itemKey(item, NAMED);
    const record = itemRecord(item, NAMED);
    assertRecord(record, { domain, access });
    assert.deepEqual(itemRecord(recordItem(record), NAMED), record);
  },
});

function assertRecord(record: StoredRecord, key: RecordKey): void {
  assert.deepEqual([record.domain, record.access], [key.domain, key.access]);
  assert.ok(typeof record.domain === "string" && typeof record.access === "string");
  for (const value of record.attributes.values()) {
    const texts = value instanceof Map ? [...value.values()] : [value ?? ""];
    assert.ok(texts.every((text) => typeof text === "string"));
  }
}

/** Anything that a structured clone may bring. */
const anyAnswer: fc.Arbitrary<unknown> = fc.anything({
  key: fc.oneof(
    fc.constantFrom("value", "version", "items", "done", "domain", "access", "features"),
    fc.constantFrom(...ODD_PIECES),
  ),
  withMap: true,
  withSet: true,
  withTypedArray: true,
  withSparseArray: true,
  withBigInt: true,
  withDate: true,
  maxDepth: 3,
});
const sound = {
  value: { domain: "a", access: "b", attributes: new Map([["uid", "c"]]) },
  version: "1",
};
const answer: fc.Arbitrary<unknown> = fc.oneof(
  anyAnswer,
  fc.record({ value: anyAnswer, version: anyText }),
  fc.record({ value: anyText, version: anyText }),
  fc.tuple(anyAnswer, anyText).map(([attribute, name]) => ({
    ...sound,
    value: { ...sound.value, attributes: new Map([[name, attribute]]) },
  })),
  fc.tuple(fc.array(anyAnswer, { maxLength: 2 }), fc.boolean()).map(([more, done]) => ({
    items: [sound, ...more],
    done,
  })),
  fc.constant({
    protocol: 1,
    features: { atomicChanges: 5, attributes: null, header: true },
  }),
  fc.constant({ value: "a header", version: "1" }),
  fc.constantFrom(undefined, null, sound),
  fc.constant({ id: "1", label: "a", made: "2026-01-02T03:04:05Z" }),
  fc.record({ protocol: fc.constant(1), features: anyAnswer }),
  fc.tuple(anyAnswer, anyAnswer).map(([attributes, atomicChanges]) => ({
    protocol: 1,
    features: { atomicChanges, attributes, header: true },
  })),
  fc.record({ id: anyAnswer, label: fc.constant("a"), made: anyAnswer }),
  fc.constant(Array(2 ** 32 - 1)),
);
const READERS: ((answer: unknown) => unknown)[] = [
  readOpened,
  readHeader,
  (answer) => readRecord(answer, { domain: "a", access: "b" }),
  readPage,
  (answer) => readBackup(answer, "a"),
  readBackups,
  readNothing,
  (answer) => {
    throw fromPlugin(answer, { method: "commit", subjects: ["header"], location: "x:y" });
  },
];

const pluginAnswers = target({
  name: "plugin_answers",
  inputs: fc.tuple(answer, fc.constantFrom(...READERS)),
  read([answer, reader]) {
    reader(answer);
  },
});

const URL_READERS: ((url: string) => unknown)[] = [
  (url) => assert.ok(storeFault(url, "linux") !== undefined),
  (url) => absoluteStore(url, { cwd: "/home/ann", os: "linux" }),
  (url) => assert.equal(checkedStore(url, "linux"), url),
  (url) => dynamodbParts(url),
  (url) => parseTableName(url.replace("dynamodb:", "")),
  (url) => parseItemName(url.replace("dynamodb:", "")),
  (url) => splitParameters(url, ["table"]),
  (url) => kindOf({ file: 1, sqlite: 2, dynamodb: 3 }, url),
];
const URLS = [
  "dynamodb:a%2Db?region=eu-west-1&profile=me&endpoint=http://127.0.0.1:8000",
  "dynamodb:table/stash%20x?transaction=25",
  "sqlite:/home/ann/w.sqlite?table=a%20b",
  "file:/home/ann/w.json",
];

const storeUrls = target({
  name: "store_urls",
  inputs: fc.tuple(
    fc.oneof(
      mutatedText(URLS),
      fromPieces([
        ...[
          "file:",
          "sqlite:",
          "dynamodb:",
          "memory:",
          "stash:",
          "x:",
          "C:\\",
          "/",
          "./",
        ],
        ...["?", "&", "=", "table", "profile", "region", "%41", "%", "%zz", "%e9", "a b"],
      ], 8),
    ),
    fc.constantFrom(...URL_READERS),
  ),
  read([url, reader]) {
    reader(url);
  },
});

export const STORE_TARGETS = [
  recordFileTarget,
  sqliteRows,
  sqliteV0Rows,
  dynamodbItems,
  pluginAnswers,
  storeUrls,
];
