// A process of its own: sends a router's lines as fast as it is told. `node blast.ts udp|tcp|tcp-counted PORT LINES PER_SECOND`
import { createSocket } from "node:dgram";
import { once } from "node:events";
import { connect } from "node:net";

const [transport = "udp", port = "0", lines = "0", perSecond = "1"] = process.argv.slice(2);
const total = Number(lines);
const sliceMs = 5;
const loopback = "127.0.0.1";
const networks = ["192.0.2", "198.51.100", "203.0.113"];

const send = await openTransport();
const beganMs = performance.now();
for (let sent = 0; sent < total; ) {
  const due = Math.min(total, Math.ceil(((performance.now() - beganMs + sliceMs) * Number(perSecond)) / 1000));
  const slice: string[] = [];
  while (sent < due) {
    slice.push(lineOf(sent));
    sent += 1;
  }
  await send(slice);
  await new Promise((resolve) =>
    setTimeout(resolve, Math.max(0, (sent * 1000) / Number(perSecond) - (performance.now() - beganMs))),
  );
}
const tookMs = performance.now() - beganMs;
await send(undefined);
process.stdout.write(`${JSON.stringify({ sent: total, tookMs: Math.round(tookMs) })}\n`);

/** Each line is another packet: source and ports tell its number. */
function lineOf(number: number): string {
  const at = new Date();
  const month = at.toLocaleString("en", { month: "short", timeZone: "UTC" });
  const stamp = `${month} ${String(at.getUTCDate()).padStart(2)} ${at.toISOString().slice(11, 19)}`;
  const source = `${networks[number % networks.length]}.${1 + (Math.floor(number / networks.length) % 250)}`;
  return `<4>${stamp} gateway kernel: DROP IN=eth0 OUT= MAC=02:00:5e:00:53:01:02:00:5e:00:53:fe:08:00 SRC=${source} DST=192.0.2.1 LEN=44 TOS=0x00 PREC=0x00 TTL=52 ID=54321 PROTO=TCP SPT=${1024 + (number % 60_000)} DPT=${1 + Math.floor(number / 60_000)} WINDOW=1024 RES=0x00 SYN URGP=0 `;
}

/** Undefined ends it. */
async function openTransport(): Promise<(slice: readonly string[] | undefined) => Promise<void>> {
  return transport === "udp" ? openUdp() : openTcp();
}

async function openUdp(): Promise<(slice: readonly string[] | undefined) => Promise<void>> {
  const socket = createSocket("udp4");
  socket.bind(0, loopback);
  await once(socket, "listening");
  return (slice) =>
    new Promise((resolve) => {
      if (slice === undefined) socket.close(() => resolve());
      else if (slice.length === 0) resolve();
      else
        for (const [index, line] of slice.entries())
          socket.send(line, Number(port), loopback, index === slice.length - 1 ? () => resolve() : undefined);
    });
}

async function openTcp(): Promise<(slice: readonly string[] | undefined) => Promise<void>> {
  const socket = connect(Number(port), loopback);
  await once(socket, "connect");
  return async (slice) => {
    if (slice === undefined) {
      socket.end();
      await once(socket, "close");
    } else if (slice.length > 0 && !socket.write(slice.map(framed).join(""))) await once(socket, "drain");
  };
}

function framed(line: string): string {
  return transport === "tcp-counted" ? `${Buffer.byteLength(line)} ${line}` : `${line}\n`;
}
