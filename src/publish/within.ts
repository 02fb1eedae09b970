/** Waits for `work`, but no longer than `ms`; true when it was done in time. */
export async function within(ms: number, work: Promise<void>): Promise<boolean> {
  const limit = Promise.withResolvers<false>();
  const timer = setTimeout(limit.resolve, ms, false);
  const isDone = await Promise.race([work.then(() => true), limit.promise]);
  clearTimeout(timer);
  return isDone;
}
