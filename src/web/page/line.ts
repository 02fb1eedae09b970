/** What to do with the news of a stream, by the name of the event. */
type Takers = Readonly<Record<string, (data: string) => void>>;

export interface LineListener {
  readonly takers: Takers;
  readonly onOpen: () => void;
  /** @param isRefused whether somebody answered, but not with a stream: a proxy while the program is away, or whoever asks for a password */
  readonly onLoss: (isRefused: boolean) => void;
}

/** EventSource gives up after an answer that is no stream: then it is tried again after this. */
const retryMs = 4000;

/** Keeps a line to a stream of events for as long as the page is open. */
export function keepLine(url: string, { takers, onOpen, onLoss }: LineListener): void {
  const source = new EventSource(url);
  for (const [name, take] of Object.entries(takers)) source.addEventListener(name, ({ data }) => take(data));
  source.addEventListener("open", onOpen);
  source.addEventListener("error", () => {
    const isRefused = source.readyState === EventSource.CLOSED;
    onLoss(isRefused);
    if (isRefused) setTimeout(() => keepLine(url, { takers, onOpen, onLoss }), retryMs);
  });
}
