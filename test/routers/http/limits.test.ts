import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer, type Socket } from "node:net";
import { suite, type TestContext, test } from "node:test";
import { RetryableError } from "../../../src/errors.ts";
import type { HttpSettings } from "../../../src/routers/http/contract.ts";
import { get, openClient } from "../../support/http-client.ts";
import { startRawServer } from "../../support/raw-server.ts";

/** A server that runs `script` on every connection once a request came, and ends with the test. */
async function startScript(t: TestContext, script: (socket: Socket) => void): Promise<string> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on("error", () => socket.destroy());
    socket.once("data", () => script(socket));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  t.after(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  const address = server.address();
  assert.ok(typeof address === "object" && address !== null);
  return `http://127.0.0.1:${address.port}`;
}

/** Sends `piece` every few milliseconds until the other side has had enough. */
function drip(socket: Socket, piece: string): void {
  const timer = setInterval(() => socket.write(piece), 10);
  socket.once("close", () => clearInterval(timer));
}

/** Sends `piece` as fast as it is taken. */
function flood(socket: Socket, piece: string): void {
  while (!socket.destroyed && socket.write(piece));
  if (!socket.destroyed) socket.once("drain", () => flood(socket, piece));
}

interface Limit {
  readonly name: string;
  readonly script: (socket: Socket) => void;
  readonly says: RegExp;
}

const hangs: readonly Limit[] = [
  { name: "a router that never answers", script: () => {}, says: /did not begin a proper answer within 0\.4 s/ },
  {
    name: "a router that hangs in its head",
    script: (socket) => socket.write("HTTP/1.0 200 OK\r\nContent"),
    says: /did not begin a proper answer within 0\.4 s/,
  },
  {
    name: "a head that comes byte by byte without end",
    script: (socket) => {
      socket.write("HTTP/1.0 200 OK\r\n");
      drip(socket, "a");
    },
    says: /did not begin a proper answer within 0\.4 s/,
  },
  {
    name: "a router that hangs in its body",
    script: (socket) => socket.write("HTTP/1.0 200 OK\r\n\r\n<HTML>"),
    says: /stopped in the middle of its answer: nothing came within 0\.4 s/,
  },
  {
    name: "a body that comes byte by byte without end",
    script: (socket) => {
      socket.write("HTTP/1.0 200 OK\r\n\r\n");
      drip(socket, "a");
    },
    says: /still sending its answer after 1\.2/,
  },
];

const floods: readonly Limit[] = [
  {
    name: "a body without end",
    script: (socket) => {
      socket.write("HTTP/1.0 200 OK\r\n\r\n");
      flood(socket, "x".repeat(10_000));
    },
    says: /more than 50000 bytes/,
  },
  {
    name: "chunks without end",
    script: (socket) => {
      socket.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
      flood(socket, `2710\r\n${"x".repeat(10_000)}\r\n`);
    },
    says: /more than 50000 bytes/,
  },
  {
    name: "a head without end",
    script: (socket) => {
      socket.write("HTTP/1.0 200 OK\r\n");
      flood(socket, `A: ${"x".repeat(1000)}\r\n`);
    },
    says: /a head of more than 32768 bytes/,
  },
  {
    name: "a header without end",
    script: (socket) => {
      socket.write("HTTP/1.0 200 OK\r\nA: ");
      flood(socket, "x".repeat(1000));
    },
    says: /a head of more than 32768 bytes/,
  },
];

/** The router is given up with the words of the case, and its connection is closed. */
async function assertGivenUp(t: TestContext, { script, says }: Limit, settings: Partial<HttpSettings>): Promise<void> {
  const hasClosed = Promise.withResolvers<void>();
  const url = await startScript(t, (socket) => {
    socket.once("close", () => hasClosed.resolve());
    script(socket);
  });
  await assert.rejects(get(openClient(t, url, settings)), (error) => {
    assert.ok(error instanceof RetryableError, String(error));
    assert.match(error.message, says);
    return true;
  });
  await hasClosed.promise;
}

const readers = ["strict", "lenient", "auto"] as const;

suite("a router that hangs", { concurrency: true }, () => {
  for (const reader of readers) {
    for (const limit of hangs) {
      test(`${reader}: ${limit.name} is given up`, (t) => assertGivenUp(t, limit, { reader, timeoutMs: 400 }));
    }
  }

  test("a router that takes the connection and never greets in TLS is given up", async (t) => {
    const server = await startRawServer(t, () => "");
    const client = openClient(t, server.url.replace("http:", "https:"), { timeoutMs: 400 });
    await assert.rejects(get(client), { name: "RetryableError", message: /could not be connected to within 0\.4 s/ });
  });
});

for (const reader of readers) {
  for (const limit of floods) {
    test(`${reader}: ${limit.name} is given up`, (t) => assertGivenUp(t, limit, { reader, maxBytes: 50_000 }));
  }

  test(`${reader}: a slow body within the limits is read to its end`, async (t) => {
    const pieces = ["HTTP/1.0 200 OK\r\n\r\n", ..."<HTML>slow</HTML>"];
    const between = () => new Promise((resolve) => setTimeout(resolve, 5));
    const server = await startRawServer(t, () => ({ pieces, between }));
    assert.equal((await get(openClient(t, server.url, { reader }))).body, "<HTML>slow</HTML>");
  });

  test(`${reader}: a request that is called off ends at once, also while it waits for its turn`, async (t) => {
    const asked = Promise.withResolvers<void>();
    const url = await startScript(t, () => asked.resolve());
    const client = openClient(t, url, { reader });
    const first = new AbortController();
    const second = new AbortController();
    const outcomes = [
      get(client, "/1", { signal: first.signal }),
      get(client, "/2", { signal: second.signal }),
      get(client, "/3", { signal: AbortSignal.abort(new Error("before")) }),
    ].map((request) => assert.rejects(request, { name: "RetryableError", message: /called off/ }));
    await outcomes[2];
    await asked.promise;
    second.abort(new Error("stop"));
    await outcomes[1];
    first.abort(new Error("stop"));
    await outcomes[0];
  });

  test(`${reader}: closing ends the request under way, and later ones`, async (t) => {
    const asked = Promise.withResolvers<void>();
    const url = await startScript(t, () => asked.resolve());
    const client = openClient(t, url, { reader });
    const request = assert.rejects(get(client), { name: "RetryableError", message: /called off/ });
    await asked.promise;
    await client.close();
    await request;
    await assert.rejects(get(client), { name: "RetryableError" });
  });
}
