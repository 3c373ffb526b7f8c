import assert from "node:assert/strict";
import { toBase64, toHex, utf8 } from "../../core/bytes.ts";
import { systemClock as clock } from "../../core/clock.ts";
import { systemRandom as random } from "../../core/crypto/random.ts";
import { deviceKeyV0, fieldKeyBytesV0 } from "../../core/wallet/keys_v0.ts";
import { openWalletV0 } from "../../core/wallet/v0/wallet.ts";
import { createWalletV1 } from "../../core/wallet/v1/create_wallet.ts";
import type { Wallet } from "../../core/wallet/wallet.ts";
import {
  EXAMPLE,
  type PluginFolder,
  pluginFolder,
  workerTest,
} from "./plugin_support.ts";

/** The example, with a log of all that it was ever given. */
const SPY = `${EXAMPLE.replace("export function open(", "function openFolder(")}
  export function open(url, helpers) {
    const log = [["open", url]];
    const maps = (_, value) => value instanceof Map ? [...value] : value;
    const store = openFolder(url, helpers);
    return new Proxy(store, {
      get(_, name) {
        if (typeof store[name] !== "function") return store[name];
        return (...args) => {
          log.push([String(name), ...args]);
          if (name === Symbol.asyncDispose) {
            const path = url.slice("folder:".length) + "/log";
            return Deno.writeTextFile(path, JSON.stringify(log, maps));
          }
          return store[name](...args);
        };
      },
    });
  }`;

/** Planted values; none of them can be in ciphertext by chance. */
const PLANTED = {
  domain: "planted-domain",
  access: "planted-access",
  renamed: "planted-renamed",
  uid: "planted-uid",
  pwd: "planted-pwd",
  "info name": "planted-info-name",
  "info value": "planted-info-value",
};

/** Does with a wallet what there is to do, and closes it. */
async function use(wallet: Wallet): Promise<void> {
  const name = { domain: PLANTED.domain, access: PLANTED.access };
  const info = new Map([[PLANTED["info name"], PLANTED["info value"]]]);
  await wallet.set(name, { uid: PLANTED.uid, pwd: PLANTED.pwd, info });
  await wallet.set(name, { pwd: `${PLANTED.pwd} changed` });
  await wallet.rename(name, { ...name, access: PLANTED.renamed });
  const found = await wallet.get({ ...name, access: PLANTED.renamed });
  assert.equal(found!.pwd, `${PLANTED.pwd} changed`);
  for await (const record of wallet.records()) assert.equal(record.uid, PLANTED.uid);
  for await (const _ of wallet.names({ domain: PLANTED.domain }));
  await wallet.delete([{ ...name, access: PLANTED.renamed }]);
  await wallet[Symbol.asyncDispose]();
}

/** All that the plug-in was given, and all that it wrote. */
async function seenBy(folder: PluginFolder): Promise<string> {
  const texts: string[] = [];
  const read = async (path: string) => {
    for await (const { name, isDirectory } of Deno.readDir(path)) {
      if (isDirectory) await read(`${path}/${name}`);
      else texts.push(await Deno.readTextFile(`${path}/${name}`));
    }
  };
  await read(folder.data);
  return texts.join("\n");
}

/** Which of `values` are in `text`, as they are or in a common writing. */
function found(text: string, values: Record<string, string>): string[] {
  return Object.entries(values).flatMap(([what, value]) => {
    const bytes = utf8(value);
    // Cut to whole groups of three bytes, so that padding does not hide it.
    const base64 = toBase64(bytes.subarray(0, bytes.length - bytes.length % 3));
    const forms = [value, toHex(bytes), base64, [...value].reverse().join("")];
    return forms.some((form) => text.includes(form)) ? [what] : [];
  });
}

workerTest("with a v0 wallet, it sees names and no secret", async () => {
  await using folder = await pluginFolder(SPY);
  const password = "planted-Memorable-password-1";
  const deviceKey = await deviceKeyV0("planted-device-password");
  const fieldKey = toHex(await fieldKeyBytesV0(password, deviceKey));
  const secrets = { password, deviceKey, fieldKey };
  const store = await folder.open();
  await use(openWalletV0(store, secrets, { clock, random }));
  const { uid, pwd, "info value": value, ...names } = PLANTED;
  const text = await seenBy(folder);
  assert.deepEqual(found(text, { uid, pwd, value, ...secrets }), []);
  assert.deepEqual(found(text, names), Object.keys(names));
});

workerTest("with a v1 wallet, it sees nothing in the clear", async () => {
  await using folder = await pluginFolder(SPY);
  const { wallet, slots } = await createWalletV1(await folder.open(), {
    slots: [{ kind: "token", label: "visible-label" }],
    surroundings: { clock, random },
  });
  await use(wallet);
  const text = await seenBy(folder);
  assert.deepEqual(found(text, { ...PLANTED, token: slots[0]!.token! }), []);
  assert.deepEqual(found(text, { label: "visible-label" }), ["label"]);
});
