/**
 * A plug-in for Coffer: a wallet as a folder, one JSON file a record.
 *
 * To use it, copy it to a folder of yours and name it in Coffer's configuration, with
 * the folder that it may use, for reading and for writing:
 *
 * ```json
 * {
 *   "plugins": {
 *     "folder": {
 *       "module": "/home/me/.config/coffer/plugin_folder_store.js",
 *       "read": ["/home/me/wallet"],
 *       "write": ["/home/me/wallet"]
 *     }
 *   }
 * }
 * ```
 *
 * Then `coffer --store folder:/home/me/wallet list` works as with any other store.
 *
 * In the folder are `header.json`, `records/DIGEST.json`, `backups/NUMBER.json`, and
 * `lock`, on which everybody waits who reads or writes. A commit is first written down
 * as a whole in `journal.json`, which takes effect when that file has its name: whoever
 * finds one makes its changes, once more if need be, and then removes it.
 */

const FEATURES = { atomicChanges: 1000, attributes: null, header: true };

/** What Coffer calls; it gives the store that `url` names. */
export function open(url, helpers) {
  const folder = url.replace(/^folder:/, "");
  if (!/^(\/|[a-zA-Z]:[\\/])/.test(folder)) {
    throw helpers.error("unavailable", "the folder's path is not absolute", {
      hint: "write folder:/home/me/wallet",
    });
  }
  return new FolderStore(folder, helpers);
}

class FolderStore {
  location;
  features = FEATURES;
  #folder;
  #helpers;
  /** Ends when nobody of this store is at work any more. */
  #last = Promise.resolve();

  constructor(folder, helpers) {
    this.location = `folder:${folder}`;
    this.#folder = folder;
    this.#helpers = helpers;
  }

  header() {
    return this.#alone(() => this.#header());
  }

  get(key) {
    return this.#alone(async () => this.#record(await recordName(key)));
  }

  async *list({ domain } = {}) {
    const records = await this.#alone(async () => {
      return await this.#records(await this.#names("records"));
    });
    records.sort((a, b) => this.#helpers.compareKeys(a.value, b.value));
    for (const record of records) {
      if (domain === undefined || record.value.domain === domain) yield record;
    }
  }

  async *scan() {
    const names = await this.#alone(() => this.#names("records"));
    while (names.length > 0) {
      const some = names.splice(0, 100);
      yield* await this.#alone(() => this.#records(some));
    }
  }

  commit(changes) {
    return this.#alone(async () => {
      const writes = await Promise.all(changes.map(writeOf));
      const subjects = [];
      for (const { name, subject, expected } of writes) {
        const text = await this.#read(name);
        const found = text === null ? "absent" : await digest(text);
        if (found !== expected) subjects.push(subject);
      }
      if (subjects.length > 0) {
        throw this.#helpers.error("conflict", "it has changed", { subjects });
      }
      await this.#write(writes.map(({ name, text }) => [name, text]));
    });
  }

  backup(label) {
    return this.#alone(() => this.#backup(label));
  }

  backups() {
    return this.#alone(async () => {
      const backups = [];
      for (const name of await this.#names("backups")) {
        const { label, made } = this.#parsed(await this.#read(`backups/${name}`));
        backups.push({ id: name, label, made });
      }
      return backups;
    });
  }

  restore(id) {
    return this.#alone(async () => {
      const known = (await this.#names("backups")).includes(id);
      if (!known) throw this.#helpers.error("not_found", "there is no such backup");
      const { files } = this.#parsed(await this.#read(`backups/${id}`));
      await this.#backup("before restore");
      const gone = (await this.#content()).map(([name]) => [name, null]);
      // The later entry for a name wins.
      await this.#write([...new Map([...gone, ...files])]);
    });
  }

  async [Symbol.asyncDispose]() {
    await this.#last;
  }

  async #backup(label) {
    const [newest = "0.json"] = (await this.#names("backups")).reverse();
    const id = `${String(parseInt(newest) + 1).padStart(8, "0")}.json`;
    const made = new Date().toISOString();
    const backup = { label, made, files: await this.#content() };
    await this.#write([[`backups/${id}`, JSON.stringify(backup)]]);
    return { id, label, made };
  }

  /** Everything but backups: names of files, and what is in them. */
  async #content() {
    const records = (await this.#names("records")).map((name) => `records/${name}`);
    const content = [];
    for (const name of ["header.json", ...records]) {
      const text = await this.#read(name);
      if (text !== null) content.push([name, text]);
    }
    return content;
  }

  async #header() {
    const text = await this.#read("header.json");
    if (text === null) return null;
    return { value: this.#parsed(text), version: await digest(text) };
  }

  async #record(name) {
    const text = await this.#read(name);
    if (text === null) return null;
    const { domain, access, attributes } = this.#parsed(text);
    const entries = attributes.map(([name, value]) => [
      name,
      Array.isArray(value) ? new Map(value) : value,
    ]);
    const value = { domain, access, attributes: new Map(entries) };
    return { value, version: await digest(text) };
  }

  async #records(names) {
    const records = [];
    for (const name of names) records.push(await this.#record(`records/${name}`));
    return records.filter((record) => record !== null);
  }

  /** Does `work` while nobody else is at work, in this Worker or elsewhere. */
  #alone(work) {
    // One waits for the file at a time: those who wait keep threads busy.
    const result = this.#last.then(() => this.#locked(work));
    this.#last = result.then(() => {}, () => {});
    return result;
  }

  async #locked(work) {
    for (const part of ["", "/records", "/backups"]) {
      await Deno.mkdir(this.#folder + part, { recursive: true, mode: 0o700 });
    }
    const options = { create: true, write: true, mode: 0o600 };
    const file = await Deno.open(`${this.#folder}/lock`, options);
    try {
      await file.lock(true);
      const journal = await this.#read("journal.json");
      if (journal !== null) await this.#finish(this.#parsed(journal));
      return await work();
    } finally {
      file.close();
    }
  }

  /** Makes all of `writes`, pairs of a name and a text (`null`: no such file), or none. */
  async #write(writes) {
    await this.#replace("journal.json", JSON.stringify(writes));
    await this.#sync(["journal.json"]);
    await this.#finish(writes);
  }

  async #finish(writes) {
    for (const [name, text] of writes) {
      if (text === null) await this.#remove(name);
      else await this.#replace(name, text);
    }
    await this.#sync(writes.map(([name]) => name));
    // Should it come back after a power cut, it is made once more, to the same end.
    await this.#remove("journal.json");
  }

  async #replace(name, text) {
    const path = `${this.#folder}/${name}`;
    const options = { create: true, truncate: true, write: true, mode: 0o600 };
    const file = await Deno.open(`${path}.new`, options);
    try {
      const bytes = new TextEncoder().encode(text);
      for (let at = 0; at < bytes.length;) at += await file.write(bytes.subarray(at));
      await file.sync();
    } finally {
      file.close();
    }
    await Deno.rename(`${path}.new`, path);
  }

  async #remove(name) {
    await unlessAbsent(() => Deno.remove(`${this.#folder}/${name}`));
  }

  /** A new name is on the disk when its folder is; Windows does that by itself. */
  async #sync(names) {
    if (Deno.build.os === "windows") return;
    const paths = names.map((name) => `${this.#folder}/${name}`);
    for (const path of new Set(paths.map((path) => path.replace(/\/[^/]*$/, "")))) {
      const folder = await Deno.open(path);
      try {
        await folder.sync();
      } finally {
        folder.close();
      }
    }
  }

  #read(name) {
    return unlessAbsent(() => Deno.readTextFile(`${this.#folder}/${name}`));
  }

  /** The names of finished files in a folder, sorted. */
  async #names(folder) {
    const names = [];
    for await (const { name } of Deno.readDir(`${this.#folder}/${folder}`)) {
      if (name.endsWith(".json")) names.push(name);
    }
    return names.sort();
  }

  #parsed(text) {
    try {
      return JSON.parse(text);
    } catch {
      throw this.#helpers.error("damaged", "a file is not JSON");
    }
  }
}

/** What a change asks for: the file that it is about, and what it is to hold. */
async function writeOf(change) {
  const { expected } = change;
  if (change.do === "header") {
    const text = JSON.stringify(change.header);
    return { name: "header.json", text, expected, subject: "header" };
  }
  const { domain, access } = change.do === "put" ? change.record : change.key;
  return {
    name: await recordName({ domain, access }),
    text: change.do === "put" ? recordText(change.record) : null,
    expected,
    subject: { domain, access },
  };
}

/** JSON has no maps, and an object keeps neither the order nor the name `__proto__`. */
function recordText({ domain, access, attributes }) {
  const entries = [...attributes].map(([name, value]) => [
    name,
    value instanceof Map ? [...value] : value,
  ]);
  return JSON.stringify({ domain, access, attributes: entries }, null, 1);
}

async function recordName({ domain, access }) {
  return `records/${await digest(JSON.stringify([domain, access]))}.json`;
}

async function digest(text) {
  const bytes = new TextEncoder().encode(text);
  const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return Array.from(hash, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

async function unlessAbsent(work) {
  try {
    return await work();
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return null;
    throw error;
  }
}
