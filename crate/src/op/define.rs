//! What is made of the rows of the op table, in two macros: the enum, the table and values by `define`, formulas and
//! partial derivatives by `define_rules`. They are apart because rules are terms, which are built of ops.

/// The pattern of the rows is that of every macro that [`for_each_op`](crate::for_each_op) is used with. What a row
/// may lack (a value, a formula) is handed on in brackets that are empty then.
macro_rules! define {
    ($(
        #[doc = $doc:literal]
        $code:literal $visibility:ident $op:ident $function:ident $name:literal
        ($($arg:ident $(= $default:literal)?),+ $(; unary_form $unary_form:ident $(, carry $next:ident $rest:ident)?)?)
        $(as $notation:literal)?
        $(= $value:expr; d[$omega:ident] = [$($partial:expr),+];)?
        $(is $formula:expr;)?
        $(has $($property:ident $(($of:ident))?),+;)?
        on [$($domain:expr),+]; value $ulp:literal; factor $factor:expr;
        $(reads $reading:expr;)?
    )+) => {
        /// An operation on scalars.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[repr(u8)]
        pub enum Op {
            $(#[doc = $doc] $op = $code,)+
        }

        /// The rows, in the order of the source.
        pub static TABLE: &[Row] = &[$(Row {
            op: Op::$op,
            name: $name,
            public: define!(@public $visibility),
            composed: define!(@composed [$($formula)?]),
            args: &[$(stringify!($arg)),+],
            defaults: &[$(define!(@default [$($default)?])),+],
            unary_form: &[$(stringify!($unary_form))?],
            notation: &[$($notation)?],
            formulas: &[$($(stringify!($partial)),+)? $(stringify!($formula))?],
            carry: &[$($(stringify!($next), stringify!($rest))?)?],
            properties: Op::$op.properties(),
            domain: &[$($domain),+],
            ulp: $ulp,
            factor: $factor,
            doc: $doc,
        }),+];

        /// By code, what the core asks of an op for every node; nothing of a code that no op has.
        static FACTS: [Facts; 256] = {
            let mut facts = [Facts { arity: 0, is_composed: false, is_internal: false, properties: Properties::NONE }; 256];
            $(facts[$code] = Facts {
                arity: [$(stringify!($arg)),+].len() as u8,
                is_composed: define!(@composed [$($formula)?]),
                is_internal: define!(@internal $visibility $name [$($formula)? $($reading)?]),
                properties: define!(@properties ($($arg),+) [$($($property $(($of))?),+)?]),
            };)+
            facts
        };

        impl Op {
            /// The op with this code in a program.
            pub fn of_code(code: u8) -> Option<Op> {
                // SAFETY: every op has an argument, so that this is the code of one.
                (FACTS[usize::from(code)].arity > 0).then(|| unsafe { core::mem::transmute::<u8, Op>(code) })
            }

            /// The number of arguments, 1 to 3.
            pub const fn arity(self) -> usize {
                FACTS[self as usize].arity as usize
            }

            /// The value in every lane, of an op that is no composition. Arguments beyond the arity are ignored.
            pub fn eval<L: F32>(self, args: [L; 3]) -> L {
                match self {
                    $(Op::$op => {
                        define!(@bind args ($($arg),+));
                        define!(@eval $function ($($arg),+) [$($value)?])
                    })+
                }
            }

            /// The algebraic properties of the op.
            pub const fn properties(self) -> Properties {
                FACTS[self as usize].properties
            }

            /// Whether the op is a composition of others.
            pub const fn is_composed(self) -> bool {
                FACTS[self as usize].is_composed
            }

            /// Whether printed programs show a formula in the op's place: nobody can call it.
            pub const fn is_internal(self) -> bool {
                FACTS[self as usize].is_internal
            }
        }

        /// Every op that is no composition as a function over lanes.
        pub mod values {
            use super::*;
            $(define!(@value $doc $function ($($arg),+) [$($value)?]);)+
        }
    };
    (@public public) => { true };
    (@public internal) => { false };
    (@internal public $name:literal [$($formula:expr)?]) => { false };
    (@internal internal $name:literal [$formula:expr]) => { true };
    (@internal internal $name:literal []) => {
        compile_error!(concat!("the row of ", $name, " lacks `reads FORMULA`: how a printed program shows the op"))
    };
    (@composed []) => { false };
    (@composed [$formula:expr]) => { true };
    (@default []) => { None };
    (@default [$default:literal]) => { Some($default) };

    (@bind $args:ident ($x:ident)) => { let $x = $args[0]; };
    (@bind $args:ident ($x:ident, $y:ident)) => { let ($x, $y) = ($args[0], $args[1]); };
    (@bind $args:ident ($x:ident, $y:ident, $z:ident)) => { let ($x, $y, $z) = ($args[0], $args[1], $args[2]); };

    (@properties ($($arg:ident),+) [$($property:ident $(($of:ident))?),*]) => {{
        let indices = [0, 1, 2];
        define!(@bind indices ($($arg),+));
        let _ = ($($arg,)+);
        Properties::NONE$(.$property($($of)?))*
    }};
    (@eval $function:ident ($($arg:ident),+) [$value:expr]) => { values::$function($($arg),+) };
    (@eval $function:ident ($($arg:ident),+) []) => {{
        let _ = ($($arg),+);
        unreachable!("its formula took its place")
    }};
    (@value $doc:literal $function:ident ($($arg:ident),+) [$value:expr]) => {
        #[doc = $doc]
        #[inline(always)]
        pub fn $function<L: F32>($($arg: L),+) -> L {
            $value
        }
    };
    (@value $doc:literal $function:ident ($($arg:ident),+) []) => {};
}

/// See [`define`].
macro_rules! define_rules {
    ($(
        #[doc = $doc:literal]
        $code:literal $visibility:ident $op:ident $function:ident $name:literal
        ($($arg:ident $(= $default:literal)?),+ $(; unary_form $unary_form:ident $(, carry $next:ident $rest:ident)?)?)
        $(as $notation:literal)?
        $(= $value:expr; d[$omega:ident] = [$($partial:expr),+];)?
        $(is $formula:expr;)?
        $(has $($property:ident $(($of:ident))?),+;)?
        on [$($domain:expr),+]; value $ulp:literal; factor $factor:expr;
        $(reads $reading:expr;)?
    )+) => {
        impl Op {
            /// The composition that the op is, or what an internal op reads as, as its row has it.
            #[cfg(not(target_arch = "wasm32"))]
            pub fn written_formula<'b>(self, args: &[Term<'b>]) -> Option<Term<'b>> {
                #[allow(unused_imports)]
                use functions::*;
                match self {
                    $(Op::$op => {
                        define_rules!(@bind args ($($arg),+));
                        define_rules!(@formula ($($arg),+) [$($formula)? $($reading)?])
                    })+
                }
            }

            /// The partial derivatives by each argument at `args`, where the op's output is `omega`, as its row has
            /// them.
            #[cfg(not(target_arch = "wasm32"))]
            #[allow(non_snake_case)]
            pub fn written_partials<'b>(self, args: &[Term<'b>], omega: Term<'b>) -> Vec<Partial<'b>> {
                use functions::*;
                match self {
                    $(Op::$op => {
                        define_rules!(@bind args ($($arg),+));
                        define_rules!(@partials omega ($($arg),+) [$($omega: $($partial),+)?])
                    })+
                }
            }
        }

        /// Every op as a function that adds it to a program under construction.
        #[allow(unused)]
        pub mod functions {
            use super::{call, Op, Term};
            $(
                #[doc = $doc]
                pub fn $function<'b>($($arg: impl Into<Term<'b>>),+) -> Term<'b> {
                    call(Op::$op, &[$($arg.into()),+])
                }
            )+
        }
    };

    (@bind $($bind:tt)+) => { define!(@bind $($bind)+) };
    (@formula ($($arg:ident),+) [$formula:expr]) => {{
        let _ = ($($arg),+);
        Some(Term::from($formula))
    }};
    (@formula ($($arg:ident),+) []) => {{
        let _ = ($($arg),+);
        None
    }};
    (@partials $value:ident ($($arg:ident),+) [$omega:ident: $($partial:expr),+]) => {{
        let $omega = $value;
        let _ = ($($arg,)+ $omega);
        vec![$(Partial::from($partial)),+]
    }};
    (@partials $value:ident ($($arg:ident),+) []) => {{
        let _ = ($($arg,)+ $value);
        unreachable!("its formula took its place")
    }};
}
