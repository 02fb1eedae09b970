declare const told: unique symbol;

/** JSON that is ready to be sent: made in another thread, it is nobody's work here. */
export interface JsonText<T> {
  readonly json: string;
  readonly [told]?: (value: T) => T;
}
