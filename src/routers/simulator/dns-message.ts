/** What somebody asks a DNS server for. */
export interface DnsQuestion {
  /** Lower case, without the last dot. */
  readonly name: string;
  readonly type: number;
}

/** One record of an answer, under the name that was asked for. */
export interface DnsRecord {
  readonly type: number;
  readonly data: Uint8Array;
}

/** Types of records and codes of answers (IANA, Domain Name System Parameters). */
export const dnsTypes = { a: 1, ptr: 12, txt: 16, aaaa: 28 } as const;
export const dnsCodes = { noError: 0, noSuchName: 3 } as const;

const headLength = 12;
const isAnswerBit = 0x8000;
const recursionBits = 0x0180;
const ttlSeconds = 300;

/** The question of a query (RFC 1035, 4.1); undefined for what is no query with one plain question. */
export function readDnsQuestion(packet: Buffer): DnsQuestion | undefined {
  if (packet.length < headLength || packet.readUInt16BE(4) !== 1) return undefined;
  if ((packet.readUInt16BE(2) & isAnswerBit) !== 0) return undefined;
  const labels: string[] = [];
  let at = headLength;
  for (let length = packet[at]; length !== 0; length = packet[at]) {
    // Longer than 63: a pointer, which no question has a reason for.
    if (length === undefined || length > 63 || at + length >= packet.length) return undefined;
    labels.push(packet.toString("latin1", at + 1, at + 1 + length));
    at += 1 + length;
  }
  if (at + 5 > packet.length) return undefined;
  return { name: labels.join(".").toLowerCase(), type: packet.readUInt16BE(at + 1) };
}

/** The answer to a query that `readDnsQuestion` understood: the question again, then the records. */
export function writeDnsAnswer(query: Buffer, code: number, records: readonly DnsRecord[]): Buffer {
  const head = Buffer.alloc(headLength);
  query.copy(head, 0, 0, 2);
  head.writeUInt16BE(isAnswerBit | recursionBits | code, 2);
  head.writeUInt16BE(1, 4);
  head.writeUInt16BE(records.length, 6);
  const question = query.subarray(headLength, query.indexOf(0, headLength) + 5);
  return Buffer.concat([head, question, ...records.map(writeRecord)]);
}

/** A name as the data of a record. */
export function encodeDnsName(name: string): Buffer {
  const labels = name.split(".").map((label) => Buffer.from(label, "latin1"));
  return Buffer.concat([...labels.flatMap((label) => [Buffer.from([label.length]), label]), Buffer.from([0])]);
}

/** A text of at most 255 octets as the data of a record. */
export function encodeDnsText(text: string): Buffer {
  const bytes = Buffer.from(text);
  return Buffer.concat([Buffer.from([bytes.length]), bytes]);
}

function writeRecord({ type, data }: DnsRecord): Buffer {
  const head = Buffer.alloc(headLength);
  // A pointer to the name of the question.
  head.writeUInt16BE(0xc000 | headLength, 0);
  head.writeUInt16BE(type, 2);
  head.writeUInt16BE(1, 4);
  head.writeUInt32BE(ttlSeconds, 6);
  head.writeUInt16BE(data.length, 10);
  return Buffer.concat([head, data]);
}
