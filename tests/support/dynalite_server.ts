/**
 * dynalite, on a free port of this machine, until it is killed; prints the port.
 *
 * @module
 */

import dynalite from "dynalite";

const server = dynalite({ createTableMs: 0, deleteTableMs: 0, updateTableMs: 0 });
server.listen(0, "127.0.0.1", () => console.log(server.address().port));

// A request that its sender gives up must not end it.
for (const type of ["error", "unhandledrejection"]) {
  globalThis.addEventListener(type, (event) => event.preventDefault());
}
