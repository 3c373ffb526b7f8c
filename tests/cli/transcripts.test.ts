import { play } from "./transcript.ts";

const FOLDER = new URL("../transcripts/", import.meta.url);

for await (const { name } of Deno.readDir(FOLDER)) {
  Deno.test(`transcript ${name}`, async () => {
    const folder = await Deno.makeTempDir();
    try {
      await play(await Deno.readTextFile(new URL(name, FOLDER)), folder);
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  });
}
