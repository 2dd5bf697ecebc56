// Equality of types. (vitest's `toEqualTypeOf` takes the compiler 100 times as long where they are functions.)

/** Whether the types are identical, to the compiler. */
// eslint-disable-next-line @typescript-eslint/no-unnecessary-type-parameters -- that is the trick
type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;

/** `same<number>()(value)` compiles if the type of the value is number. */
export function same<Expected>() {
  return <Actual>(
    _value: Actual,
    ..._different: Same<Actual, Expected> extends true ? [] : [expected: Expected]
  ): void => undefined;
}
