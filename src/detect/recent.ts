/** Values by key that are forgotten with time, and bounded in number. */
export interface Recent<Value> {
  readonly values: Map<string, Value>;
  sweptMs: number;
}

export function createRecent<Value>(): Recent<Value> {
  return { values: new Map(), sweptMs: 0 };
}

/** Keeps a value. Where that makes more than `limit` of them, the quarter that was kept first goes. */
export function keep<Value>({ values }: Recent<Value>, key: string, value: Value, limit: number): void {
  values.set(key, value);
  if (values.size <= limit) return;
  let surplus = limit / 4;
  for (const first of values.keys()) {
    if (surplus <= 0) break;
    values.delete(first);
    surplus -= 1;
  }
}

/**
 * Forgets the values that are older than `keepMs`. It looks at each about twice in that time, however often it is called: what a
 * pass costs follows what it brings, not what is remembered.
 */
export function sweep<Value>(
  recent: Recent<Value>,
  nowMs: number,
  keepMs: number,
  lastMsOf: (value: Value) => number,
): void {
  if (nowMs - recent.sweptMs < keepMs / 2) return;
  recent.sweptMs = nowMs;
  for (const [key, value] of recent.values) if (nowMs - lastMsOf(value) > keepMs) recent.values.delete(key);
}
