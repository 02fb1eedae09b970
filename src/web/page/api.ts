/** An answer of the server that is none: what went wrong, for the person who looks at the page. */
export class Problem extends Error {
  /** HTTP status; 0 where there was no answer at all. */
  readonly status: number;

  constructor(status: number, detail: string, cause?: unknown) {
    super(detail, { cause });
    this.status = status;
  }
}

export type Query = Readonly<Record<string, string | number | boolean | undefined>>;

/** The relative address of something in the API; what is empty is left out. */
export function apiUrl(path: string, query: Query = {}): string {
  const given = Object.entries(query).filter(([, value]) => value !== undefined && value !== "");
  const search = new URLSearchParams(given.map(([key, value]): [string, string] => [key, String(value)]));
  return `api/v1/${path}${given.length === 0 ? "" : `?${search}`}`;
}

/** @throws Problem */
export async function get<T>(url: string, signal?: AbortSignal): Promise<T> {
  return answered(await asked(url, signal === undefined ? {} : { signal }));
}

/** Sends JSON, or a file as it is. What comes back is undefined where the server has nothing to say. @throws Problem */
export async function post<T>(url: string, body: File | object): Promise<T> {
  const isFile = body instanceof File;
  return answered(
    await asked(url, {
      method: "POST",
      headers: { ...marked, "Content-Type": isFile ? "application/octet-stream" : "application/json" },
      body: isFile ? body : JSON.stringify(body),
    }),
  );
}

/** @throws Problem */
export async function remove(url: string): Promise<void> {
  await answered(await asked(url, { method: "DELETE", headers: marked }));
}

/** Without this header the server changes nothing: no other site's page can send it. */
const marked = { "X-Whos-Knocking": "1" };

async function asked(url: string, options: RequestInit): Promise<Response> {
  try {
    return await fetch(url, options);
  } catch (error) {
    if (error instanceof DOMException && error.name === "AbortError") throw error;
    throw new Problem(0, "The program does not answer.", error);
  }
}

async function answered<T>(response: Response): Promise<T> {
  const isJson = response.headers.get("Content-Type")?.includes("json") ?? false;
  const body = isJson ? await response.json() : undefined;
  if (response.ok) return body;
  throw new Problem(response.status, body?.detail ?? `The program answered ${response.status}.`);
}
