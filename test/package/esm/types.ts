import { cos, grad, sin } from "fluxion";

const df = grad((x) => sin(cos(x)));

export const one: number = df(1);
export const many: Float32Array = df(Float32Array.of(1, 2, 3));

// @ts-expect-error: that it is no string shows that the types were found.
export const wrong: string = df(1);
