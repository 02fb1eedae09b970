import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { test } from "node:test";
import { parseChallenges } from "../../../src/routers/http/challenge.ts";
import { asDigest, digestHeader } from "../../../src/routers/http/digest.ts";
import { get, openClient, post } from "../../support/http-client.ts";
import { startRawServer } from "../../support/raw-server.ts";

const credentials = { username: "admin", password: "pässword:1" };
const page = "HTTP/1.0 200 OK\r\n\r\nthe log";

function refuse(...lines: readonly string[]): string {
  return `HTTP/1.0 401 NG\r\n${lines.map((line) => `${line}\r\n`).join("")}\r\nUnauthorized`;
}

function headerOf(request: string, name: string): string | undefined {
  return new RegExp(`^${name}: (.*)\r$`, "im").exec(request)?.[1];
}

test("Basic is answered once challenged, in UTF-8, and from then on sent at once", async (t) => {
  const right = `Basic ${Buffer.from("admin:pässword:1").toString("base64")}`;
  const server = await startRawServer(t, (request) =>
    headerOf(request, "authorization") === right ? page : refuse('WWW-Authenticate: Basic realm="RT-1"'),
  );
  const client = openClient(t, server.url, { credentials });
  assert.equal((await get(client)).body, "the log");
  assert.equal((await get(client)).body, "the log");
  assert.deepEqual(
    server.requests.map((request) => headerOf(request, "authorization")),
    [undefined, right, right],
  );
});

test("a password that is refused is sent once a request, whatever the scheme", async (t) => {
  for (const challenge of ["Basic realm=x", 'Digest realm="x", nonce="1", qop="auth"']) {
    const server = await startRawServer(t, () => refuse(`WWW-Authenticate: ${challenge}`));
    const client = openClient(t, server.url, { credentials });
    for (const asked of [1, 2]) {
      assert.equal((await get(client)).status, 401);
      assert.equal(server.requests.filter((request) => headerOf(request, "authorization")).length, asked);
    }
  }
});

test("a router that makes up a nonce for every refusal gets the password once a request all the same", async (t) => {
  const server = await startRawServer(t, (_request, index) =>
    refuse(`WWW-Authenticate: Digest realm="x", nonce="${index}", qop="auth"`),
  );
  const client = openClient(t, server.url, { credentials });
  for (const asked of [1, 2, 3]) {
    assert.equal((await get(client)).status, 401);
    assert.equal(server.requests.filter((request) => headerOf(request, "authorization")).length, asked);
  }
});

test("a nonce that is called stale is begun anew, even where it is the same", async (t) => {
  const server = await startRawServer(t, (request) =>
    request.includes("nc=00000001")
      ? page
      : refuse('WWW-Authenticate: Digest realm="r", nonce="n", qop="auth", stale=TRUE'),
  );
  const client = openClient(t, server.url, { credentials });
  assert.equal((await get(client)).status, 200);
  assert.equal((await get(client)).status, 200);
  assert.equal(server.requests.length, 4);
});

test("a refusal with no scheme that we know is the answer", async (t) => {
  const challenges = [
    [],
    ["WWW-Authenticate: Negotiate"],
    ['WWW-Authenticate: Digest realm="x", nonce="1", qop="auth-int"'],
    ['WWW-Authenticate: Digest realm="x", nonce="1", algorithm=MD4'],
    ['WWW-Authenticate: Digest realm="x"'],
  ];
  for (const lines of challenges) {
    const server = await startRawServer(t, () => refuse(...lines));
    assert.equal((await get(openClient(t, server.url, { credentials }))).status, 401);
    assert.equal(server.requests.length, 1);
  }
});

test("without credentials a refusal is the answer", async (t) => {
  const server = await startRawServer(t, () => refuse("WWW-Authenticate: Basic realm=x"));
  assert.equal((await get(openClient(t, server.url))).status, 401);
  assert.equal(server.requests.length, 1);
});

test("a form is sent again with the password, whole", async (t) => {
  const server = await startRawServer(t, (request) =>
    headerOf(request, "authorization") === undefined ? refuse("WWW-Authenticate: Basic realm=x") : page,
  );
  assert.equal((await post(openClient(t, server.url, { credentials }), "/f", { a: "1" })).body, "the log");
  assert.ok(server.requests.every((request) => request.startsWith("POST /f ") && request.endsWith("\r\n\r\na=1")));
});

test("Netgear: the first refusal brings a cookie, and so does one after the session is gone", async (t) => {
  let token = "one";
  const server = await startRawServer(t, (request) => {
    const isLetIn = headerOf(request, "cookie") === `XSRF_TOKEN=${token}` && headerOf(request, "authorization");
    return isLetIn
      ? page
      : refuse('WWW-Authenticate: Basic realm="NETGEAR R7000"', `Set-Cookie: XSRF_TOKEN=${token}; Path=/`);
  });
  const client = openClient(t, server.url, { credentials });
  assert.equal((await get(client)).body, "the log");
  token = "two";
  assert.equal((await get(client)).body, "the log");
  client.forgetCookies();
  assert.equal((await get(client)).body, "the log");
  assert.equal(server.requests.length, 6);
});

/** Checks an answer to a challenge as a router does, from what the header itself says. */
function isRightDigest(request: string, hash: "md5" | "sha256", isSession: boolean): boolean {
  const [method = "", path = ""] = request.split(" ");
  const [sent] = parseChallenges([headerOf(request, "authorization") ?? ""]);
  const value = (name: string) => sent?.parameters.get(name) ?? "";
  const digest = (...parts: readonly string[]) => createHash(hash).update(parts.join(":")).digest("hex");
  const secret = digest(credentials.username, value("realm"), credentials.password);
  const key = isSession ? digest(secret, value("nonce"), value("cnonce")) : secret;
  const middle = value("qop") === "" ? [] : [value("nc"), value("cnonce"), value("qop")];
  return (
    value("uri") === path &&
    value("username") === credentials.username &&
    value("response") === digest(key, value("nonce"), ...middle, digest(method, path))
  );
}

const digests = [
  { challenge: 'Digest realm="r", nonce="n"', hash: "md5", isSession: false },
  { challenge: 'Digest realm="r", nonce="n", qop="auth,auth-int", opaque="o"', hash: "md5", isSession: false },
  { challenge: 'Digest realm="r", nonce="n", qop=auth, algorithm=md5', hash: "md5", isSession: false },
  { challenge: 'Digest realm="a \\"b\\"", nonce="n", qop="auth", algorithm=MD5-sess', hash: "md5", isSession: true },
  { challenge: 'Digest realm="r", nonce="n", qop="auth", algorithm=SHA-256', hash: "sha256", isSession: false },
  { challenge: 'Basic realm="r", Digest realm="r", nonce="n", qop="auth"', hash: "md5", isSession: false },
  {
    challenge: 'Digest realm="r", nonce="n", algorithm=MD5, Digest realm="r", nonce="n", algorithm=SHA-256',
    hash: "sha256",
    isSession: false,
  },
] as const;

for (const { challenge, hash, isSession } of digests) {
  test(`${challenge} is answered, and each later request counts on`, async (t) => {
    const server = await startRawServer(t, (request) =>
      isRightDigest(request, hash, isSession) ? page : refuse(`WWW-Authenticate: ${challenge}`),
    );
    const client = openClient(t, server.url, { credentials });
    for (const path of ["/log.htm?a=1", "/log.htm", "/other"]) {
      assert.equal((await get(client, path)).body, "the log");
    }
    assert.equal(server.requests.length, 4);
    const counts = server.requests.map((request) => /nc=(\w+)/.exec(request)?.[1]);
    const wanted = challenge.includes("qop") ? ["00000001", "00000002", "00000003"] : Array(3).fill(undefined);
    assert.deepEqual(counts, [undefined, ...wanted]);
  });
}

for (const more of [", stale=true", ""]) {
  test(`a nonce that ran out is replaced without asking anybody${more === "" ? ", even where the router does not call it stale" : ""}`, async (t) => {
    let nonce = "one";
    const server = await startRawServer(t, (request) =>
      request.includes(`nonce="${nonce}"`) && isRightDigest(request, "md5", false)
        ? page
        : refuse(`WWW-Authenticate: Digest realm="r", nonce="${nonce}", qop="auth"${more}`),
    );
    const client = openClient(t, server.url, { credentials });
    assert.equal((await get(client)).status, 200);
    nonce = "two";
    assert.equal((await get(client)).status, 200);
    assert.equal(server.requests.length, 4);
    assert.match(server.requests[3] ?? "", /nonce="two".*nc=00000001/);
  });
}

test("the examples of RFC 7616 come out as printed there", () => {
  const use = {
    method: "GET",
    uri: "/dir/index.html",
    cnonce: "f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ",
    count: 1,
  };
  const responses = {
    MD5: "8ca523f5e9506fed4657c9700eebdbec",
    "SHA-256": "753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1",
  };
  for (const [algorithm, response] of Object.entries(responses)) {
    const text = `Digest realm="http-auth@example.org", qop="auth, auth-int", algorithm=${algorithm}, nonce="7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v", opaque="FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS"`;
    const [challenge] = parseChallenges([text]).flatMap((parsed) => asDigest(parsed) ?? []);
    assert.ok(challenge);
    const header = digestHeader(challenge, { username: "Mufasa", password: "Circle of Life" }, use);
    assert.match(header, new RegExp(`response="${response}"`));
    assert.match(
      header,
      new RegExp(
        `algorithm=${algorithm}, opaque="FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS", qop=auth, nc=00000001,`,
      ),
    );
  }
});

test("challenges are read from one header or several, with what old firmwares get wrong", () => {
  const read = (...values: readonly string[]) =>
    parseChallenges(values).map(({ scheme, parameters }) => [scheme, Object.fromEntries(parameters)]);
  assert.deepEqual(read('Basic realm="a, b", Digest realm=c,nonce="d"', "NTLM"), [
    ["basic", { realm: "a, b" }],
    ["digest", { realm: "c", nonce: "d" }],
    ["ntlm", {}],
  ]);
  assert.deepEqual(read('Digest realm="a" nonce = "b" qop="auth'), [
    ["digest", { realm: "a", nonce: "b", qop: "auth" }],
  ]);
  assert.deepEqual(read("", " , ", "Basic"), [["basic", {}]]);
});
