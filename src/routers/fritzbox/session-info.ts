/** What the box says of a session. */
export interface SessionInfo {
  /** Undefined where nobody is logged in. */
  readonly sid: string | undefined;
  readonly challenge: string;
  /** How long the box takes no login, s: more with every wrong password. */
  readonly blockSeconds: number;
}

const nobody = "0000000000000000";
const longestBlockSeconds = 86_400;

/** Reads the XML of login_sid.lua; undefined for anything else, and where it was cut. */
export function readSessionInfo(body: string): SessionInfo | undefined {
  const sid = /<SID>([0-9a-f]{16})<\/SID>/i.exec(body)?.[1];
  const challenge = /<Challenge>([^<]{4,300})<\/Challenge>/.exec(body)?.[1];
  const block = /<BlockTime>(\d{1,9})<\/BlockTime>/.exec(body)?.[1];
  if (sid === undefined || challenge === undefined || block === undefined) return undefined;
  return {
    sid: sid === nobody ? undefined : sid,
    challenge,
    blockSeconds: Math.min(Number(block), longestBlockSeconds),
  };
}
