import assert from "node:assert/strict";
import { createServer } from "node:net";
import { test } from "node:test";
import { getCACertificates, setDefaultCACertificates } from "node:tls";
import { FatalError, RetryableError } from "../../../src/errors.ts";
import { makeCertificate, noCertificates } from "../../support/certificate.ts";
import { get, openClient, post } from "../../support/http-client.ts";
import { startRawServer } from "../../support/raw-server.ts";

const skip = noCertificates;
const none = { key: "", cert: "", sha256: "" };
const certificate = skip ? none : makeCertificate("IP:127.0.0.1");
const otherName = skip ? none : makeCertificate("DNS:router.example");
const page = "HTTP/1.0 200 OK\r\n\r\nx";
const plainHex = certificate.sha256.replaceAll(":", "").toLowerCase();

for (const reader of ["strict", "lenient"] as const) {
  test(`${reader}: the pinned certificate is taken, in any way of writing its fingerprint`, { skip }, async (t) => {
    const server = await startRawServer(t, () => page, certificate);
    for (const sha256 of [certificate.sha256, plainHex, plainHex.toUpperCase()]) {
      const client = openClient(t, server.url, { reader, tls: { mode: "pinned", sha256 } });
      assert.equal((await get(client)).body, "x");
    }
  });

  test(`${reader}: another certificate than the pinned one is refused before anything is sent, and the line is closed`, {
    skip,
  }, async (t) => {
    const server = await startRawServer(t, () => page, certificate);
    const client = openClient(t, server.url, { reader, tls: { mode: "pinned", sha256: otherName.sha256 } });
    await assert.rejects(post(client, "/login", { password: "secret" }), (error) => {
      assert.ok(error instanceof FatalError);
      assert.equal(error.facts["sha256"], plainHex);
      assert.match(error.message, /another certificate than the pinned one/);
      return true;
    });
    await server.hungUp();
    assert.deepEqual(server.firstPieces, []);
  });

  test(`${reader}: a self-signed certificate is refused by default, with the fingerprint to pin`, {
    skip,
  }, async (t) => {
    const server = await startRawServer(t, () => page, certificate);
    await assert.rejects(get(openClient(t, server.url, { reader })), (error) => {
      assert.ok(error instanceof FatalError);
      assert.match(error.message, new RegExp(`pin its SHA-256 fingerprint ${plainHex}`));
      return true;
    });
    assert.deepEqual(server.firstPieces, []);
  });

  test(`${reader}: any certificate is taken where trust is off`, { skip }, async (t) => {
    const server = await startRawServer(t, () => page, otherName);
    assert.equal((await get(openClient(t, server.url, { reader, tls: { mode: "off" } }))).body, "x");
  });

  test(`${reader}: a certificate that the system trusts is taken for its own name only`, { skip }, async (t) => {
    const before = getCACertificates("default");
    setDefaultCACertificates([...before, certificate.cert, otherName.cert]);
    t.after(() => setDefaultCACertificates(before));
    const right = await startRawServer(t, () => page, certificate);
    assert.equal((await get(openClient(t, right.url, { reader }))).body, "x");
    const wrong = await startRawServer(t, () => page, otherName);
    await assert.rejects(get(openClient(t, wrong.url, { reader })), { name: "FatalError", message: /not trusted/ });
    assert.deepEqual(wrong.firstPieces, []);
  });
}

test("an appliance that knows nothing newer than TLS 1.0 is read where its certificate is pinned, and only there", {
  skip,
}, async (t) => {
  const old = { ...certificate, minVersion: "TLSv1", maxVersion: "TLSv1", ciphers: "DEFAULT@SECLEVEL=0" } as const;
  const server = await startRawServer(t, () => page, old);
  const client = openClient(t, server.url, { tls: { mode: "pinned", sha256: certificate.sha256 } });
  assert.equal((await get(client)).body, "x");
  await assert.rejects(get(openClient(t, server.url)), { name: "RetryableError", message: /encrypted connection/ });
});

test("a router that speaks plain http where https was asked for is told apart", { skip }, async (t) => {
  // The greeting of TLS holds no empty line, so this server answers at once, like one that found a bad request.
  const plain = createServer((socket) => socket.once("data", () => socket.end("HTTP/1.0 400 Bad Request\r\n\r\n")));
  await new Promise<void>((resolve) => plain.listen(0, "127.0.0.1", resolve));
  t.after(() => plain.close());
  const address = plain.address();
  assert.ok(typeof address === "object" && address !== null);
  const client = openClient(t, `https://127.0.0.1:${address.port}`);
  await assert.rejects(get(client), (error) => {
    assert.ok(error instanceof RetryableError);
    assert.match(error.message, /put http:\/\/ in `url`/);
    return true;
  });
});
