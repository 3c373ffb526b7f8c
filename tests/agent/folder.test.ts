/** Where a socket may be. */

import assert from "node:assert/strict";
import {
  checkFolder as check,
  lockPath,
  makeFolder,
  ownUid,
  socketPath,
} from "../../agent/folder.ts";
import {
  NotFoundError,
  PermissionError,
  RefusedError,
  UnavailableError,
  UsageError,
} from "../../core/errors.ts";
import { startChild } from "../support/child.ts";
import { modeOf, temporaryFolder } from "../support/folder.ts";
import { withFault } from "../support/faults.ts";

const UID = Deno.uid()!;

const checkFolder = (folder: string, uid: number) => Promise.try(check, folder, uid);

Deno.test("folder: it is made for its owner alone, with those around it", async () => {
  await using place = await temporaryFolder();
  const folder = place.at("home/.local/state/coffer");
  await makeFolder(folder, UID);
  for (const name of ["home", "home/.local", "home/.local/state/coffer"]) {
    assert.equal(await modeOf(place.at(name)), "700");
  }
  await makeFolder(folder, UID);
  await checkFolder(folder, UID);
});

Deno.test("folder: none is not found, and that is no error of the place", async () => {
  await using place = await temporaryFolder();
  await assert.rejects(checkFolder(place.at("coffer"), UID), NotFoundError);
  await assert.rejects(checkFolder(place.at("no/coffer"), UID), NotFoundError);
});

const OPEN_MODES = [0o701, 0o710, 0o750, 0o755, 0o777, 0o704, 0o1777];

for (const mode of OPEN_MODES) {
  Deno.test(`folder: mode ${mode.toString(8)} is refused by both sides, and stays`, async () => {
    await using place = await temporaryFolder();
    const folder = place.at("coffer");
    await Deno.mkdir(folder);
    await Deno.chmod(folder, mode);
    for (const check of [checkFolder, makeFolder]) {
      await assert.rejects(check(folder, UID), (error: RefusedError) => {
        return error instanceof RefusedError && /chmod 700/.test(error.hint!);
      });
    }
    assert.equal((await Deno.stat(folder)).mode! & 0o7777, mode);
  });
}

for (const mode of [0o770, 0o777, 0o1777]) {
  Deno.test(`folder: none in one of mode ${mode.toString(8)}, as a shared one has`, async () => {
    await using place = await temporaryFolder();
    await Deno.chmod(place.path, mode);
    const folder = place.at("coffer");
    await assert.rejects(makeFolder(folder, UID), RefusedError);
    await assert.rejects(Deno.stat(folder), Deno.errors.NotFound);
    await Deno.mkdir(folder, { mode: 0o700 });
    await assert.rejects(checkFolder(folder, UID), RefusedError);
    await Deno.symlink(place.path, `${place.path}-link`);
    try {
      await assert.rejects(checkFolder(`${place.path}-link/coffer`, UID), RefusedError);
    } finally {
      await Deno.remove(`${place.path}-link`);
    }
  });
}

Deno.test("folder: a link, a file and somebody else's are refused", async () => {
  await using place = await temporaryFolder();
  await Deno.mkdir(place.at("real"), { mode: 0o700 });
  await Deno.symlink(place.at("real"), place.at("link"));
  await Deno.writeTextFile(place.at("file"), "", { mode: 0o600 });
  for (const name of ["link", "file"]) {
    await assert.rejects(checkFolder(place.at(name), UID), RefusedError);
    await assert.rejects(makeFolder(place.at(name), UID), RefusedError);
  }
  const other = UID + 1;
  await assert.rejects(checkFolder(place.at("real"), other), RefusedError);
  await assert.rejects(makeFolder(place.at("new"), other), RefusedError);
});

for (const [mode, safe] of [[0o777, false], [0o770, false], [0o1777, true]] as const) {
  Deno.test(`folder: mode ${mode.toString(8)} further up ${safe ? "is safe" : "is refused"}`, async () => {
    await using place = await temporaryFolder();
    await Deno.mkdir(place.at("open"));
    await Deno.chmod(place.at("open"), mode);
    for (const inside of ["open/mine/coffer", "open/a/b/c/coffer"]) {
      const folder = place.at(inside);
      await Deno.mkdir(folder, { recursive: true, mode: 0o700 });
      for (const check of [checkFolder, makeFolder]) {
        if (safe) await check(folder, UID);
        else {
          await assert.rejects(check(folder, UID), (error: RefusedError) => {
            return error instanceof RefusedError &&
              /change .*open$/.test(error.message) &&
              /^chmod go-w .*open$/.test(error.hint!);
          });
        }
      }
    }
  });
}

Deno.test("folder: a link is as safe as where it lies, and where it leads", async () => {
  await using place = await temporaryFolder();
  for (const name of ["open/mine/coffer", "safe/real/coffer"]) {
    await Deno.mkdir(place.at(name), { recursive: true, mode: 0o700 });
  }
  await Deno.symlink(place.at("safe/real"), place.at("open/link"));
  await Deno.symlink(place.at("open/mine"), place.at("safe/link"));
  await Deno.symlink("../open/link", place.at("safe/twice"));
  await Deno.symlink("real", place.at("safe/good"));
  await Deno.symlink("../safe/good", place.at("safe/again"));
  await Deno.chmod(place.at("open"), 0o777);
  for (const unsafe of ["open/link", "safe/link", "safe/twice"]) {
    await assert.rejects(checkFolder(place.at(`${unsafe}/coffer`), UID), RefusedError);
  }
  for (const safe of ["safe/good", "safe/again"]) {
    await checkFolder(place.at(`${safe}/coffer`), UID);
  }
  await Deno.chmod(place.at("open"), 0o755);
  await checkFolder(place.at("safe/twice/coffer"), UID);
});

Deno.test("folder: what Deno does not let be looked at further up is no hindrance", async () => {
  await using place = await temporaryFolder();
  const folder = place.at("mine/coffer");
  await Deno.mkdir(folder, { recursive: true, mode: 0o700 });
  const main = new URL("./folder_main.ts", import.meta.url).href;
  const granted = { read: [place.at("mine")], write: [] };
  await using child = startChild(main, [folder, `${UID}`], granted);
  assert.deepEqual(await child.end(), ["safe"]);
  await Deno.chmod(place.at("mine"), 0o777);
  await using other = startChild(main, [folder, `${UID}`], granted);
  assert.deepEqual(await other.end(), ["RefusedError"]);
});

Deno.test("folder: a path that no socket can have is said to be too long", async () => {
  await using place = await temporaryFolder();
  const long = place.at("x".repeat(100));
  for (const check of [checkFolder, makeFolder]) {
    await assert.rejects(check(long, UID), (error: UsageError) => {
      return error instanceof UsageError && /too long .* bytes/.test(error.message) &&
        /XDG_RUNTIME_DIR/.test(error.hint!);
    });
  }
  assert.deepEqual(place.names(), []);
  // The longest that is taken can be listened on, so that the limit is the system's.
  const room = (Deno.build.os === "linux" ? 107 : 103) - socketPath(place.at("")).length;
  const longest = place.at("é".repeat(room / 2) + "x".repeat(room % 2));
  await makeFolder(longest, UID);
  Deno.listen({ transport: "unix", path: socketPath(longest) }).close();
  await assert.rejects(makeFolder(`${longest}x`, UID), UsageError);
});

Deno.test("folder: a failing disk is unavailable, at whichever call", async () => {
  for (let at = 1; at < 40; at++) {
    await using place = await temporaryFolder();
    const run = await withFault(
      { at, then: "once" },
      () => makeFolder(place.at("run/coffer"), UID),
    );
    if (run.calls.length < at) return;
    assert.ok(run.error instanceof UnavailableError, `${run.calls}: ${run.error}`);
  }
  assert.fail("no call without a fault");
});

Deno.test("folder: whose it has to be is not guessed", () => {
  const { uid } = Deno;
  try {
    Deno.uid = () => null;
    assert.throws(ownUid, /^UsageError: there is no agent on this system/);
    Deno.uid = () => {
      throw new Deno.errors.NotCapable("Requires sys access");
    };
    assert.throws(ownUid, (error: PermissionError) => {
      return error instanceof PermissionError && /--allow-sys=uid/.test(error.hint!);
    });
  } finally {
    Deno.uid = uid;
  }
});

Deno.test("folder: socket and lock are neighbours", () => {
  assert.equal(
    lockPath(socketPath("/run/user/7/coffer")),
    "/run/user/7/coffer/agent.lock",
  );
});
