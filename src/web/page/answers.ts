/** Whether this browser may come in, and what it may do. */
export interface Session {
  readonly is_password_needed: boolean;
  readonly is_open: boolean;
  readonly is_ingress: boolean;
  readonly may_change: boolean;
}

/** What one look at a router showed. */
export interface Look {
  readonly is_sound: boolean;
  readonly words: string;
}

/** A reading of a router for strangers. */
export interface Captured {
  readonly files: readonly { readonly name: string; readonly content: string }[];
  readonly exchanges: number;
  readonly replaced: number;
  readonly words: string;
}
