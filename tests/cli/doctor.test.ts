/** What `coffer doctor` finds in installations that are not as they should be. */

import assert from "node:assert/strict";
import { toBase64Url } from "../../core/base64url.ts";
import { fileBlobStore } from "../../backends/file/blob_store.ts";
import { createStash } from "../../core/stash/stash.ts";
import { makeSecretFolder } from "../../exchange/secret_folder.ts";
import { modeOf } from "../support/folder.ts";
import { PASSWORD, type Scene, scene } from "../support/wallet_scene.ts";

const KEY = toBase64Url(new Uint8Array(32).fill(7));
const TOKEN = `cft1_${"A".repeat(48)}`;
const HOUR_AGO = new Date(Date.now() - 2 * 3_600_000);
const RANDOM = "0123456789abcdef01234567";

/** An installation with all that there can be, in order. */
async function installed(kind: "v1 file" | "v0 sqlite" = "v1 file") {
  const here = await scene(kind);
  const config = here.at("home/.config/coffer/config.json");
  const module = here.at("plugin/store.mjs");
  await Deno.mkdir(here.at("plugin"), { mode: 0o700 });
  await Deno.writeTextFile(module, "export const x = 1;\n", { mode: 0o600 });
  await Deno.mkdir(here.at("home/.config/coffer"), { recursive: true, mode: 0o700 });
  await Deno.mkdir(here.at("runtime/coffer"), { recursive: true, mode: 0o700 });
  await Deno.mkdir(here.at("tmp"), { mode: 0o700 });
  for (const name of ["seen", "sync"]) {
    await Deno.mkdir(here.at(`home/.local/state/coffer/${name}`), {
      recursive: true,
      mode: 0o700,
    });
    const memory = here.at(`home/.local/state/coffer/${name}/m.json`);
    await Deno.writeTextFile(memory, "", { mode: 0o600 });
  }
  const document = {
    coffer: 1,
    default: "main",
    profiles: { main: { store: here.env["COFFER_STORE"], deviceKey: { v1: KEY } } },
    plugins: { other: { module } },
  };
  await Deno.writeTextFile(config, JSON.stringify(document), { mode: 0o600 });
  await Deno.writeTextFile(`${config}.init-mark`, KEY, { mode: 0o600 });
  using _ = await createStash(fileBlobStore(here.at("my.stash")), PASSWORD);
  const env: Record<string, string> = {
    HOME: here.at("home"),
    XDG_RUNTIME_DIR: here.at("runtime"),
    TMPDIR: here.at("tmp"),
    COFFER_STASH: here.at("my.stash"),
  };
  const doctor = async (args: string[] = [], more: Record<string, string> = {}) => {
    const { code, stdout, stderr } = await here.run(["doctor", "--json", ...args], {
      env: { ...env, ...more },
    });
    const { findings, missed } = JSON.parse(stdout);
    return { code, stderr, missed, findings: findings as Found[] };
  };
  return { ...here, env, doctor };
}

interface Found {
  level: string;
  check: string;
  text: string;
  repair: string | null;
  repaired: boolean;
}

type Installed = Awaited<ReturnType<typeof installed>>;

/** The findings that are not well, but for one that all test wallets have. */
function wrong(findings: Found[]): Found[] {
  return findings.filter(({ level, text }) =>
    level !== "ok" && !/cheaper to guess/.test(text)
  );
}

Deno.test("doctor: an installation as Coffer makes it has nothing bad, and 0 says so", async () => {
  await using here = await installed();
  const { code, findings, stderr, missed } = await here.doctor();
  assert.deepEqual([code, wrong(findings), stderr, missed], [0, [], "", []]);
  const checks = new Set(findings.map(({ check }) => check));
  const all = ["agent", "configuration", "costs", "leftovers", "rights", "variables"];
  assert.deepEqual([...checks].sort(), all);
});

const own = (
  path: string,
  text: RegExp,
  mode: number,
  mended: string,
  level = "bad",
) => ({ path, text, mode, mended, level });

/** Modes that are found, with those that are left after the repair. */
const MODES = [
  own("home/.config/coffer/config.json", /change the configuration/, 0o602, "600"),
  own("home/.config/coffer/config.json", /read the configuration/, 0o644, "600", "warn"),
  own(
    "home/.config/coffer/config.json.init-mark",
    /a command that was stopped/,
    0o644,
    "600",
  ),
  own("home/.config/coffer", /folder of the configuration/, 0o777, "755"),
  own("home/.local/state/coffer", /folder of what this device/, 0o707, "705"),
  own("home/.local/state/coffer/seen/m.json", /memory of what/, 0o666, "644"),
  own("home/.local/state/coffer/sync/m.json", /memory of sync/, 0o622, "600"),
  own("plugin/store.mjs", /a plug-in/, 0o666, "644"),
  own("plugin", /folder of a plug-in/, 0o777, "755"),
  own("wallet.json", /change the wallet/, 0o646, "644", "warn"),
  own("my.stash", /change the stash/, 0o606, "604", "warn"),
  own("runtime/coffer", /agent's socket would not be safe/, 0o755, "700"),
];

for (const { path, text, mode, mended, level } of MODES) {
  Deno.test(`doctor: ${path} with mode ${mode.toString(8)} is ${level}, and repaired`, async () => {
    await using here = await installed();
    await Deno.chmod(here.at(path), mode);
    const { code, findings } = await here.doctor();
    assert.equal(code, level === "bad" ? 9 : 0);
    const [found, ...more] = wrong(findings);
    assert.deepEqual(more, []);
    assert.equal(found?.level, level);
    assert.match(found!.text, text);
    assert.equal(
      await modeOf(here.at(path)),
      mode.toString(8),
      "looking changes nothing",
    );
    const repair = await here.doctor(["--repair"]);
    assert.deepEqual([repair.code, repair.stderr], [0, ""]);
    assert.equal(await modeOf(here.at(path)), mended);
    assert.deepEqual(wrong((await here.doctor()).findings), []);
  });
}

Deno.test("doctor: files by others are bad, and are not repaired", {
  ignore: Deno.uid() !== 0,
}, async () => {
  await using here = await installed();
  await Deno.chown(here.at("home/.config/coffer/config.json"), 12_345, null);
  for (const args of [[], ["--repair"]]) {
    const { code, findings } = await here.doctor(args);
    assert.equal(code, 9);
    assert.match(wrong(findings)[0]!.text, /belongs to another user/);
    assert.equal(wrong(findings)[0]!.repaired, false);
  }
});

/** What a killed run leaves, and where. */
const LEFT = [
  ["warn", `.wallet.json.coffer-${RANDOM}`],
  ["warn", `.my.stash.coffer-${RANDOM}`],
  ["warn", `home/.config/coffer/.config.json.coffer-${RANDOM}`],
  ["warn", `home/.local/state/coffer/seen/.m.json.coffer-${RANDOM}`],
  ["warn", `.coffer-export-${RANDOM}/`],
  ["bad", `runtime/coffer-run-${RANDOM}/`],
  ["bad", `tmp/coffer-run-${RANDOM}-0a1b/`],
] as const;

Deno.test("doctor: leftovers of killed runs are found when they are old, and swept", async () => {
  await using here = await installed();
  for (const [level, name] of LEFT) {
    const path = here.at(name.replace(/\/$/, ""));
    if (name.endsWith("/")) await Deno.mkdir(path, { mode: 0o700 });
    else await Deno.writeTextFile(path, "x");
    assert.deepEqual(wrong((await here.doctor()).findings), [], `${name}, new`);
    await Deno.utime(path, HOUR_AGO, HOUR_AGO);
    const { code, findings } = await here.doctor();
    assert.deepEqual(wrong(findings).map((each) => each.level), [level], name);
    assert.equal(code, level === "bad" ? 9 : 0);
    assert.equal((await here.doctor(["--repair"])).code, 0);
    await assert.rejects(Deno.lstat(path), Deno.errors.NotFound);
  }
});

Deno.test("doctor: a planted link is removed itself, and what it leads to stays", async () => {
  await using here = await installed();
  await Deno.mkdir(here.at("mine"));
  await Deno.writeTextFile(here.at("mine/file"), "mine");
  const link = here.at(`runtime/coffer-run-${RANDOM}`);
  await Deno.symlink(here.at("mine"), link);
  await new Deno.Command("touch", { args: ["-h", "-d", "2001-01-01", link] }).output();
  await here.doctor(["--repair"]);
  assert.equal(await Deno.readTextFile(here.at("mine/file")), "mine");
});

Deno.test("doctor: what is staged is in use while something in it is", async () => {
  await using here = await installed();
  const folder = here.at(`.coffer-export-${RANDOM}`);
  await Deno.mkdir(`${folder}/deep`, { recursive: true, mode: 0o700 });
  await Deno.writeTextFile(`${folder}/deep/new`, "x");
  for (const old of [`${folder}/deep`, folder]) await Deno.utime(old, HOUR_AGO, HOUR_AGO);
  assert.deepEqual(wrong((await here.doctor(["--repair"])).findings), []);
  assert.equal(await Deno.readTextFile(`${folder}/deep/new`), "x");
});

Deno.test("doctor: a pipe in the place of the agent's lock is not waited for", async () => {
  await using here = await installed();
  await Deno.writeTextFile(here.at("runtime/coffer/agent.sock"), "");
  await new Deno.Command("mkfifo", { args: [here.at("runtime/coffer/agent.lock")] })
    .output();
  const { findings } = await here.doctor();
  assert.match(wrong(findings)[0]!.text, /killed has left its socket/);
});

Deno.test("doctor: devices, and what container engines hand over, keep their mode", async () => {
  await using here = await installed();
  await new Deno.Command("mkfifo", { args: ["-m", "666", here.at("pipe")] }).output();
  for (const path of [here.at("pipe"), "/dev/null"]) {
    const { findings } = await here.doctor(["--repair"], { COFFER_PASSWORD_FILE: path });
    assert.deepEqual(wrong(findings), [], path);
  }
  assert.equal(await modeOf(here.at("pipe")), "666");
});

Deno.test("doctor: what is another user's is told, and left to that user", {
  ignore: Deno.uid() !== 0,
}, async () => {
  await using here = await installed();
  await Deno.chmod(here.at("my.stash"), 0o666);
  await Deno.chown(here.at("my.stash"), 12_345, 12_345);
  const { findings } = await here.doctor(["--repair"]);
  assert.match(wrong(findings)[0]!.text, /change the stash/);
  assert.equal(await modeOf(here.at("my.stash")), "666");
});

Deno.test("doctor: as a process, it finds what lies where the environment says", async () => {
  await using here = await installed();
  await Deno.mkdir(here.at("td"));
  await Deno.mkdir(here.at(`td/coffer-run-${RANDOM}-abc`), { mode: 0o700 });
  await Deno.utime(here.at(`td/coffer-run-${RANDOM}-abc`), HOUR_AGO, HOUR_AGO);
  await Deno.writeTextFile(here.at("aws"), "", { mode: 0o644 });
  const { coffer } = await import("./program.ts");
  const { stdout } = await coffer(["doctor"], {
    cwd: here.path,
    env: {
      ...here.env,
      TMPDIR: here.at("td"),
      AWS_SHARED_CREDENTIALS_FILE: here.at("aws"),
    },
  });
  const said = new TextDecoder().decode(stdout);
  assert.match(said, /td\/coffer-run-/);
  assert.match(said, /read the file of the AWS keys/);
});

Deno.test("doctor: a folder with secrets that is in use stays", async () => {
  await using here = await installed();
  using folder = makeSecretFolder(here.at("runtime"));
  const file = await folder.write("KEY", new Uint8Array([1]));
  await Deno.utime(file.slice(0, -"/KEY".length), HOUR_AGO, HOUR_AGO);
  // In a process of its own: here the lock that is waited for would be a leak.
  const { code, stdout } = await processOf(here, ["doctor", "--repair"]);
  assert.equal(code, 0, stdout);
  assert.deepEqual(await Deno.readFile(file), new Uint8Array([1]));
});

async function processOf(here: Installed, args: string[]) {
  const { coffer } = await import("./program.ts");
  const { code, stdout } = await coffer(args, { cwd: here.path, env: here.env });
  return { code, stdout: new TextDecoder().decode(stdout) };
}

Deno.test("doctor: the socket of a killed agent is found and swept, a live one's is not", async () => {
  await using here = await installed();
  const socket = here.at("runtime/coffer/agent.sock");
  await Deno.writeTextFile(socket, "");
  await Deno.writeTextFile(here.at("runtime/coffer/agent.lock"), "1\n");
  const { code, findings } = await here.doctor();
  assert.equal(code, 0);
  assert.match(wrong(findings)[0]!.text, /killed has left its socket/);
  using lock = await Deno.open(here.at("runtime/coffer/agent.lock"));
  await lock.lock(true);
  assert.doesNotMatch((await processOf(here, ["doctor", "--repair"])).stdout, /socket/);
  await Deno.lstat(socket);
  await lock.unlock();
  assert.equal((await here.doctor(["--repair"])).code, 0);
  await assert.rejects(Deno.lstat(socket), Deno.errors.NotFound);
});

Deno.test("doctor: secrets in the environment and in histories, none of them said", async () => {
  await using here = await installed();
  const lines =
    `ls\nCOFFER_TOKEN=${TOKEN} coffer list\nCOFFER_PASSWORD=s3cret coffer list\n` +
    'COFFER_PASSWORD="$(pass)" coffer list\nexport COFFER_PASSWORD=$PW\n';
  await Deno.writeTextFile(here.at("home/.bash_history"), lines);
  const { code, findings } = await here.doctor([], { COFFER_TOKEN: TOKEN });
  assert.equal(code, 9);
  const texts = wrong(findings).map(({ text }) => text);
  assert.equal(texts.length, 3);
  assert.match(texts[0]!, /^COFFER_TOKEN is set/);
  assert.match(texts[1]!, /history has a CI token in 1 line$/);
  assert.match(texts[2]!, /history has a password in 1 line$/);
  assert.doesNotMatch(JSON.stringify(findings), /s3cret|cft1_A/);
});

Deno.test("doctor: a password file that others may read is bad", async () => {
  await using here = await installed();
  await Deno.writeTextFile(here.at("pw"), PASSWORD, { mode: 0o644 });
  const more = { COFFER_PASSWORD_FILE: here.at("pw") };
  const { code, findings } = await here.doctor([], more);
  assert.equal(code, 9);
  assert.match(wrong(findings)[0]!.text, /read the file of the password/);
  assert.equal((await here.doctor(["--repair"], more)).code, 0);
  assert.equal(await modeOf(here.at("pw")), "600");
});

Deno.test("doctor: old formats, cheap passwords, hard links and damage are said", async () => {
  await using old = await installed("v0 sqlite");
  const v0 = wrong((await old.doctor()).findings);
  assert.match(v0[0]!.repair!, /reconf --upgrade/);
  await using here = await installed();
  const { findings } = await here.doctor();
  assert.match(
    findings.map(({ text }) => text).join("\n"),
    /slot \w+ .* cheaper to guess/,
  );
  await Deno.link(here.at("wallet.json"), here.at("second"));
  assert.match(wrong((await here.doctor()).findings)[0]!.text, /more than one name/);
  await Deno.remove(here.at("second"));
  await Deno.writeTextFile(here.at("my.stash"), "no stash");
  const damaged = await here.doctor();
  assert.equal(damaged.code, 9);
  assert.match(wrong(damaged.findings)[0]!.text, /my\.stash/);
  await Deno.writeTextFile(here.at("home/.config/coffer/config.json"), "{");
  assert.equal((await here.doctor()).findings[0]!.level, "bad");
});

Deno.test("doctor: in lines, for people; nothing that a terminal obeys", async () => {
  await using here: Scene & Installed = await installed();
  const { code, stdout, stderr } = await here.run(["doctor", "-f", "a\x1b[2J"], {
    env: here.env,
  });
  assert.deepEqual([code, stderr], [0, ""]);
  for (const line of stdout.trimEnd().split("\n")) {
    assert.match(line, /^(ok {2}|warn|bad ) {2}\S/);
  }
  // deno-lint-ignore no-control-regex
  assert.doesNotMatch(stdout, /[\x00-\x09\x0b-\x1f\x7f]/);
});
