const { cos, grad, sin } = require("fluxion");

const df = grad((x) => sin(cos(x)));
console.log(JSON.stringify([...df(Float32Array.of(1, 2, 3))]));
