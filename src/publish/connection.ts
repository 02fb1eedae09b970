import type { Message } from "./message.ts";

/** 5 is MQTT 5, 4 is MQTT 3.1.1: the numbers of the protocol itself. */
export type ProtocolVersion = 4 | 5;

/** Why a connection is none: a reason code of CONNACK, PUBACK or DISCONNECT (number), a code of the system or of TLS (text), or words alone. */
export interface Trouble {
  readonly code?: number | string | undefined;
  readonly detail: string;
}

export interface ConnectionEvents {
  /** The broker let us in. @param inFlight how many unacknowledged messages it takes at once */
  opened(inFlight: number): void;
  received(topic: string, payload: string, isRetained: boolean): void;
  /** Called exactly once, whether or not it ever opened. */
  closed(trouble: Trouble): void;
}

/** One connection, from dialling to its end; it is never revived. */
export interface Connection {
  /** @param acknowledged gets the reason code where the broker refused the message; not called when the connection ends first */
  send(message: Message, acknowledged: (refusal: number | undefined) => void): void;
  subscribe(filter: string, refused: (code: number) => void): void;
  /** Says goodbye, so that the broker keeps the last will to itself; resolves when the line is closed. */
  end(): Promise<void>;
  /** Drops the line. */
  abort(): void;
}

/** Begins a connection. */
export type Dial = (version: ProtocolVersion, events: ConnectionEvents) => Connection;
