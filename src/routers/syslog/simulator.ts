import { createSocket, type Socket } from "node:dgram";
import { once } from "node:events";
import type { SendingSimulator, SimulatorOptions } from "../../model/simulator.ts";
import { publicAddress } from "../simulator/address.ts";
import type { LogWriter, WrittenRow } from "../simulator/family.ts";
import { createRandom } from "../simulator/random.ts";
import { startSending } from "../simulator/send.ts";
import { openSyslog } from "./read.ts";
import { bootLines, dropLine, hostileLines, hostName, householdLine } from "./simulated-lines.ts";

const loopback = "127.0.0.1";
const timezone = "UTC";

/**
 * A make-believe Linux router that sends its log by UDP to a port of this machine, as netfilter and the kernel write it and in the
 * envelope of RFC 3164. Whoever is to get it must listen there; what is sent before is lost.
 */
export async function startSyslog(options: SimulatorOptions): Promise<SendingSimulator> {
  const port = options.port === 0 ? await freePort() : options.port;
  const socket = await openSocket();
  const sending = startSending(linuxRouter(options), options, (line) => socket.send(line, port, loopback));
  const url = `udp://${loopback}:${port}`;
  return {
    url,
    router: { name: "home", family: "syslog", hostnames: [hostName], timezone },
    syslog: { listen: [url] },
    faults: sending.faults,
    advance: sending.advance,
    close: () => {
      sending.stop();
      return new Promise((resolve) => socket.close(() => resolve()));
    },
  };
}

/** Where nobody listens now, so that a bridge can. */
async function freePort(): Promise<number> {
  const socket = await openSocket();
  const { port } = socket.address();
  socket.close();
  return port;
}

/** A socket that is bound keeps the process alive, as a router's web server would. */
async function openSocket(): Promise<Socket> {
  const socket = createSocket("udp4");
  socket.bind(0, loopback);
  await once(socket, "listening");
  return socket;
}

function linuxRouter({ seed, now = Date.now }: SimulatorOptions): LogWriter {
  const wanAddress = publicAddress(createRandom(seed ^ 0x3a9));
  const reader = openSyslog({ timezone }, now);
  return {
    background: { perDay: 100, write: (timeMs, random) => readBack(householdLine(timeMs, random)) },
    writeProbe: (probe, random) => readBack(dropLine(probe, wanAddress, random)),
    replay: readBack,
    bootRows: (timeMs, random) => {
      const probe = { timeMs, source: publicAddress(random), sourcePort: 40_000, protocol: "tcp", port: 23 } as const;
      return bootLines(probe, wanAddress, random).map(readBack);
    },
    hostileRows: (timeMs) => hostileLines(timeMs).map(readBack),
  };

  /** A line, with what it can tell of a packet from outside that was not let in. */
  function readBack(text: string): WrittenRow {
    const entry = reader.read(text);
    const isProbe = entry?.kind === "event" && entry.event.direction === "in" && entry.event.action !== "accept";
    return isProbe ? { text, event: entry.event } : { text };
  }
}
