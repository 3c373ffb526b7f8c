/**
 * pass, and the two programs that are called gopass, on one store: gpg with a key that the
 * agent gives without asking.
 *
 * @module
 */

import { ran } from "./child.ts";
import { NAME, nameOf, type Peer, SECRETS, type Way } from "./peer.ts";

const KEY = "bench@example.com";

/** The standard Unix password manager. */
export const pass: Peer = {
  program: "pass",
  version: [
    "sh",
    "-c",
    "command -v pass >/dev/null && pass version | grep -o 'v[0-9.]*'",
  ],
  async made(folder) {
    const env = await store(folder);
    return ways("pass", env, ["insert", "-m", "-f", NAME]);
  },
  ended: stopped,
};

/** gopass, or Debian's program of that name, which is another one. */
export const gopass: Peer = {
  program: "gopass",
  version: ["gopass", "version"],
  async made(folder, version) {
    const env = await store(folder);
    // For that one, every insertion wants an editor.
    const isOther = /^gopass v1\.5/.test(version);
    if (!isOther) return ways("gopass", env, ["insert", "-f", NAME]);
    return ways("gopass", env, null)
      .map((way) => ({ ...way, name: `Debian's own ${way.name}` }));
  },
  ended: stopped,
};

function ways(
  program: string,
  env: Record<string, string>,
  write: string[] | null,
): Way[] {
  return [
    {
      deed: "warm",
      name: `\`${program} show\`, gpg-agent`,
      command: [program, "show", NAME],
      env,
    },
    ...(write === null ? [] : [{
      deed: "write" as const,
      name: `\`${program} insert\``,
      command: [program, ...write],
      env,
      input: "a new value\n",
    }]),
    { deed: "list", name: `\`${program} ls\``, command: [program, "ls"], env },
  ];
}

/** A key that nobody has to be asked for, and a store made by pass, or by hand. */
async function store(folder: string): Promise<Record<string, string>> {
  const env = {
    HOME: folder,
    GNUPGHOME: `${folder}/gpg`,
    PASSWORD_STORE_DIR: `${folder}/store`,
    NO_COLOR: "1",
    GOPASS_NO_NOTIFY: "true",
    GOPASS_DISABLE_ENCRYPTION: "true",
  };
  await Deno.mkdir(env.GNUPGHOME, { mode: 0o700 });
  await Deno.mkdir(`${env.PASSWORD_STORE_DIR}/group`, { recursive: true });
  const gpg = ["gpg", "--batch", "--quiet", "--yes"];
  const make = [
    "--passphrase",
    "",
    "--quick-gen-key",
    KEY,
    "default",
    "default",
    "never",
  ];
  await ran([...gpg, ...make], { env });
  await Deno.writeTextFile(`${env.PASSWORD_STORE_DIR}/.gpg-id`, `${KEY}\n`);
  for (let i = 0; i < SECRETS; i++) {
    const output = `${env.PASSWORD_STORE_DIR}/${nameOf(i)}.gpg`;
    const seal = ["--encrypt", "--recipient", KEY, "--output", output];
    await ran([...gpg, ...seal], { env, input: `value ${i}\n` });
  }
  return env;
}

async function stopped(folder: string): Promise<void> {
  const env = { GNUPGHOME: `${folder}/gpg` };
  await ran(["gpgconf", "--kill", "all"], { env });
}
