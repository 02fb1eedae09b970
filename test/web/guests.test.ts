import assert from "node:assert/strict";
import { test } from "node:test";
import type { GuardSettings } from "../../src/web/guard.ts";
import { createPasswordGate } from "../../src/web/password-gate.ts";
import { createServer } from "../../src/web/server.ts";
import { rawRequest } from "../support/raw-http.ts";
import { type AskOptions, ask, codeOf, openWeb } from "../support/web.ts";

/** Who asks, and what is answered. */
const cases: readonly [string, { readonly path?: string } & AskOptions, number][] = [
  ["an address is a name for us", { headers: { host: "192.0.2.7:8099" } }, 200],
  ["so is one of IPv6", { headers: { host: "[2001:db8::1]:8099" } }, 200],
  ["so is localhost", { headers: { host: "LocalHost:1" } }, 200],
  ["so is what the configuration allows", { headers: { host: "Knocks.Example.org" } }, 200],
  ["a name that somebody's DNS leads here is not", { headers: { host: "evil.example:8099" } }, 403],
  ["nor one that begins like an allowed one", { headers: { host: "knocks.example.org.evil.example" } }, 403],
  ["nor one that ends like an address", { headers: { host: "evil.example.127.0.0.1.nip.example" } }, 403],
  ["our own page may ask", { headers: { "sec-fetch-site": "same-origin" } }, 200],
  ["a person who types the address may", { headers: { "sec-fetch-site": "none" } }, 200],
  ["a page of another site may not read", { headers: { "sec-fetch-site": "cross-site" } }, 403],
  ["nor one of a neighbour", { headers: { "sec-fetch-site": "same-site" } }, 403],
  ["nor one that only its origin tells", { headers: { origin: "https://evil.example" } }, 403],
  ["nor one without an origin of its own", { headers: { origin: "null" } }, 403],
  ["a link from elsewhere may lead to the page", { path: "/", headers: { "sec-fetch-site": "cross-site" } }, 200],
];

for (const [name, { path = "/api/v1/info", ...asked }, status] of cases) {
  test(name, async (t) => {
    const web = await openWeb(t, {
      settings: { allowedHosts: ["knocks.example.org"] },
      files: { "index.html": "<!doctype html>" },
    });
    const answer = await ask(web.url, path, asked);
    assert.equal(answer.status, status);
    if (status === 403) assert.equal(codeOf(answer), "forbidden");
  });
}

test("who asks for us by no name is refused", async (t) => {
  const { url } = await openWeb(t);
  const { head } = await rawRequest(url, "GET /api/v1/info HTTP/1.1\r\nHost:\r\nConnection: close\r\n\r\n");
  assert.match(head, /^HTTP\/1.1 403/);
});

test("nothing that changes something is done without a header that no other page can send", async (t) => {
  const web = await openWeb(t);
  for (const method of ["POST", "DELETE", "PUT"]) {
    assert.equal((await ask(web.url, "/api/v1/info", { method })).status, 403);
    const own = { "x-whos-knocking": "1" };
    assert.equal((await ask(web.url, "/api/v1/info", { method, headers: own })).status, 405);
    const foreign = { ...own, origin: "http://evil.example" };
    assert.equal((await ask(web.url, "/api/v1/info", { method, headers: foreign })).status, 403);
  }
});

test("beyond this machine nothing is changed without a password", async (t) => {
  const change = { method: "PUT", headers: { "x-whos-knocking": "1" } };
  const open = await openWeb(t, { settings: { host: "0.0.0.0" } });
  const refused = await ask(open.url, "/api/v1/info", change);
  assert.deepEqual([refused.status, codeOf(refused)], [403, "forbidden"]);
  assert.match(refused.text, /web\.password/);
  const closed = await openWeb(t, { settings: { host: "0.0.0.0", password: "correct horse" } });
  assert.equal((await ask(closed.url, "/api/v1/info", change)).status, 405);
});

/** From where ingress is asked. */
async function askFrom(remoteAddress: string, url: string, settings: Partial<GuardSettings> = {}): Promise<number> {
  const app = createServer({
    ...{ isIngress: true, allowedHosts: [], mayChange: true, onDefect: () => undefined, ...settings },
    gate: createPasswordGate("", Date.now),
  });
  for (const path of ["/", "/health", "/metrics"]) app.get(path, () => "here");
  const { statusCode } = await app.inject({ url, remoteAddress, headers: { host: "home.example:8123" } });
  await app.close();
  return statusCode;
}

test("under ingress the Supervisor is answered, whatever the name is that Home Assistant has", async () => {
  assert.equal(await askFrom("172.30.32.2", "/"), 200);
  assert.equal(await askFrom("::ffff:172.30.32.2", "/"), 200);
});

test("under ingress nobody else is answered", async () => {
  for (const address of ["172.30.32.1", "172.30.32.22", "192.168.1.5", "127.0.0.1", "::1"])
    assert.equal(await askFrom(address, "/"), 403, address);
});

test("under ingress whoever watches over the container may ask for the health from inside of it", async () => {
  assert.equal(await askFrom("127.0.0.1", "/health"), 200);
  assert.equal(await askFrom("::ffff:127.0.0.1", "/metrics"), 200);
  assert.equal(await askFrom("172.30.33.5", "/health"), 403);
});

test("a server that is no ingress believes no such address", async () => {
  assert.equal(await askFrom("172.30.32.2", "/", { isIngress: false }), 403);
});
