// GENERATED from the op table, crate/src/op/mod.rs, by `npm run generate`.

import { rowsOf } from "./rows.js";

/** The ops by their code in a program. Code 0 is a constant, which is no op. */
export const table = /* @__PURE__ */ rowsOf(String.raw`neg -x
abs
sign
floor
sqrt
square x ** 2
reciprocal 1 / x
exp
log
sin
cos
tan
tanh
not
stopGradient
add(x, y)+0 x + y
sub(x, y) x - y
mul(x, y)+0 x * y
div(x, y) x / y
pow(x, y) x ** y
max(x, y)+0
min(x, y)+0
atan2(y, x)
hypot(x, y)+2,127,128
gt(x, y) x > y
ge(x, y) x >= y
lt(x, y) x < y
le(x, y) x <= y
eq(x, y) x === y
ne(x, y) x !== y
and(x, y)
or(x, y)
where(condition, x, y)


(x, y)
(x, y)
(x, y)
(x, y)
relu
asin
acos

atan
sinh
cosh
asinh
acosh
atanh
cbrt
sec
csc
cot
sinc

deg2rad
rad2deg
69
expm1
log1p
log2
log10
exp2
exp10
rsqrt
sinpi
cospi
sigmoid
softplus
logSigmoid
logit
log1mexp
logexpm1
xlogy(x, y)
xlog1py(x, y)
logaddexp(x, y)
(x, y)
logsubexp(x, y)
(x, y)
elu(x, alpha=1)
selu
celu(x, alpha=1)
(x, y)
(x, y)
109
ceil
trunc
round
fround
rem(x, y) x % y
mod(x, y)
copysign(x, y)
isNaN
isFinite
clamp(x, lo, hi)
relu6
leakyRelu(x, slope=0.01)
hardTanh
hardSigmoid
hardSilu
softsign
squareplus(x, b=4)
(x, y, z)
(x, y, z)
129
sum*
mean*
dot(x, y)*
norm*
amax*
amin*
(x, y, z)*
(x, y, z)*
any*
all*
count*
variance(x, ddof=0)*
std(x, ddof=0)*
logsumexp*
logmeanexp*
149
erf
erfc
normalPdf
normalCdf
logNormalCdf
silu
gelu
geluTanh
mish
169








199
(x, y)

(x, y)
(x, y, z)
204
(x, y, z)
(x, y)
(x, y)
(x, y, z)
(x, y, z)
(x, y, z)
(x, y, z)
(x, y, z)
(x, y)
(x, y)
(x, y)
(x, y)
(x, y)
(x, y)
(x, y)
(x, y, z)

(x, y)
(x, y)
(x, y)
(x, y, z)
(x, y, z)
(x, y, z)
(x, y, z)

(x, y)
(x, y)
(x, y, z)`);
