/**
 * Modes and owners for a user who is not root. Run by root, it becomes one; by another, it
 * tries what that one may.
 */

import assert from "node:assert/strict";
import { EXAMPLE } from "../backends/plugin_support.ts";
import {
  ANOTHER,
  type Another,
  anotherUser,
  canBeAnother,
  STRANGER,
} from "../support/another_user.ts";
import { PASSWORD } from "../support/wallet_scene.ts";

const REFUSED = 10;
const MODES = "tests/faults/modes_main.ts";
const ignore = !canBeAnother();

Deno.test({
  name:
    "modes: commands in folders and on files of every mode, by another user than root",
  ignore,
  fn: async () => {
    await using user = await anotherUser();
    const { code, stdout, stderr } = await user.module(MODES, []);
    assert.equal(code, 0, stderr);
    const { uid, tried, refused } = JSON.parse(stdout);
    assert.equal(uid, ANOTHER);
    assert.ok(tried > 150 && refused > 100, stdout);
  },
});

/** A configuration that names a store and a plug-in, all of that user's own. */
async function configured(user: Another) {
  const [config, module] = ["home/.config/coffer/config.json", "plugin/store.js"]
    .map(user.at) as [string, string];
  const data = user.at("data");
  const folder = { module, read: [data], write: [data], net: [] };
  const store = `file:${user.at("wallet")}`;
  const profiles = { main: { store } };
  const text = JSON.stringify({
    coffer: 1,
    plugins: { folder },
    default: "main",
    profiles,
  });
  for (const name of ["home/.config", "home/.config/coffer", "plugin", "data", "run"]) {
    await Deno.mkdir(user.at(name), { mode: 0o700 });
  }
  await Deno.writeTextFile(config, text, { mode: 0o600 });
  await Deno.writeTextFile(module, EXAMPLE, { mode: 0o600 });
  await Deno.mkdir(user.at("run/coffer"), { mode: 0o700 });
  const made = await new Deno.Command("chown", {
    args: ["-R", `${ANOTHER}:${ANOTHER}`, user.path],
  }).output();
  assert.ok(made.success);
  return { config, module, data };
}

const ENV = { COFFER_PASSWORD: PASSWORD };
/** What belongs to a stranger, the command that must not use it, and what it says. */
const FOREIGN: [string, string, string[], RegExp][] = [
  [
    "configuration",
    "home/.config/coffer/config.json",
    ["list"],
    /configuration is not used: .* belongs to another user/,
  ],
  [
    "folder of the configuration",
    "home/.config/coffer",
    ["list"],
    /configuration is not used: .* belongs to another user/,
  ],
  [
    "plug-in",
    "plugin/store.js",
    ["list", "--store", "PLUGIN"],
    /plug-in is not loaded: .* belongs to another user/,
  ],
  [
    "folder of a plug-in",
    "plugin",
    ["list", "--store", "PLUGIN"],
    /plug-in is not loaded: .* belongs to another user/,
  ],
  [
    "folder of the agent",
    "run/coffer",
    ["agent", "start"],
    /socket would not be safe in .* belongs to another user/,
  ],
];

Deno.test({
  name: "owners: what belongs to a stranger is not used by another user than root",
  ignore,
  fn: async () => {
    await using user = await anotherUser();
    const { data } = await configured(user);
    const env = { ...ENV, XDG_RUNTIME_DIR: user.at("run") };
    for (const [what, name, args, message] of FOREIGN) {
      const call = args.map((arg) => arg === "PLUGIN" ? `folder:${data}` : arg);
      const path = user.at(name);
      const { mode } = await Deno.stat(path);
      // As open as it may be, so that the owner is what is wrong with it.
      await Deno.chmod(path, what.startsWith("folder of the agent") ? 0o700 : 0o755);
      await Deno.chown(path, STRANGER, STRANGER);
      const { code, stderr } = await user.coffer(call, env);
      assert.match(stderr, message, what);
      assert.equal(code, REFUSED, what);
      await Deno.chown(path, ANOTHER, ANOTHER);
      await Deno.chmod(path, mode! & 0o777);
      const own = await user.coffer(
        args[0] === "agent" ? ["agent", "status"] : call,
        env,
      );
      assert.doesNotMatch(own.stderr, /another user/, what);
    }
  },
});

Deno.test({
  name: "owners: root's own configuration, plug-in and folders are used",
  ignore,
  fn: async () => {
    await using user = await anotherUser();
    const { config, module, data } = await configured(user);
    for (const path of [config, module]) {
      await Deno.chown(path, 0, 0);
      await Deno.chmod(path, 0o644);
    }
    const { code, stderr } = await user.coffer(
      ["list", "--store", `folder:${data}`],
      ENV,
    );
    assert.equal(code, 3, stderr);
    assert.doesNotMatch(stderr, /user/);
  },
});

Deno.test({
  name: "owners: another user's wallet is not written, and doctor leaves it to that user",
  ignore,
  fn: async () => {
    await using user = await anotherUser();
    const wallet = user.at("wallet");
    const args = [
      "init",
      "--store",
      `file:${wallet}`,
      "--device-key",
      "none",
      "--no-input",
    ];
    assert.equal((await user.coffer(args, ENV)).code, 0);
    await Deno.chown(wallet, STRANGER, STRANGER);
    await Deno.chmod(wallet, 0o666);
    const before = await Deno.readTextFile(wallet);
    const found = await user.coffer(["doctor", "--repair"], ENV);
    assert.match(found.stdout + found.stderr, /change the wallet/);
    assert.equal((await Deno.stat(wallet)).mode! & 0o777, 0o666);
    await Deno.chmod(wallet, 0o600);
    const { code, stderr } = await user.coffer(["set", "d", "a", "-u", "u"], ENV);
    assert.equal(code, 7, stderr);
    assert.equal(await Deno.readTextFile(wallet), before);
  },
});
