/** One thing to tell the broker. */
export interface Message {
  readonly topic: string;
  readonly payload: string;
  readonly retain: boolean;
  /** After how long the broker may forget it for those who were away; MQTT 5 alone can say so. */
  readonly expirySeconds?: number | undefined;
}
