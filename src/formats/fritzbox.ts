import type { Format, LineReading, LineStamp } from "../model/format.ts";
import { readAddress } from "./addresses.ts";
import { note, readPacket, reject } from "./packet.ts";
import { isOfLan } from "./scope.ts";
import { wallTime } from "./wall-time.ts";

/**
 * The events of an AVM FRITZ!Box, as its list and the file that it saves have them: `13.10.23 09:58:12 Anmeldung des Benutzers admin an der
 * FRITZ!Box-Benutzeroberfläche von IP-Adresse 203.0.113.9 gescheitert (falsches Kennwort).` It tells of no packet. Who tried to log in and
 * failed is read as one who knocked on the login's door, which is over TCP; its port is not told.
 */
export const fritzbox: Format = {
  id: "fritzbox",
  title: "AVM FRITZ!Box, failed logins",
  read: ({ text }) => {
    const [head, day = "", month = "", year = "", time = ""] = dated.exec(text) ?? [];
    if (head === undefined) return undefined;
    const stamp = wallTime({ year: fullYear(year), month: Number(month), day: Number(day), time });
    return stamp === undefined ? reject("row without a time") : readMessage(text.slice(head.length), stamp);
  },
};

const dated = /^(\d{2})\.(\d{2})\.(\d{2}|\d{4}) (\d{2}:\d{2}:\d{2}) /;

/** Of two digits: a clock that was not set shows 70. */
function fullYear(text: string): number {
  const year = Number(text);
  if (text.length === 4) return year;
  return year < 70 ? 2000 + year : 1900 + year;
}

const addressText = /[0-9A-Fa-f.:]{3,45}/g;
const mayBeAddress = /^(?:\d{1,3}(?:\.\d{1,3}){3}|[0-9A-Fa-f]{0,4}(?::[0-9A-Fa-f]{0,4}){2,7})$/;
/** German, English, Dutch and French, Italian, Spanish and Polish boxes; only the first was seen. */
const failed = /gescheitert|fehlgeschlagen|failed|mislukt|échou|fallit|error de|niepowodz/i;
const loginWord = /^(?:Anmeldung|Login|Log-?in|Connexion|Accesso|Inicio de sesión|Logowanie)\b/i;
/** Equal events in a row are drawn together. */
const repeated = / ?\[(\d{1,6}) [A-Za-zäöüß]{4,20} seit [^\]]{0,40}\]\s*$/;

/**
 * The name of the user is what a stranger typed, and stands in front of the address: only what is behind the last address tells whether
 * it was refused.
 */
function readMessage(message: string, stamp: LineStamp): LineReading {
  const [tail = "", times] = repeated.exec(message) ?? [];
  const told = message.slice(0, message.length - tail.length);
  const last = [...told.matchAll(addressText)].findLast(([text]) => readSource(text) !== undefined);
  const source = last && readSource(last[0]);
  if (!loginWord.test(told)) return note("system", stamp);
  if (last === undefined || source === undefined) return note("login", stamp);
  if (!failed.test(told.slice(last.index + last[0].length))) return note("login", stamp);
  return readPacket({
    format: fritzbox.id,
    action: "reject",
    direction: isOfLan(source) ? "local" : "in",
    protocol: "tcp",
    source,
    count: times,
    stamp,
  });
}

/** A full stop behind an address ends the sentence. */
function readSource(text: string): string | undefined {
  const address = text.replace(/[.:]$/, "");
  return mayBeAddress.test(address) ? readAddress(address) : undefined;
}
