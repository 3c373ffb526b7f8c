import assert from "node:assert/strict";
import { attempting, moduleWith, ownUid, pluginFolder } from "./plugin_support.ts";

const MAIN = decodeURIComponent(new URL("plugin_child.ts", import.meta.url).pathname);
const ROOT = decodeURIComponent(new URL("../../", import.meta.url).pathname);
const MODULES = `--allow-read=${ROOT}`;

interface Ended {
  code: number;
  stdout: string;
  stderr: string;
}

/** Runs a command of `plugin_child.ts` on the plug-in that is `source`. */
async function run(
  command: string,
  source: string,
  { flags = [], input = "" }: { flags?: string[]; input?: string } = {},
): Promise<Ended> {
  await using folder = await pluginFolder(source);
  const process = new Deno.Command(Deno.execPath(), {
    args: [
      ...["run", "--quiet", "--no-prompt", "--no-check", "--cached-only"],
      ...[`--config=${ROOT}deno.json`, "--unstable-worker-options"],
      ...[`--allow-read=${folder.path}`, ...flags, MAIN],
      ...[command, folder.path, `${await ownUid(folder.path)}`],
    ],
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const writer = process.stdin.getWriter();
  await writer.write(new TextEncoder().encode(input));
  await writer.close();
  const { code, stdout, stderr } = await process.output();
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  return { code, stdout: text(stdout), stderr: text(stderr) };
}

Deno.test("plug-in: it cannot read what is typed, nor print", async () => {
  const { stdout, stderr } = await run(
    "input",
    attempting({
      streams: "return ['stdin', 'stdout', 'stderr'].filter((name) => name in Deno)",
      device: "await Deno.readTextFile('/dev/stdin')",
      descriptor: "await Deno.readTextFile('/dev/fd/0')",
      terminal: "await Deno.open('/dev/tty')",
      print: "console.log('printed')",
    }),
    { flags: [MODULES], input: "password\n" },
  );
  assert.deepEqual(JSON.parse(stdout.slice(0, stdout.indexOf("}") + 1)), {
    streams: "ok: ",
    device: "NotCapable",
    descriptor: "NotCapable",
    terminal: "NotCapable",
    print: "ReferenceError",
  });
  assert.match(stdout, /\} password\n\n$/);
  assert.equal(stderr, "");
});

Deno.test("plug-in: it reaches the port that it was given, and no other", async () => {
  const connect = (port: string) => `
    const connection = await Deno.connect({ hostname: "127.0.0.1", port: ${port} });
    const bytes = new Uint8Array(5);
    await connection.read(bytes);
    connection.close();
    return new TextDecoder().decode(bytes)`;
  const { stdout, stderr } = await run(
    "network",
    attempting({
      granted: connect("Number(place.split(',')[0])"),
      other: connect("Number(place.split(',')[1])"),
      fetch: "await fetch('http://127.0.0.1:' + place.split(',')[1])",
      "another host": "await fetch('http://localhost:' + place.split(',')[0])",
      socket: "new WebSocket('ws://127.0.0.1:' + place.split(',')[1])",
      // The class of connections takes the number of any resource; 0 is the input.
      input: `const port = Number(place.split(",")[0]);
        const connection = await Deno.connect({ hostname: "127.0.0.1", port });
        const stdin = new connection.constructor(0, {}, {});
        try { return await stdin.read(new Uint8Array(9)); } finally { connection.close(); }`,
    }),
    { flags: [MODULES, "--allow-net=127.0.0.1,localhost"], input: "password\n" },
  );
  const { input, ...others } = JSON.parse(stdout);
  assert.deepEqual(others, {
    granted: "ok: hello",
    other: "NotCapable",
    fetch: "NotCapable",
    "another host": "NotCapable",
    socket: "NotCapable",
  });
  assert.equal(input, "BadResource");
  assert.equal(stderr, "");
});

Deno.test("plug-in: what it fails at on its own is not printed", async () => {
  const { stdout, stderr } = await run(
    "open",
    "setTimeout(() => { throw new Error('\\x1b[31mstray') });" +
      "Promise.reject(new Error('\\x1b[31mstray')); await new Promise(() => {});",
    { flags: [MODULES] },
  );
  assert.match(
    stdout,
    /^unavailable: x:: the plug-in was stopped: .*\\u001b\[31mstray\n$/,
  );
  assert.equal(stderr, "");
});

Deno.test("plug-in: one in an endless loop is left behind", async () => {
  const { code, stdout } = await run(
    "impatient",
    moduleWith("header: () => { for (;;); },"),
    { flags: [MODULES] },
  );
  assert.match(
    stdout,
    /^unavailable: x:: .*did not answer to "header" within 0.001 s\n$/,
  );
  assert.equal(code, 0);
});

Deno.test("plug-in: Coffer must be able to read the Worker's own modules", async () => {
  const denied = await run("open", moduleWith(""));
  assert.match(denied.stdout, /^permission: the plug-in needs read of .*runner\.ts/);
  const granted = await run("open", moduleWith(""), { flags: [MODULES] });
  assert.equal(granted.stdout, "x:\n");
});
