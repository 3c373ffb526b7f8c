import assert from "node:assert/strict";
import { findPlaces, isAbsolute, requirePlace } from "../../../cli/config/places.ts";
import { UsageError } from "../../../core/errors.ts";

const from = (variables: Record<string, string>) => (name: string) =>
  Object.hasOwn(variables, name) ? variables[name] : undefined;

Deno.test("places: below the home folder, as the XDG specification says", () => {
  assert.deepEqual(findPlaces(from({ HOME: "/home/ann" }), "linux"), {
    config: "/home/ann/.config/coffer/config.json",
    wallet: "/home/ann/.local/share/coffer/wallet.json",
    state: "/home/ann/.local/state/coffer",
    runtime: "/home/ann/.local/state/coffer",
    secretwallet: "/home/ann/.secretwallet/secretwallet.json",
    database: "/home/ann/.secretwallet/secretwallet.sqlite",
  });
});

Deno.test("places: variables come first, one by one", () => {
  const env = from({
    HOME: "/home/ann",
    XDG_CONFIG_HOME: "/c/",
    XDG_DATA_HOME: "/d",
    XDG_STATE_HOME: "/s",
    XDG_RUNTIME_DIR: "/run/user/7",
  });
  assert.deepEqual(findPlaces(env, "linux"), {
    config: "/c/coffer/config.json",
    wallet: "/d/coffer/wallet.json",
    state: "/s/coffer",
    runtime: "/run/user/7/coffer",
    secretwallet: "/home/ann/.secretwallet/secretwallet.json",
    database: "/home/ann/.secretwallet/secretwallet.sqlite",
  });
  const { config, wallet } = findPlaces(
    from({ HOME: "/h", XDG_DATA_HOME: "/d" }),
    "darwin",
  );
  assert.equal(config, "/h/.config/coffer/config.json");
  assert.equal(wallet, "/d/coffer/wallet.json");
});

Deno.test("places: empty and relative variables count as unset", () => {
  const env = from({ HOME: "/h", XDG_CONFIG_HOME: "c", XDG_DATA_HOME: "" });
  assert.equal(findPlaces(env, "linux").config, "/h/.config/coffer/config.json");
  assert.equal(findPlaces(env, "linux").wallet, "/h/.local/share/coffer/wallet.json");
  assert.equal(findPlaces(from({ HOME: "h" }), "linux").config, null);
});

Deno.test("places: without a home, what is named is known, and the rest is not", () => {
  assert.deepEqual(findPlaces(from({ XDG_CONFIG_HOME: "/c" }), "linux"), {
    config: "/c/coffer/config.json",
    wallet: null,
    state: null,
    runtime: null,
    secretwallet: null,
    database: null,
  });
  assert.equal(requirePlace("/c", "the wallet"), "/c");
  assert.throws(() => requirePlace(null, "the wallet"), (error) => {
    assert.ok(error instanceof UsageError);
    assert.match(error.message, /the wallet/);
    assert.match(error.hint!, /HOME/);
    return true;
  });
});

Deno.test("places: Windows has one folder for all of it", () => {
  const env = { USERPROFILE: "C:\\Users\\ann", HOME: "/h" };
  const expected = {
    config: "D:\\r\\coffer\\config.json",
    wallet: "D:\\r\\coffer\\wallet.json",
    state: "D:\\r\\coffer\\state",
    runtime: "D:\\r\\coffer\\state",
    secretwallet: "C:\\Users\\ann\\.secretwallet\\secretwallet.json",
    database: "C:\\Users\\ann\\.secretwallet\\secretwallet.sqlite",
  };
  assert.deepEqual(findPlaces(from({ ...env, APPDATA: "D:\\r\\" }), "windows"), expected);
  assert.equal(
    findPlaces(from(env), "windows").config,
    "C:\\Users\\ann\\AppData\\Roaming\\coffer\\config.json",
  );
  assert.equal(
    findPlaces(from({ ...env, XDG_STATE_HOME: "E:\\s" }), "windows").state,
    "E:\\s\\coffer",
  );
});

Deno.test("places: absolute paths of each system", () => {
  for (const path of ["C:\\a", "c:/a", "\\\\server\\a"]) {
    assert.ok(isAbsolute(path, "windows"));
    assert.ok(!isAbsolute(path, "linux"));
  }
  for (const path of ["a", "./a", "~/a", "", "C:a"]) {
    assert.ok(!isAbsolute(path, "linux") && !isAbsolute(path, "windows"), path);
  }
  assert.ok(isAbsolute("/a", "linux"));
});
