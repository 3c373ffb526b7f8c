/**
 * The realm of a plug-in: what is left in the Worker when its code begins to run.
 *
 * The Worker's permissions keep a plug-in from files and hosts. They do not keep it from
 * the terminal, which every Worker can read without any permission, passwords included;
 * from the `import()` that they do not hold for (module_text.ts); or from signals. So the
 * streams are closed, only known names stay, and no code can be made from text.
 *
 * @module
 */

/** What the language has, but for `eval`, `Function`, shared memory and WebAssembly. */
const LANGUAGE = `
  AggregateError Array ArrayBuffer AsyncDisposableStack BigInt BigInt64Array
  BigUint64Array Boolean DataView Date DisposableStack Error EvalError
  FinalizationRegistry Float16Array Float32Array Float64Array Infinity Int16Array
  Int32Array Int8Array Intl Iterator JSON Map Math NaN Number Object Promise Proxy
  RangeError ReferenceError Reflect RegExp Set String SuppressedError Symbol SyntaxError
  Temporal TypeError URIError Uint16Array Uint32Array Uint8Array Uint8ClampedArray
  WeakMap WeakRef WeakSet decodeURI decodeURIComponent encodeURI encodeURIComponent
  escape globalThis isFinite isNaN parseFloat parseInt undefined unescape`;

/** What every browser has for text, streams, hashes and the network. */
const WEB = `
  AbortController AbortSignal Blob ByteLengthQueuingStrategy CompressionStream
  CountQueuingStrategy Crypto CryptoKey CustomEvent DOMException DecompressionStream
  Event EventTarget File FormData Headers ReadableByteStreamController ReadableStream
  ReadableStreamBYOBReader ReadableStreamBYOBRequest ReadableStreamDefaultController
  ReadableStreamDefaultReader Request Response SubtleCrypto TextDecoder
  TextDecoderStream TextEncoder TextEncoderStream TransformStream
  TransformStreamDefaultController URL URLPattern URLSearchParams WebSocket
  WritableStream WritableStreamDefaultController WritableStreamDefaultWriter atob btoa
  clearInterval clearTimeout crypto fetch queueMicrotask structuredClone`;

/** What Deno has for files and connections; each asks for permission. */
const DENO = `
  FsFile SeekMode build chmod connect connectTls copyFile errors link lstat makeTempDir
  makeTempFile mkdir open readDir readFile readTextFile realPath remove rename
  startTls stat truncate utime writeFile writeTextFile`;

/** They get functions only: Deno 2.4.2 runs a text. */
const TIMERS = ["setInterval", "setTimeout"] as const;

type Timer = (work: () => void, ...rest: unknown[]) => unknown;

/**
 * Closes the realm for good. Whoever calls it keeps beforehand what it needs itself.
 *
 * @throws {Error} if something is left that should not be
 */
export function closeRealm(): void {
  closeStreams();
  const deno = picked(Deno, words(DENO));
  const timers = TIMERS.map((name) =>
    [name, onlyFunctions(globalThis[name] as Timer)] as const
  );
  forbidCodeFromText();
  removeAllBut(new Set([...words(LANGUAGE), ...words(WEB)]));
  for (const [name, value] of [["Deno", deno] as const, ...timers]) {
    Object.defineProperty(globalThis, name, { value });
  }
}

/** These are the Worker's own copies; those of the program stay open. */
function closeStreams(): void {
  const { stdin, stdout, stderr } = Deno;
  for (const stream of [stdin, stdout, stderr]) stream.close();
}

function words(list: string): string[] {
  return list.trim().split(/\s+/);
}

function picked(source: object, names: readonly string[]): object {
  const entries = names.map((name) => [name, Reflect.get(source, name)]);
  return Object.freeze(Object.fromEntries(entries));
}

function onlyFunctions(timer: Timer): Timer {
  return (work, ...rest) => {
    if (typeof work === "function") return timer(work, ...rest);
    throw new TypeError("a timer takes a function");
  };
}

function forbidCodeFromText(): void {
  const functions = [
    () => {},
    async () => {},
    function* () {},
    async function* () {},
  ];
  for (const each of functions) {
    Object.defineProperty(Object.getPrototypeOf(each), "constructor", {
      value: () => {
        throw new TypeError("a plug-in makes no code from text");
      },
    });
  }
}

/** Symbols stay: the runtime knows its own objects by them. */
function removeAllBut(kept: ReadonlySet<string>): void {
  const extra = () =>
    Object.getOwnPropertyNames(globalThis).filter((name) => !kept.has(name));
  for (const name of extra()) Reflect.deleteProperty(globalThis, name);
  const left = extra();
  if (left.length > 0) throw new Error(`a realm with ${left.join(", ")} is not closed`);
}
