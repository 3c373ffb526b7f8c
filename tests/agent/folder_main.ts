/** Looks at a folder with few permissions, and prints what it finds. */

import { checkFolder } from "../../agent/folder.ts";

const [folder, uid] = Deno.args;
await Promise.try(checkFolder, folder!, Number(uid)).then(
  () => console.log("safe"),
  (error) => console.log(error.name),
);
