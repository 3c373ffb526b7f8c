/**
 * A server between a client and a local engine: it records requests, makes the faults that
 * a test asks for, and can stand in for what only AWS has.
 *
 * @module
 */

import type { Engine } from "./dynamodb_engines.ts";

/** A request, as it came. */
export interface Seen {
  /** Such as `PutItem`. */
  readonly action: string;
  // deno-lint-ignore no-explicit-any -- the service's own JSON
  readonly body: any;
}

/** What happens to a request instead of being passed on and answered. */
export type Fault =
  /** It never arrives. */
  | "dropped"
  /** It is done, and the answer is lost. */
  | "unanswered"
  /** It arrives twice, and the second answer is given. */
  | "twice"
  /** It is done, and the answer is no JSON. */
  | "garbled"
  /** It is held back for so many milliseconds. */
  | { readonly delay: number }
  /** It is not done, and answered so. */
  | { readonly status: number; readonly type: string; readonly message?: string }
  /** It is not done, and answered with this. */
  | { readonly answer: unknown };

/** A running proxy. */
export interface Proxy extends AsyncDisposable {
  readonly engine: Engine;
  readonly seen: Seen[];
  /** Says what is to happen to a request; nothing if left alone. */
  fault: (request: Seen) => Fault | undefined | Promise<Fault | undefined>;
  /** Sends a request to the engine behind. */
  // deno-lint-ignore no-explicit-any -- the service's own JSON
  send(action: string, body: unknown): Promise<any>;
}

const TARGET = "DynamoDB_20120810";
const JSON_TYPE = "application/x-amz-json-1.0";

/** Starts a proxy before an engine. */
export function startProxy(engine: Engine): Proxy {
  const seen: Seen[] = [];
  const server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen: () => {} },
    handle,
  );
  const proxy: Proxy = {
    engine: { ...engine, endpoint: `http://127.0.0.1:${server.addr.port}` },
    seen,
    fault: () => undefined,
    async send(action, body) {
      const headers = {
        "content-type": JSON_TYPE,
        "x-amz-target": `${TARGET}.${action}`,
        authorization: AUTHORIZATION,
        "x-amz-date": "20260101T000000Z",
      };
      const answer = await pass(JSON.stringify(body), new Headers(headers));
      return JSON.parse(answer.text);
    },
    async [Symbol.asyncDispose]() {
      await server.shutdown();
    },
  };
  return proxy;

  async function handle(request: Request): Promise<Response> {
    const text = await request.text();
    const action = request.headers.get("x-amz-target")!.split(".")[1]!;
    const each = { action, body: JSON.parse(text) };
    seen.push(each);
    const fault = await proxy.fault(each);
    if (fault === "dropped") return broken();
    if (typeof fault === "object" && "status" in fault) return failed(fault);
    if (typeof fault === "object" && "answer" in fault) {
      return answered({ status: 200, text: JSON.stringify(fault.answer) });
    }
    if (typeof fault === "object") {
      await new Promise((resolve) => setTimeout(resolve, fault.delay));
    }
    let answer = await pass(text, request.headers);
    if (fault === "twice") answer = await pass(text, request.headers);
    if (fault === "unanswered") return broken();
    return answered(fault === "garbled" ? { ...answer, text: "<html>" } : answer);
  }

  async function pass(body: string, given: Headers): Promise<Answer> {
    const headers = new Headers(given);
    headers.delete("host");
    headers.delete("content-length");
    const response = await fetch(engine.endpoint, { method: "POST", headers, body });
    return { status: response.status, text: await response.text() };
  }
}

interface Answer {
  status: number;
  text: string;
}

/** As local engines take it, which check no signature. */
const AUTHORIZATION = "AWS4-HMAC-SHA256 Credential=AKIDOFTHETESTS/20260101/eu-west-1/" +
  "dynamodb/aws4_request, SignedHeaders=host, Signature=0";

function answered({ status, text }: Answer): Response {
  return new Response(text, { status, headers: { "content-type": JSON_TYPE } });
}

function failed(
  { status, type, message = "" }: { status: number; type: string; message?: string },
): Response {
  const text = JSON.stringify({
    __type: `com.amazonaws.dynamodb.v20120810#${type}`,
    message,
  });
  return answered({ status, text });
}

/** The connection breaks before there is an answer. */
function broken(): Response {
  return new Response(
    new ReadableStream({ start: (controller) => controller.error(new Error("broken")) }),
  );
}
