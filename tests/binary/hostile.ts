/** Tries all that a program that only reads must not be able to do, and prints what came of it. */

const [elsewhere = ""] = Deno.args;
const tried = "stolen.txt";

const ATTEMPTS: Record<string, () => unknown> = {
  write: () => Deno.writeTextFileSync(tried, "x"),
  folder: () => Deno.mkdirSync(tried),
  temporary: () => Deno.removeSync(Deno.makeTempFileSync()),
  remove: () => Deno.removeSync("bait"),
  rename: () => Deno.renameSync("bait", tried),
  copy: () => Deno.copyFileSync("bait", tried),
  link: () => Deno.linkSync("bait", tried),
  mode: () => Deno.chmodSync("bait", 0o777),
  connect: () => Deno.connect({ hostname: "127.0.0.1", port: 8999 }),
  localhost: () => Deno.connect({ hostname: "localhost", port: 443 }),
  lookalike: () => Deno.connect({ hostname: "amazonaws.com.example", port: 443 }),
  address: () => Deno.connect({ hostname: "169.254.169.254", port: 80 }),
  fetch: () => fetch("http://127.0.0.1:8999/"),
  listen: () => Deno.listen({ hostname: "127.0.0.1", port: 0 }),
  unix: () => Deno.connect({ transport: "unix", path: "bait.sock" }),
  resolve: () => Deno.resolveDns("example.com", "A"),
  run: () => new Deno.Command("sh", { args: ["-c", "true"] }).outputSync(),
  itself: () => new Deno.Command(Deno.execPath()).outputSync(),
  library: () => Deno.dlopen("libc.so.6", {}),
  environment: () => Deno.env.toObject(),
  path: () => Deno.env.get("PATH"),
  host: () => Deno.hostname(),
  database: async () => {
    const { DatabaseSync } = await import("node:sqlite");
    new DatabaseSync(tried).exec("CREATE TABLE a (b)");
  },
  node: async () => (await import("node:fs")).writeFileSync(tried, "x"),
  widened: async () => {
    const { state } = await Deno.permissions.request({ name: "write" });
    if (state !== "granted") throw Object.assign(new Error(), { name: "NotCapable" });
  },
  ...(elsewhere === "" ? {} : {
    read: () => Deno.readTextFileSync(elsewhere),
    around: () => Deno.readTextFileSync(`./x/../../${elsewhere}`),
    look: () => Deno.statSync(elsewhere),
  }),
};

const outcomes: Record<string, string> = {};
for (const [name, attempt] of Object.entries(ATTEMPTS)) {
  try {
    await attempt();
    outcomes[name] = "done";
  } catch (error) {
    const { name: kind, code } = error as Error & { code?: string };
    outcomes[name] = code === "ERR_ACCESS_DENIED" ? "NotCapable" : kind;
  }
}
console.log(JSON.stringify(outcomes));
