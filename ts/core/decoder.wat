;; Decodes the text of the core: see inlined.ts. Compiled by scripts/lib/inline-wasm.mjs.
;;
;; From 16 on, the memory has the addresses of the next character of each stream. It has tables of 128 bytes, each at 128
;; times a character: the byte that the next character stands for, after the last two characters of the alphabet, which
;; are prefixes; and before those, at 128 times 124, the byte that one stands for by itself. 512 behind each byte is what
;; follows it: the number of the stream that its operand is in times 4, and for loads and stores 16 and the alignment; or
;; -16 for no byte but the place between two functions, each of which starts with room for its size in two bytes.
;; Characters below the blank are line breaks, and 0 is the end.
(module
  (memory (export "m") 4)
  (func (export "d") (param $to i32) (result i32)
    (local $character i32)
    (local $byte i32)
    (local $place i32)
    (local $next i32)
    (local $stream i32)
    (local $function i32)
    (local $size i32)
    (local $table i32)
    (loop $again
      (local.set $character (i32.load8_u (i32.load offset=16 (local.get $stream))))
      (i32.store offset=16
        (local.get $stream)
        (i32.add (i32.load offset=16 (local.get $stream)) (i32.const 1)))
      (local.set $place (i32.add (local.get $table) (local.get $character)))
      (i32.store8 (local.get $to) (local.tee $byte (i32.load8_u (local.get $place))))
      (local.set $next (i32.load8_s offset=512 (local.get $place)))
      (i32.store8 offset=1 (local.get $to) (i32.and (local.get $next) (i32.const 3)))
      ;; A byte is complete, but after a line break or a prefix.
      (if (i32.lt_u (i32.sub (local.get $character) (i32.const 32)) (i32.const 93))
        (then
          ;; The first time this writes below the streams' addresses.
          (if (i32.lt_s (local.get $next) (i32.const 0))
            (then
              (local.set $size (i32.sub (i32.sub (local.get $to) (local.get $function)) (i32.const 2)))
              (i32.store16
                (local.get $function)
                (i32.add
                  (i32.add (local.get $size) (i32.const 128))
                  (i32.and (local.get $size) (i32.const 0x3f80))))
              (local.set $function (local.get $to))))
          (local.set $to (i32.add (i32.add (local.get $to) (i32.const 1)) (i32.shr_s (local.get $next) (i32.const 4))))
          ;; An operand goes on after a byte with the highest bit; then comes the next opcode.
          (local.set $stream
            (i32.add
              (i32.mul (local.get $stream) (i32.shr_u (local.get $byte) (i32.const 7)))
              (i32.and (local.get $next) (i32.const 12))))))
      (local.set $table
        (select
          (i32.shl (local.get $character) (i32.const 7))
          (i32.const 15872)
          (i32.gt_u (local.get $character) (i32.const 124))))
      (br_if $again (local.get $character)))
    (local.get $to)))
