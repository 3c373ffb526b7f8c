import assert from "node:assert/strict";
import { type HandoverScene, handoverScene, PWD } from "../support/handover_scene.ts";
import { PASSWORD } from "../support/wallet_scene.ts";
import { permsOf } from "./perms_stage.ts";
import { surroundings } from "./program.ts";

const UID = "coffer://ci/deploy/uid";
const READ = ["read", UID];

/** A wallet with a token in a file, and nothing else that opens it in the environment. */
async function tokenScene(end = "\n") {
  const here = await handoverScene();
  const added = await here.run(["slot", "add", "--token"], { env: here.env });
  const token = added.stdout.trim();
  const { COFFER_PASSWORD: _, ...env } = here.env;
  const file = here.at("token");
  await Deno.writeTextFile(file, `${token}${end}`, { mode: 0o600 });
  const byFile = { ...env, COFFER_TOKEN_FILE: file };
  return { here, env, byFile, token, file };
}

/** What a call says where it must not work. */
async function refusal(here: HandoverScene, args: string[], env: Record<string, string>) {
  const { code, stdout, stderr } = await here.run(args, { env });
  assert.equal(stdout, "");
  return { code, stderr };
}

Deno.test("a token in a file opens, by a variable and by each option", async () => {
  for (const end of ["", "\n", "\r\n"]) {
    const { here, env, byFile, token, file } = await tokenScene(end);
    await using _ = here;
    const calls: [string[], Record<string, string>, string[]?][] = [
      [READ, byFile],
      [[...READ, "--token-file", file], env],
      [[...READ, "--token-stdin"], env, [token + end]],
      [[...READ, "--token-fd", "0"], env, [token + end]],
      [READ, { ...byFile, COFFER_TOKEN: "" }],
      [READ, { ...env, COFFER_TOKEN: token, COFFER_TOKEN_FILE: "" }],
    ];
    for (const [args, variables, typed = []] of calls) {
      const { code, stdout, stderr } = await here.run(args, { env: variables, typed });
      assert.deepEqual([code, stdout], [0, "robot"], `${args}: ${stderr}`);
    }
  }
});

Deno.test("a token that an option names goes before passwords of the environment", async () => {
  const { here, env, file } = await tokenScene();
  await using _ = here;
  const wrong = { ...env, COFFER_PASSWORD: "wrong", COFFER_TOKEN: "cft1_wrong" };
  const { stdout } = await here.run([...READ, "--token-file", file], { env: wrong });
  assert.equal(stdout, "robot");
  const { code } = await refusal(here, READ, { ...wrong, COFFER_TOKEN_FILE: file });
  assert.equal(code, 4, "and the password goes before a token of the environment");
});

Deno.test("two sources that contradict each other are a mistake", async () => {
  const { here, env, byFile, token, file } = await tokenScene();
  await using _ = here;
  const both = await refusal(here, READ, { ...byFile, COFFER_TOKEN: token });
  assert.equal(both.code, 2);
  assert.match(both.stderr, /^error: both COFFER_TOKEN_FILE and COFFER_TOKEN are set\n/);
  assert.match(both.stderr, /^hint: unset COFFER_TOKEN: a file keeps the token out/m);
  const named = [...READ, "--token-file", file];
  const twice = await refusal(here, [...named, "--token-stdin"], env);
  assert.equal(twice.code, 2);
  assert.match(twice.stderr, /the token is given by more than one option/);
  const other = await refusal(here, [...named, "--password-file", file], env);
  assert.equal(other.code, 2);
  assert.match(
    other.stderr,
    /a password and a token are named.*\nhint: .*--stash-password/,
  );
});

Deno.test("a file that is missing, or holds no token, is named, and nothing of it shown", async () => {
  const { here, env, byFile, file, token } = await tokenScene();
  await using _ = here;
  const none = here.at("nothing");
  const missing = await refusal(here, READ, { ...env, COFFER_TOKEN_FILE: none });
  assert.equal(missing.code, 2);
  assert.ok(missing.stderr.includes(`cannot read the token from ${none}`));
  for (const text of ["", "planted", token.slice(0, -1), `${token} `, `${token}\n\n`]) {
    await Deno.writeTextFile(file, text);
    const { code, stderr } = await refusal(here, READ, byFile);
    assert.equal(code, 4, JSON.stringify(text));
    assert.match(stderr, /^error: this is not a CI token, or only a part of one\n/);
    assert.ok(!stderr.includes("planted") && !stderr.includes("cft1_X"));
  }
  await Deno.writeFile(file, new Uint8Array([0xff]));
  const { code, stderr } = await refusal(here, READ, byFile);
  assert.equal(code, 2);
  assert.match(stderr, /the token is not UTF-8 text/);
});

Deno.test("run: a token from a file is hidden, and its name is not handed on", async () => {
  const { here, byFile, file, token } = await tokenScene();
  await using _ = here;
  const script = `printf '%s.' "$A" ${token} "\${COFFER_TOKEN_FILE-unset}"`;
  const child = here.start(
    [
      ...["run", "--env", "A=coffer://ci/deploy", "--token-file", file],
      ...["--", "sh", "-c", script],
    ],
    { env: byFile },
  );
  const { code, stdout, stderr } = await child.output();
  const text = new TextDecoder();
  assert.equal(code, 0, text.decode(stderr));
  assert.equal(text.decode(stdout), "***.***.unset.");
  assert.ok(
    !text.decode(stdout).includes(PWD) && !text.decode(stdout).includes(PASSWORD),
  );
});

Deno.test("perms: the file and both variables, and no password where a token is found", async () => {
  const { here, env, byFile, file } = await tokenScene();
  await using _ = here;
  const stage = (variables: Record<string, string>) => ({
    path: here.path,
    env: { ...surroundings(here.path), ...variables },
    [Symbol.asyncDispose]: () => Promise.resolve(),
  });
  const byVariable = await permsOf(READ, stage(byFile));
  assert.ok(byVariable.read.some((path) => file === path || file.startsWith(`${path}/`)));
  assert.ok(byVariable.env.includes("COFFER_TOKEN_FILE"));
  assert.ok(byVariable.env.includes("COFFER_TOKEN"));
  const byOption = await permsOf([...READ, "--token-file", file], stage(env));
  assert.ok(byOption.read.some((path) => file === path || file.startsWith(`${path}/`)));
  assert.ok(!byOption.env.includes("COFFER_TOKEN"));
  const byPassword = await permsOf(READ, stage(here.env));
  assert.ok(!byPassword.env.some((name) => name.startsWith("COFFER_TOKEN")));
});
