import assert from "node:assert/strict";
import { type HandoverScene, handoverScene } from "../support/handover_scene.ts";

/** Windows has no such signals to send. */
const ignore = Deno.build.os === "windows";
const LAST = { INT: 130, TERM: 143, HUP: 129, QUIT: 131, USR1: 138, USR2: 140 } as const;

/** Starts a script with a file of secrets, and waits until it says that it is ready. */
async function ready(here: HandoverScene, script: string) {
  const child = here.start([
    "run",
    "--file",
    "K=stash://tls/key",
    "--",
    "sh",
    "-c",
    script,
  ]);
  const lines = child.stdout.pipeThrough(new TextDecoderStream()).getReader();
  let said = "";
  while (!said.includes("ready\n")) {
    said += (await lines.read()).value ?? assert.fail(said);
  }
  const rest = async () => {
    let text = "";
    for (;;) {
      const { value, done } = await lines.read();
      if (done) return text;
      text += value;
    }
  };
  return { child, rest, said };
}

for (const [name, code] of Object.entries(LAST)) {
  Deno.test({
    name: `run: SIG${name} goes to the child, and its end is the program's`,
    ignore,
    fn: async () => {
      await using here = await handoverScene();
      const { child, rest } = await ready(
        here,
        "echo ready; while :; do sleep 0.05; done",
      );
      assert.equal(here.secretFolders().length, 1);
      child.kill(`SIG${name}` as Deno.Signal);
      assert.equal(await rest(), "");
      await child.stderr.cancel();
      assert.equal((await child.status).code, code);
      assert.deepEqual(here.secretFolders(), []);
    },
  });
}

Deno.test({
  name: "run: a child that catches a signal ends as it likes",
  ignore,
  fn: async () => {
    await using here = await handoverScene();
    const script =
      "trap 'echo tidy; exit 5' TERM; echo ready; while :; do sleep 0.05; done";
    const { child, rest } = await ready(here, script);
    child.kill("SIGTERM");
    assert.equal(await rest(), "tidy\n");
    await child.stderr.cancel();
    assert.equal((await child.status).code, 5);
    assert.deepEqual(here.secretFolders(), []);
  },
});

Deno.test({
  name: "run: a reader that leaves early ends a child that goes on writing",
  ignore,
  fn: async () => {
    await using here = await handoverScene();
    const child = here.start(["run", "--file", "K=stash://tls/key", "--", "yes"]);
    await child.stdout.cancel();
    await child.stderr.cancel();
    assert.equal((await child.status).code, 141);
    assert.deepEqual(here.secretFolders(), []);
  },
});

/** A program that has gone, with somebody behind it who keeps its output open. */
const LEFT_BEHIND = "sleep 30 & echo pid=$!; echo ready; exit 0";

/** Until there is no folder with secrets any more. */
async function filesGone(here: HandoverScene): Promise<void> {
  for (let tries = 0; here.secretFolders().length > 0; tries++) {
    assert.ok(tries < 100, "the files are still there");
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

for (const name of ["INT", "TERM", "HUP", "QUIT"] as const) {
  Deno.test({
    name: `run: with its output held by another, files go first, and SIG${name} ends it`,
    ignore,
    fn: async () => {
      await using here = await handoverScene();
      const { child, rest, said } = await ready(here, LEFT_BEHIND);
      try {
        await filesGone(here);
        child.kill(`SIG${name}`);
        assert.equal(await rest(), "");
        await child.stderr.cancel();
        assert.equal((await child.status).code, LAST[name]);
      } finally {
        Deno.kill(Number(/pid=(\d+)/.exec(said)![1]), "SIGKILL");
      }
    },
  });
}

Deno.test({
  name: "run: what is written after the program's end comes out, under the mask",
  ignore,
  fn: async () => {
    await using here = await handoverScene();
    const script = 'k=$(sed -n 2p "$K"); (sleep 0.5; echo late $k) & echo ready; exit 7';
    const { child, rest } = await ready(here, script);
    assert.equal(await rest(), "late ***\n");
    await child.stderr.cancel();
    assert.equal((await child.status).code, 7);
  },
});

Deno.test({
  name: "run: a signal that was passed on leaves a moment for the rest, and its own code",
  ignore,
  fn: async () => {
    await using here = await handoverScene();
    const script = "sleep 30 & echo pid=$!; trap 'echo tidy; exit 5' TERM; echo ready; " +
      "while :; do sleep 0.05; done";
    const { child, rest, said } = await ready(here, script);
    try {
      child.kill("SIGTERM");
      assert.equal(await rest(), "tidy\n");
      await child.stderr.cancel();
      assert.equal((await child.status).code, 5);
      assert.deepEqual(here.secretFolders(), []);
    } finally {
      Deno.kill(Number(/pid=(\d+)/.exec(said)![1]), "SIGKILL");
    }
  },
});

/** Types Ctrl-C into a terminal, once the program there is ready. */
const TYPIST = `
import os, pty, sys, time
pid, fd = pty.fork()
if pid == 0: os.execvp(sys.argv[1], sys.argv[1:])
seen, typed = b'', False
while True:
    try: data = os.read(fd, 4096)
    except OSError: break
    if not data: break
    seen += data
    if b'ready' in seen and not typed:
        typed = True
        os.write(fd, b'\\x03')
print(seen.decode(), os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
`;

Deno.test({
  name: "run: Ctrl-C at a terminal comes once, and the child decides",
  ignore: ignore || !hasPython(),
  fn: async () => {
    await using here = await handoverScene();
    const script = "n=0; trap 'n=$((n+1))' INT; echo ready; " +
      "while [ $n = 0 ]; do sleep 0.05; done; sleep 0.3; sleep 0.3; echo count=$n; exit 6";
    const { program, surroundings } = await import("./program.ts");
    const { stdout, stderr } = await new Deno.Command("python3", {
      args: ["-c", TYPIST, ...program(), "run", "--", "sh", "-c", script],
      cwd: here.path,
      clearEnv: true,
      env: { ...surroundings(here.path), ...here.env },
    }).output();
    const said = new TextDecoder().decode(stdout) + new TextDecoder().decode(stderr);
    assert.match(said, /count=1\s+6\s*$/);
  },
});

function hasPython(): boolean {
  try {
    return new Deno.Command("python3", { args: ["-c", "import pty"] }).outputSync()
      .success;
  } catch {
    return false;
  }
}
