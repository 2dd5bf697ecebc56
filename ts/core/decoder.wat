;; Decodes the text of the core in place: see inlined.ts. Compiled by scripts/lib/inline-wasm.mjs.
;;
;; The memory has tables of 128 bytes, each at 128 times a character: the byte that the next character stands for, after
;; the last two characters of the alphabet, which are prefixes; and before those, at 128 times 124, the byte that one
;; stands for by itself. Then comes the text, whose first 256 characters are not decoded; the bytes take their place.
;; Characters below the blank are line breaks, and 0 is the end.
(module
  (memory (export "m") 3)
  (func (export "d") (result i32)
    (local $at i32)
    (local $length i32)
    (local $character i32)
    (local $table i32)
    (loop $next
      (local.set $character (i32.load8_u offset=16512 (local.get $at)))
      (i32.store8 offset=16256
        (local.get $length)
        (i32.load8_u (i32.add (local.get $table) (local.get $character))))
      ;; A byte is complete, but after a line break or a prefix.
      (local.set $length
        (i32.add
          (local.get $length)
          (i32.lt_u (i32.sub (local.get $character) (i32.const 32)) (i32.const 93))))
      (local.set $table
        (select
          (i32.shl (local.get $character) (i32.const 7))
          (i32.const 15872)
          (i32.gt_u (local.get $character) (i32.const 124))))
      (local.set $at (i32.add (local.get $at) (i32.const 1)))
      (br_if $next (local.get $character)))
    (local.get $length)))
