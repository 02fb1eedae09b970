import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { RetryableError } from "../../../src/errors.ts";
import type { ReaderChoice } from "../../../src/routers/http/contract.ts";
import { get, openClient, post } from "../../support/http-client.ts";
import { type RawReply, startRawServer } from "../../support/raw-server.ts";

interface Read {
  readonly status: number;
  readonly body: string;
  readonly isComplete: boolean;
}

interface Case {
  readonly name: string;
  readonly reply: string | RawReply;
  readonly strict: Read | "refused";
  readonly lenient: Read | "refused";
}

const ok = (body: string, isComplete = true): Read => ({ status: 200, body, isComplete });

const cases: readonly Case[] = [
  {
    name: "a plain answer",
    reply: "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi",
    strict: ok("hi"),
    lenient: ok("hi"),
  },
  {
    name: "a right answer on a line that is not closed",
    reply: { pieces: ["HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi"], ending: "keep" },
    strict: ok("hi"),
    lenient: ok("hi"),
  },
  {
    name: "a body up to the end of the connection",
    reply: "HTTP/1.0 200 Ok\r\nContent-Type: text/html\r\n\r\n<HTML>",
    strict: ok("<HTML>"),
    lenient: ok("<HTML>"),
  },
  {
    name: "chunks",
    reply: "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n0\r\n\r\n",
    strict: ok("hi"),
    lenient: ok("hi"),
  },
  {
    name: "the reason NG",
    reply: "HTTP/1.0 401 NG\r\n\r\nx",
    strict: { status: 401, body: "x", isComplete: true },
    lenient: { status: 401, body: "x", isComplete: true },
  },
  {
    name: "an empty 200",
    reply: "HTTP/1.0 200 OK\r\nContent-Type: text/html\r\n\r\n",
    strict: ok(""),
    lenient: ok(""),
  },
  {
    name: "fewer bytes than said",
    reply: "HTTP/1.0 200 OK\r\nContent-Length: 20\r\n\r\nshort",
    strict: ok("short", false),
    lenient: ok("short", false),
  },
  {
    name: "fewer bytes than said, on a line that was to be kept",
    reply: "HTTP/1.1 200 OK\r\nConnection: keep-alive\r\nContent-Length: 20\r\n\r\nshort",
    strict: ok("short", false),
    lenient: ok("short", false),
  },
  {
    name: "chunks that are cut",
    reply: "HTTP/1.1 200 OK\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n9\r\nhi",
    strict: ok("hi", false),
    lenient: ok("hi", false),
  },
  {
    name: "a reset after the body",
    reply: { pieces: ["HTTP/1.0 200 OK\r\n\r\n", "<HTML>"], ending: "reset" },
    strict: ok("<HTML>"),
    lenient: ok("<HTML>"),
  },
  {
    name: "a reset after an answer whose body is empty",
    reply: { pieces: ["HTTP/1.0 302 Found\r\nContent-Length: 0\r\n\r\n"], ending: "reset" },
    strict: { status: 302, body: "", isComplete: true },
    lenient: { status: 302, body: "", isComplete: true },
  },
  {
    name: "a reset inside the head",
    reply: { pieces: ["HTTP/1.0 200 OK\r\nContent-Type: text/html\r\n"], ending: "reset" },
    strict: "refused",
    lenient: "refused",
  },
  {
    name: "a head by LF alone",
    reply: "HTTP/1.0 200 OK\nContent-Type: text/html\n\n<HTML>",
    strict: "refused",
    lenient: ok("<HTML>"),
  },
  {
    name: "two lengths that differ",
    reply: "HTTP/1.0 200 OK\r\nContent-Length: 2\r\nContent-Length: 6\r\n\r\n<HTML>",
    strict: "refused",
    lenient: ok("<HTML>"),
  },
  { name: "HTTP/0.9", reply: "<HTML>x</HTML>", strict: "refused", lenient: ok("<HTML>x</HTML>") },
  {
    name: "a header name with a blank",
    reply: "HTTP/1.0 200 OK\r\nMy Header: 1\r\n\r\n<HTML>",
    strict: "refused",
    lenient: ok("<HTML>"),
  },
  {
    name: "chunks that are none",
    reply: "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n<HTML>",
    strict: "refused",
    lenient: ok("<HTML>"),
  },
  {
    name: "more bytes than said",
    reply: "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nhi, and more",
    strict: ok("hi"),
    lenient: ok("hi, and more"),
  },
  {
    name: "a reset before all that was said",
    reply: { pieces: ["HTTP/1.1 200 OK\r\nContent-Length: 20\r\n\r\n", "short"], ending: "reset" },
    strict: ok("short", false),
    lenient: ok("short", false),
  },
  {
    name: "a word in between",
    reply: "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi",
    strict: "refused",
    lenient: ok("hi"),
  },
  {
    name: "another protocol that nobody asked for",
    reply: "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n",
    strict: "refused",
    lenient: "refused",
  },
  { name: "another protocol", reply: "SSH-2.0-dropbear\r\n", strict: "refused", lenient: "refused" },
  { name: "an end without an answer", reply: "", strict: "refused", lenient: "refused" },
  {
    name: "a reset without an answer",
    reply: { pieces: [], ending: "reset" },
    strict: "refused",
    lenient: "refused",
  },
];

for (const { name, reply, strict, lenient } of cases) {
  for (const method of ["GET", "POST"] as const) {
    test(`each reader takes ${name} to a ${method} as it must`, async (t) => {
      const server = await startRawServer(t, () => reply);
      const readWith = async (reader: ReaderChoice): Promise<Read | "refused"> => {
        const client = openClient(t, server.url, { reader });
        const request = { path: "/", method, signal: new AbortController().signal };
        try {
          const { status, body, isComplete } = await client.request(request);
          return { status, body, isComplete };
        } catch (error) {
          assert.ok(error instanceof RetryableError, String(error));
          return "refused";
        }
      };
      assert.deepEqual(await readWith("strict"), strict);
      assert.deepEqual(await readWith("lenient"), lenient);
      const auto = strict === "refused" && method === "GET" ? lenient : strict;
      assert.deepEqual(await readWith("auto"), auto);
    });
  }
}

const byLineFeed = "HTTP/1.0 200 OK\nSet-Cookie: a=1\n\n<HTML>";

test("a GET that the strict reader refuses is repeated once, and the lenient reader is used from then on", async (t) => {
  const server = await startRawServer(t, () => byLineFeed);
  const client = openClient(t, server.url);
  assert.equal((await get(client, "/one")).body, "<HTML>");
  assert.equal(server.requests.length, 2);
  assert.equal((await get(client, "/two")).body, "<HTML>");
  assert.equal((await post(client, "/three", { a: "1" })).body, "<HTML>");
  assert.deepEqual(
    server.requests.map((request) => request.split(" ", 2).join(" ")),
    ["GET /one", "GET /one", "GET /two", "POST /three"],
  );
});

test("a POST that the strict reader refuses is not repeated, and the lenient reader is used the next time", async (t) => {
  const server = await startRawServer(t, () => byLineFeed);
  const client = openClient(t, server.url);
  await assert.rejects(post(client, "/login", { a: "1" }), (error) => {
    assert.ok(error instanceof RetryableError);
    assert.match(error.message, /not sent again/);
    return true;
  });
  assert.equal(server.requests.length, 1);
  assert.equal((await post(client, "/login", { a: "1" })).body, "<HTML>");
  assert.equal(server.requests.length, 2);
});

test("the strict reader stays the first where the lenient one is no better", async (t) => {
  const server = await startRawServer(t, (_request, index) => (index < 2 ? "SSH-2.0-dropbear\r\n" : byLineFeed));
  const client = openClient(t, server.url);
  await assert.rejects(get(client), RetryableError);
  assert.equal((await get(client)).body, "<HTML>");
  assert.equal(server.requests.length, 4, "the strict reader asked first, and could not read it");
});

test("a network fault is no reason to repeat a request", async (t) => {
  const server = await startRawServer(t, () => ({ pieces: [], ending: "reset" }));
  await assert.rejects(get(openClient(t, server.url)), RetryableError);
  assert.equal(server.requests.length, 1);
});

test("nobody listening is told with what to look at", async (t) => {
  const server = await startRawServer(t, () => "");
  for (const reader of ["strict", "lenient", "auto"] as const) {
    const client = openClient(t, server.url.replace(String(server.port), "1"), { reader });
    await assert.rejects(get(client), (error) => {
      assert.ok(error instanceof RetryableError);
      assert.equal(error.facts["code"], "ECONNREFUSED");
      assert.match(error.message, /refuses connections/);
      return true;
    });
  }
});

for (const reader of ["strict", "lenient"] as const) {
  test(`the ${reader} reader sends a whole form in one packet and asks for the line to be closed`, async (t) => {
    const server = await startRawServer(t, () => "HTTP/1.0 200 OK\r\n\r\nx");
    await post(openClient(t, server.url, { reader }), "/login.cgi?rc=@", { user: "ä b", password: "1&2" });
    assert.equal(server.firstPieces.length, 1);
    assert.equal(server.firstPieces[0], server.requests[0]);
    assert.match(server.requests[0] ?? "", /^POST \/login\.cgi\?rc=@ HTTP\/1\.1\r\n/);
    assert.match(server.requests[0] ?? "", /^connection: close\r$/im);
    assert.match(server.requests[0] ?? "", /\r\n\r\nuser=%C3%A4\+b&password=1%262$/);
  });

  test(`the ${reader} reader takes the time of the answer at its first byte`, async (t) => {
    const { promise: clockWasRead, resolve } = Promise.withResolvers<void>();
    const server = await startRawServer(t, () => ({
      pieces: ["HTTP/1.0 ", "200 OK\r\n\r\n", "x"],
      between: () => clockWasRead,
    }));
    let readings = 0;
    const now = () => {
      resolve();
      readings += 1;
      return 1000 * readings;
    };
    const answer = await get(openClient(t, server.url, { reader, now }));
    assert.equal(answer.answeredAtMs, 1000);
  });
}

test("one request at a time goes to a router, in the order of asking", async (t) => {
  let running = 0;
  let most = 0;
  const server = await startRawServer(t, async () => {
    running += 1;
    most = Math.max(most, running);
    // Long enough for others to come in, were they let.
    await new Promise((resolve) => setTimeout(resolve, 30));
    running -= 1;
    return "HTTP/1.0 200 OK\r\n\r\nx";
  });
  const client = openClient(t, server.url);
  await Promise.all(["/1", "/2", "/3", "/4"].map((path) => get(client, path)));
  assert.equal(most, 1);
  assert.deepEqual(
    server.requests.map((request) => request.slice(4, 6)),
    ["/1", "/2", "/3", "/4"],
  );
});

test("a request that fails does not hold up the next one", async (t) => {
  const server = await startRawServer(t, (_request, index) => (index === 0 ? "" : "HTTP/1.0 200 OK\r\n\r\nx"));
  const client = openClient(t, server.url);
  const [first, second] = await Promise.allSettled([get(client), get(client)]);
  assert.deepEqual([first?.status, second?.status], ["rejected", "fulfilled"]);
});

test("whatever bytes a server sends, there is an answer or a RetryableError", async (t) => {
  let bytes: readonly Buffer[] = [];
  const server = await startRawServer(t, () => ({ pieces: bytes }));
  const beginnings = ["", "HTTP/1.1 200 OK\r\n", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", "<"];
  const reply = fc.tuple(fc.constantFrom(...beginnings), fc.array(fc.uint8Array({ maxLength: 40 }), { maxLength: 4 }));
  await fc.assert(
    fc.asyncProperty(fc.constantFrom("strict", "lenient", "auto" as const), reply, async (reader, [start, pieces]) => {
      bytes = [Buffer.from(start), ...pieces.map((piece) => Buffer.from(piece))];
      const client = openClient(t, server.url, { reader });
      const [outcome] = await Promise.allSettled([get(client)]);
      if (outcome.status === "rejected") assert.ok(outcome.reason instanceof RetryableError, String(outcome.reason));
    }),
    { numRuns: 150 },
  );
});

test("a header of ours that would break the request is refused before anything is sent", async (t) => {
  const server = await startRawServer(t, () => "");
  const client = openClient(t, server.url);
  await assert.rejects(get(client, "/", { headers: { Referer: "x\r\nEvil: 1" } }), { name: "FatalError" });
  assert.equal(server.connections, 0);
});

test("a path goes out as it is, but for what no request line can hold", async (t) => {
  const server = await startRawServer(t, () => "HTTP/1.0 200 OK\r\n\r\nx");
  for (const reader of ["strict", "lenient"] as const) {
    await get(openClient(t, server.url, { reader }), '/cgi-bin/dial?rc=@&A="é é"\r\nEvil: 1');
  }
  assert.deepEqual(
    server.requests.map((request) => request.split("\r\n")[0]),
    Array(2).fill('GET /cgi-bin/dial?rc=@&A="%C3%A9%20%C3%A9"%0D%0AEvil:%201 HTTP/1.1'),
  );
});

test("a url that is none is told when it is first used", async (t) => {
  for (const url of ["192.168.1.1", "ftp://192.168.1.1", "", "http://"]) {
    await assert.rejects(get(openClient(t, url)), { name: "FatalError", message: /`url`/ });
  }
});
