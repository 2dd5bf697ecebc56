import { cos, grad, sin } from "fluxion";

const df = grad((x) => sin(cos(x)));
console.log(JSON.stringify([...df(Float32Array.of(1, 2, 3))]));
