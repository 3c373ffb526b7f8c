import assert from "node:assert/strict";
import { editProfile } from "../../../cli/config/edit_config.ts";
import { EMPTY_PROFILE } from "../../../cli/config/profile.ts";
import {
  ConflictError,
  DamagedError,
  ExistsError,
  RefusedError,
  UsageError,
} from "../../../core/errors.ts";
import { modeOf } from "../../support/folder.ts";
import { type Home, temporaryHome } from "./home.ts";

const ours = async (home: Home) => JSON.parse(await Deno.readTextFile(home.ours));

const OURS = {
  coffer: 1,
  default: "main",
  profiles: {
    main: { future: 1.5, store: "sqlite:/w?table=a" },
    work: { deviceKey: { v0: "own" } },
  },
};

Deno.test("profiles: the first one makes the file, for its owner alone", async () => {
  await using home = await temporaryHome();
  const store = "file:/w.json";
  const deviceKeys = { v0: "k", v1: new Uint8Array(32) };
  await editProfile(home.ours, {
    name: "main",
    profile: "new",
    change: (before) => {
      assert.deepEqual(before, EMPTY_PROFILE);
      return { ...EMPTY_PROFILE, store, deviceKeys, agent: true };
    },
  });
  assert.equal(
    await Deno.readTextFile(home.ours),
    `{
  "coffer": 1,
  "default": "main",
  "profiles": {
    "main": {
      "store": "file:/w.json",
      "agent": true,
      "deviceKey": {
        "v0": "k",
        "v1": "${"A".repeat(43)}"
      }
    }
  }
}
`,
  );
  assert.equal(await modeOf(home.ours), "600");
  assert.equal(await modeOf(`${home.path}/.config`), "700");
  assert.equal(await modeOf(`${home.path}/.config/coffer`), "700");
});

Deno.test("profiles: new, old or either, and the default stays", async () => {
  await using home = await temporaryHome({ ours: OURS });
  const edit = (name: string, profile: "new" | "old" | "either") =>
    editProfile(home.ours, { name, profile, change: () => ({ agent: true }) });
  await assert.rejects(edit("main", "new"), ExistsError);
  await assert.rejects(edit("third", "old"), UsageError);
  await assert.rejects(edit("", "new"), UsageError);
  assert.deepEqual(await ours(home), OURS);
  for (const name of ["__proto__", "constructor"]) await edit(name, "new");
  await edit("main", "either");
  await assert.rejects(edit("__proto__", "new"), ExistsError);
  const { default: kept, profiles } = await ours(home);
  assert.equal(kept, "main");
  assert.deepEqual(Object.keys(profiles), ["main", "work", "__proto__", "constructor"]);
  assert.deepEqual(profiles.main, { ...OURS.profiles.main, agent: true });
});

Deno.test("profiles: what is there is taken away by null", async () => {
  const main = { store: "file:/w", deviceKey: { v0: "k" }, agent: true, future: null };
  await using home = await temporaryHome({ ours: { coffer: 1, profiles: { main } } });
  await editProfile(home.ours, {
    name: "main",
    profile: "old",
    change: () => EMPTY_PROFILE,
  });
  assert.deepEqual((await ours(home)).profiles.main, { future: null });
});

Deno.test("profiles: nothing is built on a file with a mistake or of another version", async () => {
  const edit = (home: Home) =>
    editProfile(home.ours, { name: "a", profile: "either", change: () => ({}) });
  for (const text of ["", "{", '{"coffer": 1, "profiles": []}']) {
    await using home = await temporaryHome({ ours: text });
    await assert.rejects(edit(home), DamagedError);
    assert.equal(await Deno.readTextFile(home.ours), text);
  }
  await using later = await temporaryHome({ ours: { coffer: 2 } });
  await assert.rejects(edit(later), RefusedError);
});

Deno.test("profiles: saving narrows the file and its folder", async () => {
  await using home = await temporaryHome({ ours: OURS });
  await Deno.chmod(home.ours, 0o644);
  await Deno.chmod(`${home.path}/.config/coffer`, 0o755);
  await editProfile(home.ours, {
    name: "main",
    profile: "old",
    change: () => ({ agent: true }),
  });
  assert.equal(await modeOf(home.ours), "600");
  assert.equal(await modeOf(`${home.path}/.config/coffer`), "700");
});

Deno.test("profiles: what others may have written is not made to look like ours", async () => {
  for (
    const [mode, around] of [[0o602, 0o700], [0o600, 0o777], [0o620, 0o700]] as const
  ) {
    await using home = await temporaryHome({ ours: OURS });
    const before = await Deno.readTextFile(home.ours);
    await Deno.chmod(home.ours, mode);
    await Deno.chmod(`${home.path}/.config/coffer`, around);
    const edit = { name: "b", profile: "new", change: () => ({}) } as const;
    await assert.rejects(editProfile(home.ours, edit), RefusedError);
    assert.equal(await Deno.readTextFile(home.ours), before);
    assert.equal(await modeOf(`${home.path}/.config/coffer`), around.toString(8));
  }
});

Deno.test("profiles: a change that failed for a conflict each time says so", async () => {
  await using home = await temporaryHome({ ours: OURS });
  let calls = 0;
  const edit = editProfile(home.ours, {
    name: "main",
    profile: "old",
    change: () => {
      const text = JSON.stringify({ ...OURS, calls: ++calls });
      Deno.writeTextFileSync(home.ours, text);
      return { agent: true };
    },
  });
  await assert.rejects(edit, ConflictError);
  assert.ok(calls > 1);
  assert.equal((await ours(home)).calls, calls);
});

Deno.test("profiles: writers at once, and nobody's change is lost", async () => {
  await using home = await temporaryHome();
  const names = Array.from({ length: 8 }, (_, i) => `p${i}`);
  await Promise.all(names.map((name, i) =>
    editProfile(home.ours, {
      name,
      profile: "new",
      change: () => ({ sessionTimeout: i }),
    })
  ));
  const { profiles } = await ours(home);
  assert.deepEqual(Object.keys(profiles).toSorted(), names);
  names.forEach((name, i) => assert.deepEqual(profiles[name], { sessionTimeout: i }));
  const folder = `${home.path}/.config/coffer`;
  assert.deepEqual([...Deno.readDirSync(folder)].map(({ name }) => name), [
    "config.json",
  ]);
});
