/** What is known of a body so far. "enough": all that was stated is there, more may yet prove the statement wrong. */
export type BodyState = "more" | "enough" | "done";

/** Collects a body piece by piece. Pure but for its own memory. */
export interface BodyReader {
  push(piece: Buffer): BodyState;
  /** The connection ended, or we stopped waiting. */
  finish(): { readonly body: Buffer; readonly isComplete: boolean };
  /** Bytes kept. */
  readonly size: number;
}
