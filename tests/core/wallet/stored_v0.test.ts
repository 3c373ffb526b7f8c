import assert from "node:assert/strict";
import { recordVersionV0, type StoredRecordV0 } from "../../../core/wallet/stored_v0.ts";

Deno.test("v0: the version changes with every token and the timestamp, not with order", () => {
  const base: StoredRecordV0 = {
    domain: "d",
    access: "a",
    uid: "t1",
    pwd: "t2",
    info: new Map([["k", "t3"], ["l", "t4"]]),
    timestamp: "2024-01-02T03:04:05",
  };
  const others: StoredRecordV0[] = [
    { ...base, uid: "t" },
    { ...base, uid: null },
    { ...base, uid: "" },
    { ...base, uid: "t2", pwd: "t1" },
    { ...base, pwd: "t" },
    { ...base, info: new Map([["k", "t3"]]) },
    { ...base, info: new Map([["k", "t4"], ["l", "t3"]]) },
    { ...base, info: new Map([["k", "t3"], ["m", "t4"]]) },
    { ...base, info: new Map([["k", "t3"], ["\ud800", "t4"]]) },
    { ...base, info: new Map([["k", "t3"], ["\ud801", "t4"]]) },
    { ...base, timestamp: "2024-01-02T03:04:06" },
    { ...base, timestamp: null },
  ];
  const versions = [base, ...others].map(recordVersionV0);
  assert.equal(new Set(versions).size, versions.length);
  const turned = { ...base, info: new Map([["l", "t4"], ["k", "t3"]]) };
  assert.equal(recordVersionV0(turned), versions[0]);
  assert.match(versions[0]!, /^[0-9a-f]{64}$/);
});
