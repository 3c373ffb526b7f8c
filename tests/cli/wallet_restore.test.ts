/** `backup restore` where the wallet is gone or damaged, and where it is stopped. */

import assert from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import { openRecordStore } from "../../backends/mod.ts";
import type { WalletRecord } from "../../core/wallet/record.ts";
import { type Kind, type Scene, scene } from "../support/wallet_scene.ts";
import { withFault } from "../support/faults.ts";

const RECORDS: WalletRecord[] = [
  { domain: "d", access: "one", uid: "u", pwd: "p", info: new Map([["k", "v"]]) },
  { domain: "d", access: "two", uid: "u", pwd: "", info: new Map() },
];

/** What has become of a wallet; `path` is its file. */
const FATES: { what: string; kinds: Kind[]; befall(path: string): Promise<void> }[] = [
  {
    what: "is gone",
    kinds: ["v1 file", "v1 sqlite", "v0 file", "v0 sqlite"],
    befall: (path) => Deno.remove(path),
  },
  {
    what: "is garbage",
    kinds: ["v1 file", "v1 sqlite", "v0 file", "v0 sqlite"],
    befall: (path) => Deno.writeTextFile(path, "garbage ".repeat(1000)),
  },
  {
    what: "was cut in two",
    kinds: ["v1 file", "v1 sqlite", "v0 file", "v0 sqlite"],
    befall: async (path) => await Deno.truncate(path, (await Deno.stat(path)).size >> 1),
  },
  {
    what: "was emptied",
    kinds: ["v1 sqlite", "v0 sqlite"],
    befall: (path) => Deno.truncate(path),
  },
  {
    what: "is garbage with a journal",
    kinds: ["v1 sqlite", "v0 sqlite"],
    befall: async (path) => {
      await Deno.writeTextFile(`${path}-journal`, "an old journal ".repeat(100));
      await Deno.writeTextFile(path, "garbage ".repeat(1000));
    },
  },
  {
    what: "has no header",
    kinds: ["v1 file", "v1 sqlite"],
    befall: (path) => setHeader(path, null),
  },
  {
    what: "has a damaged header",
    kinds: ["v1 file", "v1 sqlite"],
    befall: (path) => setHeader(path, '{"format":"coffer","nonsense":1}'),
  },
];

for (const { what, kinds, befall } of FATES) {
  for (const kind of kinds) {
    Deno.test(`${kind}: a backup is put back where the wallet ${what}`, async () => {
      await using here = await scene(kind, { records: RECORDS });
      await expect(here, "backup", "make", "good");
      await expect(here, "set", "d", "later", "-u", "x");
      const path = fileOf(here);
      await befall(path);
      const left = await bytesOf(path);
      const [good] = JSON.parse(await expect(here, "backup", "list", "--json"));
      await expect(here, "backup", "restore", good.id, "--yes");
      assert.deepEqual(plain(await here.records()), RECORDS);
      await expect(here, "set", "d", "after", "-u", "x");
      await expect(here, "verify");
      if (left === null || what.includes("header") || left.length === 0) return;
      const kept = (await backupsOf(here)).find(({ label }) =>
        label === "before restore"
      );
      assert.deepEqual(await bytesOf(here.at(kept!.id)), left, "what was left is kept");
    });
  }
}

Deno.test("backup list says that there is no wallet where there is nothing", async () => {
  await using here = await scene("v1 file");
  await Deno.remove(fileOf(here));
  const { code } = await here.run(["backup", "list"]);
  assert.equal(code, 3);
});

Deno.test("a damaged backup replaces nothing", async () => {
  await using here = await scene("v1 sqlite", { records: RECORDS });
  await expect(here, "backup", "make", "good");
  const { id } = (await backupsOf(here))[0]!;
  await Deno.writeTextFile(here.at(id), "garbage ".repeat(1000));
  assert.equal((await here.run(["backup", "restore", id, "--yes"])).code, 5);
  assert.deepEqual(plain(await here.records()), RECORDS);
});

for (const kind of ["v1 file", "v1 sqlite"] as const) {
  Deno.test(`${kind}: a restore stopped at any call raises no false alarm`, async () => {
    for (let at = 1;; at++) {
      await using here = await scene(kind, { records: RECORDS });
      await expect(here, "backup", "make", "good");
      await expect(here, "set", "d", "one", "-u", "newer");
      const { id } = (await backupsOf(here))[0]!;
      const restore = () => here.run(["backup", "restore", id, "--yes"]);
      const { calls } = await withFault({ at, then: "dead" }, restore);
      await expect(here, "list");
      await expect(here, "verify");
      await expect(here, "backup", "restore", id, "--yes");
      assert.deepEqual(plain(await here.records()), RECORDS);
      if (calls.length < at) break;
    }
  });
}

Deno.test("a restore that fails forgets nothing that this device has seen", async () => {
  await using here = await scene("v1 file", { records: RECORDS });
  const old = await bytesOf(fileOf(here));
  await expect(here, "set", "d", "one", "-u", "newer");
  assert.equal((await here.run(["backup", "restore", "none", "--yes"])).code, 3);
  await Deno.writeFile(fileOf(here), old!);
  assert.equal((await here.run(["list"])).code, 11);
});

/** Without the times. */
function plain(records: WalletRecord[]): WalletRecord[] {
  return records.map(({ updated: _, ...rest }) => rest);
}

function fileOf(here: Scene): string {
  return here.env.COFFER_STORE!.replace(/^\w+:/, "");
}

async function bytesOf(path: string): Promise<Uint8Array | null> {
  try {
    return await Deno.readFile(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return null;
    throw error;
  }
}

async function setHeader(path: string, header: string | null): Promise<void> {
  if (path.endsWith(".sqlite")) {
    const database = new DatabaseSync(path);
    database.prepare("UPDATE coffer_header SET header = ?").run(header);
    database.close();
    return;
  }
  const content = JSON.parse(await Deno.readTextFile(path));
  await Deno.writeTextFile(path, JSON.stringify({ ...content, header }));
}

async function backupsOf(here: Scene): Promise<{ id: string; label: string }[]> {
  await using store = await openRecordStore(here.env.COFFER_STORE!);
  return await store.backups();
}

async function expect(here: Scene, ...args: string[]): Promise<string> {
  const { code, stdout, stderr } = await here.run(args);
  assert.equal(code, 0, `${args.join(" ")}: ${stderr}`);
  return stdout;
}
