import { createSocket } from "node:dgram";
import { once } from "node:events";
import { readDnsQuestion, writeDnsAnswer } from "./dns-message.ts";
import { answerZone } from "./zones.ts";

/** A DNS server on this machine that names the sources which the make-believe routers invent. */
export interface NameServer {
  /** Address and port. */
  readonly address: string;
  close(): Promise<void>;
}

/** Starts it on any free port of 127.0.0.1. It asks nobody. */
export async function startNameServer(): Promise<NameServer> {
  const socket = createSocket("udp4");
  socket.on("message", (query, from) => {
    const question = readDnsQuestion(query);
    if (question === undefined) return;
    const { code, records } = answerZone(question);
    socket.send(writeDnsAnswer(query, code, records), from.port, from.address);
  });
  // Whoever asked may be gone before the answer.
  socket.on("error", () => undefined);
  socket.bind(0, "127.0.0.1");
  await once(socket, "listening");
  return {
    address: `127.0.0.1:${socket.address().port}`,
    close: async () => {
      socket.close();
      await once(socket, "close");
    },
  };
}
