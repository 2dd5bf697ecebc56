// What a function of this package takes and returns, for the types of what is made of it.

/** The property, in types alone, that holds a function's {@link Signature}. */
export declare const SIGNATURE: unique symbol;

/** The parameters of a function, as a tuple, and the structure of what it returns for expressions. */
export interface Signature<P extends readonly unknown[], S> {
  readonly parameters: P;
  readonly result: S;
}

/** Whatever has a signature: ops, composed expressions, and what `grad`, `valueAndGrad` and `compile` return. */
export interface Signed<P extends readonly unknown[], S> {
  readonly [SIGNATURE]: Signature<P, S>;
}
