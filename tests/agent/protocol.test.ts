import assert from "node:assert/strict";
import fc from "fast-check";
import { FrameReader, MAX_FRAME } from "../../agent/frame.ts";
import {
  MAX_KEY,
  MAX_NAMES,
  parseReply,
  parseRequest,
  PROTOCOL,
  type Reply,
  replyFrame,
  type Request,
  requestFrame,
} from "../../agent/protocol.ts";
import { utf8 } from "../../core/bytes.ts";
import { DamagedError } from "../../core/errors.ts";

const name = fc.stringMatching(/^[a-z0-9/-]{1,200}$/);
const key = fc.uint8Array({ minLength: 1, maxLength: MAX_KEY })
  .map((bytes) => Uint8Array.from(bytes));
const seconds = fc.nat(2_147_483);

const plain = { noNullPrototype: true } as const;
const text = fc.string({ unit: "binary" });
const nothingOrText = fc.option(text);
const map = fc.array(fc.tuple(text, text)).map((entries) => new Map(entries));
const attribute = fc.oneof(nothingOrText, map);
const stored = fc.record({
  domain: text,
  access: text,
  attributes: fc.array(fc.tuple(text, attribute)).map((entries) => new Map(entries)),
}, plain);
const record = fc.record({
  domain: text,
  access: text,
  uid: nothingOrText,
  pwd: nothingOrText,
  info: map,
  updated: text,
}, plain);

const request: fc.Arbitrary<Request> = fc.oneof(
  fc.constantFrom("hello", "status", "lock", "stop").map((
    what,
  ) => ({ do: what } as const)),
  fc.array(name, { maxLength: MAX_NAMES }).map((names) => ({
    do: "get" as const,
    names,
  })),
  fc.record({
    do: fc.constant("put" as const),
    name,
    key,
    place: name,
    timeout: seconds,
    lifetime: seconds,
  }, { noNullPrototype: true }),
  fc.record({
    do: fc.constant("open" as const),
    header: text,
    domain: text,
    access: text,
  }, { noNullPrototype: true }),
  stored.map((record) => ({ do: "record" as const, record })),
);

const held = fc.record({ name, place: name, unused: fc.nat(), left: fc.nat() }, {
  noNullPrototype: true,
});
const reply: fc.Arbitrary<Reply> = fc.oneof(
  fc.record({ pid: fc.nat(), keys: fc.nat() }, plain),
  fc.record({ pid: fc.nat(), held: fc.array(held, { maxLength: 64 }) }, plain),
  fc.record({ name, key }, plain).map((found) => ({ found })),
  fc.array(fc.record({ domain: text, access: text }, plain)).map((places) => ({
    places,
  })),
  fc.option(record).map((opened) => ({ opened })),
  fc.constantFrom<Reply>({ found: null }, { done: true }, { error: "version" }, {
    error: "request",
  }),
);

/** What a frame holds, however it arrives. */
function content(frame: Uint8Array, sizes: number[] = [frame.length]): Uint8Array {
  const reader = new FrameReader();
  let at = 0;
  for (let turn = 0;; turn++) {
    const size = Math.max(1, sizes[turn % sizes.length]!);
    const whole = reader.take(frame.subarray(at, at + size));
    at += size;
    if (whole !== null) {
      assert.ok(at >= frame.length, "not before the end");
      return whole;
    }
    assert.ok(at < frame.length, "at the end");
  }
}

const pieces = fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 5 });

Deno.test("protocol: a request arrives as it was sent, in pieces of any size", () => {
  fc.assert(fc.property(request, pieces, (sent, sizes) => {
    const { version, message } = parseRequest(content(requestFrame(sent), sizes));
    assert.equal(version, PROTOCOL);
    assert.deepEqual(message, sent);
  }));
});

Deno.test("protocol: so does a reply", () => {
  fc.assert(fc.property(reply, pieces, (sent, sizes) => {
    const { version, message } = parseReply(content(replyFrame(sent), sizes));
    assert.equal(version, PROTOCOL);
    assert.deepEqual(message, sent);
  }));
});

Deno.test("protocol: the fullest reply fits into a frame", () => {
  const held = Array.from({ length: 64 }, () => ({
    name: "n".repeat(200),
    place: "p".repeat(200),
    unused: Number.MAX_SAFE_INTEGER,
    left: Number.MAX_SAFE_INTEGER,
  }));
  assert.ok(replyFrame({ pid: 1, held }).length <= MAX_FRAME);
});

/** Whatever comes, it is refused in one way. */
function isRefused(work: () => unknown): boolean {
  try {
    return work() === null;
  } catch (error) {
    assert.ok(error instanceof DamagedError, `${error}`);
    return true;
  }
}

Deno.test("protocol: any bytes are refused as damaged, by both sides", () => {
  fc.assert(fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
    isRefused(() => new FrameReader().take(bytes));
    for (const parse of [parseRequest, parseReply]) {
      assert.ok(isRefused(() => parse(bytes)));
    }
  }));
});

Deno.test("protocol: any JSON is a request, none, or refused", () => {
  fc.assert(fc.property(fc.json(), (json) => {
    for (const parse of [parseRequest, parseReply]) isRefused(() => parse(utf8(json)));
  }));
});

const member = fc.oneof(name, fc.jsonValue(), seconds);
const names = [
  ...["do", "name", "names", "key", "place", "timeout", "lifetime", "found"],
  ...["header", "domain", "access", "record", "attributes", "places", "opened", "info"],
];

Deno.test("protocol: an object of our version holds what it should, or is no message", () => {
  const object = fc.dictionary(fc.constantFrom(...names), member);
  const words = fc.constantFrom("get", "put", "open", "record", "hello", "steal");
  fc.assert(fc.property(object, words, (members, word) => {
    const json = JSON.stringify({ ...members, do: word, "coffer-agent": PROTOCOL });
    const { message } = parseRequest(utf8(json));
    if (message === null || message.do === "hello") return;
    assert.equal(message.do, word);
    if (message.do === "get") {
      assert.ok(message.names.every((each) => /^\S+$/.test(each)));
    }
    if (message.do === "put") assert.ok(message.key.length > 0);
    if (message.do === "open") assert.equal(typeof message.header, "string");
    if (message.do === "record") assert.ok(message.record.attributes instanceof Map);
  }));
});

for (const length of [0, MAX_FRAME + 1, 0xffffffff]) {
  Deno.test(`protocol: a frame that claims ${length} bytes is refused at once`, () => {
    const prefix = new Uint8Array(4);
    new DataView(prefix.buffer).setUint32(0, length);
    assert.throws(() => new FrameReader().take(prefix), DamagedError);
  });
}

Deno.test("protocol: the longest frame is taken, and a byte after it is not", () => {
  const frame = new Uint8Array(4 + MAX_FRAME).fill(0x20);
  new DataView(frame.buffer).setUint32(0, MAX_FRAME);
  const reader = new FrameReader();
  assert.equal(reader.take(frame)?.length, MAX_FRAME);
  assert.throws(() => reader.take(new Uint8Array(1)), DamagedError);
});

Deno.test("protocol: a message of another version is told from one that is none", () => {
  const of = (version: unknown, members: object) =>
    parseRequest(utf8(JSON.stringify({ "coffer-agent": version, ...members })));
  const next = PROTOCOL + 1;
  assert.deepEqual(of(next, { do: "get", names: 7 }), { version: next, message: null });
  assert.deepEqual(of(next, { do: "get", names: ["a"] }), {
    version: next,
    message: null,
  });
  for (const what of ["hello", "lock", "stop"] as const) {
    assert.deepEqual(of(next, { do: what }), { version: next, message: { do: what } });
  }
  assert.deepEqual(of(PROTOCOL, { do: "dance" }).message, null);
  for (const version of [undefined, null, "1", -1, 1.5]) {
    assert.throws(() => of(version, { do: "hello" }), DamagedError);
  }
});

Deno.test("protocol: what is refused is not shown, as a key may be in it", () => {
  const text = '{"coffer-agent":1,"key":"planted-s3cret"';
  for (const parse of [parseRequest, parseReply]) {
    assert.throws(() => parse(utf8(text)), (error: Error) => {
      return !`${error.stack} ${Deno.inspect(error)}`.includes("planted");
    });
  }
});

Deno.test("protocol: sending a key leaves it to its caller", () => {
  const secret = new Uint8Array(32).fill(0x55);
  const put = { do: "put", name: "n", key: secret, place: "p" } as const;
  requestFrame({ ...put, timeout: 1, lifetime: 1 });
  assert.ok(secret.every((byte) => byte === 0x55), "the key stays its caller's");
});
