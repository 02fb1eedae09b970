import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { openLink } from "../support/link.ts";
import { type Mosquitto, startMosquitto, withoutMosquitto } from "../support/mosquitto.ts";

const openssl = ["/usr/bin/openssl", "/usr/local/bin/openssl"].find(existsSync);
const skip = withoutMosquitto || (openssl === undefined ? "openssl is not installed" : false);
const event = { topic: "w/home/gap", payload: "{}", retain: false };

/** An authority, and two certificates that it signed: the broker's, for 127.0.0.1, and ours. */
function makeCertificates(folder: string): void {
  const run = (...args: string[]) => execFileSync(openssl ?? "", args, { cwd: folder, stdio: "ignore" });
  const key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"];
  run("req", "-x509", ...key, "-keyout", "ca.key", "-out", "ca.pem", "-subj", "/CN=test authority", "-days", "2");
  writeFileSync(join(folder, "san"), "subjectAltName=IP:127.0.0.1");
  for (const name of ["broker", "bridge"]) {
    run("req", ...key, "-keyout", `${name}.key`, "-out", `${name}.csr`, "-subj", `/CN=${name}`);
    const signed = ["-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial", "-days", "2", "-extfile", "san"];
    run("x509", "-req", "-in", `${name}.csr`, "-out", `${name}.pem`, ...signed);
  }
}

async function tlsBroker(t: TestContext, ...lines: string[]): Promise<Mosquitto & { readonly tlsUrl: string }> {
  const broker = await startMosquitto((folder) => {
    makeCertificates(folder);
    const files = [`cafile ${folder}/ca.pem`, `certfile ${folder}/broker.pem`, `keyfile ${folder}/broker.key`];
    return [...files, "allow_anonymous true", ...lines];
  });
  t.after(() => broker.close());
  return { ...broker, tlsUrl: broker.url.replace("mqtt:", "mqtts:") };
}

test("a broker with TLS is trusted by the authority of ca_file", { skip }, async (t) => {
  const { tlsUrl, folder } = await tlsBroker(t);
  const { link } = openLink(t, { url: tlsUrl, ca_file: `${folder}/ca.pem` });
  await link.publish(event);
});

test("a certificate that nobody vouches for is refused, with the key that helps", { skip }, async (t) => {
  const { tlsUrl } = await tlsBroker(t);
  const { link } = openLink(t, { url: tlsUrl });
  assert.match((await link.settled()).trouble ?? "", /signed by nobody we trust. Name its authority in mqtt.ca_file/);
});

test("a certificate that nobody vouches for will do where the owner says so", { skip }, async (t) => {
  const { tlsUrl } = await tlsBroker(t);
  const { link } = openLink(t, { url: tlsUrl, verify: false });
  await link.publish(event);
});

test("a broker that asks for a certificate of ours gets it", { skip }, async (t) => {
  const { tlsUrl, folder } = await tlsBroker(t, "require_certificate true");
  const ours = { ca_file: `${folder}/ca.pem`, cert_file: `${folder}/bridge.pem`, key_file: `${folder}/bridge.key` };
  const { link } = openLink(t, { url: tlsUrl, ...ours });
  await link.publish(event);
  const without = openLink(t, { url: tlsUrl, ca_file: ours.ca_file }, { clientId: "without" });
  assert.match((await without.link.settled()).trouble ?? "", /asks for a certificate of ours/);
});

test("certificate files that cannot be used are refused at once, by their key", { skip }, async (t) => {
  const { tlsUrl, folder } = await tlsBroker(t);
  const cases = [
    { settings: { ca_file: "/nowhere/ca.pem" }, message: /^mqtt.ca_file cannot be read/ },
    { settings: { cert_file: `${folder}/bridge.pem` }, message: /mqtt.cert_file and mqtt.key_file belong together/ },
    { settings: { cert_file: `${folder}/san`, key_file: `${folder}/san` }, message: /must hold PEM/ },
  ];
  for (const { settings, message } of cases) {
    assert.throws(() => openLink(t, { url: tlsUrl, ...settings }), { name: "FatalError", message });
  }
});

test("TLS spoken to a port without it, and none to a port with it, are said", { skip }, async (t) => {
  const { url, tlsUrl } = await tlsBroker(t);
  const plain = await startMosquitto();
  t.after(() => plain.close());
  for (const wrong of [url, plain.url.replace("mqtt:", "mqtts:")]) {
    const { link } = openLink(t, { url: wrong, verify: false }, { clientId: wrong });
    assert.match((await link.settled()).trouble ?? "", /hangs up at once|does not speak TLS/);
  }
  assert.notEqual(url, tlsUrl);
});
