/**
 * Programs that keep secrets in a file: age, sops, KeePassXC.
 *
 * @module
 */

import { ran } from "./child.ts";
import { NAME, nameOf, PASSWORD, type Peer, SECRETS } from "./peer.ts";

const LINE = `${PASSWORD}\n`;

/** One value in one file; it has no names to list. */
export const age: Peer = {
  program: "age",
  version: ["age", "--version"],
  async made(folder) {
    const [key, file, closed] = ["key", "one.age", "other.age"]
      .map((name) => `${folder}/${name}`) as [string, string, string];
    const recipient = await ageKey(key);
    await ran(["age", "-r", recipient, "-o", file], { input: "the value" });
    await Deno.writeTextFile(`${folder}/value`, "the value");
    await ran(onTerminal(`age -p -o ${closed} ${folder}/value`), { input: LINE + LINE });
    return [
      {
        deed: "warm",
        name: "`age -d -i`, key file",
        command: ["age", "-d", "-i", key, file],
      },
      {
        deed: "cold",
        name: "`age -d`, passphrase (scrypt), `script` around it",
        command: onTerminal(`age -d -o ${folder}/out ${closed}`),
        input: LINE,
      },
      {
        deed: "write",
        name: "`age -r`",
        command: ["age", "-r", recipient, "-o", file, `${folder}/value`],
      },
    ];
  },
};

/** Values in a JSON file, opened with a key of age. */
export const sops: Peer = {
  program: "sops",
  version: ["sops", "--disable-version-check", "--version"],
  async made(folder) {
    const [key, plain, file] = ["key", "plain.json", "sealed.json"]
      .map((name) => `${folder}/${name}`) as [string, string, string];
    const recipient = await ageKey(key);
    const values = Array.from({ length: SECRETS }, (_, i) => [`entry${i}`, `value ${i}`]);
    await Deno.writeTextFile(
      plain,
      JSON.stringify({ group: Object.fromEntries(values) }),
    );
    await ran(["sops", "encrypt", "--age", recipient, "--output", file, plain]);
    const env = { SOPS_AGE_KEY_FILE: key };
    const path = NAME.split("/").map((name) => `["${name}"]`).join("");
    return [
      {
        deed: "warm",
        name: "`sops decrypt --extract`, key file",
        command: ["sops", "decrypt", "--extract", path, file],
        env,
      },
      {
        deed: "write",
        name: "`sops set`, key file",
        command: ["sops", "set", file, path, '"a new value"'],
        env,
      },
    ];
  },
};

/** A KeePass database with the key derivation that it makes by itself. */
export const keepassxc: Peer = {
  program: "keepassxc-cli",
  version: ["keepassxc-cli", "--version"],
  async made(folder) {
    const file = `${folder}/secrets.kdbx`;
    const command = (...args: string[]) => ["keepassxc-cli", ...args];
    await ran(command("db-create", "-q", "-p", file), { input: LINE + LINE });
    await ran(command("mkdir", "-q", file, "group"), { input: LINE });
    for (let i = 0; i < SECRETS; i++) {
      const add = command("add", "-q", "-p", file, nameOf(i));
      await ran(add, { input: `${LINE}value ${i}\n` });
    }
    const show = command("show", "-q", "-s", "-a", "Password", file, NAME);
    return [
      {
        deed: "cold",
        name: "`keepassxc-cli show`, password",
        command: show,
        input: LINE,
      },
      {
        deed: "write",
        name: "`keepassxc-cli edit`, password",
        command: command("edit", "-q", "-p", file, NAME),
        input: `${LINE}a new value\n`,
      },
      {
        deed: "list",
        name: "`keepassxc-cli ls`, password",
        command: command("ls", "-q", "-R", file),
        input: LINE,
      },
    ];
  },
};

/** Makes a key; gives whom to encrypt for. */
async function ageKey(path: string): Promise<string> {
  await ran(["age-keygen", "-o", path]);
  return await ran(["age-keygen", "-y", path]);
}

/** A program that takes passwords from a terminal alone. */
function onTerminal(command: string): string[] {
  return ["script", "-qec", command, "/dev/null"];
}
