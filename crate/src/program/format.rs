//! Programs as bytes: what crosses from TypeScript, is posted to workers, stored and sent.
//!
//! ```text
//! "flx" 2                      magic and version
//! varint                       type of the elements: 0, float32
//! varint                       number of subprograms: 0, there are none yet
//! varint                       number of inputs
//! varint                       number of nodes
//! node*                        0 and four bytes: a float32 constant, little-endian
//!                              varint and varint*: code of an op, and for each argument the value's index
//! varint                       number of outputs
//! varint*                      the outputs' values
//! ```
//!
//! Version 1, which is read as well, had neither the type nor the subprograms, and no code above 255, a byte.
//!
//! A varint is an unsigned LEB128 number below 2^32 in its shortest form. Nothing may follow. Values are numbered
//! inputs first, then nodes in order; an argument's index is below its node's own.

use crate::error::Error;
use crate::leb128;
use crate::op::Op;
use crate::program::{Node, Program, Value};

/// The first bytes of a program: magic, version, type of elements, number of subprograms.
pub const HEADER: [u8; 6] = *b"flx\x02\0\0";
/// The first bytes of a program of version 1.
const HEADER_1: [u8; 4] = *b"flx\x01";
/// The code of a constant; those of ops are above.
pub const CONST: u32 = 0;

/// More inputs than anybody passes, and few enough that the tables made for them stay small.
pub const MAX_INPUTS: u32 = 1 << 16;

impl Program {
    /// The program as bytes.
    pub fn encode(&self) -> Vec<u8> {
        let mut bytes = HEADER.to_vec();
        leb128::write(&mut bytes, self.inputs());
        leb128::write(&mut bytes, self.nodes().len() as u32);
        for node in self.nodes() {
            match node {
                Node::Const(bits) => {
                    leb128::write(&mut bytes, CONST);
                    bytes.extend_from_slice(&bits.to_le_bytes());
                }
                Node::Op(op, _) => {
                    leb128::write(&mut bytes, *op as u32);
                    node.args().iter().for_each(|arg| leb128::write(&mut bytes, arg.0));
                }
            }
        }
        leb128::write(&mut bytes, self.outputs().len() as u32);
        self.outputs().iter().for_each(|output| leb128::write(&mut bytes, output.0));
        bytes
    }

    /// The program of these bytes, checked whole.
    ///
    /// # Errors
    /// If they are not those of a program; any bytes give a program or an error.
    pub fn decode(bytes: &[u8]) -> Result<Program, Error> {
        let has_byte_codes = bytes.starts_with(&HEADER_1);
        let at = if has_byte_codes { HEADER_1.len() } else { HEADER.len() };
        if !has_byte_codes && !bytes.starts_with(&HEADER) {
            return Err(Error::Malformed { what: "unknown format or version", at: 0 });
        }
        let mut reader = Reader { bytes, at, has_byte_codes };
        let inputs = reader.varint()?;
        if inputs > MAX_INPUTS {
            return reader.malformed("too many inputs");
        }
        // Every node takes two bytes at least and every output one, so that a length that lies is noticed before
        // memory is reserved for it.
        let count = reader.count(2)?;
        let mut nodes = Vec::with_capacity(count);
        for index in 0..count as u32 {
            nodes.push(reader.node(inputs + index)?);
        }
        let count = reader.count(1)?;
        let mut outputs = Vec::with_capacity(count);
        for _ in 0..count {
            outputs.push(reader.value(inputs + nodes.len() as u32)?);
        }
        if reader.at != bytes.len() {
            return reader.malformed("more bytes than a program has");
        }
        Ok(Program::new(inputs, nodes, outputs))
    }
}

struct Reader<'a> {
    bytes: &'a [u8],
    at: usize,
    /// Whether the code of an op is a byte, as in version 1.
    has_byte_codes: bool,
}

impl Reader<'_> {
    fn malformed<T>(&self, what: &'static str) -> Result<T, Error> {
        Err(Error::Malformed { what, at: self.at })
    }

    fn take<const N: usize>(&mut self) -> Result<[u8; N], Error> {
        let rest = self.bytes.get(self.at..).and_then(|rest| rest.get(..N));
        let Some(Ok(bytes)) = rest.map(<[u8; N]>::try_from) else { return self.malformed("end of bytes") };
        self.at += N;
        Ok(bytes)
    }

    fn varint(&mut self) -> Result<u32, Error> {
        let mut n = 0u64;
        for shift in (0..35).step_by(7) {
            let [byte] = self.take()?;
            n |= u64::from(byte & 0x7f) << shift;
            if byte & 0x80 == 0 {
                let shortest = byte != 0 || shift == 0;
                return match u32::try_from(n) {
                    Ok(n) if shortest => Ok(n),
                    _ => self.malformed("ill-formed number"),
                };
            }
        }
        self.malformed("ill-formed number")
    }

    /// The number of items that follow, each of at least `min_bytes` bytes.
    fn count(&mut self, min_bytes: usize) -> Result<usize, Error> {
        let count = self.varint()? as usize;
        if count > (self.bytes.len() - self.at) / min_bytes {
            return self.malformed("end of bytes");
        }
        Ok(count)
    }

    /// A value below `end`.
    fn value(&mut self, end: u32) -> Result<Value, Error> {
        match self.varint()? {
            value if value < end => Ok(Value(value)),
            _ => self.malformed("a value used before it is defined"),
        }
    }

    /// The node that computes the value `own`.
    fn node(&mut self, own: u32) -> Result<Node, Error> {
        let code = if self.has_byte_codes { self.take::<1>()?[0].into() } else { self.varint()? };
        if code == CONST {
            return Ok(Node::Const(u32::from_le_bytes(self.take()?)));
        }
        let Some(op) = u8::try_from(code).ok().and_then(Op::of_code) else { return self.malformed("unknown op") };
        let mut args = [Value(0); 3];
        for arg in &mut args[..op.arity()] {
            *arg = self.value(own)?;
        }
        Ok(Node::Op(op, args))
    }
}
