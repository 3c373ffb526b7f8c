import assert from "node:assert/strict";
import { DamagedError, UsageError } from "../../../core/errors.ts";
import { parseBitwarden } from "../../../exchange/wallet/bitwarden.ts";
import { failure, ordered, SECRET } from "./fixtures.ts";

/** A personal export, as its clients write it; names and values are made up. */
const LOGIN = {
  passwordHistory: null,
  revisionDate: "2024-01-01T00:00:00.000Z",
  creationDate: "2024-01-01T00:00:00.000Z",
  deletedDate: null,
  id: "00000000-0000-0000-0000-000000000001",
  organizationId: null,
  folderId: "f1",
  type: 1,
  reprompt: 0,
  name: "Mail",
  notes: "two\nlines",
  favorite: false,
  fields: [
    { name: "PIN", value: "0042", type: 1, linkedId: null },
    { name: "notes", value: "mine", type: 0, linkedId: null },
    { name: "on", value: "true", type: 2, linkedId: null },
    { name: null, value: null, type: 0, linkedId: null },
  ],
  login: {
    fido2Credentials: [],
    uris: [{ match: null, uri: "https://mail.example/" }, { match: 1, uri: "mail2" }],
    username: "joe",
    password: "p1",
    totp: "otpauth://totp/x",
  },
  collectionIds: null,
};

function exported(items: unknown[], others: Record<string, unknown> = {}): string {
  const folders = [{ id: "f1", name: "Work/Web" }, { id: "f2", name: "" }];
  return JSON.stringify({ encrypted: false, folders, items, ...others }, null, "  ");
}

function item(change: Record<string, unknown>): Record<string, unknown> {
  return { type: 1, name: "n", folderId: null, ...change };
}

Deno.test("Bitwarden: a login with all it can have", () => {
  const imported = parseBitwarden(exported([LOGIN]));
  assert.deepEqual(
    ordered(imported.records),
    ordered([{
      domain: "Work/Web",
      access: "Mail",
      uid: "joe",
      pwd: "p1",
      info: new Map([
        ["url", "https://mail.example/"],
        ["url (2)", "mail2"],
        ["totp", "otpauth://totp/x"],
        ["notes", "two\nlines"],
        ["PIN", "0042"],
        ["notes (2)", "mine"],
        ["on", "true"],
        ["", ""],
      ]),
    }]),
  );
  assert.deepEqual(imported.skipped, []);
});

Deno.test("Bitwarden: a login with nothing", () => {
  const bare = {
    domain: "bitwarden",
    access: "n",
    uid: null,
    pwd: null,
    info: new Map(),
  };
  const empty = { uris: null, username: null, password: null, totp: null };
  const blank = {
    uris: [{ uri: null }, { uri: "" }],
    username: "",
    password: "",
    totp: "",
  };
  for (const login of [{}, empty, blank]) {
    const text = exported([
      item({ login, notes: "", fields: null, passwordHistory: [] }),
    ]);
    assert.deepEqual(parseBitwarden(text).records, [bare]);
  }
});

Deno.test("Bitwarden: notes, cards, identities and keys become info", () => {
  const items = [
    item({ type: 2, name: "note", notes: "text", secureNote: { type: 0 } }),
    item({
      type: 3,
      name: "card",
      notes: null,
      card: { cardholderName: "J", brand: null, number: "4111", expMonth: "1", code: "" },
      fields: [{ name: "number", value: "2", type: 0 }],
    }),
    item({ type: 4, name: "me", identity: { title: "Mr", username: "jdoe", ssn: null } }),
    item({ type: 5, name: "key", sshKey: { privateKey: "k", keyFingerprint: "f" } }),
    item({ type: 6, name: "iban", bankAccount: { iban: "DE89", pin: "1" } }),
  ];
  const { records, skipped } = parseBitwarden(exported(items));
  assert.deepEqual(skipped, []);
  assert.ok(records.every(({ uid, pwd }) => uid === null && pwd === null));
  assert.deepEqual(records.map(({ access, info }) => [access, [...info].flat()]), [
    ["note", ["notes", "text"]],
    ["card", [
      "cardholderName",
      "J",
      "number",
      "4111",
      "expMonth",
      "1",
      "number (2)",
      "2",
    ]],
    ["me", ["title", "Mr", "username", "jdoe"]],
    ["key", ["privateKey", "k", "keyFingerprint", "f"]],
    ["iban", ["iban", "DE89", "pin", "1"]],
  ]);
});

Deno.test("Bitwarden: domains and names", () => {
  const collections = [{ id: "c1", name: "Team" }, { id: "__proto__", name: "P" }];
  const login = {};
  const items = [
    item({ login, folderId: "f1", collectionIds: ["c1"] }),
    item({ login, folderId: "f2", collectionIds: ["nowhere", "c1"] }),
    item({ login, folderId: "gone", collectionIds: [] }),
    item({ login, folderId: null }),
    item({ login, collectionIds: ["__proto__"] }),
    item({ login, folderId: "f1", name: "n (2)" }),
    item({ login, folderId: "f1" }),
    item({ login, name: "" }),
  ];
  const names = (domain?: string) =>
    parseBitwarden(
      exported(items, { collections }),
      domain === undefined ? {} : { domain },
    )
      .records.map((record) => [record.domain, record.access]);
  assert.deepEqual(names(), [
    ["Work/Web", "n"],
    ["Team", "n"],
    ["bitwarden", "n"],
    ["bitwarden", "n (2)"],
    ["P", "n"],
    ["Work/Web", "n (2)"],
    ["Work/Web", "n (3)"],
    ["bitwarden", ""],
  ]);
  assert.deepEqual(names("mine")[2], ["mine", "n"]);
});

Deno.test("Bitwarden: what a record cannot hold is skipped and told", () => {
  const items = [
    item({
      name: "m\x1b",
      login: { fido2Credentials: [{ keyValue: SECRET }] },
      passwordHistory: [{ lastUsedDate: "2024", password: SECRET }],
      fields: [{ name: "link", value: null, type: 3, linkedId: 100 }],
    }),
    item({ name: "gone", login: { password: SECRET }, deletedDate: "2024-01-01" }),
    item({ name: "new", type: 99, invention: { value: SECRET } }),
  ];
  const { records, skipped } = parseBitwarden(exported(items));
  assert.deepEqual(records.map(({ access, info }) => [access, info.size]), [[
    "m\x1b",
    0,
  ]]);
  const what = '["bitwarden","m\\u001b"]';
  assert.deepEqual(skipped, [
    { what: `passkey of ${what}`, reason: "a record cannot hold one" },
    { what: `field link of ${what}`, reason: "it only points at another field" },
    { what: `earlier passwords of ${what}`, reason: "a record has only one" },
    { what: "bitwarden/gone", reason: "it is in the trash" },
    { what: "bitwarden/new", reason: "an item of a kind that is not known" },
  ]);
});

Deno.test("Bitwarden: odd strings are kept, the last of two members wins", () => {
  const text =
    '{"items":[{"name":"x","name":"\\ud800","login":{"password":"\\u0000é"}}]}';
  const [record] = parseBitwarden(`\ufeff${text}`).records;
  assert.deepEqual([record?.access, record?.pwd], ["\ud800", "\0é"]);
});

Deno.test("Bitwarden: an encrypted export is refused, whatever protects it", () => {
  const protectedBy = { encrypted: true, passwordProtected: true, data: "2.x|y|z" };
  const byAccount = { encrypted: true, folders: [], items: [{ name: "2.x|y|z" }] };
  for (const document of [protectedBy, byAccount]) {
    failure(() => parseBitwarden(JSON.stringify(document)), {
      class: UsageError,
      says: /is encrypted/,
      hint: /export it again as \.json/,
    });
  }
});

Deno.test("Bitwarden: what is no export, or has something wrong", () => {
  const login = { password: SECRET };
  const cases: [string, RegExp][] = [
    ["", /Bitwarden export cannot be read: not JSON/],
    [`folder,name\n${SECRET}`, /not JSON/],
    [`["${SECRET}"]`, /no list of items/],
    [`{"folders":"${SECRET}"}`, /no list of items/],
    [`{"items":{"a":"${SECRET}"}}`, /the items of .* are not a list/],
    [`{"items":["${SECRET}"]}`, /the items of .* are not a list/],
    [exported([], { folders: 1 }), /the folders of .* are not a list/],
    [exported([{ login }]), /^item 1 of the Bitwarden export has no name/],
    [exported([LOGIN, item({ login, name: 7 })]), /^item 2 of .* has no name/],
    [
      exported([item({ login: SECRET })]),
      /^item 1 \(n\) of .* has login of a wrong type/,
    ],
    [exported([item({ login: { password: [SECRET] } })]), /has password of a wrong type/],
    [exported([item({ login, notes: [SECRET] })]), /has notes of a wrong type/],
    [exported([item({ login, fields: SECRET })]), /has fields of a wrong type/],
    [
      exported([item({ login, fields: [{ name: "x", value: 1 }] })]),
      /has value of a wrong/,
    ],
    [exported([item({ login: { uris: [SECRET] } })]), /has uris of a wrong type/],
  ];
  for (const [text, says] of cases) {
    failure(() => parseBitwarden(text), { class: DamagedError, says });
  }
});

Deno.test("Bitwarden: 10,000 items of one name", () => {
  const text = exported(Array.from({ length: 10_000 }, () => item({ login: {} })));
  const { records } = parseBitwarden(text);
  assert.equal(new Set(records.map(({ access }) => access)).size, 10_000);
});
