import { createSocket, type RemoteInfo } from "node:dgram";
import { EventEmitter, once } from "node:events";
import type { TestContext } from "node:test";
import {
  type DnsQuestion,
  type DnsRecord,
  dnsCodes,
  dnsTypes,
  encodeDnsName,
  encodeDnsText,
  readDnsQuestion,
  writeDnsAnswer,
} from "../../src/routers/simulator/dns-message.ts";

/** What a server sends back: records, no such name, nothing at all, or any packet made of the query. */
export type DnsReply = readonly DnsRecord[] | "none" | "silence" | ((query: Buffer) => Buffer | readonly Buffer[]);

export interface DnsServer {
  /** Address and port, as the configuration takes them. */
  readonly address: string;
  /** Names that were asked for, in order. */
  readonly asked: readonly string[];
  /** Resolves when so many questions have come. */
  questions(count: number): Promise<void>;
  /** Holds answers back until it is opened again. */
  hold(): void;
  open(): void;
}

/** A real DNS server on loopback, which goes with the test; `answer` says what it answers. */
export async function startDnsServer(t: TestContext, answer: (question: DnsQuestion) => DnsReply): Promise<DnsServer> {
  const socket = createSocket("udp4");
  const asked: string[] = [];
  const events = new EventEmitter();
  let held: (() => void)[] | undefined;
  const send = (query: Buffer, reply: DnsReply, from: RemoteInfo): void => {
    for (const packet of packetsOf(query, reply)) socket.send(packet, from.port, from.address);
  };
  socket.on("message", (query, from) => {
    const question = readDnsQuestion(query);
    if (question === undefined) return;
    asked.push(question.name);
    const reply = answer(question);
    if (held === undefined) send(query, reply, from);
    else held.push(() => send(query, reply, from));
    events.emit("question");
  });
  socket.bind(0, "127.0.0.1");
  await once(socket, "listening");
  t.after(() => socket.close());
  return {
    address: `127.0.0.1:${socket.address().port}`,
    asked,
    questions: async (count) => {
      while (asked.length < count) await once(events, "question");
    },
    hold: () => {
      held ??= [];
    },
    open: () => {
      const late = held ?? [];
      held = undefined;
      for (const reply of late) reply();
    },
  };
}

/** A zone of records by name; a name that has none of the type has no record, any other does not exist. */
export function zone(records: Readonly<Record<string, readonly DnsRecord[]>>): (question: DnsQuestion) => DnsReply {
  return ({ name, type }) => records[name]?.filter((record) => record.type === type) ?? "none";
}

export function ptr(name: string): DnsRecord {
  return { type: dnsTypes.ptr, data: encodeDnsName(name) };
}

export function txt(text: string): DnsRecord {
  return { type: dnsTypes.txt, data: encodeDnsText(text) };
}

export function a(address: string): DnsRecord {
  return { type: dnsTypes.a, data: Uint8Array.from(address.split("."), Number) };
}

function packetsOf(query: Buffer, reply: DnsReply): readonly Buffer[] {
  if (reply === "silence") return [];
  if (reply === "none") return [writeDnsAnswer(query, dnsCodes.noSuchName, [])];
  if (typeof reply !== "function") return [writeDnsAnswer(query, dnsCodes.noError, reply)];
  return [reply(query)].flat();
}
