// What the facade knows of ops, read from the text of the table: it packs better than a literal of as many objects.

/** What the facade knows of an op. Objects of one form, with all fields of their own: nothing is inherited. */
export interface Row {
  /** The empty string for one that only appears in derivatives: nobody can call it, and none is printed. */
  readonly name: string;
  /** The names of its arguments; of one without a name they only count. */
  readonly args: readonly string[];
  /** The number of arguments without a default. */
  readonly least: number;
  /** What stands in for the last argument where it is left out; no other one has a default. */
  readonly lastDefault: number | undefined;
  /** Whether it takes all elements of a batch to one number. */
  readonly reduces: boolean;
  /** Of an op that folds over any number of arguments, what it is of one: the op of this code, or the argument for 0. */
  readonly unaryForm: number | undefined;
  /** Of one that carries on what rounding leaves: the ops of the next value and of the next rest. */
  readonly carry: readonly number[];
  /** How JavaScript writes it, in its arguments, if it is not a call. */
  readonly notation: string | undefined;
}

/** The name; the arguments if they are not `(x)`; `*` if it reduces; `+` and what it folds by; the notation. */
const LINE = /^(\w*)(?:\((.*)\))?(\*?)(?:\+(\S+))? ?(.*)$/;

/**
 * The rows by code: that of a line is one more than that of the line before, which may be the number alone. Not in an
 * array, for codes without a row would be what Array.prototype has there; and not by Object.create, for V8 takes 15 µs to
 * list the rows of that, and 1 of this (Node 20).
 */
export function rowsOf(text: string): Readonly<Record<number, Row>> {
  const rows = Object.setPrototypeOf({}, null) as Record<number, Row>;
  let code = 0;
  for (const line of text.split("\n")) {
    if (/^\d/.test(line)) code = Number(line);
    else {
      const [, name = "", list = "x", star, folds, notation] = LINE.exec(line)!;
      const [args, lastDefault] = list.split("=") as [string, string?];
      const names = args.split(", ");
      const [unaryForm, ...carry] = folds?.split(",").map(Number) ?? [];
      rows[++code] = {
        name,
        args: names,
        least: names.length - (lastDefault ? 1 : 0),
        lastDefault: lastDefault ? Number(lastDefault) : undefined,
        reduces: star !== "",
        unaryForm,
        carry,
        notation: notation || undefined,
      };
    }
  }
  return rows;
}
