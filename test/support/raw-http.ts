import { connect, type Socket } from "node:net";

/** What a server sent until it closed the connection, byte for byte (latin1). */
export interface RawAnswer {
  readonly head: string;
  readonly body: string;
  readonly all: string;
}

/** Sends `request` as it is and collects the answer until the server closes; rejects when that takes more than `timeoutMs`. */
export function rawRequest(url: string, request: string, timeoutMs = 5000): Promise<RawAnswer> {
  return new Promise((resolve, reject) => {
    let all = "";
    const socket = openSocket(url);
    socket.setEncoding("latin1");
    socket.setTimeout(timeoutMs, () => socket.destroy(new Error("no answer")));
    socket.on("data", (piece) => {
      all += String(piece);
    });
    socket.on("error", reject);
    socket.on("close", () => {
      const end = /\r?\n\r?\n/.exec(all);
      const split = end === null ? all.length : end.index;
      resolve({ head: all.slice(0, split), body: all.slice(split + (end?.[0].length ?? 0)), all });
    });
    socket.write(request, "latin1");
  });
}

/** A GET as browsers of that time sent it. */
export function rawGet(url: string, path: string): Promise<RawAnswer> {
  return rawRequest(url, `GET ${path} HTTP/1.0\r\nHost: router\r\n\r\n`);
}

/** A form that is sent. */
export function rawPost(url: string, path: string, form: string): Promise<RawAnswer> {
  return rawRequest(url, `POST ${path} HTTP/1.0\r\nContent-Length: ${form.length}\r\n\r\n${form}`);
}

/** A connection to the server of a url. */
export function openSocket(url: string): Socket {
  const { hostname, port } = new URL(url);
  return connect(Number(port), hostname);
}
