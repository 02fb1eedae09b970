import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { describe, test } from "node:test";
import fc from "fast-check";
import ipaddr from "ipaddr.js";
import { FatalError } from "../../src/errors.ts";
import { createLineReader } from "../../src/formats/reader.ts";
import { generic } from "../../src/routers/generic/index.ts";
import { decodeEntities } from "../../src/routers/html.ts";
import { leaksIn } from "../../src/tasks/capture/leaks.ts";
import { createScrubber } from "../../src/tasks/capture/scrubber.ts";
import { captureRouter } from "../../src/tasks/capture.ts";
import { pollFamilies } from "../support/families.ts";
import { startRawServer } from "../support/raw-server.ts";
import { routerSettings } from "../support/router-settings.ts";

const now = () => Date.UTC(2026, 10, 22, 12);
const signal = new AbortController().signal;

/** Addresses in a text that belong to somebody. */
function strangersIn(text: string): readonly string[] {
  const ipv4 = text.match(/(?<![\dvV.])\d{1,3}(?:\.\d{1,3}){3}(?![\d.])/g) ?? [];
  const ipv6 = text.match(/(?<![\w:])[0-9a-f]{1,4}(?::[0-9a-f]{0,4}){2,7}(?!\w)/gi) ?? [];
  const addresses = ipv6.filter((word) => !/^(?:[0-9a-f]{2}:)+[0-9a-f]{2}$/i.test(word));
  return [...ipv4, ...addresses].filter((word) => ipaddr.isValid(word) && ipaddr.parse(word).range() === "unicast");
}

for (const family of pollFamilies) {
  for (const seed of family.id === "generic" ? [0, 1, 2, 3] : [1]) {
    test(`a capture of ${family.id} (seed ${seed}) has the whole reading in it and nothing of the household`, async (t) => {
      const start = await family.simulator();
      const simulator = await start({ port: 0, rate: 1, seed, now });
      t.after(() => simulator.close());
      const router = routerSettings(family, { ...simulator.router, url: simulator.url });
      const { files, exchanges, words } = await captureRouter({ router, family, now, signal, hide: ["LAPTOP"] });
      assert.match(words, /^the log has [1-9]\d* entries$/);
      assert.deepEqual([...files.keys()], ["exchanges.http", "page.html", "entries.json"]);
      const all = [...files.values()].join("\n");
      assert.deepEqual(strangersIn(all), []);
      assert.equal(files.get("exchanges.http")?.match(/^### \d+$/gm)?.length, exchanges);
      const secrets = [
        router.password,
        Buffer.from(`${router.username}:${router.password}`).toString("base64"),
        "LAPTOP",
      ];
      for (const secret of secrets) assert.ok(!all.includes(secret), secret);
      const { timezone, options, page } = JSON.parse(files.get("entries.json") ?? "");
      const { parse } = await family.driver();
      const again = parse(
        { body: files.get("page.html") ?? "", answeredAtMs: now() },
        routerSettings(family, { timezone, options }),
      );
      assert.equal(page.entries.length, again.entries.length);
      assert.deepEqual(
        again.entries.map(({ key }) => key),
        page.entries.map(({ key }: { readonly key: string }) => key),
      );
    });
  }
}

const secret = "S3cret & <pass>!";
const known = { secrets: [secret, "tok-17afe9"], names: ["Fridge", "mail.example.org"] };

const address = fc.oneof(
  fc.ipV4(),
  fc.ipV6(),
  fc.constantFrom("203.0.113.9", "192.168.1.34", "::1", "fe80::1", "2001:db8::5", "255.255.255.255", "ff02::fb"),
);
const mac = fc
  .tuple(fc.uint8Array({ minLength: 6, maxLength: 6 }), fc.constantFrom(":", "-"))
  .map(([octets, separator]) => Array.from(octets, (octet) => octet.toString(16).padStart(2, "0")).join(separator));
const word = fc.oneof(
  address,
  mac,
  fc.constantFrom(secret, "tok-17afe9", "Fridge", "FRIDGE", "mail.example.org"),
  fc.constantFrom("DROP", "from", "port", "80", "d41d8cd98f00b204e9800998ecf8427e", "a1B2c3D4e5F6g7H8", "x=y"),
);
const sentence = fc.array(word, { minLength: 1, maxLength: 12 }).map((words) => words.join(" "));

const fromJson = (text: string): string => JSON.parse(`"${text}"`);
const html = (text: string) => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");

/** How a text is written there, and how whoever reads it gets it back. */
const encodings: Readonly<Record<string, readonly [write: (text: string) => string, read: (text: string) => string]>> =
  {
    "a text": [(text) => text, (text) => text],
    "an address of a page": [encodeURIComponent, decodeURIComponent],
    "a form": [
      (text) => new URLSearchParams({ a: text }).toString(),
      (text) => new URLSearchParams(text).get("a") ?? "",
    ],
    HTML: [html, decodeEntities],
    "HTML that overdoes it": [(text) => html(text).replaceAll(".", "&#46;").replaceAll(":", "&#x3a;"), decodeEntities],
    JSON: [(text) => JSON.stringify(text).slice(1, -1), fromJson],
    "JSON inside HTML": [
      (text) =>
        JSON.stringify(text)
          .slice(1, -1)
          .replaceAll("<", "\\u003c")
          .replaceAll(">", "\\u003e")
          .replaceAll("&", "\\u0026"),
      fromJson,
    ],
    "JSON, behind a line break": [(text) => `\\n${text}\\t`, (text) => fromJson(text).slice(1, -1)],
    base64: [
      (text) => Buffer.from(`someone=${text}`).toString("base64"),
      (text) => Buffer.from(text, "base64").toString("utf8").slice(8),
    ],
    "base64 in a form": [
      (text) => encodeURIComponent(Buffer.from(`someone=${text}`).toString("base64")),
      (text) => Buffer.from(decodeURIComponent(text), "base64").toString("utf8").slice(8),
    ],
  };

for (const [name, [write, read]] of Object.entries(encodings)) {
  test(`what stands in ${name} gets the same stand-ins as elsewhere`, () => {
    fc.assert(
      fc.property(sentence, (text) => {
        const { scrub } = createScrubber(known);
        const plain = scrub(text);
        assert.equal(read(scrub(write(text))), plain);
      }),
      { numRuns: 300 },
    );
  });
}

test("stand-ins are one for each and of the same kind, and private and special addresses stay", () => {
  fc.assert(
    fc.property(
      fc.uniqueArray(address, { selector: (text) => ipaddr.parse(text).toNormalizedString(), maxLength: 50 }),
      (addresses) => {
        const { scrub } = createScrubber({ secrets: [], names: [] });
        const standIns = addresses.map(scrub);
        assert.equal(new Set(standIns.map((text) => ipaddr.parse(text).toNormalizedString())).size, addresses.length);
        for (const [at, original] of addresses.entries()) {
          const [before, after] = [ipaddr.parse(original), ipaddr.parse(standIns[at] ?? "")];
          assert.equal(after.kind(), before.kind());
          if (before.range() === "unicast") assert.equal(after.range(), "reserved");
          else if (before.range() !== "reserved") assert.equal(after.range(), before.range());
        }
      },
    ),
    { examples: [[["fec0::1", "fe80::1", "fd12::1", "2001:db8::1"]]] },
  );
});

test("a log with more hosts than there are addresses for documents has a stand-in for each, of no one's network", () => {
  const { scrub } = createScrubber({ secrets: [], names: [] });
  const standIns = Array.from({ length: 5000 }, (_, at) => scrub(`9.9.${at >> 8}.${at & 255}`));
  assert.equal(new Set(standIns).size, 5000);
  assert.deepEqual(strangersIn(standIns.join(" ")), []);
  assert.deepEqual([standIns[0], standIns[761], standIns[762]], ["192.0.2.1", "203.0.113.254", "198.18.2.251"]);
});

test("the head of a frame keeps its form, and loses the packet that some routers print behind it", () => {
  const { scrub } = createScrubber({ secrets: [], names: [] });
  assert.equal(
    scrub(
      "MAC=b8:f8:53:0a:e0:00:28:8a:1c:c9:ce:c5:08:00:45:00:8f:b9:ef:f2 mac B8-F8-53-0A-E0-00 0022.bd37.c800 28 8a1cc9cec5",
    ),
    "MAC=00:00:5e:00:53:01:00:00:5e:00:53:02:08:00:00:00:00:00:00:00 mac 00-00-5E-00-53-01 0000.5e00.5303 28 8a1cc9cec5",
  );
});

const lines: readonly string[] = [
  "Nov 22 10:00:00 gw kernel: DROP IN=ppp0 OUT= MAC=$M:$M:08:00 SRC=$A DST=$B LEN=40 PROTO=TCP SPT=4 DPT=23 SYN",
  "Wed Nov 10 18:00:24 2010 Unrecognized attempt blocked from $A:40245 to $B TCP:8080",
  "[DoS Attack: SYN/ACK Scan] from source: $A, port 80, Monday, February 22, 2016 18:10:18",
  "[DHCP IP: $A] to MAC address $M, Monday, February 22, 2016 18:31:22",
  "Unrecognized access from $A:137 to UDP port 137",
  "<134>1 2026-11-06T11:42:14.270789+00:00 gw filterlog 92653 - - 4,,,1,em0,match,block,in,4,0x0,,64,420,0,none,6,tcp,460,$A,$B,53742,22,420,S,1:2,3,65535,,",
  "firewall,info drop input: in:wan out:(unknown 0), src-mac $M, proto TCP (SYN), $A:42845->$B:24032, len 40",
  "10/06/2009  23:06:22 **SYN Flood to Host** $A, 53341->> $B, 80 (from WAN Inbound)",
  '%ASA-4-106023: Deny udp src outside:$A/123 dst inside:$B/90 by access-group "out" [0x0, 0x0]',
  "Something that nobody understands of $A and $M, said by Fridge",
];

test("a scrubbed line reads as the line does, with the same stand-ins in what is read", () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.constantFrom(...lines), fc.ipV4(), fc.ipV4(), mac), { maxLength: 20 }), (rows) => {
      const { scrub } = createScrubber(known);
      const read = createLineReader({ format: "auto" });
      const readScrubbed = createLineReader({ format: "auto" });
      for (const [line, source, destination, hardware] of rows) {
        const text = line
          .replaceAll("$A", source)
          .replaceAll("$B", destination)
          .replaceAll("$M", hardware.replaceAll("-", ":"));
        const expected = JSON.stringify(read.read(text), (_, part: unknown) =>
          typeof part === "string" ? scrub(part) : part,
        );
        assert.deepEqual(JSON.parse(JSON.stringify(readScrubbed.read(scrub(text)))), JSON.parse(expected));
      }
    }),
    { numRuns: 200 },
  );
});

describe("the look for what is left", () => {
  const md5 = createHash("md5").update(secret).digest("hex");
  const left: readonly (readonly [string, string])[] = [
    ["as it is", `x ${secret} y`],
    ["percent-encoded", `p=${encodeURIComponent(secret)}`],
    ["with entities", "<input value='S3cret &amp; &lt;pass&gt;!'>"],
    ["in JSON", `{"p":"S3cret \\u0026 \\u003cpass\\u003e!"}`],
    ["as base64 with a name", Buffer.from(`admin:${secret}`).toString("base64")],
    ["as its hash, in capitals", md5.toUpperCase()],
    ["as a name", "<b>fridge</b>"],
  ];
  for (const [how, text] of left) {
    test(`finds it ${how}`, () => {
      const found = leaksIn(text, known, []);
      assert.equal(found.length, 1);
      assert.ok(!found.join().includes("S3cret") && !found.join().includes("ridge"));
    });
  }

  test("finds an address that was replaced elsewhere, and not one that was put in", () => {
    const stranger = [9, 8, 7, 6].join(".");
    assert.equal(leaksIn(`from ${stranger}.`, known, [stranger]).length, 1);
    assert.deepEqual(leaksIn(`from 192.0.2.1 and ${stranger}5 Fridges tok`, known, [stranger, "192.0.2.1"]), []);
  });
});

/** A router without a login, with this page for its log. */
async function captureOf(
  t: Parameters<typeof startRawServer>[0],
  page: string,
  given: { readonly password?: string } = {},
) {
  const server = await startRawServer(t, () => `HTTP/1.0 200 OK\r\nContent-Type: text/html\r\n\r\n${page}`);
  const router = routerSettings(generic, { url: server.url, ...given });
  return captureRouter({ router, family: generic, now, signal, hide: [] });
}

test("names are known by what announces them, and hidden wherever else they stand", async (t) => {
  const page =
    "<html><title>Janes router</title><table><tr><td>Host Name</td><td>JANES-IPAD</td></tr><tr><td>Serial Number</td><td>4XF18Z0012</td></tr>" +
    "<tr><td>SSID:</td><td>Castle Doe</td></tr></table><textarea>Nov 22 10:00:00 doebox dnsmasq-dhcp[1]: DHCPACK(br0) 192.168.1.9 aa:bb:cc:dd:ee:01 fridge9\n" +
    "Nov 22 10:00:01 doebox mail to jane@doe.example from www.netgear.com by JANES-IPAD</textarea><i>4xf18z0012 fridge9 doebox</i></html>";
  const { files } = await captureOf(t, page);
  const text = [...files.values()].join("\n");
  assert.doesNotMatch(text, /ipad|4xf18|castle|fridge9|doebox|jane@|netgear|aa:bb/i);
  assert.match(text, /192\.168\.1\.9 00:00:5e:00:53:01 name\d/);
});

test("a page that is not the log is captured too, with the reason", async (t) => {
  const { files, words } = await captureOf(t, "<html><h1>Welcome</h1></html>");
  assert.deepEqual([...files.keys()], ["exchanges.http"]);
  assert.match(words, /the log was not read: .*is not the log/);
});

test("where a password is a word that the page is read by, nothing is written", async (t) => {
  const page =
    "<html><textarea>Nov 22 10:00:00 DROP IN=ppp0 OUT= SRC=203.0.113.9 DST=192.0.2.1 PROTO=TCP SPT=1 DPT=23</textarea></html>";
  await assert.rejects(captureOf(t, page, { password: "DROP" }), (thrown) => {
    assert.ok(thrown instanceof FatalError && thrown.message.includes("reads differently"));
    return !thrown.message.includes("DROP");
  });
});
