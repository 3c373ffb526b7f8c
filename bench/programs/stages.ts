/**
 * What a command does, step by step with Coffer's own modules, from a cold start; prints
 * how long each kind of step took, in milliseconds.
 *
 *     stages stash FILE PASSWORD GROUP NAME
 *     stages import FILE PASSWORD FOLDER
 *     stages v0 URL PASSWORD DEVICE-KEY DOMAIN ACCESS
 *     stages get URL TOKEN DOMAIN ACCESS
 *     stages list URL TOKEN
 *     stages save URL TOKEN
 *
 * @module
 */

import { fileBlobStore } from "../../backends/file/blob_store.ts";
import { openRecordStore } from "../../backends/mod.ts";
import { passwordBytes } from "../../core/bytes.ts";
import { systemClock } from "../../core/clock.ts";
import { hashByName, pbkdf2 } from "../../core/crypto/kdf.ts";
import { systemRandom } from "../../core/crypto/random.ts";
import { KEY_LENGTH, NONCE_LENGTH, open, seal } from "../../core/crypto/secretbox.ts";
import {
  type Envelope,
  formatEnvelope,
  loadStashFile,
  parseEnvelope,
} from "../../core/stash/envelope.ts";
import { formatTree, parseTree } from "../../core/stash/inner.ts";
import { locate, write } from "../../core/stash/tree.ts";
import { openRecordV0 } from "../../core/wallet/format_v0.ts";
import { fieldKeyV0 } from "../../core/wallet/keys_v0.ts";
import type { WalletRecord } from "../../core/wallet/record.ts";
import { fromStored } from "../../core/wallet/v0/attributes.ts";
import { openWalletV1, type WalletV1 } from "../../core/wallet/v1/wallet.ts";
import { formatPlain } from "../../exchange/wallet/plain.ts";
import { timedStore } from "./timed_store.ts";

const spent = { io: 0, derive: 0, cipher: 0, text: 0 };
type Kind = keyof typeof spent;

async function stage<T>(kind: Kind, work: () => T | Promise<T>): Promise<T> {
  const start = performance.now();
  const result = await work();
  spent[kind] += performance.now() - start;
  return result;
}

const COMMANDS: Record<string, (...args: string[]) => Promise<void>> = {
  async stash(path, password, ...key) {
    const { tree } = await opened(path!, password!);
    locate(tree, key);
  },
  async import(path, password, folder) {
    const { store, version, envelope, key, tree } = await opened(path!, password!);
    for await (const { name } of Deno.readDir(folder!)) {
      for await (const file of Deno.readDir(`${folder}/${name}`)) {
        const whole = `${folder}/${name}/${file.name}`;
        const bytes = await stage("io", () => Deno.readFile(whole));
        write(tree, ["k", name, file.name], bytes);
      }
    }
    const plaintext = await stage("text", () => formatTree(tree));
    const nonce = systemRandom(NONCE_LENGTH);
    const sealed = await stage("cipher", () => seal(key, nonce, plaintext));
    const file = await stage("text", () => formatEnvelope({ ...envelope, sealed }));
    await stage("io", () => store.save(file, version));
  },
  async v0(url, password, deviceKey, domain, access) {
    await using store = await stage("io", () => openRecordStore(url!));
    const key = await stage("derive", () => fieldKeyV0(password!, deviceKey!));
    const name = { domain: domain!, access: access! };
    const found = (await stage("io", () => store.get(name)))!;
    await stage("cipher", () => openRecordV0(fromStored(found.value), key));
  },
  get: (url, token, domain, access) =>
    onWallet(url!, token!, async (wallet) => {
      await wallet.get({ domain: domain!, access: access! });
    }),
  list: (url, token) =>
    onWallet(url!, token!, async (wallet) => {
      await Array.fromAsync(wallet.names());
    }),
  save: (url, token) =>
    onWallet(url!, token!, async (wallet) => {
      const records: WalletRecord[] = await Array.fromAsync(wallet.records());
      const before = performance.now();
      formatPlain(records);
      return performance.now() - before;
    }),
};

async function opened(path: string, password: string) {
  const store = fileBlobStore(path);
  const { bytes, version } = await stage("io", () => loadStashFile(store));
  const envelope: Envelope = await stage("text", () => parseEnvelope(bytes));
  const { salt, iterations } = envelope;
  const hash = hashByName(envelope.hash);
  const secret = passwordBytes(password);
  const key = await stage(
    "derive",
    () => pbkdf2(secret, { hash, salt, iterations, length: KEY_LENGTH }),
  );
  const plaintext = await stage("cipher", () => open(key, envelope.sealed)!);
  const tree = await stage("text", () => parseTree(plaintext));
  return { store, version, envelope, key, tree };
}

/** With a token, there is nothing to derive; what is not the store's is the cipher's. */
async function onWallet(
  url: string,
  token: string,
  work: (wallet: WalletV1) => Promise<number | void>,
): Promise<void> {
  const store = await stage("io", () => openRecordStore(url));
  const start = performance.now() - spent.io;
  const watched = timedStore(store, (time) => spent.io += time);
  await using wallet = openWalletV1(watched, { secret: { token } }, {
    clock: systemClock,
    random: systemRandom,
  });
  spent.text = await work(wallet) ?? 0;
  spent.cipher = performance.now() - start - spent.io - spent.text;
}

const [name, ...rest] = Deno.args;
await COMMANDS[name!]!(...rest);
console.log(JSON.stringify(spent));
