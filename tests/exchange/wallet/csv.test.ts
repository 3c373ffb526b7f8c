import assert from "node:assert/strict";
import { DamagedError, UsageError } from "../../../core/errors.ts";
import { parseCsv } from "../../../exchange/wallet/csv.ts";
import type { Imported } from "../../../exchange/wallet/imported.ts";
import { failure, ordered, SECRET } from "./fixtures.ts";

/** Records as short lists: domain, access, uid, pwd, info. */
function brief({ records }: Imported): unknown[] {
  return records.map((it) => [it.domain, it.access, it.uid, it.pwd, [...it.info].flat()]);
}

Deno.test("CSV: our columns, in any order and case, others as info", () => {
  const text = "\ufeffPIN,Pwd,ACCESS,domain, login ,__proto__,note,Note\r\n" +
    '0042,"a,b",giro,bank,joe,x,"two\r\nlines",\r\n' +
    ",,depot,bank,,,,n\r\n";
  const imported = parseCsv(text);
  assert.deepEqual(brief(imported), [
    ["bank", "giro", "joe", "a,b", [
      "PIN",
      "0042",
      "__proto__",
      "x",
      "note",
      "two\r\nlines",
    ]],
    ["bank", "depot", null, null, ["Note", "n"]],
  ]);
  assert.deepEqual(imported.skipped, []);
  assert.ok(imported.records.every((record) => !("updated" in record)));
});

Deno.test("CSV: each spelling of uid and pwd", () => {
  for (
    const [uid, pwd] of [["uid", "pwd"], ["username", "password"], ["login", "PASSWORD"]]
  ) {
    const [record] = parseCsv(`domain,access,${uid},${pwd}\nd,a,u,p\n`).records;
    assert.deepEqual(
      ordered(record),
      ordered({ domain: "d", access: "a", uid: "u", pwd: "p", info: new Map() }),
    );
  }
});

Deno.test("CSV: a domain for rows that have none", () => {
  const rows = "access,domain\na,\nb,own\n";
  assert.deepEqual(brief(parseCsv(rows, { domain: "other" })), [
    ["other", "a", null, null, []],
    ["own", "b", null, null, []],
  ]);
  assert.deepEqual(brief(parseCsv("access,pwd\na,p", { domain: "" })), [
    ["", "a", null, "p", []],
  ]);
});

Deno.test("CSV: rows that cannot be records are skipped and told", () => {
  const text = `domain,access,pwd\n,a,${SECRET}\nd,,${SECRET}\nd,a\x1b,${SECRET}\n\n` +
    `d,a\x1b,other\n`;
  const { records, skipped } = parseCsv(text);
  assert.deepEqual(records.map(({ pwd }) => pwd), [SECRET]);
  assert.deepEqual(skipped, [
    { what: "line 2", reason: "it has no domain" },
    { what: "line 3", reason: "it has no access" },
    { what: 'line 6 (["d","a\\u001b"])', reason: "line 4 has the same names" },
  ]);
});

Deno.test("CSV: Chrome's export", () => {
  const text = "name,url,username,password,note\n" +
    "github.com,https://www.github.com/login,joe,p1,\n" +
    "github.com,https://github.com/,ann,p2,work\n" +
    ",http://localhost:8080/,,p3,\n" +
    "app,android://abc==@com.example.app/,joe,p4,\n";
  assert.deepEqual(brief(parseCsv(text)), [
    ["github.com", "github.com", "joe", "p1", ["url", "https://www.github.com/login"]],
    ["github.com", "github.com (2)", "ann", "p2", [
      "url",
      "https://github.com/",
      "note",
      "work",
    ]],
    ["localhost:8080", "login", null, "p3", ["url", "http://localhost:8080/"]],
    ["com.example.app", "app", "joe", "p4", ["url", "android://abc==@com.example.app/"]],
  ]);
  assert.deepEqual(
    parseCsv(text, { userAsAccess: true }).records.map((
      { domain, access, info },
    ) => [domain, access, info.get("title")]),
    [
      ["github.com", "joe", "github.com"],
      ["github.com", "ann", "github.com"],
      ["localhost:8080", "login", undefined],
      ["com.example.app", "joe", "app"],
    ],
  );
});

Deno.test("CSV: Firefox's export", () => {
  const text = '"url","username","password","httpRealm","formActionOrigin","guid",' +
    '"timeCreated","timeLastUsed","timePasswordChanged"\r\n' +
    '"https://a.example","joe","p""1",,"https://a.example","{1}","1","2","3"\r\n' +
    '"https://a.example","ann","p2","Intranet",,"{2}","1","2","3"\r\n' +
    '"not a URL","","p3",,,"{3}","1","2","3"\r\n';
  assert.deepEqual(brief(parseCsv(text)), [
    ["a.example", "login", "joe", 'p"1', [
      "url",
      "https://a.example",
      "formActionOrigin",
      "https://a.example",
    ]],
    ["a.example", "login (2)", "ann", "p2", [
      "url",
      "https://a.example",
      "httpRealm",
      "Intranet",
    ]],
    ["not a URL", "login", null, "p3", ["url", "not a URL"]],
  ]);
});

Deno.test("CSV: Safari's export, and rows without a URL", () => {
  const text = "Title,URL,Username,Password,Notes,OTPAuth\n" +
    "Mail,https://mail.example/,joe,p1,,otpauth://totp/x\n" +
    `Router,,admin,${SECRET},,\n`;
  const { records, skipped } = parseCsv(text);
  assert.deepEqual(brief({ records, skipped }), [
    ["mail.example", "Mail", "joe", "p1", [
      "url",
      "https://mail.example/",
      "OTPAuth",
      "otpauth://totp/x",
    ]],
  ]);
  assert.deepEqual(skipped, [{ what: "line 3", reason: "it has no URL" }]);
  assert.deepEqual(brief(parseCsv(text, { domain: "home" }))[1], [
    "home",
    "Router",
    "admin",
    SECRET,
    [],
  ]);
});

Deno.test("CSV: a domain and an access of one's own make all else info entries", () => {
  assert.deepEqual(
    brief(parseCsv("domain,access,url,name,guid\nd,a,https://x.example,n,1")),
    [
      ["d", "a", null, null, ["url", "https://x.example", "name", "n", "guid", "1"]],
    ],
  );
});

Deno.test("CSV: columns that do not fit", () => {
  const cases: [string, RegExp, RegExp][] = [
    [`${SECRET},b\n`, /no column domain and access/, /names the columns/],
    [`${SECRET},${SECRET}\n`, /no column domain and access/, /names the columns/],
    ["domain,pwd\n", /no column access$/, /names the columns/],
    ["access,pwd\n", /no column domain$/, /names the columns/],
    [`domain,url,${SECRET}\n`, /no column access$/, /names the columns/],
    [`domain;access;${SECRET}\n`, /no column/, /with commas/],
    ["domain\taccess\n", /no column/, /with commas/],
    ["domain,access,uid,Login\n", /columns "uid" and "Login" .* same/, /rename/],
    ["domain,access,n,n\n", /columns "n" and "n" .* same/, /rename/],
    ["url,name,Title\n", /columns "name" and "Title" .* same/, /rename/],
  ];
  for (const [text, says, hint] of cases) {
    failure(() => parseCsv(text), { class: UsageError, says, hint });
  }
});

Deno.test("CSV: rows that do not fit", () => {
  const cases: [string, RegExp][] = [
    ["", /is empty/],
    ["\r\n", /is empty/],
    [
      `domain,access,pwd\nd,a,p\nd,b,${SECRET},more\n`,
      /^line 3 .* 4 cells, the first has 3/,
    ],
    [`domain,access,pwd\n\nd,${SECRET}\n`, /^line 3 .* 2 cells, the first has 3/],
    [
      `domain,access,,\nd,a,,\nd,b,,${SECRET}\n`,
      /^line 3 .* column 4, which has no name/,
    ],
    [`domain,access\nd,"${SECRET}\n`, /^line 2 .* never closed/],
  ];
  for (const [text, says] of cases) {
    failure(() => parseCsv(text), { class: DamagedError, says });
  }
  assert.equal(parseCsv("domain,access,,\nd,a,,\n").records.length, 1);
});

Deno.test("CSV: 10,000 rows, of the same names too", () => {
  const rows = "\nhttps://a.example/,u,p".repeat(10_000);
  const { records } = parseCsv(`url,username,password${rows}`);
  assert.equal(new Set(records.map(({ access }) => access)).size, 10_000);
  assert.equal(records[9_999]?.access, "login (10000)");
});
