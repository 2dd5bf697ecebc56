// Equality of types, for files of which nothing runs.

/** Whether the types are identical, to the compiler. */
type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;

/** `same<number>()(value)` compiles if the type of the value is number. */
export declare function same<Expected>(): <Actual>(
  value: Actual,
  ...different: Same<Actual, Expected> extends true ? [] : [expected: Expected]
) => void;
